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

/// Collects entries into chunks of a track.
pub(super) struct TimedList {
    track: Track,
    level: i32,
    start: Option<Timestamp>,
    last: Timestamp,
    count: u64,
    entries: Vec<u8>,
}

impl TimedList {
    pub(super) fn new(track: Track, level: i32) -> Self {
        Self { track, level, start: None, last: Timestamp::ZERO, count: 0, entries: Vec::new() }
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
        let is_due = self.start.is_some_and(|start| time.since(start) > CHUNK_SPAN)
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
        out.push(Chunk { track: self.track, part: Part::Data, start, end: self.last, payload });
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
