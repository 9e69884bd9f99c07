//! The bytes that the engine reads in the browser.

use recording::Result;
use recording::format::{RangeCache, Source};
use std::borrow::Cow;

/// How much of a recording that is fetched in ranges is kept.
const KEPT_BYTES: u64 = 96 * 1024 * 1024;

/// A recording in memory, or the part of it that was fetched.
pub(super) enum Bytes {
    /// All of it.
    Whole(Vec<u8>),
    /// Some ranges of it.
    Ranges(RangeCache),
}

impl Bytes {
    /// Keeps fetched bytes.
    pub(super) fn insert(&mut self, offset: u64, bytes: &[u8]) {
        match self {
            Self::Whole(_) => {}
            Self::Ranges(cache) => cache.insert(offset, bytes),
        }
    }

    /// Lets go of what was not used for the longest time, where there is too much.
    pub(super) fn evict(&mut self) {
        match self {
            Self::Whole(_) => {}
            Self::Ranges(cache) => cache.evict(KEPT_BYTES),
        }
    }
}

impl Source for Bytes {
    fn len(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Ranges(cache) => cache.len(),
        }
    }

    fn read(&self, offset: u64, len: u64) -> Result<Cow<'_, [u8]>> {
        match self {
            Self::Whole(bytes) => bytes.as_slice().read(offset, len),
            Self::Ranges(cache) => cache.read(offset, len),
        }
    }
}
