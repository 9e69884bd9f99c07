//! The container: chunks, index, hashes and seal. Only this module writes recording bytes.
//!
//! A recording is a row of chunks without a gap, and a closed one ends in a footer of fixed size. `docs/format.md`
//! specifies every byte. [`Writer`] appends, [`Recording`] reads by time, [`verify()`] checks every byte.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod bytes;
mod cache;
mod checkpoint;
mod entry;
mod footer;
mod frame;
#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "test data")]
mod hostile;
mod io;
mod merkle;
mod page;
mod reader;
#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "test data")]
mod reading;
#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "test data")]
mod sample;
mod unfinished;
mod verify;
mod walk;
mod writer;

pub use cache::RangeCache;
pub use entry::Entry;
pub use frame::{CHUNK_OVERHEAD_BYTES, is_recording};
pub use io::{Sink, Source};
pub use reader::{HEAD_BYTES, Recording, TAIL_BYTES};
pub use verify::{Verdict, verify};
pub use walk::{Fault, FaultKind};
pub use writer::{Summary, TrackSummary, Writer, WriterOptions};

/// The version of the format that this build writes, and the only one that it reads.
pub const VERSION: u32 = 1;
