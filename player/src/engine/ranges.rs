//! Byte ranges to fetch, joined so that few requests carry them.

use std::ops::Range;

/// Gap up to which two ranges are fetched as one: below this, another request costs more than the bytes between.
pub(crate) const GAP_BYTES: u64 = 64 * 1024;
/// More ranges than this are joined across wider gaps too: each request takes its time in browser and server.
pub(super) const REQUESTS: usize = 3;
/// Gap up to which that is done.
pub(super) const WIDE_GAP_BYTES: u64 = 256 * 1024;

/// Sorts `ranges` and joins those that overlap, touch, or lie less than `gap` bytes apart. Empty ones are dropped.
pub fn coalesce(mut ranges: Vec<Range<u64>>, gap: u64) -> Vec<Range<u64>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(gap) => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Joins rising ranges that do not overlap across the smallest gaps between them, up to `gap` bytes, until at most `count`
/// are left.
pub(super) fn join_to(ranges: Vec<Range<u64>>, count: usize, gap: u64) -> Vec<Range<u64>> {
    let mut gaps: Vec<u64> = ranges.windows(2).map(gap_between).filter(|between| *between <= gap).collect();
    gaps.sort_unstable();
    let joins = ranges.len().saturating_sub(count).min(gaps.len());
    match joins.checked_sub(1).and_then(|last| gaps.get(last)) {
        Some(widest) => coalesce(ranges, *widest),
        None => ranges,
    }
}

/// Bytes between two rising ranges.
fn gap_between(ranges: &[Range<u64>]) -> u64 {
    match ranges {
        [one, other] => other.start.saturating_sub(one.end),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{coalesce, join_to};

    #[test]
    fn joins_across_the_smallest_gaps() {
        let ranges = vec![0..10, 15..20, 50..60, 90..95];
        assert_eq!(join_to(ranges.clone(), 4, 1000), ranges);
        assert_eq!(join_to(ranges.clone(), 3, 1000), vec![0..20, 50..60, 90..95]);
        assert_eq!(join_to(ranges.clone(), 1, 1000), vec![0..95]);
        assert_eq!(join_to(ranges.clone(), 1, 10), vec![0..20, 50..60, 90..95]);
        assert_eq!(join_to(ranges.clone(), 1, 4), ranges);
        assert_eq!(join_to(vec![], 0, 4), vec![]);
    }

    #[test]
    fn joins_what_is_near() {
        let ranges = vec![50..60, 0..10, 12..20, 20..20, 15..18, 40..41];
        assert_eq!(coalesce(ranges.clone(), 2), vec![0..20, 40..41, 50..60]);
        assert_eq!(coalesce(ranges, 20), vec![0..60]);
        assert_eq!(coalesce(vec![], 20), vec![]);
        assert_eq!(coalesce(vec![u64::MAX - 1..u64::MAX, 3..4], u64::MAX), vec![3..u64::MAX]);
    }
}
