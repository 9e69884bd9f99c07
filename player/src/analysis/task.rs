//! Work that is done in pieces.

use crate::engine::{GAP_BYTES, coalesce};
use recording::chunk::Chunk;
use recording::format::{Entry, Recording, Source};
use recording::{Error, Result};
use std::ops::Range;

/// How many bytes are asked for at once. A reader that keeps three times as much never asks for anything twice.
pub(super) const FETCH_BYTES: u64 = 4 * 1024 * 1024;
/// Most ranges asked for at once.
const FETCH_RANGES: usize = 64;

/// Work on a whole recording, done in pieces of a few milliseconds so that playing goes on beside it.
pub trait Task {
    /// What it finds.
    type Found;

    /// Does the next piece; `Some` once all is done, after which it is of no use any more.
    ///
    /// # Errors
    /// [`Error::Missing`] where bytes are lacking: fetch [`Task::needs`] and call again. Those of the source. Damaged
    /// chunks are passed over.
    fn step(&mut self, source: &impl Source) -> Result<Option<Self::Found>>;

    /// The byte ranges that the next pieces lack, rising: a few megabytes at most. Empty where nothing is lacking.
    fn needs(&self, source: &impl Source) -> Vec<Range<u64>>;

    /// How far it is: what is done, and what there is to do, in one unit of the task's own choice. Neither falls,
    /// but what there is to do may be found out late.
    fn progress(&self) -> (u64, u64);
}

/// The ranges of these chunks that the source lacks, at most about [`FETCH_BYTES`].
pub(super) fn lacking<'a>(source: &impl Source, entries: impl Iterator<Item = &'a Entry>) -> Vec<Range<u64>> {
    let mut left = FETCH_BYTES;
    let mut ranges = Vec::new();
    for entry in entries {
        if left == 0 || ranges.len() >= FETCH_RANGES {
            break;
        }
        if let Err(Error::Missing { offset, len }) = source.read(entry.offset, entry.len.into()) {
            left = left.saturating_sub(len);
            ranges.push(offset..offset.saturating_add(len));
        }
    }
    coalesce(ranges, GAP_BYTES)
}

/// The range of an [`Error::Missing`]; empty for other outcomes.
pub(super) fn missing<T>(outcome: &Result<T>) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if let Err(Error::Missing { offset, len }) = outcome {
        ranges.push(*offset..offset.saturating_add(*len));
    }
    ranges
}

/// Reads a chunk; `None` where it is damaged.
///
/// # Errors
/// [`Error::Missing`] and those of the source.
pub(super) fn read(recording: &Recording, source: &impl Source, entry: &Entry) -> Result<Option<Chunk>> {
    match recording.chunk(source, entry) {
        Ok(chunk) => Ok(Some(chunk)),
        Err(error @ (Error::Missing { .. } | Error::Unavailable { .. })) => Err(error),
        Err(_) => Ok(None),
    }
}
