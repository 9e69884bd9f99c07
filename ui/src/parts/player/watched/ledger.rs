//! What was watched of each recording, as the browser keeps it.

use super::super::span::{self, Span};
use serde::{Deserialize, Serialize};

/// Recordings that are kept: those watched last.
pub(crate) const MOST_RECORDINGS: usize = 100;

/// Spans that are kept of one recording: the longest. So all of it stays far below what a browser keeps for a page.
const MOST_SPANS: usize = 200;

const MS_US: u64 = 1_000;

/// What was watched of the recordings that were watched last.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Ledger(Vec<Entry>);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    id: String,
    /// Start and end in milliseconds, sorted and apart.
    spans: Vec<(u64, u64)>,
}

impl Ledger {
    /// What was kept; nothing where that makes no sense.
    pub(super) fn from_text(text: &str) -> Self {
        let mut ledger: Self = serde_json::from_str(text).unwrap_or_default();
        ledger.0.truncate(MOST_RECORDINGS);
        ledger
    }

    /// As it is kept.
    pub(super) fn to_text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What was watched of a recording, sorted and apart.
    pub(super) fn of(&self, id: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let kept = self.0.iter().find(|entry| entry.id == id).map(|entry| entry.spans.as_slice());
        for (start_ms, end_ms) in kept.unwrap_or_default().iter().take(MOST_SPANS) {
            span::add(&mut spans, Span::new(start_ms.saturating_mul(MS_US), end_ms.saturating_mul(MS_US)));
        }
        spans
    }

    /// Adds what was watched of a recording, which is the one watched last now. Never more than was watched: times are
    /// cut to whole milliseconds, and of too many spans the shortest are left out.
    pub(super) fn add(&mut self, id: &str, watched: &[Span]) {
        let mut spans = self.of(id);
        for watched in watched {
            span::add(&mut spans, *watched);
        }
        spans.sort_by_key(|span| std::cmp::Reverse(span.length_us()));
        spans.truncate(MOST_SPANS);
        spans.sort_by_key(|span| span.start_us);
        let in_ms = spans.iter().map(|span| (span.start_us.div_ceil(MS_US), span.end_us / MS_US));
        let entry = Entry { id: id.to_owned(), spans: in_ms.filter(|(start, end)| start < end).collect() };
        self.0.retain(|entry| entry.id != id);
        self.0.insert(0, entry);
        self.0.truncate(MOST_RECORDINGS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_watched_is_added_up_and_comes_back() {
        let mut ledger = Ledger::default();
        ledger.add("a", &[Span::new(0, 5_000_000), Span::new(9_000_400, 9_500_600)]);
        ledger.add("b", &[Span::new(1_000_000, 2_000_000)]);
        ledger.add("a", &[Span::new(4_000_000, 6_000_000)]);
        let again = Ledger::from_text(&ledger.to_text().unwrap());
        assert_eq!(again, ledger);
        assert_eq!(again.of("a"), [Span::new(0, 6_000_000), Span::new(9_001_000, 9_500_000)]);
        assert_eq!(again.of("b"), [Span::new(1_000_000, 2_000_000)]);
        assert!(again.of("c").is_empty());
    }

    #[test]
    fn it_stays_small_and_loses_what_is_least() {
        let mut ledger = Ledger::default();
        for number in 0..MOST_RECORDINGS + 7 {
            ledger.add(&number.to_string(), &[Span::new(0, 1_000_000)]);
        }
        assert!(ledger.of("6").is_empty() && !ledger.of("7").is_empty());
        let many: Vec<Span> =
            (1..1_000).map(|place| Span::new(place * 1_000_000, place * 1_001_000)).collect();
        ledger.add("many", &many);
        let kept = ledger.of("many");
        assert_eq!(kept.len(), MOST_SPANS);
        assert_eq!(kept.last(), many.last(), "the longest stay");
        assert!(kept.iter().all(|span| many.contains(span)), "more than was watched");
    }

    #[test]
    fn what_makes_no_sense_counts_as_nothing() {
        for text in ["", "{}", "[3]", r#"[{"id":"a"}]"#] {
            assert_eq!(Ledger::from_text(text), Ledger::default(), "{text}");
        }
        let odd = Ledger::from_text(r#"[{"id":"a","spans":[[9,3],[18446744073709551615,1],[1,2],[1,5]]}]"#);
        assert!(odd.of("a").windows(2).all(|pair| pair[0].end_us < pair[1].start_us), "{:?}", odd.of("a"));
    }
}
