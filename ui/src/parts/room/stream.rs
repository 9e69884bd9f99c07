//! The events of all recordings as one stream on the wall clock.

use super::wall::Lane;
use crate::format;
use events::{Event, EventFilter, Measure};
use std::ops::Range;
use std::rc::Rc;

/// One event in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// When it happened, on the wall clock.
    pub(crate) wall_us: u64,
    /// Which recording.
    pub(crate) lane: usize,
    /// Which of its events.
    pub(crate) event: usize,
}

/// All events that the filter lets through, by rising wall time; at the same time in the order of the recordings.
pub(crate) fn merge(lanes: &[Option<Lane>], events: &[Rc<[Event]>], filter: &EventFilter) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (place, (lane, events)) in lanes.iter().zip(events).enumerate() {
        let Some(lane) = lane else { continue };
        let shown = events.iter().enumerate().filter(|(_, event)| filter.is_empty() || filter.holds(event));
        rows.extend(shown.map(|(event, told)| Row { wall_us: lane.wall_us(told.at_us), lane: place, event }));
    }
    // Stable: what happened at the same time in one recording keeps its order.
    rows.sort_by_key(|row| (row.wall_us, row.lane));
    rows
}

/// The row that is current at a wall time: the last that happened by then; `None` before the first.
pub(crate) fn current(rows: &[Row], wall_us: u64) -> Option<usize> {
    rows.partition_point(|row| row.wall_us <= wall_us).checked_sub(1)
}

/// What happened, in words, and its details in the order of the schema. Both are as they were recorded: never markup.
pub(crate) fn describe(event: &Event) -> (String, String) {
    let known = event.what.values();
    let details: Vec<String> = if known.is_empty() {
        event.what.named().iter().map(|(_, value)| value.to_string()).collect()
    } else {
        let shown = |measure: Measure, value: &events::Value| match (measure, value) {
            (Measure::Bytes, events::Value::Whole(bytes)) => format::bytes(*bytes),
            (Measure::Micros, events::Value::Whole(us)) => format::clock(*us),
            _ => value.to_string(),
        };
        known.iter().map(|(dimension, value)| shown(dimension.measure, value)).collect()
    };
    let details: Vec<String> = details.into_iter().filter(|detail| !detail.trim().is_empty()).collect();
    (event.what.label().to_owned(), details.join(" \u{b7} "))
}

/// Which of `count` rows are to be drawn where the list is scrolled by `top_px` and shows `height_px`: those in view and
/// some on either side.
pub(crate) fn drawn(top_px: f64, height_px: f64, row_px: f64, count: usize) -> Range<usize> {
    const MORE: f64 = 8.0;
    // `as` saturates.
    let first = ((top_px / row_px).floor() - MORE).max(0.0) as usize;
    let behind = ((top_px + height_px) / row_px + MORE).ceil() as usize;
    first.min(count)..behind.min(count)
}

/// Where to scroll so that a row is seen; `None` where it is.
pub(crate) fn scrolled(row: usize, top_px: f64, height_px: f64, row_px: f64) -> Option<f64> {
    let at_px = row as f64 * row_px;
    let is_seen = at_px >= top_px && at_px + row_px <= top_px + height_px;
    (!is_seen).then(|| (at_px - (height_px - row_px) / 2.0).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Happening;

    fn marker(at_us: u64, label: &str) -> Event {
        Event::new(at_us, Happening::Marker { label: label.to_owned() })
    }

    fn lanes(offset_ms: i64) -> [Option<Lane>; 3] {
        [Lane::new(Some(1_000), 9_000_000, 0), None, Lane::new(Some(2_000), 9_000_000, offset_ms)]
    }

    fn streams() -> [Rc<[Event]>; 3] {
        [
            Rc::new([marker(0, "a"), marker(1_000_000, "b"), marker(1_000_000, "c"), marker(5_000_000, "d")]),
            Rc::new([marker(0, "nowhere")]),
            Rc::new([marker(0, "x"), marker(2_500_000, "y")]),
        ]
    }

    fn labels(rows: &[Row]) -> Vec<String> {
        let streams = streams();
        rows.iter().map(|row| describe(&streams[row.lane][row.event]).1).collect()
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
    fn the_last_that_happened_is_current() {
        let rows = merge(&lanes(0), &streams(), &EventFilter::default());
        let at = |wall_us| current(&rows, wall_us);
        assert_eq!(
            [at(999_999), at(1_000_000), at(2_000_000), at(u64::MAX)],
            [None, Some(0), Some(3), Some(5)]
        );
        assert_eq!(current(&[], 5), None);
    }

    #[test]
    fn any_number_of_events_draws_few_rows() {
        assert_eq!(drawn(0.0, 400.0, 40.0, 100_000), 0..18);
        assert_eq!(drawn(40_000.0, 400.0, 40.0, 100_000), 992..1_018);
        assert_eq!(drawn(1e12, 400.0, 40.0, 50), 50..50);
        assert_eq!(scrolled(3, 0.0, 400.0, 40.0), None);
        assert_eq!(scrolled(100, 0.0, 400.0, 40.0), Some(3_820.0));
        assert_eq!(scrolled(0, 900.0, 400.0, 40.0), Some(0.0));
    }

    #[test]
    fn measures_are_written_for_people() {
        let other = Event::new(0, Happening::from_named("odd", vec![("n".into(), events::Value::Whole(3))]));
        assert_eq!(describe(&other).1, "3");
    }
}
