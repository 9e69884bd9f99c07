//! Choosing the recordings of a room from a list.

use super::MOST;
use super::wall::Lane;
use crate::route::Route;
use api::Recording;

/// Whether what is chosen can be opened together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The room with these recordings.
    Room(Route),
    /// Not yet, or not at all, and why.
    Not(String),
}

/// Judges what is chosen; the first recording becomes A.
pub(crate) fn judge<'a>(chosen: impl Iterator<Item = &'a Recording>) -> Choice {
    let chosen: Vec<&Recording> = chosen.collect();
    let lost: Vec<&str> = chosen
        .iter()
        .filter(|one| Lane::new(one.started_at_ms, one.duration_us, 0).is_none())
        .map(|one| one.name.as_str())
        .collect();
    match (lost.as_slice(), chosen.len()) {
        ([name], _) => Choice::Not(format!(
            "{name} does not tell when it was made, so it has no place on the wall clock"
        )),
        ([_, ..], _) => Choice::Not(format!(
            "{} of them do not tell when they were made, so they have no place on the wall clock",
            lost.len()
        )),
        ([], count) if count > MOST => {
            Choice::Not(format!("At most {MOST} fit in the incident room: leave out {}", count - MOST))
        }
        ([], 0) => Choice::Not("None is selected".into()),
        ([], 1) => Choice::Not("Select another one to see both on one wall clock".into()),
        ([], _) => {
            let ids: Vec<&str> = chosen.iter().map(|one| one.id.as_str()).collect();
            Choice::Room(Route::Incident { ids: ids.join(",") })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::recording;

    fn numbered(count: usize) -> Vec<Recording> {
        (0..count).map(|number| Recording { id: number.to_string(), ..recording() }).collect()
    }

    fn reason(recordings: &[Recording]) -> String {
        match judge(recordings.iter()) {
            Choice::Not(reason) => reason,
            Choice::Room(route) => panic!("opens {route:?}"),
        }
    }

    #[test]
    fn two_to_nine_with_a_start_can_be_opened() {
        assert_eq!(judge(numbered(2).iter()), Choice::Room(Route::Incident { ids: "0,1".into() }));
        assert!(matches!(judge(numbered(9).iter()), Choice::Room(_)));
        assert!(reason(&numbered(1)).starts_with("Select another"));
        assert!(reason(&numbered(11)).ends_with("leave out 2"));
    }

    #[test]
    fn what_has_no_start_is_named_or_counted() {
        let mut recordings = numbered(3);
        recordings[1].started_at_ms = None;
        assert!(reason(&recordings).starts_with("deploy.cast does not tell"));
        recordings[2].started_at_ms = Some(-4);
        assert!(reason(&recordings).starts_with("2 of them"));
    }
}
