//! What the table shows of a recording.

use super::columns::{Column, MOST_SHOWN};
use crate::format::{self, Zoned};
use crate::parts::events::cut;
use api::{Kind, Recording, RecordingList};
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
    pub(crate) size_exact: String,
    /// What stands in the columns that are shown; nothing where it is not known.
    pub(crate) cells: Vec<(Column, Option<String>)>,
    /// What is to be known before one trusts it, and what was done with it.
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
pub(crate) fn row(
    recording: &Recording,
    columns: &[Column],
    list: RecordingList,
    column_offset: i32,
    offset_at: impl Fn(i64) -> i32,
) -> Row {
    let cell = |column: &Column| (*column, column.text(recording, column_offset, &offset_at));
    let start = recording.started_at_ms.and_then(|at_ms| {
        let offset = offset_at(at_ms);
        let zoned = Zoned::new(at_ms, offset)?;
        let zone = (offset != column_offset).then(|| format::zone(offset));
        Some(Start { text: zoned.date_time(), machine: zoned.machine(), zone })
    });
    let title = recording.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    Row {
        start,
        name: cut(title.unwrap_or(&recording.name), MOST_SHOWN),
        file_name: title.filter(|title| *title != recording.name).map(|_| cut(&recording.name, MOST_SHOWN)),
        kind: recording.kind,
        size_exact: format::bytes_exact(recording.size_bytes),
        cells: columns.iter().map(cell).collect(),
        marks: marks(recording, list),
    }
}

/// The recordings that are chosen after one was clicked: it comes last, or goes.
pub(crate) fn chosen_after(chosen: &[Rc<Recording>], one: &Rc<Recording>) -> Vec<Rc<Recording>> {
    let mut after: Vec<_> = chosen.iter().filter(|other| other.id != one.id).cloned().collect();
    if after.len() == chosen.len() {
        after.push(one.clone());
    }
    after
}

/// What of the chosen is still chosen once the list was fetched anew: what is on it, as it is now. What was chosen of
/// pages that are not loaded stays.
pub(crate) fn still_chosen(chosen: &[Rc<Recording>], items: &[Rc<Recording>]) -> Vec<Rc<Recording>> {
    let now = |one: &Rc<Recording>| items.iter().find(|item| item.id == one.id).unwrap_or(one).clone();
    chosen.iter().map(now).collect()
}

/// The chosen with all of these, or without them where all of them are chosen.
pub(crate) fn all_chosen_after(chosen: &[Rc<Recording>], items: &[Rc<Recording>]) -> Vec<Rc<Recording>> {
    let is_in = |all: &[Rc<Recording>], one: &Rc<Recording>| all.iter().any(|other| other.id == one.id);
    if items.iter().all(|item| is_in(chosen, item)) {
        return chosen.iter().filter(|one| !is_in(items, one)).cloned().collect();
    }
    let others = items.iter().filter(|item| !is_in(chosen, item));
    chosen.iter().chain(others).cloned().collect()
}

/// How many are loaded, and whether there are more.
pub(crate) fn count(loaded: usize, has_more: bool) -> String {
    let noun = if loaded == 1 { "recording" } else { "recordings" };
    if has_more { format!("{loaded} {noun} loaded, more to load") } else { format!("{loaded} {noun}") }
}

/// What the page itself says needs no mark.
fn marks(recording: &Recording, list: RecordingList) -> Vec<Mark> {
    let mut marks = Vec::new();
    if recording.truncated {
        marks.push(Mark {
            text: "Truncated".into(),
            detail: "The source ended in the middle of something; everything before that is here".into(),
            is_warning: true,
        });
    }
    let care = &recording.care;
    for (text, by) in [
        ("Restricted", care.restricted.as_ref().map(|done| format!("By {}", done.by))),
        ("Archived", care.archived.as_ref().map(|done| format!("By {}", done.by))),
        ("On hold", care.hold.as_ref().map(|hold| format!("By {}: {}", hold.by, hold.reason))),
    ] {
        let by = by.filter(|_| text != list.label());
        marks.extend(by.map(|detail| Mark { text: text.into(), detail, is_warning: false }));
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

    const LIST: RecordingList = RecordingList::All;
    const COLUMNS: [Column; 2] = [Column::Duration, Column::Size];

    #[test]
    fn a_row_is_written_in_the_columns_zone() {
        let row = row(&recording(), &COLUMNS, LIST, 60, |_| 60);
        let start = row.start.unwrap();
        assert_eq!((start.text.as_str(), start.zone), ("22 Feb 2026 10:16:05", None));
        assert_eq!((row.name.as_str(), row.file_name), ("deploy.cast", None));
        let texts: Vec<_> = row.cells.iter().map(|(_, text)| text.as_deref()).collect();
        assert_eq!(texts, [Some("00:38:32"), Some("4.71 MB")]);
        assert_eq!(row.marks, []);
    }

    #[test]
    fn a_row_of_another_season_names_its_zone() {
        let start = row(&recording(), &COLUMNS, LIST, 120, |_| 60).start.unwrap();
        assert_eq!((start.text.as_str(), start.zone.as_deref()), ("22 Feb 2026 10:16:05", Some("UTC+01:00")));
    }

    #[test]
    fn a_title_stands_before_the_name_of_the_file() {
        let titled = Recording { title: Some(" Deploy ".into()), ..recording() };
        let row = row(&titled, &COLUMNS, LIST, 0, |_| 0);
        assert_eq!((row.name.as_str(), row.file_name.as_deref()), ("Deploy", Some("deploy.cast")));
    }

    #[test]
    fn what_is_to_be_known_is_marked() {
        let done = || Some(api::Done { by: "Ada".into(), at_ms: 0 });
        let doubtful = Recording {
            truncated: true,
            import_notes: vec!["a".into(), "b".into()],
            session: api::SessionFacts::default(),
            events: None,
            started_at_ms: None,
            care: api::Care {
                restricted: done(),
                archived: done(),
                hold: Some(api::Hold { by: "Ada".into(), at_ms: 0, reason: "case 7".into() }),
                deleted: None,
            },
            ..recording()
        };
        let row = row(&doubtful, &COLUMNS, LIST, 0, |_| 0);
        let texts: Vec<_> = row.marks.iter().map(|mark| mark.text.as_str()).collect();
        assert_eq!(texts, ["Truncated", "Restricted", "Archived", "On hold", "2 import notes"]);
        assert_eq!(row.start, None);
    }

    #[test]
    fn a_click_chooses_and_another_does_not() {
        let items = ["a", "b", "c"].map(|id| Rc::new(Recording { id: id.into(), ..recording() }));
        let [a, b, c] = &items;
        let ids = |chosen: &[Rc<Recording>]| chosen.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        let one = chosen_after(&[], b);
        let two = chosen_after(&one, a);
        assert_eq!(
            (ids(&two), ids(&chosen_after(&two, b))),
            (vec!["b".into(), "a".into()], vec!["a".to_owned()])
        );
        assert_eq!(ids(&all_chosen_after(&two, &items)), ["b", "a", "c"]);
        assert_eq!(ids(&all_chosen_after(&[c.clone(), a.clone()], &items[..1])), ["c"]);
        // what changed meanwhile is as it is now, and what is not loaded stays
        let renamed = Rc::new(Recording { name: "other".into(), ..(**a).clone() });
        let still = still_chosen(&two, &[renamed]);
        assert_eq!((ids(&still), still[1].name.as_str()), (ids(&two), "other"));
    }

    #[test]
    fn the_count_says_whether_there_is_more() {
        assert_eq!(count(1, false), "1 recording");
        assert_eq!(count(50, true), "50 recordings loaded, more to load");
    }
}
