//! What the tabs say and show, from what the worker counted.

use crate::format::{self, Zoned};
use events::statistics::{Bucket, CommandRun, DurationRange, Granularity};

/// Most bars that a chart draws; the table beside it has them all.
pub(super) const MOST_BARS: usize = 40;

/// Which periods in focus count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RangeChoice {
    All,
    Seconds,
    Minute,
    TenMinutes,
    Longer,
    Own,
}

impl RangeChoice {
    pub(super) const ALL: [(Self, &'static str); 6] = [
        (Self::All, "All"),
        (Self::Seconds, "Under 10 s"),
        (Self::Minute, "10 s to 1 min"),
        (Self::TenMinutes, "1 to 10 min"),
        (Self::Longer, "Over 10 min"),
        (Self::Own, "Other"),
    ];

    /// The range; `own` is what was written for [`RangeChoice::Own`].
    pub(super) fn range(self, own: DurationRange) -> DurationRange {
        const SECOND_US: u64 = 1_000_000;
        let between = |least: u64, most: u64| DurationRange {
            least_us: least * SECOND_US,
            most_us: Some(most * SECOND_US - 1),
        };
        match self {
            Self::All => DurationRange::ALL,
            Self::Seconds => between(0, 10),
            Self::Minute => between(10, 60),
            Self::TenMinutes => between(60, 600),
            Self::Longer => DurationRange { least_us: 600 * SECOND_US, most_us: None },
            Self::Own => own,
        }
    }
}

/// Seconds as they were written, in microseconds; `None` for what is no length of time.
pub(super) fn seconds_us(text: &str) -> Option<u64> {
    let seconds: f64 = text.trim().parse().ok()?;
    let is_sound = seconds.is_finite() && (0.0..=1e12).contains(&seconds);
    is_sound.then_some((seconds * 1e6).round() as u64)
}

/// Part of a whole in percent: `12.3 %`.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0 %".to_owned();
    }
    let share = part as f64 / whole as f64 * 100.0;
    if share > 0.0 && share < 0.05 {
        return "< 0.1 %".to_owned();
    }
    // not everything unless it is everything
    if part < whole && share > 99.95 {
        return "> 99.9 %".to_owned();
    }
    let written = format!("{share:.1}");
    format!("{} %", written.strip_suffix(".0").unwrap_or(&written))
}

/// A moment of the recording, precise to the millisecond where seconds say too little.
pub(super) fn moment(at_us: u64) -> String {
    format::clock_ms(at_us)
}

/// How long something lasted: `00:01:30`, below a minute with milliseconds.
pub(super) fn length(us: u64) -> String {
    if us < 60_000_000 { format::clock_ms(us) } else { format::clock(us) }
}

/// A clock for the times of transfers: that of the user's zone, or the time since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// When the recording started, in milliseconds since 1970-01-01 UTC, where it is known.
    pub(crate) started_at_ms: Option<i64>,
    /// How far the zone is ahead of UTC.
    pub(crate) offset_minutes: i32,
}

impl Clock {
    pub(super) fn zone_ms(self) -> i64 {
        if self.started_at_ms.is_some() { i64::from(self.offset_minutes) * 60_000 } else { 0 }
    }

    /// What the times are called.
    pub(super) fn name(self) -> String {
        match self.started_at_ms {
            Some(_) => format!("Time, {}", format::zone(self.offset_minutes)),
            None => "Time since the start".to_owned(),
        }
    }

    /// The days that the recording reaches over, where it has days.
    pub(super) fn days(self, duration_us: u64) -> Option<String> {
        let start_ms = self.started_at_ms?;
        let end_ms = start_ms.checked_add(i64::try_from(duration_us / 1_000).ok()?)?;
        let day = |ms| Zoned::new(ms, self.offset_minutes);
        let (start, end) = (day(start_ms)?, day(end_ms)?);
        Some(if start.is_same_day(end) {
            start.date()
        } else {
            format!("{} – {}", start.date(), end.date())
        })
    }

    /// A time on an axis whose lines are this far apart: `10:16`, with seconds where they matter, a date at midnight.
    pub(super) fn tick(self, at_ms: i64, step_ms: i64) -> String {
        let Some(at) = self.started_at_ms.and(Zoned::new(at_ms, self.offset_minutes)) else {
            return since(at_ms);
        };
        let time = at.time();
        if step_ms >= 86_400_000 {
            return at.date();
        }
        match time.strip_suffix(":00").filter(|_| step_ms >= 60_000) {
            Some(minutes) => minutes.to_owned(),
            None => time,
        }
    }

    /// A span of the clock: `10:16 – 10:17`, with its day where the recording has several.
    pub(super) fn span(self, start_ms: i64, length_ms: i64, has_days: bool) -> String {
        let minute = 60_000;
        let (from, to) = (self.tick(start_ms, minute), self.tick(start_ms.saturating_add(length_ms), minute));
        let day = self.started_at_ms.and(Zoned::new(start_ms, self.offset_minutes)).filter(|_| has_days);
        match day {
            Some(day) => format!("{} {from} – {to}", day.date()),
            None => format!("{from} – {to}"),
        }
    }
}

/// The time since the start, in milliseconds.
fn since(ms: i64) -> String {
    format::clock(u64::try_from(ms).unwrap_or(0).saturating_mul(1_000))
}

/// Where the axis of transfers begins and ends: with the bars that its ends fall into.
pub(super) fn axis(
    clock: Clock,
    duration_us: u64,
    granularity: Granularity,
    buckets: &[Bucket],
) -> (i64, i64) {
    let step = granularity.ms();
    let origin_ms = clock.started_at_ms.unwrap_or(0);
    let length_ms = i64::try_from(duration_us / 1_000).unwrap_or(i64::MAX);
    let full = |ms: i64| {
        let local = ms.saturating_add(clock.zone_ms()).div_euclid(step).saturating_mul(step);
        local.saturating_sub(clock.zone_ms())
    };
    let start_ms = full(origin_ms);
    let end_ms = full(origin_ms.saturating_add(length_ms)).saturating_add(step);
    let last_ms = buckets.last().map_or(end_ms, |bucket| bucket.start_ms.saturating_add(step));
    (start_ms, end_ms.max(last_ms))
}

/// What a command ended with.
pub(super) fn exit(run: &CommandRun) -> String {
    run.exit_status.map_or_else(|| "Not known".to_owned(), |status| status.to_string())
}

/// How long a command took.
pub(super) fn took(run: &CommandRun) -> String {
    run.duration_us.map_or_else(|| "Not known".to_owned(), length)
}

/// A text of somebody else on one line, without characters that are not seen and cut to what one can read.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let mut line: String = String::new();
    for (place, character) in text.trim().chars().enumerate() {
        if place == most {
            line.push('…');
            break;
        }
        // direction marks would turn what stands beside
        let is_hidden = character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        line.push(if is_hidden { '·' } else { character });
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn ranges_leave_no_period_out() {
        let own = DurationRange { least_us: 1, most_us: Some(2) };
        let ranges: Vec<DurationRange> =
            RangeChoice::ALL.iter().map(|(choice, _)| choice.range(own)).collect();
        assert_eq!((ranges[0], ranges[5]), (DurationRange::ALL, own));
        for pair in ranges[1..5].windows(2) {
            assert_eq!(pair[0].most_us.map(|most| most + 1), Some(pair[1].least_us));
        }
    }

    #[test]
    fn seconds_are_read_as_written() {
        assert_eq!(seconds_us(" 1.5 "), Some(1_500_000));
        for text in ["", "-1", "NaN", "inf", "1e30", "ten"] {
            assert_eq!(seconds_us(text), None, "{text}");
        }
    }

    #[test]
    fn a_share_is_neither_nothing_nor_all_unless_it_is() {
        let written = [(0, 3), (1, 3), (3, 3), (1, 1_000_000), (999_999, 1_000_000), (0, 0)];
        let written = written.map(|(part, whole)| percent(part, whole));
        assert_eq!(written, ["0 %", "33.3 %", "100 %", "< 0.1 %", "> 99.9 %", "0 %"]);
    }

    #[test]
    fn times_are_those_of_the_zone_or_since_the_start() {
        let start = 1_771_751_765_000;
        let clock = Clock { started_at_ms: Some(start), offset_minutes: 60 };
        assert_eq!(clock.name(), "Time, UTC+01:00");
        assert_eq!(clock.days(1_000_000).as_deref(), Some("22 Feb 2026"));
        assert_eq!(clock.tick(start - 5_000, MINUTE), "10:16");
        assert_eq!(clock.tick(start, 5_000), "10:16:05");
        assert_eq!(clock.span(start - 5_000, 10 * MINUTE, true), "22 Feb 2026 10:16 – 10:26");
        let none = Clock { started_at_ms: None, offset_minutes: 60 };
        assert_eq!((none.zone_ms(), none.name().as_str()), (0, "Time since the start"));
        assert_eq!(none.span(MINUTE, MINUTE, true), "00:01:00 – 00:02:00");
    }

    #[test]
    fn the_axis_holds_the_recording_and_every_bar() {
        let clock = Clock { started_at_ms: None, offset_minutes: 0 };
        assert_eq!(axis(clock, 90_000_000, Granularity::Minute, &[]), (0, 2 * MINUTE));
        let beyond = Bucket { start_ms: 10 * MINUTE, count: 1, bytes: 1, first_us: 0 };
        assert_eq!(axis(clock, 90_000_000, Granularity::Minute, &[beyond]), (0, 11 * MINUTE));
        let absurd = Clock { started_at_ms: Some(i64::MAX), offset_minutes: 840 };
        let (from, to) = axis(absurd, u64::MAX, Granularity::Hour, &[]);
        assert!(from <= to);
    }

    #[test]
    fn foreign_text_stays_on_its_line() {
        assert_eq!(one_line(" rm\n-rf \u{202e}x ", 100), "rm·-rf ·x");
        assert_eq!(one_line("äöüß", 2), "äö…");
    }
}
