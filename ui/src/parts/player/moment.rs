//! Moments: in the address, on the bar, and in words.

use crate::format::{self, Zoned};

/// Seconds in the address to microseconds; `None` where it is no time.
pub(crate) fn parse_moment(text: &str) -> Option<u64> {
    let seconds: f64 = text.trim().parse().ok()?;
    // 10^12 seconds are beyond any recording and still exact in microseconds of a u64.
    (seconds.is_finite() && (0.0..=1e12).contains(&seconds)).then(|| (seconds * 1e6).round() as u64)
}

/// Microseconds to seconds for the address, as short as the moment allows: `751.25`.
pub(crate) fn write_moment(us: u64) -> String {
    let text = format!("{}.{:06}", us / 1_000_000, us % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `at_us` moved by `by_us`, within the recording.
pub(super) fn moved(at_us: u64, by_us: i64, duration_us: u64) -> u64 {
    at_us.saturating_add_signed(by_us).min(duration_us)
}

/// Which of several recordings of a session is at `at_us`, and how many there are; `None` where there is one only.
/// `starts_us` are those of the second and further ones, sorted.
pub(super) fn part_of(starts_us: &[u64], at_us: u64) -> Option<(usize, usize)> {
    let part = starts_us.partition_point(|start_us| *start_us <= at_us) + 1;
    (!starts_us.is_empty()).then_some((part, starts_us.len() + 1))
}

/// What a screen reader says of the position.
pub(super) fn spoken_position(at_us: u64, duration_us: u64) -> String {
    format!("{} of {}", format::spoken(at_us), format::spoken(duration_us))
}

/// Position and length as time of day: `22 Feb 2026 10:28:36 / 10:54:37 UTC+01:00`. `None` beyond the calendar.
pub(super) fn time_of_day(
    started_at_ms: i64,
    at_us: u64,
    duration_us: u64,
    offset_at: impl Fn(i64) -> i32,
) -> Option<String> {
    let at = |us: u64| {
        let ms = started_at_ms.checked_add(i64::try_from(us / 1_000).ok()?)?;
        let offset = offset_at(ms);
        Some((Zoned::new(ms, offset)?, offset))
    };
    let ((now, offset), (end, _)) = (at(at_us)?, at(duration_us)?);
    let end = if now.is_same_day(end) { end.time() } else { format!("{} {}", end.date(), end.time()) };
    Some(format!("{} {} / {end} {}", now.date(), now.time(), format::zone(offset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_the_address() {
        for us in [0, 1, 751_250_000, 1_234_567_890_123, 3_600_000_000] {
            assert_eq!(parse_moment(&write_moment(us)), Some(us), "{}", write_moment(us));
        }
        assert_eq!(write_moment(751_250_000), "751.25");
        assert_eq!(write_moment(10_000_000), "10");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "x", "-1", "NaN", "inf", "1e300"] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }

    #[test]
    fn a_part_begins_with_its_start() {
        assert_eq!(part_of(&[], 5), None);
        assert_eq!(part_of(&[10, 20], 9), Some((1, 3)));
        assert_eq!(part_of(&[10, 20], 10), Some((2, 3)));
        assert_eq!(part_of(&[10, 20], 99), Some((3, 3)));
    }

    #[test]
    fn a_step_stays_within_the_recording() {
        assert_eq!(moved(3_000_000, -5_000_000, 9_000_000), 0);
        assert_eq!(moved(7_000_000, 5_000_000, 9_000_000), 9_000_000);
        assert_eq!(moved(u64::MAX, i64::MAX, u64::MAX), u64::MAX);
    }

    #[test]
    fn the_time_of_day_names_the_zone_once() {
        let text = time_of_day(1_771_751_765_000, 751_000_000, 2_312_000_000, |_| 60);
        assert_eq!(text.as_deref(), Some("22 Feb 2026 10:28:36 / 10:54:37 UTC+01:00"));
        let overnight = time_of_day(1_771_751_765_000, 0, 86_400_000_000, |_| 0);
        assert_eq!(overnight.as_deref(), Some("22 Feb 2026 09:16:05 / 23 Feb 2026 09:16:05 UTC"));
        assert_eq!(time_of_day(i64::MAX, 1_000, 1_000, |_| 0), None);
    }
}
