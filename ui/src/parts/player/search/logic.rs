//! How a place that was found is shown.

use crate::browser::player::{Found, Hit};

/// Most places that are listed.
pub(super) const MOST_LISTED: usize = 500;

/// Characters shown before what was found, so that it stands in view.
const LEAD: usize = 24;

/// The line of a hit, cut into what comes before, what was found and what comes after. A line that is shorter than the
/// hit says is cut at its end.
pub(super) fn cut(hit: &Hit) -> (String, String, String) {
    let units: Vec<u16> = hit.line.encode_utf16().collect();
    let start = hit.start.min(units.len());
    let end = hit.end.clamp(start, units.len());
    let text = |units: Option<&[u16]>| String::from_utf16_lossy(units.unwrap_or_default());
    let before = text(units.get(..start));
    let lead = before.char_indices().rev().nth(LEAD - 1).map_or(0, |(at, _)| at);
    let before = match before.get(lead..) {
        Some(rest) if lead > 0 => format!("…{rest}"),
        Some(_) | None => before.trim_start().to_owned(),
    };
    (before, text(units.get(start..end)), text(units.get(end..)).trim_end().to_owned())
}

/// How many places there are, in words.
pub(super) fn count(found: &Found) -> String {
    let (hits, more) = (found.hits.len(), if found.is_cut { "More than " } else { "" });
    match hits {
        0 => "Nothing found".to_owned(),
        1 => "1 place".to_owned(),
        hits if hits > MOST_LISTED => format!("{more}{hits} places, the first {MOST_LISTED} are listed"),
        hits => format!("{more}{hits} places"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(line: &str, start: usize, end: usize) -> Hit {
        Hit { at_us: 0, line: line.to_owned().into(), start, end }
    }

    #[test]
    fn a_line_is_cut_around_what_was_found() {
        let (before, found, after) = cut(&hit("  $ sudo rm -rf  ", 4, 8));
        assert_eq!((before.as_str(), found.as_str(), after.as_str()), ("$ ", "sudo", " rm -rf"));
        let long = format!("{}needle", "ä".repeat(100));
        let (before, found, _) = cut(&hit(&long, 100, 106));
        assert_eq!((before.chars().count(), found.as_str()), (LEAD + 1, "needle"));
        let (before, found, after) = cut(&hit("日本 \u{1f680} needle", 6, 12));
        assert_eq!((before.as_str(), found.as_str(), after.as_str()), ("日本 \u{1f680} ", "needle", ""));
    }

    #[test]
    fn places_beyond_the_line_are_no_harm() {
        assert_eq!(cut(&hit("abc", 9, usize::MAX)), ("abc".into(), String::new(), String::new()));
        assert_eq!(cut(&hit("", 0, 1)), (String::new(), String::new(), String::new()));
        assert_eq!(cut(&hit("\u{1f680}", 1, 0)).1, "");
    }

    #[test]
    fn the_count_says_what_is_left_out() {
        let count = |hits: usize, is_cut| count(&Found { hits: vec![hit("", 0, 0); hits].into(), is_cut });
        assert_eq!(count(0, false), "Nothing found");
        assert_eq!(count(1, false), "1 place");
        assert_eq!(count(501, false), "501 places, the first 500 are listed");
        assert_eq!(count(10_000, true), "More than 10000 places, the first 500 are listed");
    }
}
