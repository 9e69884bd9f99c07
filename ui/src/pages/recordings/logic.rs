//! What the table shows of a recording.

use crate::format::{self, Zoned};
use api::{Kind, Recording};
use std::rc::Rc;

/// The cells of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Wall-clock start, where the source tells it.
    pub(crate) start: Option<Start>,
    /// The title, or the name of the file where there is none.
    pub(crate) name: String,
    /// The name of the file, where the title stands in its place.
    pub(crate) file_name: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) size_on_screen: String,
    pub(crate) duration: String,
    pub(crate) size: String,
    pub(crate) size_exact: String,
    /// What is to be known before one trusts it.
    pub(crate) marks: Vec<Mark>,
}

/// When a recording starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    /// `22 Feb 2026 10:16:05`.
    pub(crate) text: String,
    /// For machines.
    pub(crate) machine: String,
    /// The zone, where it is not the column's: across a change to summer time.
    pub(crate) zone: Option<String>,
}

/// A label beside the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) text: String,
    /// Shown on hover.
    pub(crate) detail: String,
    pub(crate) is_warning: bool,
}

/// The row of a recording. `column_offset` is the zone in the column's header, `offset_at` the user's zone at a
/// moment; both in minutes ahead of UTC.
pub(crate) fn row(recording: &Recording, column_offset: i32, offset_at: impl Fn(i64) -> i32) -> Row {
    let start = recording.started_at_ms.and_then(|at_ms| {
        let offset = offset_at(at_ms);
        let zoned = Zoned::new(at_ms, offset)?;
        let zone = (offset != column_offset).then(|| format::zone(offset));
        Some(Start { text: zoned.date_time(), machine: zoned.machine(), zone })
    });
    let title = recording.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    Row {
        start,
        name: title.unwrap_or(&recording.name).to_owned(),
        file_name: title.filter(|title| *title != recording.name).map(|_| recording.name.clone()),
        kind: recording.kind,
        size_on_screen: format::on_screen(recording.kind, recording.size_on_screen),
        duration: format::clock(recording.duration_us),
        size: format::bytes(recording.size_bytes),
        size_exact: format::bytes_exact(recording.size_bytes),
        marks: marks(recording),
    }
}

/// The ids that are chosen after one was clicked: it comes last, or goes.
pub(crate) fn chosen_after(chosen: &[String], id: &str) -> Vec<String> {
    let mut after: Vec<String> = chosen.iter().filter(|one| *one != id).cloned().collect();
    if after.len() == chosen.len() {
        after.push(id.to_owned());
    }
    after
}

/// The recordings that are chosen, in the order in which they were.
pub(crate) fn chosen<'a>(
    items: &'a [Rc<Recording>],
    ids: &'a [String],
) -> impl Iterator<Item = &'a Recording> {
    ids.iter().filter_map(|id| items.iter().find(|item| item.id == *id)).map(Rc::as_ref)
}

/// How many are loaded, and whether there are more.
pub(crate) fn count(loaded: usize, has_more: bool) -> String {
    let noun = if loaded == 1 { "recording" } else { "recordings" };
    if has_more { format!("{loaded} {noun} loaded, more to load") } else { format!("{loaded} {noun}") }
}

fn marks(recording: &Recording) -> Vec<Mark> {
    let mut marks = Vec::new();
    if recording.truncated {
        marks.push(Mark {
            text: "Truncated".into(),
            detail: "The source ended in the middle of something; everything before that is here".into(),
            is_warning: true,
        });
    }
    let notes = recording.import_notes.len();
    if notes > 0 {
        marks.push(Mark {
            text: if notes == 1 { "1 import note".into() } else { format!("{notes} import notes") },
            detail: recording.import_notes.join("\n"),
            is_warning: false,
        });
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::recording;

    #[test]
    fn a_row_is_written_in_the_columns_zone() {
        let row = row(&recording(), 60, |_| 60);
        let start = row.start.unwrap();
        assert_eq!((start.text.as_str(), start.zone), ("22 Feb 2026 10:16:05", None));
        assert_eq!((row.name.as_str(), row.file_name), ("deploy.cast", None));
        assert_eq!((row.duration.as_str(), row.size.as_str()), ("00:38:32", "4.71 MB"));
        assert_eq!(row.marks, []);
    }

    #[test]
    fn a_row_of_another_season_names_its_zone() {
        let start = row(&recording(), 120, |_| 60).start.unwrap();
        assert_eq!((start.text.as_str(), start.zone.as_deref()), ("22 Feb 2026 10:16:05", Some("UTC+01:00")));
    }

    #[test]
    fn a_title_stands_before_the_name_of_the_file() {
        let titled = Recording { title: Some(" Deploy ".into()), ..recording() };
        let row = row(&titled, 0, |_| 0);
        assert_eq!((row.name.as_str(), row.file_name.as_deref()), ("Deploy", Some("deploy.cast")));
    }

    #[test]
    fn what_is_to_be_known_is_marked() {
        let doubtful = Recording {
            truncated: true,
            import_notes: vec!["a".into(), "b".into()],
            session: api::SessionFacts::default(),
            events: None,
            started_at_ms: None,
            ..recording()
        };
        let row = row(&doubtful, 0, |_| 0);
        let texts: Vec<_> = row.marks.iter().map(|mark| mark.text.as_str()).collect();
        assert_eq!((row.start, texts), (None, vec!["Truncated", "2 import notes"]));
    }

    #[test]
    fn a_click_chooses_and_another_does_not() {
        let one = chosen_after(&[], "b");
        let two = chosen_after(&one, "a");
        assert_eq!(two, ["b", "a"]);
        assert_eq!(chosen_after(&two, "b"), ["a"]);
        let items = ["a", "b", "c"].map(|id| Rc::new(Recording { id: id.into(), ..recording() }));
        let names: Vec<_> = chosen(&items, &two).map(|one| one.id.as_str()).collect();
        assert_eq!(names, ["b", "a"]);
    }

    #[test]
    fn the_count_says_whether_there_is_more() {
        assert_eq!(count(1, false), "1 recording");
        assert_eq!(count(50, true), "50 recordings loaded, more to load");
    }
}
