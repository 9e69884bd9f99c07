//! Spans of a recording: idle ones, damaged ones, those that were watched.

/// From one moment to another, in microseconds from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start_us: u64,
    /// Not before the start.
    pub(crate) end_us: u64,
}

impl Span {
    /// From one moment to another; the other way round it is empty.
    pub(crate) fn new(start_us: u64, end_us: u64) -> Self {
        Self { start_us, end_us: end_us.max(start_us) }
    }

    pub(crate) fn length_us(self) -> u64 {
        self.end_us.saturating_sub(self.start_us)
    }

    /// Whether the moment lies in it, or no farther outside than `slack_us`.
    pub(crate) fn is_near(self, at_us: u64, slack_us: u64) -> bool {
        at_us.saturating_add(slack_us) >= self.start_us && at_us <= self.end_us.saturating_add(slack_us)
    }
}

/// The first of `spans` at the moment, or within `slack_us` of it.
pub(super) fn at(spans: &[Span], at_us: u64, slack_us: u64) -> Option<Span> {
    spans.iter().copied().find(|span| span.is_near(at_us, slack_us))
}

/// The first of the sorted `spans` that starts after the moment, otherwise the first of all.
pub(super) fn next(spans: &[Span], at_us: u64) -> Option<Span> {
    spans.iter().find(|span| span.start_us > at_us).or(spans.first()).copied()
}

/// Adds a span to others that are sorted and apart; what touches becomes one.
pub(super) fn add(spans: &mut Vec<Span>, new: Span) {
    let first = spans.partition_point(|span| span.end_us < new.start_us);
    let behind = spans.partition_point(|span| span.start_us <= new.end_us);
    let merged = spans
        .get(first..behind)
        .unwrap_or_default()
        .iter()
        .fold(new, |one, span| Span::new(one.start_us.min(span.start_us), one.end_us.max(span.end_us)));
    spans.splice(first..behind.max(first), [merged]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_becomes_one() {
        let mut spans = Vec::new();
        for (start, end) in [(10, 20), (40, 50), (60, 70), (20, 30), (45, 62), (0, 5)] {
            add(&mut spans, Span::new(start, end));
            assert!(spans.windows(2).all(|pair| pair[0].end_us < pair[1].start_us), "{spans:?}");
        }
        assert_eq!(spans, [Span::new(0, 5), Span::new(10, 30), Span::new(40, 70)]);
        add(&mut spans, Span::new(0, 100));
        assert_eq!(spans, [Span::new(0, 100)]);
    }

    #[test]
    fn after_the_last_the_first_is_next() {
        let spans = [Span::new(5, 9), Span::new(20, 30)];
        let starts = [0, 4, 5, 19, 20, 99].map(|at_us| next(&spans, at_us).map(|span| span.start_us));
        assert_eq!(starts, [5, 5, 20, 20, 5, 5].map(Some));
        assert_eq!(next(&[], 3), None);
    }

    #[test]
    fn every_moment_that_was_added_is_found() {
        let mut spans = Vec::new();
        let mut seed = 7_u64;
        let mut added = Vec::new();
        for _ in 0..200 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let span = Span::new(seed >> 50, (seed >> 50) + (seed >> 40) % 64);
            add(&mut spans, span);
            added.push(span);
        }
        for moment in 0..20_000 {
            let expected = added.iter().any(|span| span.is_near(moment, 0));
            assert_eq!(at(&spans, moment, 0).is_some(), expected, "{moment}");
        }
    }

    #[test]
    fn a_narrow_span_is_found_beside_it() {
        let spans = [Span::new(100, 101)];
        assert_eq!(at(&spans, 95, 5), Some(spans[0]));
        assert_eq!(at(&spans, 94, 5), None);
        assert_eq!(Span::new(9, 3).length_us(), 0);
    }
}
