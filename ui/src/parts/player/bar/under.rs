//! What is under the pointer.

use super::super::moment::part_of;
use super::super::span::{self, Span};
use crate::format;
use events::Event;
use std::rc::Rc;

/// What the bar marks. Times are microseconds from the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Marks {
    /// Activity in equal parts of the whole recording, 0 to 1.
    pub(crate) activity: Rc<[f32]>,
    pub(crate) idle: Rc<[Span]>,
    pub(crate) damaged: Rc<[Span]>,
    pub(crate) watched: Rc<[Span]>,
    /// Where something changed in the region, sorted.
    pub(crate) changes_us: Rc<[u64]>,
    /// Where the second and further recordings of a session begin, sorted.
    pub(crate) parts_us: Rc<[u64]>,
    /// What happened, by rising time.
    pub(crate) events: Rc<[Rc<Event>]>,
}

/// What stands at a moment, in words; moments and short spans count within `slack_us`. What matters most comes first.
pub(super) fn under(marks: &Marks, at_us: u64, slack_us: u64) -> Vec<String> {
    let damaged = span::at(&marks.damaged, at_us, slack_us).map(|span| {
        format!("damaged for {}: part of the picture may be missing", format::clock(span.length_us()))
    });
    let change = nearest(&marks.changes_us, at_us, slack_us)
        .map(|at_us| format!("change in the region at {}", format::clock_ms(at_us)));
    let idle =
        span::at(&marks.idle, at_us, 0).map(|span| format!("idle {}", format::clock(span.length_us())));
    let part = part_of(&marks.parts_us, at_us).map(|(part, parts)| format!("recording {part} of {parts}"));
    let happened = super::events::found(&marks.events, at_us, slack_us);
    let rest = [change, idle, part].into_iter().flatten();
    damaged.into_iter().chain(happened).chain(rest).collect()
}

/// The one of the sorted moments that is nearest, within `slack_us`.
fn nearest(times_us: &[u64], at_us: u64, slack_us: u64) -> Option<u64> {
    let behind = times_us.partition_point(|time_us| *time_us < at_us);
    let around = [behind.checked_sub(1), Some(behind)];
    let around = around.into_iter().flatten().filter_map(|place| times_us.get(place).copied());
    around.min_by_key(|time_us| time_us.abs_diff(at_us)).filter(|time_us| time_us.abs_diff(at_us) <= slack_us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_there_is_said_damage_first() {
        let marks = Marks {
            idle: Rc::new([Span::new(10_000_000, 140_000_000)]),
            damaged: Rc::new([Span::new(60_000_000, 60_100_000)]),
            changes_us: Rc::new([59_900_000]),
            parts_us: Rc::new([50_000_000, 70_000_000]),
            ..Marks::default()
        };
        assert_eq!(
            under(&marks, 59_950_000, 200_000),
            [
                "damaged for 00:00:00: part of the picture may be missing",
                "change in the region at 00:00:59.900",
                "idle 00:02:10",
                "recording 2 of 3",
            ]
        );
        assert_eq!(under(&marks, 150_000_000, 0), ["recording 3 of 3"]);
        assert!(under(&Marks::default(), 5, 5).is_empty());
    }

    #[test]
    fn the_nearest_moment_counts() {
        let times = [10, 20, 30];
        assert_eq!(nearest(&times, 24, 5), Some(20));
        assert_eq!(nearest(&times, 26, 5), Some(30));
        assert_eq!(nearest(&times, 40, 5), None);
        assert_eq!(nearest(&[], 0, 5), None);
    }
}
