//! Wall-clock times, in the user's zone. The zone's offset is passed in: it is the browser's to know.

use chrono::{DateTime, FixedOffset, Utc};

/// A moment in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Zoned(DateTime<FixedOffset>);

impl Zoned {
    /// The moment `at_ms` (milliseconds since 1970-01-01 UTC) where local time is `offset_minutes` ahead of UTC;
    /// `None` beyond the calendar.
    pub(crate) fn new(at_ms: i64, offset_minutes: i32) -> Option<Self> {
        let offset = FixedOffset::east_opt(offset_minutes.checked_mul(60)?)?;
        let moment = DateTime::<Utc>::from_timestamp_millis(at_ms)?;
        // The shifted date must exist as well, at the ends of the calendar.
        moment.naive_utc().checked_add_offset(offset)?;
        Some(Self(moment.with_timezone(&offset)))
    }

    /// `22 Feb 2026`.
    pub(crate) fn date(self) -> String {
        self.0.format("%-d %b %Y").to_string()
    }

    /// `10:16:05`.
    pub(crate) fn time(self) -> String {
        self.0.format("%H:%M:%S").to_string()
    }

    /// `22 Feb 2026 10:16:05`, the day padded so that columns align.
    pub(crate) fn date_time(self) -> String {
        self.0.format("%d %b %Y %H:%M:%S").to_string()
    }

    /// For machines: RFC 3339 with the zone.
    pub(crate) fn machine(self) -> String {
        self.0.to_rfc3339()
    }

    /// Whether both fall on the same day, each in its zone.
    pub(crate) fn is_same_day(self, other: Self) -> bool {
        self.0.date_naive() == other.0.date_naive()
    }
}

/// A zone by its offset: `UTC+01:00`, `UTC`.
pub(crate) fn zone(offset_minutes: i32) -> String {
    if offset_minutes == 0 {
        return "UTC".into();
    }
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let minutes = offset_minutes.unsigned_abs();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Minutes of an offset as browsers write it: `GMT+05:45`, `GMT-3`, `GMT`. Seconds, which zones had long ago, are left
/// out.
pub(crate) fn parse_offset(text: &str) -> Option<i32> {
    let text = text.strip_prefix("GMT").or_else(|| text.strip_prefix("UTC"))?;
    if text.is_empty() {
        return Some(0);
    }
    let (sign, text) = match text.strip_prefix('+') {
        Some(text) => (1, text),
        // a minus sign, or the hyphen that stands for it
        None => (-1, text.strip_prefix(['-', '\u{2212}'])?),
    };
    let mut parts = text.split(':');
    let hours: i32 = parts.next()?.parse().ok()?;
    let minutes: i32 = parts.next().map_or(Some(0), |minutes| minutes.parse().ok())?;
    let is_offset = (0..24).contains(&hours) && (0..60).contains(&minutes);
    is_offset.then_some(sign * (hours * 60 + minutes))
}

/// A moment of the wall clock, `wall_us` microseconds since 1970-01-01 UTC, in the user's zone, and the zone's offset in
/// minutes; `None` beyond the calendar.
pub(crate) fn wall(wall_us: u64, offset_at: impl Fn(i64) -> i32) -> Option<(Zoned, i32)> {
    let at_ms = i64::try_from(wall_us / 1_000).ok()?;
    let offset = offset_at(at_ms);
    Some((Zoned::new(at_ms, offset)?, offset))
}

/// [`wall`] as `10:16:05`.
pub(crate) fn wall_time(wall_us: u64, offset_at: impl Fn(i64) -> i32) -> String {
    wall(wall_us, offset_at).map_or_else(|| "beyond the calendar".to_owned(), |(at, _)| at.time())
}

/// [`wall`] as `22 Feb 2026 10:16:05 UTC+01:00`.
pub(crate) fn wall_moment(wall_us: u64, offset_at: impl Fn(i64) -> i32) -> String {
    wall(wall_us, offset_at).map_or_else(
        || "beyond the calendar".to_owned(),
        |(at, offset)| format!("{} {} {}", at.date(), at.time(), zone(offset)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_its_zone() {
        let moment = Zoned::new(1_771_751_765_000, 60).unwrap();
        assert_eq!(moment.date_time(), "22 Feb 2026 10:16:05");
        assert_eq!(moment.machine(), "2026-02-22T10:16:05+01:00");
        let earlier = Zoned::new(1_771_751_765_000, -720).unwrap();
        assert_eq!((earlier.date(), earlier.time()), ("21 Feb 2026".into(), "21:16:05".into()));
        assert!(!earlier.is_same_day(moment));
    }

    #[test]
    fn a_moment_beyond_the_calendar_is_none() {
        assert_eq!(Zoned::new(i64::MAX, 0), None);
        assert_eq!(Zoned::new(0, i32::MAX), None);
        let last = DateTime::<Utc>::MAX_UTC.timestamp_millis();
        assert_eq!(Zoned::new(last, 60), None);
    }

    #[test]
    fn a_zone_is_its_offset() {
        let written = [0, 60, -210, 345].map(zone);
        assert_eq!(written, ["UTC", "UTC+01:00", "UTC-03:30", "UTC+05:45"]);
    }

    #[test]
    fn an_offset_is_read_as_browsers_write_it() {
        let read = ["GMT", "GMT+01:00", "GMT-03:30", "GMT+5:45", "GMT-3", "GMT\u{2212}08:00", "GMT-00:01:15"];
        assert_eq!(read.map(parse_offset), [0, 60, -210, 345, -180, -480, -1].map(Some));
        for text in ["", "CET", "GMT+", "GMT01:00", "GMT+99:00", "GMT+01:75"] {
            assert_eq!(parse_offset(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_of_the_wall_clock_is_in_the_users_zone() {
        let wall_us = 1_771_751_765_000_000;
        assert_eq!(wall_time(wall_us, |_| 60), "10:16:05");
        assert_eq!(wall_moment(wall_us, |_| 0), "22 Feb 2026 09:16:05 UTC");
        assert_eq!(wall_moment(u64::MAX, |_| 0), "beyond the calendar");
    }
}
