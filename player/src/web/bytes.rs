//! The bytes that the engine reads in the browser.

use recording::Result;
use recording::format::{RangeCache, Source};
use std::borrow::Cow;

/// How much of a recording that is fetched in ranges is kept at least.
const KEPT_BYTES: u64 = 96 * 1024 * 1024;
/// Fetched bytes that are kept for each byte of the cache of what was decoded, where that makes more: recordings are
/// decoded to several times their size.
const KEPT_PART: u64 = 4;

/// A recording in memory, or the part of it that was fetched.
pub(super) enum Bytes {
    /// All of it.
    Whole(Vec<u8>),
    /// Some ranges of it, and how many bytes of them are kept.
    Ranges(RangeCache, u64),
}

impl Bytes {
    /// Of a recording that is fetched in ranges, some of which are there.
    pub(super) fn ranges(cache: RangeCache) -> Self {
        Self::Ranges(cache, KEPT_BYTES)
    }

    /// What was decoded has a cache of this size: fetched bytes are kept in proportion.
    pub(super) fn set_cache_bytes(&mut self, bytes: u64) {
        match self {
            Self::Whole(_) => {}
            Self::Ranges(_, kept_bytes) => *kept_bytes = KEPT_BYTES.max(bytes / KEPT_PART),
        }
    }

    /// Keeps fetched bytes.
    pub(super) fn insert(&mut self, offset: u64, bytes: &[u8]) {
        match self {
            Self::Whole(_) => {}
            Self::Ranges(cache, _) => cache.insert(offset, bytes),
        }
    }

    /// Lets go of what was not used for the longest time, where there is too much.
    pub(super) fn evict(&mut self) {
        match self {
            Self::Whole(_) => {}
            Self::Ranges(cache, kept_bytes) => cache.evict(*kept_bytes),
        }
    }
}

impl Source for Bytes {
    fn len(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Ranges(cache, _) => cache.len(),
        }
    }

    fn read(&self, offset: u64, len: u64) -> Result<Cow<'_, [u8]>> {
        match self {
            Self::Whole(bytes) => bytes.as_slice().read(offset, len),
            Self::Ranges(cache, _) => cache.read(offset, len),
        }
    }
}
