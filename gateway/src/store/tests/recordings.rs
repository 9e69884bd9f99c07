//! The table of recordings.

use super::{execute, first_page, new_recording, store};
use crate::Error;
use crate::store::Inserted;
use policy::{Scope, Visibility};
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    what_is_listed_comes_back_as_it_was,
    a_source_is_listed_once_unless_it_is_a_repeat,
    all_of_many_are_listed_or_none,
    texts_hold_any_character_but_the_first,
    impossible_rows_are_errors,
);

async fn what_is_listed_comes_back_as_it_was(place: Place) {
    let listed = store(&place).await;
    let new = new_recording(Uuid::now_v7(), "s", false);
    assert_eq!(listed.insert_recording(&new).await.expect("listed"), Inserted::Listed);
    let id = Uuid::try_parse(&new.recording.id).expect("an id");
    let everything = Visibility::Everything;
    assert_eq!(listed.recording(&everything, id).await.expect("looked"), Some(new.recording.clone()));
    assert_eq!(listed.recording(&everything, Uuid::now_v7()).await.expect("looked"), None);

    // And after it was closed and opened again, with the tables as they are.
    listed.close().await.expect("closed");
    let again = store(&place).await;
    assert_eq!(again.recording(&everything, id).await.expect("looked"), Some(new.recording));
}

async fn a_source_is_listed_once_unless_it_is_a_repeat(place: Place) {
    let store = store(&place).await;
    let first = Uuid::now_v7();
    let insert = async |id, source, is_repeat| {
        store.insert_recording(&new_recording(id, source, is_repeat)).await.expect("answered")
    };
    assert_eq!(insert(first, "s", false).await, Inserted::Listed);
    assert_eq!(insert(Uuid::now_v7(), "s", false).await, Inserted::AlreadyThere(first));
    assert_eq!(insert(Uuid::now_v7(), "s", true).await, Inserted::Listed);
    assert_eq!(insert(Uuid::now_v7(), "s", true).await, Inserted::Listed);
    assert_eq!(insert(Uuid::now_v7(), "t", false).await, Inserted::Listed);
    assert_eq!(first_page(&store).await.recordings.len(), 4);
    assert_eq!(store.recording_of_source("s").await.expect("looked"), Some(first));
    assert_eq!(store.recording_of_source("u").await.expect("looked"), None);
}

async fn all_of_many_are_listed_or_none(place: Place) {
    let store = store(&place).await;
    let many = |from: u32, until: u32| {
        (from..until)
            .map(|number| new_recording(Uuid::now_v7(), &number.to_string(), false))
            .collect::<Vec<_>>()
    };
    store.insert_recordings(&many(0, 150)).await.expect("listed");
    // the last of them is there already
    let mut again = many(150, 1_200);
    again.push(new_recording(Uuid::now_v7(), "0", false));
    let error = store.insert_recordings(&again).await.expect_err("refused");
    assert!(matches!(error, Error::Database { .. }), "{error}");
    assert_eq!(first_page(&store).await.recordings.len(), 150);
}

async fn texts_hold_any_character_but_the_first(place: Place) {
    let store = store(&place).await;
    let id = Uuid::now_v7();
    let mut new = new_recording(id, "s", false);
    let told = "\u{0}\u{1}\u{1f600}\u{ffff}\u{10ffff}'\"\\%_\u{301}";
    let kept = told.replace('\u{0}', "\u{fffd}");
    new.recording.name = told.to_owned();
    new.recording.title = Some(told.to_owned());
    new.recording.import_notes = vec![told.to_owned()];
    for fact in [
        &mut new.recording.session.user,
        &mut new.recording.session.host,
        &mut new.recording.session.client,
        &mut new.recording.session.client_address,
        &mut new.recording.session.application,
        &mut new.recording.session.site,
    ] {
        *fact = Some(told.to_owned());
    }
    store.insert_recording(&new).await.expect("listed");
    // it is found by the name as it was recorded, and by the name as it is listed
    for name in [told, &kept] {
        let scope = Scope::new([name], [], []).expect("a name");
        let found = store.recording(&Visibility::Limited(scope), id).await.expect("looked");
        let found = found.expect("it is in the scope");
        assert_eq!((found.name.as_str(), found.title.as_ref()), (kept.as_str(), Some(&kept)));
        assert_eq!(found.import_notes, [told], "notes are kept in a notation that escapes it");
        let session = found.session;
        for fact in [
            session.user,
            session.host,
            session.client,
            session.client_address,
            session.application,
            session.site,
        ] {
            assert_eq!(fact.as_ref(), Some(&kept));
        }
    }
}

async fn impossible_rows_are_errors(place: Place) {
    let store = store(&place).await;
    let id = Uuid::now_v7();
    store.insert_recording(&new_recording(id, "s", false)).await.expect("listed");
    for (change, what) in [("kind = 'hologram'", "kind"), ("kind = 'desktop', width = -1", "width")] {
        execute(&store, &format!("UPDATE recordings SET {change}")).await;
        let error = store.recording(&Visibility::Everything, id).await.expect_err("refused");
        assert!(matches!(error, Error::Row { what: found } if found == what), "{error}");
    }
}
