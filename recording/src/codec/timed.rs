//! Lists of things with times, as the input, event and performance tracks store them: what each thing's bytes are is theirs.

use super::packed;
use super::varint::{self, Fields};
use crate::chunk::{Chunk, Part, Track};
use crate::error::Result;
use crate::limits;
use crate::units::{Span, Timestamp};

/// A chunk is closed before an entry that lies further than this behind its first one.
const CHUNK_SPAN: Span = Span::from_ms(10_000);
/// A chunk is closed when its entries hold this many bytes.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// A track of no more chunks than this is not repeated at its end: reading them one by one takes few requests.
const FEW_CHUNKS: u64 = 4;
/// Largest repetition in bytes, as stored: a larger one is not written.
const REPEATED_BYTES: usize = 32 * 1024 * 1024;

/// Collects entries into chunks of a track.
pub(super) struct TimedList {
    track: Track,
    part: Part,
    /// A chunk is closed before an entry that lies further than this behind its first one.
    chunk_span: Span,
    level: i32,
    /// Chunks made so far.
    chunks: u64,
    start: Option<Timestamp>,
    last: Timestamp,
    count: u64,
    entries: Vec<u8>,
}

impl TimedList {
    pub(super) fn new(track: Track, level: i32) -> Self {
        Self {
            track,
            part: Part::Data,
            chunk_span: CHUNK_SPAN,
            level,
            chunks: 0,
            start: None,
            last: Timestamp::ZERO,
            count: 0,
            entries: Vec::new(),
        }
    }

    /// `time`, or that of the last entry where it is later.
    pub(super) fn at_the_earliest(&self, time: Timestamp) -> Timestamp {
        time.max(self.last)
    }

    /// Adds an entry whose bytes `write` appends. A time before the last one counts as the last one.
    pub(super) fn add(
        &mut self,
        time: Timestamp,
        out: &mut Vec<Chunk>,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<()> {
        let time = self.at_the_earliest(time);
        let is_due = self.start.is_some_and(|start| time.since(start) > self.chunk_span)
            || self.entries.len() >= CHUNK_BYTES;
        if is_due {
            self.flush(out)?;
        }
        let delta = if self.start.is_some() { time.since(self.last) } else { Span::ZERO };
        self.start.get_or_insert(time);
        self.last = time;
        self.count += 1;
        varint::put(&mut self.entries, delta.as_us());
        write(&mut self.entries);
        Ok(())
    }

    /// Closes the chunk that is being filled.
    pub(super) fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        let Some(start) = self.start.take() else { return Ok(()) };
        let mut fields = Vec::with_capacity(self.entries.len() + 16);
        varint::put(&mut fields, start.as_us());
        varint::put(&mut fields, self.count);
        fields.append(&mut self.entries);
        self.count = 0;
        let payload = packed::pack(&fields, self.level)?;
        self.chunks += 1;
        out.push(Chunk { track: self.track, part: self.part, start, end: self.last, payload });
        Ok(())
    }
}

/// Entries that are written as they come, and all of them once more at the end: whoever wants to know everything of a
/// long session finds it in one place then.
pub(super) struct RepeatedList {
    list: TimedList,
    again: TimedList,
    /// The chunks of the repetition, and what they hold; nothing where they came to be too large.
    chunks: Vec<Chunk>,
    bytes: usize,
    is_too_large: bool,
    entry: Vec<u8>,
}

impl RepeatedList {
    pub(super) fn new(track: Track, level: i32) -> Self {
        let again = TimedList {
            part: Part::Key,
            chunk_span: Span::from_us(u64::MAX),
            ..TimedList::new(track, level)
        };
        Self {
            list: TimedList::new(track, level),
            again,
            chunks: Vec::new(),
            bytes: 0,
            is_too_large: false,
            entry: Vec::new(),
        }
    }

    /// `time`, or that of the last entry where it is later.
    pub(super) fn at_the_earliest(&self, time: Timestamp) -> Timestamp {
        self.list.at_the_earliest(time)
    }

    /// Adds an entry as [`TimedList::add`] does.
    pub(super) fn add(
        &mut self,
        time: Timestamp,
        out: &mut Vec<Chunk>,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<()> {
        self.entry.clear();
        write(&mut self.entry);
        let entry = &self.entry;
        self.list.add(time, out, |bytes| bytes.extend_from_slice(entry))?;
        if self.is_too_large {
            return Ok(());
        }
        let known = self.chunks.len();
        self.again.add(time, &mut self.chunks, |bytes| bytes.extend_from_slice(entry))?;
        self.bytes += self.chunks.iter().skip(known).map(|chunk| chunk.payload.len()).sum::<usize>();
        if self.bytes > REPEATED_BYTES {
            self.is_too_large = true;
            self.chunks = Vec::new();
        }
        Ok(())
    }

    /// Closes the chunk that is being filled.
    pub(super) fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.list.flush(out)
    }

    /// Ends the track of a session that ends at `end`.
    pub(super) fn finish(&mut self, end: Timestamp, out: &mut Vec<Chunk>) -> Result<()> {
        self.list.flush(out)?;
        self.again.flush(&mut self.chunks)?;
        if self.list.chunks > FEW_CHUNKS && !self.is_too_large {
            // they stand at the end, whenever what they tell happened
            let end = self.list.at_the_earliest(end);
            out.extend(self.chunks.drain(..).map(|chunk| Chunk { start: end, end, ..chunk }));
        }
        Ok(())
    }
}

/// The entries of a chunk; `read` reads the bytes of one.
pub(super) fn decode<T>(
    payload: &[u8],
    what: &'static str,
    mut read: impl FnMut(&mut Fields<'_>) -> Result<T>,
) -> Result<Vec<(Timestamp, T)>> {
    let unpacked = packed::unpack(payload, what, limits::TRACK_CHUNK_BYTES)?;
    let mut fields = Fields::new(&unpacked, what);
    let mut time = Timestamp::from_us(fields.varint()?);
    let count = fields.varint()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        time = time.plus(Span::from_us(fields.varint()?));
        entries.push((time, read(&mut fields)?));
    }
    fields.end()?;
    Ok(entries)
}
