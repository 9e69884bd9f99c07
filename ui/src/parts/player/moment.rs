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

/// Share of the bar left of `at_us`, in percent.
pub(super) fn percent(at_us: u64, duration_us: u64) -> f64 {
    if duration_us == 0 {
        return 0.0;
    }
    (at_us as f64 / duration_us as f64 * 100.0).clamp(0.0, 100.0)
}

/// The time at a share of the bar between 0 and 1.
pub(super) fn at_share(share: f64, duration_us: u64) -> u64 {
    // A product of a clamped share and a u64 stays within the u64.
    ((share.clamp(0.0, 1.0) * duration_us as f64).round() as u64).min(duration_us)
}

/// `at_us` moved by `by_us`, within the recording.
pub(super) fn moved(at_us: u64, by_us: i64, duration_us: u64) -> u64 {
    at_us.saturating_add_signed(by_us).min(duration_us)
}

/// The time below the pointer: with milliseconds where the bar is so short that a pixel is less than half a second.
pub(super) fn under_pointer(at_us: u64, duration_us: u64) -> String {
    if duration_us < 500_000_000 { format::clock_ms(at_us) } else { format::clock(at_us) }
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
    fn the_bar_and_the_time_agree() {
        assert_eq!(at_share(0.25, 40_000_000), 10_000_000);
        assert_eq!(at_share(7.0, 40_000_000), 40_000_000);
        assert_eq!(percent(10_000_000, 40_000_000), 25.0);
        assert_eq!(percent(5, 0), 0.0);
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
