//! Corrections of a recording's clock, in milliseconds: as they are shown, written and kept in the address.

/// The largest correction either way: a year and a day, for a clock whose year was wrong.
const MOST_MS: i64 = 367 * 86_400_000;

/// As it is shown: `+1.2 s`, `-0.25 s`, `0 s`.
pub(crate) fn shown(offset_ms: i64) -> String {
    let sign = match offset_ms.signum() {
        1 => "+",
        -1 => "-",
        _ => "",
    };
    let ms = offset_ms.unsigned_abs();
    let text = format!("{sign}{}.{:03}", ms / 1_000, ms % 1_000);
    format!("{} s", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What someone wrote: a number of seconds, or with a unit (`ms`, `s`, `min`, `h`). `None` where it is none, or too
/// large.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim().replace('\u{2212}', "-").replace(',', ".");
    let digits_end = text.find(|one: char| one.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits_end);
    let unit_ms = match unit.trim() {
        "ms" => 1.0,
        "" | "s" => 1_000.0,
        "min" => 60_000.0,
        "h" => 3_600_000.0,
        _ => return None,
    };
    let ms = (number.trim().parse::<f64>().ok()? * unit_ms).round();
    // Within the bound, far below 2^53.
    (ms.abs() <= MOST_MS as f64).then_some(ms as i64)
}

/// Moved by a step, within the bound.
pub(crate) fn moved(offset_ms: i64, by_ms: i64) -> i64 {
    offset_ms.saturating_add(by_ms).clamp(-MOST_MS, MOST_MS)
}

/// All corrections for the address: `0,1200,-250`; `None` where there is none.
pub(crate) fn to_address(offsets_ms: &[i64]) -> Option<String> {
    let is_any = offsets_ms.iter().any(|offset_ms| *offset_ms != 0);
    is_any.then(|| offsets_ms.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
}

/// The corrections of `count` recordings in the address; what is missing or unreadable is 0.
pub(crate) fn from_address(text: Option<&str>, count: usize) -> Vec<i64> {
    let mut written = text.unwrap_or_default().split(',');
    let one = |text: Option<&str>| {
        let offset_ms = text.and_then(|text| text.trim().parse().ok());
        offset_ms.filter(|offset_ms| (-MOST_MS..=MOST_MS).contains(offset_ms)).unwrap_or_default()
    };
    (0..count).map(|_| one(written.next())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_be_written() {
        for (offset_ms, text) in [(0, "0 s"), (1_200, "+1.2 s"), (-250, "-0.25 s"), (60_000, "+60 s")] {
            assert_eq!(shown(offset_ms), text);
            assert_eq!(parse(text), Some(offset_ms));
        }
        assert_eq!(
            ["-300 ms", "2min", "1 h", "0,5", "\u{2212}1"].map(parse),
            [Some(-300), Some(120_000), Some(3_600_000), Some(500), Some(-1_000)]
        );
        for text in ["", "s", "x", "1 day", "NaN", "inf", "1e300", "99999 h"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(moved(MOST_MS, 5), MOST_MS);
    }

    #[test]
    fn corrections_survive_the_address() {
        let offsets_ms = [0, 1_200, -250];
        let text = to_address(&offsets_ms);
        assert_eq!(text.as_deref(), Some("0,1200,-250"));
        assert_eq!(from_address(text.as_deref(), 3), offsets_ms);
        assert_eq!(from_address(Some("x,7"), 3), [0, 7, 0]);
        assert_eq!(from_address(Some("9223372036854775807"), 1), [0]);
        assert_eq!(to_address(&[0, 0]), None);
    }
}
