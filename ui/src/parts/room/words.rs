//! What the room says of times and recordings.

use super::wall::{Lane, Place};
use crate::format::{self, Zoned};

/// The letter of a recording: A for the first.
pub(crate) fn letter(place: usize) -> char {
    u8::try_from(place).ok().and_then(|place| b'A'.checked_add(place)).map_or('?', char::from)
}

/// From when to when: `22 Feb 2026 10:16:05 – 10:54:37 UTC+01:00`.
pub(crate) fn span((start_us, end_us): (u64, u64), offset_at: impl Fn(i64) -> i32) -> String {
    let start = format::wall(start_us, &offset_at);
    let (Some((start, offset)), Some((end, _))) = (start, format::wall(end_us, &offset_at)) else {
        return "beyond the calendar".to_owned();
    };
    let end = if start.is_same_day(end) { end.time() } else { format!("{} {}", end.date(), end.time()) };
    format!("{} {} – {end} {}", start.date(), start.time(), format::zone(offset))
}

/// What a tile says where its recording has nothing for the moment; `None` where it has. The day is named where it is
/// another.
pub(crate) fn outside(lane: Lane, wall_us: u64, offset_at: impl Fn(i64) -> i32) -> Option<String> {
    let (verb, at_us) = match lane.place(wall_us) {
        Place::Within { .. } => return None,
        Place::Before { starts_us } => ("Starts at", starts_us),
        Place::After { ended_us } => ("Ended at", ended_us),
    };
    let (there, here) = (format::wall(at_us, &offset_at), format::wall(wall_us, &offset_at));
    let when = match (there, here) {
        (Some((there, _)), Some((here, _))) if !there.is_same_day(here) => {
            format!("{} {}", there.date(), there.time())
        }
        _ => format::wall_time(at_us, &offset_at),
    };
    Some(format!("{verb} {when}"))
}

/// The times along the bar: where `places` are, each a local time in microseconds with the step between them.
pub(crate) fn tick((local_us, step_us): (u64, u64)) -> String {
    let day_us = 86_400_000_000;
    if step_us >= day_us {
        let at_ms = i64::try_from(local_us / 1_000).ok();
        return at_ms.and_then(|at_ms| Zoned::new(at_ms, 0)).map(Zoned::date).unwrap_or_default();
    }
    let of_day_us = local_us % day_us;
    if step_us < 1_000_000 { format::clock_ms(of_day_us) } else { format::clock(of_day_us) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 22 February 2026, 09:16:05 UTC.
    const START_MS: i64 = 1_771_751_765_000;

    #[test]
    fn outside_of_its_time_a_tile_says_when_that_is() {
        let lane = Lane::new(Some(START_MS), 60_000_000, 0).unwrap();
        let at = |ms: i64| outside(lane, u64::try_from(START_MS + ms).unwrap() * 1_000, |_| 60);
        assert_eq!(at(-5_000).as_deref(), Some("Starts at 10:16:05"));
        assert_eq!(at(30_000), None);
        assert_eq!(at(61_000).as_deref(), Some("Ended at 10:17:05"));
        assert_eq!(at(86_400_000).as_deref(), Some("Ended at 22 Feb 2026 10:17:05"));
    }

    #[test]
    fn a_span_names_the_day_and_the_zone_once() {
        let start_us = u64::try_from(START_MS).unwrap() * 1_000;
        let text = span((start_us, start_us + 2_312_000_000), |_| 60);
        assert_eq!(text, "22 Feb 2026 10:16:05 – 10:54:37 UTC+01:00");
        assert_eq!(span((0, u64::MAX), |_| 0), "beyond the calendar");
    }

    #[test]
    fn ticks_are_times_of_day_or_days() {
        let local_us = u64::try_from(START_MS).unwrap() * 1_000;
        assert_eq!(tick((local_us, 5_000_000)), "09:16:05");
        assert_eq!(tick((local_us, 100_000)), "09:16:05.000");
        assert_eq!(tick((local_us, 86_400_000_000)), "22 Feb 2026");
    }

    #[test]
    fn letters_count_the_recordings() {
        assert_eq!([0, 1, 8].map(letter), ['A', 'B', 'I']);
    }
}
