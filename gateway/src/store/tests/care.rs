//! Restrictions, archive, holds and deletion: whole sessions, all that were chosen or none.

use super::{new_recording, rows, store};
use crate::Error;
use crate::admin_log::By;
use crate::store::{Doing, Store, Wanted};
use api::RecordingList;
use policy::{Scope, Visibility};
use std::collections::BTreeSet;
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    a_restriction_is_of_the_whole_session,
    all_that_were_chosen_are_changed_or_none,
    what_is_archived_or_deleted_comes_back_to_its_list,
    a_hold_beats_a_deletion,
    a_recording_that_comes_later_is_as_its_session,
    what_is_known_of_a_session_is_corrected,
);

pub(super) fn by(at_ms: i64) -> By {
    By { account_id: Some(Uuid::nil().to_string()), name: "Ada <b>".to_owned(), ..By::command_line(at_ms) }
}

/// Two recordings of one session, and one of another, of the same user.
async fn three(store: &Store) -> [Uuid; 3] {
    let ids = [(); 3].map(|()| Uuid::now_v7());
    for (number, id) in ids.iter().enumerate() {
        let mut new = new_recording(*id, &id.to_string(), false);
        new.recording.session_id = ids.get(number & 2).expect("one").to_string();
        store.insert_recording(&new).await.expect("listed");
    }
    ids
}

async fn care(store: &Store, ids: &[Uuid], doing: Doing) -> Result<(u64, u64), Error> {
    let ids: BTreeSet<Uuid> = ids.iter().copied().collect();
    let done = store.take_care(&Visibility::Everything, &ids, doing, "case 7", &by(1_000)).await?;
    Ok((done.sessions, done.recordings))
}

async fn listed(store: &Store, visibility: &Visibility, list: RecordingList) -> Vec<Uuid> {
    let wanted = Wanted { list: Some(list), ..Default::default() };
    let page = store.page_of_recordings(visibility, 200, None, &wanted).await.expect("a page");
    let mut ids: Vec<Uuid> =
        page.recordings.iter().map(|recording| Uuid::try_parse(&recording.id).expect("an id")).collect();
    ids.sort();
    ids
}

async fn lists(store: &Store) -> [Vec<Uuid>; 4] {
    let of = async |list| listed(store, &Visibility::Everything, list).await;
    [
        of(RecordingList::All).await,
        of(RecordingList::Archived).await,
        of(RecordingList::Restricted).await,
        of(RecordingList::Deleted).await,
    ]
}

async fn logged(store: &Store) -> Vec<String> {
    let found = rows(store, "SELECT action FROM admin_log ORDER BY sequence").await;
    found.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
}

const DELETE: Doing = Doing::Delete { purged_from_ms: 9_000, with_files: true };

async fn a_restriction_is_of_the_whole_session(place: Place) {
    let store = store(&place).await;
    let [a, b, c] = three(&store).await;
    assert_eq!(lists(&store).await, [vec![a, b, c], vec![], vec![], vec![]]);
    assert_eq!(care(&store, &[a], Doing::Restrict).await.expect("done"), (1, 2));
    assert_eq!(lists(&store).await, [vec![c], vec![], vec![a, b], vec![]]);
    assert_eq!(care(&store, &[a, b], Doing::Restrict).await.expect("done"), (0, 0), "it is so already");
    assert_eq!(logged(&store).await, ["Place access restriction"; 2]);

    let restricted = store.recording(&Visibility::Everything, b).await.expect("looked").expect("one");
    let by = restricted.care.restricted.expect("restricted");
    assert_eq!((by.by.as_str(), by.at_ms), ("Ada <b>", 1_000));
    assert_eq!(store.recording(&Visibility::Unrestricted, b).await.expect("looked"), None);
    assert!(listed(&store, &Visibility::Unrestricted, RecordingList::Restricted).await.is_empty());

    assert_eq!(care(&store, &[b], Doing::RemoveRestriction).await.expect("done"), (1, 2));
    assert_eq!(lists(&store).await, [vec![a, b, c], vec![], vec![], vec![]]);
    let back = store.recording(&Visibility::Unrestricted, b).await.expect("looked").expect("one");
    assert!(back.care.is_none());
}

async fn all_that_were_chosen_are_changed_or_none(place: Place) {
    let store = store(&place).await;
    let [a, b, c] = three(&store).await;
    let unknown = Uuid::now_v7();
    for doing in [Doing::Restrict, Doing::Archive, DELETE, Doing::Hold, Doing::Undelete] {
        let refused = care(&store, &[a, c, unknown], doing).await.expect_err("one is not there");
        assert!(matches!(refused, Error::NotFound { .. }), "{refused}");
    }
    // nor those that somebody else alone may see
    let others = Scope::new(["nobody"], [], []).expect("a name");
    let ids = BTreeSet::from([a]);
    let refused = store.take_care(&Visibility::Limited(others), &ids, Doing::Restrict, "", &by(1)).await;
    assert!(matches!(refused, Err(Error::NotFound { id }) if id == a));
    assert_eq!(lists(&store).await, [vec![a, b, c], vec![], vec![], vec![]]);
    assert_eq!(logged(&store).await, [""; 0]);
}

async fn what_is_archived_or_deleted_comes_back_to_its_list(place: Place) {
    let store = store(&place).await;
    let [a, b, c] = three(&store).await;
    care(&store, &[a], Doing::Archive).await.expect("done");
    assert_eq!(lists(&store).await, [vec![c], vec![a, b], vec![], vec![]]);
    care(&store, &[b], Doing::Restrict).await.expect("done");
    assert_eq!(lists(&store).await, [vec![c], vec![], vec![a, b], vec![]]);
    assert_eq!(care(&store, &[a, c], DELETE).await.expect("done"), (2, 3));
    assert_eq!(lists(&store).await, [vec![], vec![], vec![], vec![a, b, c]]);
    for id in [a, b, c] {
        let found = store.recording(&Visibility::Everything, id).await.expect("looked");
        assert_eq!(found, None, "what is deleted cannot be seen");
    }
    assert!(listed(&store, &Visibility::Unrestricted, RecordingList::Deleted).await.is_empty());
    assert!(care(&store, &[a], DELETE).await.is_err(), "it is deleted already");
    assert_eq!(care(&store, &[a, c], Doing::Undelete).await.expect("done"), (2, 3));
    assert_eq!(lists(&store).await, [vec![c], vec![], vec![a, b], vec![]]);
    care(&store, &[b], Doing::RemoveRestriction).await.expect("done");
    assert_eq!(lists(&store).await, [vec![c], vec![a, b], vec![], vec![]]);
}

async fn a_hold_beats_a_deletion(place: Place) {
    let store = store(&place).await;
    let [a, b, c] = three(&store).await;
    assert_eq!(care(&store, &[b], Doing::Hold).await.expect("done"), (1, 2));
    let held = store.recording(&Visibility::Everything, a).await.expect("looked").expect("one");
    assert_eq!(held.care.hold.expect("held").reason, "case 7");
    let refused = care(&store, &[a, c], DELETE).await.expect_err("one is held");
    assert!(matches!(refused, Error::Held { .. }), "{refused}");
    assert_eq!(lists(&store).await, [vec![a, b, c], vec![], vec![], vec![]], "nothing is deleted");
    care(&store, &[a], Doing::RemoveHold).await.expect("done");
    assert_eq!(care(&store, &[a], DELETE).await.expect("done"), (1, 2));
}

async fn a_recording_that_comes_later_is_as_its_session(place: Place) {
    let store = store(&place).await;
    let [a, b, _] = three(&store).await;
    care(&store, &[a], Doing::Restrict).await.expect("done");
    care(&store, &[a], Doing::Hold).await.expect("done");
    let later = Uuid::now_v7();
    let mut new = new_recording(later, "later", false);
    new.recording.session_id = a.to_string();
    store.insert_recording(&new).await.expect("listed");
    assert_eq!(listed(&store, &Visibility::Everything, RecordingList::Restricted).await, [a, b, later]);
    let found = store.recording(&Visibility::Everything, later).await.expect("looked").expect("one");
    assert!(found.care.hold.is_some() && found.care.restricted.is_some());
    let session = Wanted { session: Some(a), ..Default::default() };
    let page = store.page_of_recordings(&Visibility::Everything, 200, None, &session).await.expect("a page");
    assert_eq!(page.recordings.len(), 3);
}

async fn what_is_known_of_a_session_is_corrected(place: Place) {
    let store = store(&place).await;
    let [a, ..] = three(&store).await;
    let facts = api::SessionFacts {
        user: Some("CORP\\Grace".to_owned()),
        site: Some("Bern".to_owned()),
        ..Default::default()
    };
    let corrected =
        store.correct_session(&Visibility::Everything, a, &facts, &by(5)).await.expect("corrected");
    assert_eq!(corrected.session, facts);
    let grace = Visibility::Limited(Scope::new(["corp\\grace"], [], []).expect("a name"));
    assert_eq!(listed(&store, &grace, RecordingList::All).await, [a]);
    assert_eq!(store.sites(&Visibility::Everything).await.expect("sites"), ["Basel", "Bern"]);
    assert_eq!(store.sites(&grace).await.expect("sites"), ["Bern"]);
    assert_eq!(logged(&store).await, ["Correct session"]);
    let nobody = store.correct_session(&Visibility::Nothing, a, &facts, &by(5)).await;
    assert!(matches!(nobody, Err(Error::NotFound { .. })));
}
