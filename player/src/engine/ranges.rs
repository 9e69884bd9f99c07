//! Byte ranges to fetch, joined so that few requests carry them.

use std::ops::Range;

/// Gap up to which two ranges are fetched as one: below this, another request costs more than the bytes between.
pub(super) const GAP_BYTES: u64 = 64 * 1024;

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

#[cfg(test)]
mod tests {
    use super::coalesce;

    #[test]
    fn joins_what_is_near() {
        let ranges = vec![50..60, 0..10, 12..20, 20..20, 15..18, 40..41];
        assert_eq!(coalesce(ranges.clone(), 2), vec![0..20, 40..41, 50..60]);
        assert_eq!(coalesce(ranges, 20), vec![0..60]);
        assert_eq!(coalesce(vec![], 20), vec![]);
        assert_eq!(coalesce(vec![u64::MAX - 1..u64::MAX, 3..4], u64::MAX), vec![3..u64::MAX]);
    }
}
