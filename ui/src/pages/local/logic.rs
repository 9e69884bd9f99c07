//! What the page says of a file.

use crate::browser::player::MediaFacts;
use crate::format::{self, Zoned};
use crate::parts::player::Opened;
use api::Kind;

/// What the pane lists, in reading order: a name and a value.
pub(crate) fn facts(
    name: &str,
    size_bytes: u64,
    opened: Option<&Opened>,
    offset_at: impl Fn(i64) -> i32,
) -> Vec<(&'static str, String)> {
    let mut list = vec![("File", name.to_owned()), ("Size of the file", format::bytes(size_bytes))];
    let Some(Opened { duration_us, size: (width, height), facts }) = opened else { return list };
    if let Some(title) = &facts.title {
        list.push(("Title", title.clone()));
    }
    if let Some(kind) = facts.kind {
        list.push(("Kind", kind.label().to_owned()));
    }
    match (facts.kind, facts.size) {
        (Some(Kind::Terminal), Some(size)) => {
            list.push(("Size on screen", format::on_screen(Kind::Terminal, size)));
        }
        (Some(Kind::Events), _) => {}
        _ => list.push(("Size on screen", format!("{width} × {height} px"))),
    }
    if let Some(at_ms) = facts.started_at_ms {
        let offset = offset_at(at_ms);
        if let Some(start) = Zoned::new(at_ms, offset) {
            list.push(("Start", format!("{} {} {}", start.date(), start.time(), format::zone(offset))));
        }
    }
    list.push(("Duration", format::clock(*duration_us)));
    list
}

/// What the import passed over, a sentence each.
pub(crate) fn notes(facts: &MediaFacts) -> Vec<String> {
    let Some(report) = &facts.report else { return Vec::new() };
    let truncated = report
        .is_truncated
        .then(|| "The source ended in the middle of something; everything before that is here.".to_owned());
    let passed_over = report.notes.iter().filter_map(|note| match note.count {
        0 | 1 => format::sentence(&note.what),
        count => format::sentence(&format!("{} ({count} times)", note.what)),
    });
    truncated.into_iter().chain(passed_over).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::player::{ImportNote, ImportReport};
    use api::SizeOnScreen;
    use std::rc::Rc;

    fn opened(facts: MediaFacts) -> Opened {
        Opened { duration_us: 61_000_000, size: (960, 480), facts: Rc::new(facts) }
    }

    #[test]
    fn before_it_is_open_only_the_file_is_known() {
        let names: Vec<_> = facts("a.cast", 12, None, |_| 0).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["File", "Size of the file"]);
    }

    #[test]
    fn a_terminal_has_the_size_of_its_cells_and_a_desktop_of_its_picture() {
        let size = Some(SizeOnScreen { width: 80, height: 24 });
        let terminal = opened(MediaFacts { kind: Some(Kind::Terminal), size, ..MediaFacts::default() });
        let desktop = opened(MediaFacts { kind: Some(Kind::Desktop), size, ..MediaFacts::default() });
        let shown = |opened: &Opened| {
            let list = facts("a", 12, Some(opened), |_| 0);
            list.into_iter().find(|(name, _)| *name == "Size on screen").map(|(_, value)| value)
        };
        assert_eq!(shown(&terminal).as_deref(), Some("80 × 24 cells"));
        assert_eq!(shown(&desktop).as_deref(), Some("960 × 480 px"));
    }

    #[test]
    fn notes_say_how_often() {
        let note = |what: &str, count| ImportNote { what: what.into(), count };
        let report = ImportReport { is_truncated: true, notes: vec![note("audio", 1), note("nest", 4)] };
        let facts = MediaFacts { report: Some(report), ..MediaFacts::default() };
        assert_eq!(notes(&facts)[1..], ["Audio.", "Nest (4 times)."]);
        assert_eq!(notes(&MediaFacts::default()), Vec::<String>::new());
    }
}
