//! How a place that was found is shown.

use crate::browser::player::Hit;

/// Most places that are listed.
pub(super) const MOST_LISTED: usize = 500;

/// Characters shown before what was found, so that it stands in view.
const LEAD: usize = 24;

/// The line of a hit, cut into what comes before, what was found and what comes after. Columns are those of the
/// terminal; a line that is shorter than they say is cut at its end.
pub(super) fn cut(hit: &Hit) -> (String, String, String) {
    let letters: Vec<char> = hit.line.chars().collect();
    let start = hit.column.min(letters.len());
    let end = hit.column.saturating_add(hit.length).min(letters.len());
    let text = |from: usize, to: usize| letters.get(from..to).unwrap_or_default().iter().collect::<String>();
    let lead = start.saturating_sub(LEAD);
    let before =
        if lead > 0 { format!("…{}", text(lead, start)) } else { text(0, start).trim_start().to_owned() };
    (before, text(start, end), text(end, letters.len()).trim_end().to_owned())
}

/// How many places there are, in words.
pub(super) fn count(hits: usize) -> String {
    match hits {
        0 => "Nothing found".to_owned(),
        1 => "1 place".to_owned(),
        hits if hits > MOST_LISTED => format!("{hits} places, the first {MOST_LISTED} are listed"),
        hits => format!("{hits} places"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(line: &str, column: usize, length: usize) -> Hit {
        Hit { at_us: 0, line: line.to_owned().into(), column, length }
    }

    #[test]
    fn a_line_is_cut_around_what_was_found() {
        let (before, found, after) = cut(&hit("  $ sudo rm -rf  ", 4, 4));
        assert_eq!((before.as_str(), found.as_str(), after.as_str()), ("$ ", "sudo", " rm -rf"));
        let long = format!("{}needle", "ä".repeat(100));
        let (before, found, _) = cut(&hit(&long, 100, 6));
        assert_eq!((before.chars().count(), found.as_str()), (LEAD + 1, "needle"));
    }

    #[test]
    fn columns_beyond_the_line_are_no_harm() {
        assert_eq!(cut(&hit("abc", 9, usize::MAX)), ("abc".into(), String::new(), String::new()));
        assert_eq!(cut(&hit("", 0, 1)), (String::new(), String::new(), String::new()));
    }

    #[test]
    fn the_count_says_what_is_left_out() {
        assert_eq!(count(0), "Nothing found");
        assert_eq!(count(1), "1 place");
        assert_eq!(count(501), "501 places, the first 500 are listed");
    }
}
