//! The events of all recordings as one stream on the wall clock.

use super::wall::Lane;
use super::words::letter;
use crate::parts::events::{Listed, Origin};
use events::{Event, EventFilter};
use std::rc::Rc;

/// All events that the filter lets through, by rising wall time; at the same time in the order of the recordings.
pub(super) fn merge(
    lanes: &[Option<Lane>],
    events: &[Rc<[Rc<Event>]>],
    filter: &EventFilter,
) -> Rc<[Listed]> {
    let mut rows: Vec<Listed> = Vec::new();
    for (place, (lane, events)) in lanes.iter().zip(events).enumerate() {
        let Some(lane) = lane else { continue };
        let shown = events.iter().filter(|event| filter.is_empty() || filter.holds(event));
        rows.extend(shown.map(|event| Listed {
            event: event.clone(),
            origin: Some(Origin { lane: place, letter: letter(place), wall_us: lane.wall_us(event.at_us) }),
        }));
    }
    // Stable: what happened at the same time keeps the order of the recordings, and within one its own.
    rows.sort_by_key(Listed::at_us);
    rows.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::events::main_text;
    use events::Happening;

    fn marker(at_us: u64, label: &str) -> Rc<Event> {
        Rc::new(Event::new(at_us, Happening::Marker { label: label.to_owned() }))
    }

    fn lanes(offset_ms: i64) -> [Option<Lane>; 3] {
        [Lane::new(Some(1_000), 9_000_000, 0), None, Lane::new(Some(2_000), 9_000_000, offset_ms)]
    }

    fn streams() -> [Rc<[Rc<Event>]>; 3] {
        [
            Rc::new([marker(0, "a"), marker(1_000_000, "b"), marker(1_000_000, "c"), marker(5_000_000, "d")]),
            Rc::new([marker(0, "nowhere")]),
            Rc::new([marker(0, "x"), marker(2_500_000, "y")]),
        ]
    }

    fn labels(rows: &[Listed]) -> Vec<String> {
        rows.iter().map(|row| main_text(&row.event)).collect()
    }

    #[test]
    fn the_stream_is_in_the_order_of_the_wall_clock() {
        let rows = merge(&lanes(0), &streams(), &EventFilter::default());
        assert_eq!(labels(&rows), ["a", "b", "c", "x", "y", "d"]);
        let shifted = merge(&lanes(-1_500), &streams(), &EventFilter::default());
        assert_eq!(labels(&shifted), ["x", "a", "b", "c", "y", "d"]);
        let found = merge(&lanes(0), &streams(), &EventFilter::default().with_text("Y"));
        assert_eq!(labels(&found), ["y"]);
    }

    #[test]
    fn a_row_tells_its_recording_and_its_wall_time() {
        let rows = merge(&lanes(-500), &streams(), &EventFilter::default().with_text("y"));
        let origin = Some(Origin { lane: 2, letter: 'C', wall_us: 4_000_000 });
        assert_eq!(rows.first().map(|row| row.origin), Some(origin));
    }
}
