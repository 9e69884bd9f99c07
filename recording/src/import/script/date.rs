//! The date at which a script started.

/// `YYYY-MM-DD HH:MM:SS+HH:MM`, as script(1) writes it since version 2.33, as milliseconds since 1970. Older versions
/// write it as the locale has it, which cannot be read back.
pub(super) fn started_at_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(10)?;
    let (time, zone) = rest.strip_prefix([' ', 'T'])?.split_at_checked(8)?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some((seconds - offset_seconds(zone)?) * 1000)
}

fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut numbers = text.split(separator).map(|part| part.parse::<u16>().ok().map(i64::from));
    let found = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(found)
}

/// `+HH:MM`, `-HHMM` or `Z`.
fn offset_seconds(zone: &str) -> Option<i64> {
    let zone = zone.trim();
    if zone == "Z" {
        return Some(0);
    }
    let (sign, digits) = match zone.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = digits.split_once(':').or_else(|| digits.split_at_checked(2))?;
    let minutes = i64::from(hours.parse::<u8>().ok()?) * 60 + i64::from(minutes.parse::<u8>().ok()?);
    Some(sign * minutes * 60)
}

/// Days of the Gregorian calendar, counted in years that start in March so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(started_at_ms(text), expected, "{text}");
        check("1970-01-01 00:00:00+00:00", Some(0));
        check("2026-11-22 08:53:58+00:00", Some(1_795_337_638_000));
        check("2026-11-22 10:53:58+02:00", Some(1_795_337_638_000));
        check("2024-02-29 23:59:59-0130", Some(1_709_256_599_000));
        check("1969-12-31 23:59:59Z", Some(-1000));
        for text in [
            "",
            "Sun 22 Nov 2026 08:53:58 AM UTC",
            "2026-13-01 00:00:00+00:00",
            "2026-11-22 08:53:58",
            "2026-11-22 08:53:58+x",
        ] {
            check(text, None);
        }
    }
}
