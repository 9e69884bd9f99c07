//! Dates of scenario files as milliseconds.

use toml::value::{Datetime, Offset};

/// Milliseconds since 1970-01-01 UTC; `None` unless date, time and zone are there.
pub(crate) fn milliseconds(date: &Datetime) -> Option<i64> {
    let (day, time) = (date.date?, date.time?);
    let zone_minutes = match date.offset? {
        Offset::Z => 0,
        Offset::Custom { minutes } => i64::from(minutes),
    };
    let days = days_since_1970(i64::from(day.year), i64::from(day.month), i64::from(day.day));
    let minutes = (days * 24 + i64::from(time.hour)) * 60 + i64::from(time.minute) - zone_minutes;
    let seconds = minutes * 60 + i64::from(time.second);
    Some(seconds * 1000 + i64::from(time.nanosecond / 1_000_000))
}

/// Days of the Gregorian calendar: years are counted from March, so that leap days come last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_counted_from_1970() {
        let read = |text: &str| milliseconds(&text.parse().expect("a date"));
        assert_eq!(read("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(read("2000-02-29T12:00:00.5Z"), Some(951_825_600_500));
        assert_eq!(read("2026-03-02T10:00:00+01:00"), Some(1_772_442_000_000));
        assert_eq!(read("1969-12-31T23:59:59Z"), Some(-1000));
        assert_eq!(read("2026-03-02"), None);
    }
}
