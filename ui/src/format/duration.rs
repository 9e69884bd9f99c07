//! Lengths and positions, from microseconds.

const SECOND_US: u64 = 1_000_000;

/// `HH:MM:SS`, beyond a day `D.HH:MM:SS`; parts of a second are cut off.
pub(crate) fn clock(us: u64) -> String {
    let seconds = us / SECOND_US;
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    if days > 0 {
        format!("{days}.{hours:02}:{minutes:02}:{seconds:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }
}

/// [`clock`] with milliseconds: `00:12:31.040`.
pub(crate) fn clock_ms(us: u64) -> String {
    format!("{}.{:03}", clock(us), us / 1_000 % 1_000)
}

/// As one says it: `1 hour 2 minutes 3 seconds`.
pub(crate) fn spoken(us: u64) -> String {
    let seconds = us / SECOND_US;
    let parts = [
        (seconds / 86_400, "day"),
        (seconds / 3_600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if said.is_empty() { "0 seconds".into() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_counts_days_apart() {
        assert_eq!(clock(0), "00:00:00");
        assert_eq!(clock(999_999), "00:00:00");
        assert_eq!(clock(751_000_000), "00:12:31");
        assert_eq!(clock(86_399_999_999), "23:59:59");
        assert_eq!(clock(88_964_000_000), "1.00:42:44");
        assert_eq!(clock(u64::MAX), "213503982.08:01:49");
    }

    #[test]
    fn a_precise_clock_has_milliseconds() {
        assert_eq!(clock_ms(751_040_900), "00:12:31.040");
    }

    #[test]
    fn a_spoken_length_leaves_out_what_is_nothing() {
        assert_eq!(spoken(0), "0 seconds");
        assert_eq!(spoken(61_000_000), "1 minute 1 second");
        assert_eq!(spoken(3_600_000_000), "1 hour");
        assert_eq!(spoken(93_784_000_000), "1 day 2 hours 3 minutes 4 seconds");
    }
}
