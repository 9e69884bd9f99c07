//! What is purged, and what never is: sequences of deletions, holds and clocks against a model of them.

use super::care::by;
use super::{address, new_recording, rows};
use crate::data::Data;
use crate::deletion::{Looked, MOST_STILL_MS, look};
use crate::store::{Doing, Wanted};
use crate::{Error, admin_log::By};
use api::RecordingList;
use policy::Visibility;
use std::collections::BTreeSet;
use std::fs;
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    what_is_purged_takes_its_file_with_it,
    a_clock_that_jumped_purges_nothing_until_it_is_confirmed,
    nothing_is_purged_but_what_may_be,
);

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const YEAR_MS: i64 = 365 * DAY_MS;
/// How many steps are taken in all, in runs of 100 each.
const STEPS: u64 = 10_000;

async fn data(place: &Place) -> Data {
    Data::create_on(&place.folder().join("data"), &address(place)).await.expect("a data folder")
}

async fn add(data: &Data) -> Uuid {
    let id = Uuid::now_v7();
    let writing = data.objects.write(id).expect("a file");
    writing.keep().expect("kept");
    data.store.insert_recording(&new_recording(id, &id.to_string(), false)).await.expect("listed");
    id
}

async fn care(data: &Data, id: Uuid, doing: Doing, at_ms: i64) -> Result<(), Error> {
    let ids = BTreeSet::from([id]);
    data.store.take_care(&Visibility::Everything, &ids, doing, "case 7", &by(at_ms)).await.map(|_| ())
}

/// The recordings that are there, deleted ones among them.
async fn there(data: &Data) -> BTreeSet<Uuid> {
    let mut ids = BTreeSet::new();
    for list in RecordingList::ALL {
        let wanted = Wanted { list: Some(list), ..Default::default() };
        let page = data.store.page_of_recordings(&Visibility::Everything, 200, None, &wanted).await;
        let page = page.expect("a page").recordings;
        ids.extend(page.iter().map(|recording| Uuid::try_parse(&recording.id).expect("an id")));
    }
    ids
}

async fn what_is_purged_takes_its_file_with_it(place: Place) {
    let data = data(&place).await;
    let (with, without, kept) = (add(&data).await, add(&data).await, add(&data).await);
    let delete = |with_files| Doing::Delete { purged_from_ms: 2_000, with_files };
    care(&data, with, delete(true), 1_000).await.expect("deleted");
    care(&data, without, delete(false), 1_000).await.expect("deleted");
    assert_eq!(look(&data, 1_999, DAY_MS).await.expect("looked"), Looked::Purged { recordings: 0 });
    assert_eq!(look(&data, 2_000, DAY_MS).await.expect("looked"), Looked::Purged { recordings: 2 });
    assert_eq!(there(&data).await, BTreeSet::from([kept]));
    let files = [with, without, kept].map(|id| data.objects.path(id).exists());
    assert_eq!(files, [false, true, true]);
    assert!(data.store.files_to_purge().await.expect("looked").is_empty());

    // what it was stays in the log
    let sql = "SELECT details FROM admin_log WHERE action = 'Purge recording' ORDER BY sequence";
    let details: Vec<String> =
        rows(&data.store, sql).await.iter().map(|row| row.try_get_by_index(0).expect("text")).collect();
    assert_eq!(details.len(), 2);
    assert!(details.iter().all(|details| details.contains(&"ab".repeat(32))), "{details:?}");

    // a file that cannot be removed is tried again
    let stuck = add(&data).await;
    care(&data, stuck, delete(true), 1_000).await.expect("deleted");
    fs::remove_file(data.objects.path(stuck)).expect("removed");
    fs::create_dir(data.objects.path(stuck)).expect("a folder in its place");
    look(&data, 2_001, DAY_MS).await.expect_err("the file is a folder");
    assert_eq!(data.store.files_to_purge().await.expect("looked"), [stuck]);
    fs::remove_dir(data.objects.path(stuck)).expect("removed");
    look(&data, 2_002, DAY_MS).await.expect("looked");
    assert!(data.store.files_to_purge().await.expect("looked").is_empty());
}

async fn a_clock_that_jumped_purges_nothing_until_it_is_confirmed(place: Place) {
    let data = data(&place).await;
    let id = add(&data).await;
    look(&data, 1_000, MOST_STILL_MS).await.expect("looked");
    let doing = Doing::Delete { purged_from_ms: 7 * DAY_MS, with_files: true };
    care(&data, id, doing, 1_000).await.expect("deleted");
    let later = 10 * YEAR_MS;
    for now_ms in [later, later + 1, -later] {
        let looked = look(&data, now_ms, MOST_STILL_MS).await.expect("looked");
        assert_eq!(looked, Looked::Jumped { seen_ms: 1_000 });
    }
    assert_eq!(there(&data).await, BTreeSet::from([id]));
    // back to what it was
    assert_eq!(look(&data, 2_000, MOST_STILL_MS).await.expect("looked"), Looked::Purged { recordings: 0 });
    // it jumped while the server ran, by less than it may stand still for
    data.store.distrust_time().await.expect("noted");
    assert!(matches!(look(&data, 3_000, MOST_STILL_MS).await, Ok(Looked::Jumped { .. })));
    data.store.confirm_time(&By::command_line(later)).await.expect("confirmed");
    assert_eq!(look(&data, later, MOST_STILL_MS).await.expect("looked"), Looked::Purged { recordings: 1 });
}

/// Numbers that look random and are the same each time (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// What is known of one recording without the database.
#[derive(Clone, Copy, Debug, Default)]
struct Modelled {
    purged_from_ms: Option<i64>,
    is_held: bool,
    is_purged: bool,
}

async fn nothing_is_purged_but_what_may_be(place: Place) {
    let data = data(&place).await;
    let (mut purged, mut jumped, mut refused) = (0_u64, 0_u64, 0_u64);
    let mut now_ms = 100 * YEAR_MS;
    let mut seen_ms: Option<i64> = None;
    let mut model: Vec<(Uuid, Modelled)> = Vec::new();
    for step in 0..STEPS {
        if step % 100 == 0 {
            model.retain(|(_, one)| !one.is_purged);
            while model.len() < 6 {
                model.push((add(&data).await, Modelled::default()));
            }
        }
        let draw = |salt: u64, below: u64| mixed(step ^ (salt << 40)) % below;
        let which = usize::try_from(draw(1, model.len() as u64)).expect("few");
        let (id, one) = model.get_mut(which).expect("one of them");
        let id = *id;
        let is_there = !one.is_purged && one.purged_from_ms.is_none();
        let days = |salt| i64::try_from(draw(salt, 40)).expect("few") * DAY_MS;
        let doing = match draw(2, 100) {
            0..25 => {
                // also none, and one of ages ago: a wrong value must not matter to what is held
                let purged_from_ms = now_ms + days(3) - 2 * DAY_MS;
                let doing = Doing::Delete { purged_from_ms, with_files: draw(4, 2) == 0 };
                if is_there && !one.is_held {
                    one.purged_from_ms = Some(purged_from_ms);
                }
                refused += u64::from(is_there && one.is_held);
                Some(doing)
            }
            25..32 => {
                if !one.is_purged {
                    one.purged_from_ms = None;
                }
                Some(Doing::Undelete)
            }
            32..42 => {
                one.is_held |= is_there;
                Some(Doing::Hold)
            }
            42..48 => {
                one.is_held &= !is_there;
                Some(Doing::RemoveHold)
            }
            48..75 => {
                now_ms += i64::try_from(draw(5, 20)).expect("few") * HOUR_MS;
                None
            }
            75..78 => {
                now_ms += *[10 * YEAR_MS, -DAY_MS - HOUR_MS, 3 * DAY_MS, -YEAR_MS]
                    .get(usize::try_from(draw(6, 4)).expect("few"))
                    .expect("one of them");
                None
            }
            78..81 => {
                data.store.confirm_time(&By::command_line(now_ms)).await.expect("confirmed");
                seen_ms = Some(now_ms);
                None
            }
            _ => {
                let looked = look(&data, now_ms, MOST_STILL_MS).await.expect("looked");
                let is_jump =
                    seen_ms.is_some_and(|seen| now_ms.abs_diff(seen) > MOST_STILL_MS.unsigned_abs());
                assert_eq!(matches!(looked, Looked::Jumped { .. }), is_jump, "step {step}");
                jumped += u64::from(is_jump);
                if !is_jump {
                    seen_ms = Some(seen_ms.map_or(now_ms, |seen| seen.max(now_ms)));
                    for (_, one) in &mut model {
                        let is_due = one.purged_from_ms.is_some_and(|from| from <= now_ms);
                        if is_due && !one.is_purged {
                            assert!(!one.is_held, "what is held is never deleted");
                            one.is_purged = true;
                            purged += 1;
                        }
                    }
                }
                None
            }
        };
        if let Some(doing) = doing {
            // what is there afterwards counts as well; when which of them is refused, the other tests say
            if let Err(error) = care(&data, id, doing, now_ms).await {
                assert!(matches!(error, Error::NotFound { .. } | Error::Held { .. }), "{error}");
            }
        }
        if step % 10 == 9 {
            let expected = model.iter().filter(|(_, one)| !one.is_purged).map(|(id, _)| *id).collect();
            assert_eq!(there(&data).await, expected, "step {step}");
        }
    }
    assert!(
        purged > 50 && jumped > 50 && refused > 50,
        "{purged} purged, {jumped} jumped, {refused} refused"
    );
}
