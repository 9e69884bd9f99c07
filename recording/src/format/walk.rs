//! Walking over the chunks of a file from one to the next, past what is damaged.

use super::Source;
use super::checkpoint::{CHECKPOINT_BYTES, Checkpoint};
use super::frame::{HEADER_BYTES, Header, Kind, SYNC, read_frame};
use crate::chunk::Track;
use crate::error::{Error, Result};
use crate::units::Timestamp;

/// What is wrong with a part of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The bytes are no sound chunk; what they held is lost.
    Damaged,
    /// The content of a chunk does not match its hash.
    Altered,
    /// A chunk is cut off by the end of the file.
    Incomplete,
    /// A chunk is not where it belongs: one before it is missing, or it was moved, repeated or put in.
    Misplaced,
    /// A checkpoint or the seal does not match the chunks before it, although each is sound in itself.
    Unproven,
    /// The index does not match the chunks that it leads to.
    Index,
    /// The seal is missing: the recording was not closed, or its end was cut off.
    Unsealed,
    /// The footer is damaged.
    Footer,
    /// Bytes after the end of the recording.
    Trailing,
}

impl FaultKind {
    /// What it means, in words for people.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Damaged => "damaged bytes",
            Self::Altered => "altered chunk",
            Self::Incomplete => "chunk cut off by the end of the file",
            Self::Misplaced => "chunk missing, moved, repeated or put in",
            Self::Unproven => "checkpoint does not match the chunks before it",
            Self::Index => "index does not match the chunks",
            Self::Unsealed => "no seal: incomplete",
            Self::Footer => "damaged footer",
            Self::Trailing => "bytes after the end",
        }
    }
}

/// A part of a recording that is not sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it starts in the file: for a damaged chunk, where the chunk starts.
    pub offset: u64,
    /// How many bytes.
    pub len: u64,
    /// What is wrong.
    pub what: FaultKind,
    /// The track that is affected, where that is known and only one.
    pub track: Option<Track>,
    /// Earliest time that may be affected.
    pub start: Timestamp,
    /// Latest time that may be affected.
    pub end: Timestamp,
}

/// How much is looked at in one go, in bytes.
const WINDOW_BYTES: u64 = 64 * 1024;
/// How much is asked for in one go where bytes have to be fetched.
const FETCH_BYTES: u64 = 1024 * 1024;
/// The header's length as the file counts.
const HEADER_LEN: u64 = HEADER_BYTES as u64;

/// One step of a walk.
#[derive(Debug)]
pub(super) enum Step {
    /// A chunk with a sound header that lies in the file completely; its hash is not checked.
    Chunk(u64, Header),
    /// Bytes that are no chunk.
    Gap(u64, u64),
    /// A chunk that goes on past the end; its header where it is there and sound.
    Cut(u64, u64, Option<Header>),
}

/// Walks over `from..to` of a file.
pub(super) struct Walk<'a, S: ?Sized> {
    source: &'a S,
    at: u64,
    to: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl<'a, S: Source + ?Sized> Walk<'a, S> {
    pub(super) fn new(source: &'a S, from: u64, to: u64) -> Self {
        Self { source, at: from, to: to.min(source.len()), window: Vec::new(), window_at: 0 }
    }

    /// The next chunk, or what lies in its place; `None` at the end.
    ///
    /// # Errors
    /// Those of the source.
    pub(super) fn step(&mut self) -> Result<Option<Step>> {
        let at = self.at;
        if at >= self.to {
            return Ok(None);
        }
        let header = self.header(at)?;
        if let Some(header) = &header
            && let Some(next) = at.checked_add(header.chunk_bytes()).filter(|next| *next <= self.to)
        {
            self.at = next;
            return Ok(Some(Step::Chunk(at, header.clone())));
        }
        let next = self.resync(at + 1)?;
        self.at = next.unwrap_or(self.to);
        let len = self.at - at;
        if next.is_none() && (header.is_some() || self.is_cut_header(at, len)?) {
            return Ok(Some(Step::Cut(at, len, header)));
        }
        Ok(Some(Step::Gap(at, len)))
    }

    /// Whether the last `len` bytes, from `at` on, can be the start of a header.
    fn is_cut_header(&mut self, at: u64, len: u64) -> Result<bool> {
        if len >= HEADER_LEN {
            return Ok(false);
        }
        let bytes = self.look(at, 1)?;
        Ok(bytes.iter().zip(SYNC).all(|(byte, sync)| *byte == sync))
    }

    /// The sound header at `at`, if there is one.
    fn header(&mut self, at: u64) -> Result<Option<Header>> {
        Ok(Header::decode(self.look(at, HEADER_LEN)?, at).ok())
    }

    /// The next place from `from` on with a sound header.
    fn resync(&mut self, from: u64) -> Result<Option<u64>> {
        let mut at = from;
        while at < self.to {
            let window = self.look(at, HEADER_LEN)?;
            let found = window.windows(HEADER_BYTES).zip(at..).find_map(|(bytes, offset)| {
                (bytes.starts_with(&SYNC) && Header::decode(bytes, offset).is_ok()).then_some(offset)
            });
            if found.is_some() {
                return Ok(found);
            }
            let seen = u64::try_from(window.len()).unwrap_or(u64::MAX);
            if seen < HEADER_LEN {
                return Ok(None);
            }
            at += seen - HEADER_LEN + 1;
        }
        Ok(None)
    }

    /// The bytes from `at` on: at least `len` of them unless the end is nearer.
    fn look(&mut self, at: u64, len: u64) -> Result<&[u8]> {
        let held = self.window_at..self.window_at + u64::try_from(self.window.len()).unwrap_or(0);
        let stop = at.saturating_add(len).min(self.to);
        if !(held.contains(&at) && stop <= held.end) {
            let len = WINDOW_BYTES.min(self.to.saturating_sub(at));
            let to = self.to;
            let bytes = self.source.read(at, len).map_err(|error| match error {
                Error::Missing { offset, len } => {
                    Error::Missing { offset, len: len.max(FETCH_BYTES.min(to.saturating_sub(offset))) }
                }
                other => other,
            })?;
            self.window = bytes.into_owned();
            self.window_at = at;
        }
        let skip = usize::try_from(at - self.window_at).unwrap_or(usize::MAX);
        Ok(self.window.get(skip..).unwrap_or_default())
    }
}

/// The last sound checkpoint of the file: where it starts, its length, and itself. Looks backwards from the end.
///
/// # Errors
/// Those of the source.
pub(super) fn last_checkpoint<S: Source + ?Sized>(source: &S) -> Result<Option<(u64, u64, Checkpoint)>> {
    let len = source.len();
    let mut stop = len;
    // What looks like a checkpoint but is none costs a hash. Work stays within the size of the file, however
    // many such places someone put in.
    let mut budget = len.saturating_mul(2);
    while stop > 0 {
        let start = stop.saturating_sub(WINDOW_BYTES);
        let window =
            source.read(start, (stop - start + HEADER_LEN).min(len - start)).map_err(further_back)?;
        for (place, bytes) in window.windows(HEADER_BYTES).enumerate().rev() {
            if !bytes.starts_with(&SYNC) {
                continue;
            }
            let at = start.saturating_add(u64::try_from(place).unwrap_or(u64::MAX));
            let Ok(header) = Header::decode(bytes, at) else { continue };
            let bytes = header.chunk_bytes();
            let is_checkpoint = header.kind == Kind::Checkpoint && header.payload_bytes <= CHECKPOINT_BYTES;
            if !is_checkpoint || at.checked_add(bytes).is_none_or(|end| end > len) {
                continue;
            }
            let Some(rest) = budget.checked_sub(bytes) else { return Ok(None) };
            budget = rest;
            match read_checkpoint(source, at, bytes) {
                Ok(checkpoint) => return Ok(Some((at, bytes, checkpoint))),
                Err(error) if is_damage(&error) => {}
                Err(error) => return Err(error),
            }
        }
        stop = start;
    }
    Ok(None)
}

/// Reads the checkpoint of `len` bytes at `offset`.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Altered`], and those of the source.
pub(super) fn read_checkpoint<S: Source + ?Sized>(source: &S, offset: u64, len: u64) -> Result<Checkpoint> {
    let frame = read_frame(source, offset, len).map_err(further_back)?;
    if frame.header.kind != Kind::Checkpoint {
        return Err(Error::Malformed { what: "checkpoint", offset });
    }
    Checkpoint::decode(&frame.payload, offset)
}

/// Asks for more of what lies before the bytes that are missing: the next ones needed lie there.
pub(super) fn further_back(error: Error) -> Error {
    match error {
        Error::Missing { offset, len } => {
            let more = offset.min(FETCH_BYTES);
            Error::Missing { offset: offset - more, len: len.saturating_add(more) }
        }
        other => other,
    }
}

/// Whether an error speaks of the bytes that were read, not of reading them.
pub(super) fn is_damage(error: &Error) -> bool {
    match error {
        Error::Malformed { .. }
        | Error::LimitReached { .. }
        | Error::Altered { .. }
        | Error::Truncated { .. }
        | Error::Empty { .. } => true,
        Error::Unsupported { .. } | Error::Missing { .. } | Error::Unavailable { .. } => false,
    }
}
