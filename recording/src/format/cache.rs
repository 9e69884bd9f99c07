//! A source that holds the ranges that were fetched and says which one it lacks.

use super::Source;
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

/// The fetched part of a recording that lies elsewhere. A read of what is not there answers [`Error::Missing`]
/// with the range to fetch.
pub struct RangeCache {
    len: u64,
    /// By where they start; they do not overlap.
    pieces: BTreeMap<u64, Piece>,
    held: u64,
    reads: Cell<u64>,
}

struct Piece {
    bytes: Vec<u8>,
    /// When it was read last, counted in reads.
    used: Cell<u64>,
}

impl Piece {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }
}

impl RangeCache {
    /// An empty cache of a recording of `len` bytes.
    pub fn new(len: u64) -> Self {
        Self { len, pieces: BTreeMap::new(), held: 0, reads: Cell::new(0) }
    }

    /// Keeps `bytes`, which lie at `offset`. What is held already or lies past the end is left out.
    pub fn insert(&mut self, offset: u64, bytes: &[u8]) {
        let stop = offset.saturating_add(bytes.len() as u64).min(self.len);
        for gap in self.gaps(offset..stop) {
            let part = usize::try_from(gap.start - offset)
                .ok()
                .zip(usize::try_from(gap.end - offset).ok())
                .and_then(|(from, to)| bytes.get(from..to));
            if let Some(part) = part {
                self.held += part.len() as u64;
                self.pieces.insert(gap.start, Piece { bytes: part.to_vec(), used: self.reads.clone() });
            }
        }
    }

    /// Whether all of `range` is held.
    pub fn holds(&self, range: Range<u64>) -> bool {
        self.gaps(range).is_empty()
    }

    /// The parts of `range` that are not held, rising.
    pub fn gaps(&self, range: Range<u64>) -> Vec<Range<u64>> {
        let mut gaps = Vec::new();
        let mut at = range.start;
        let before = self.pieces.range(..range.start).next_back();
        for (start, piece) in before.into_iter().chain(self.pieces.range(range.clone())) {
            if *start > at {
                gaps.push(at..*start);
            }
            at = at.max(start + piece.len());
        }
        if at < range.end {
            gaps.push(at..range.end);
        }
        gaps
    }

    /// Bytes held.
    pub fn held_bytes(&self) -> u64 {
        self.held
    }

    /// Lets go of what was not read for the longest time, until at most `limit` bytes are held.
    pub fn evict(&mut self, limit: u64) {
        if self.held <= limit {
            return;
        }
        let mut by_use: Vec<(u64, u64)> =
            self.pieces.iter().map(|(start, piece)| (piece.used.get(), *start)).collect();
        by_use.sort_unstable();
        for (_, start) in by_use {
            if self.held <= limit {
                break;
            }
            if let Some(piece) = self.pieces.remove(&start) {
                self.held -= piece.len();
            }
        }
    }
}

impl Source for RangeCache {
    fn len(&self) -> u64 {
        self.len
    }

    fn read(&self, offset: u64, len: u64) -> Result<Cow<'_, [u8]>> {
        let truncated = Error::Truncated { what: "recording", offset: self.len };
        let stop = offset.checked_add(len).filter(|stop| *stop <= self.len).ok_or(truncated)?;
        let now = self.reads.get() + 1;
        self.reads.set(now);
        let gaps = self.gaps(offset..stop);
        if let (Some(first), Some(last)) = (gaps.first(), gaps.last()) {
            return Err(Error::Missing { offset: first.start, len: last.end - first.start });
        }
        // Everything is held; it remains to join the pieces.
        let mut joined = Vec::new();
        let from = self.pieces.range(..=offset).next_back().map_or(offset, |(start, _)| *start);
        for (start, piece) in self.pieces.range(from..stop) {
            piece.used.set(now);
            let skip = usize::try_from(offset.saturating_sub(*start)).unwrap_or(usize::MAX);
            let piece_stop = start + piece.len();
            let keep = usize::try_from(piece_stop.min(stop).saturating_sub(*start)).unwrap_or(usize::MAX);
            let part = piece.bytes.get(skip..keep).unwrap_or_default();
            if part.len() as u64 == len {
                return Ok(Cow::Borrowed(part));
            }
            joined.extend_from_slice(part);
        }
        Ok(Cow::Owned(joined))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(pieces: &[Range<u8>]) -> RangeCache {
        let mut cache = RangeCache::new(100);
        for piece in pieces {
            let bytes: Vec<u8> = piece.clone().collect();
            cache.insert(piece.start.into(), &bytes);
        }
        cache
    }

    #[test]
    fn joins_what_it_holds() {
        let cache = cache(&[10..20, 15..40, 5..12, 60..70]);
        assert_eq!(cache.held_bytes(), 45);
        for (from, to) in [(5, 40), (10, 20), (19, 21), (60, 70), (7, 7), (65, 66)] {
            let bytes: Vec<u8> = (from..to).collect();
            assert_eq!(cache.read(from.into(), u64::from(to - from)).unwrap(), bytes);
        }
    }

    #[test]
    fn names_what_it_lacks() {
        let cache = cache(&[10..20, 30..40]);
        assert_eq!(cache.read(0, 5), Err(Error::Missing { offset: 0, len: 5 }));
        assert_eq!(cache.read(15, 20), Err(Error::Missing { offset: 20, len: 10 }));
        assert_eq!(cache.read(5, 40), Err(Error::Missing { offset: 5, len: 40 }));
        assert_eq!(cache.read(90, 11), Err(Error::Truncated { what: "recording", offset: 100 }));
        assert_eq!(cache.gaps(5..45), vec![5..10, 20..30, 40..45]);
    }

    #[test]
    fn lets_go_of_what_was_not_read() {
        let mut cache = cache(&[0..10, 20..30, 40..50]);
        cache.read(20, 5).unwrap();
        cache.read(0, 5).unwrap();
        cache.evict(20);
        assert!(cache.holds(0..10) && cache.holds(20..30) && !cache.holds(40..41));
        cache.evict(0);
        assert_eq!(cache.held_bytes(), 0);
    }
}
