//! Entries of the index: where a chunk of a track lies and what time it covers.

use super::bytes::{Cursor, put_difference, put_varint};
use super::frame::CHUNK_OVERHEAD_BYTES;
use crate::chunk::{Part, Track};
use crate::error::Result;
use crate::limits;
use crate::units::Timestamp;

/// Where one chunk of a track lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The track it belongs to.
    pub track: Track,
    /// What it is within the track.
    pub part: Part,
    /// Time of the first thing in it.
    pub start: Timestamp,
    /// Time of the last thing in it, at or after `start`.
    pub end: Timestamp,
    /// Where the whole chunk starts, in bytes from the start of the file.
    pub offset: u64,
    /// Length of the whole chunk in bytes, with its header and hash.
    pub len: u32,
}

impl Entry {
    /// One past the last byte of the chunk; saturates.
    pub fn stop(&self) -> u64 {
        self.offset.saturating_add(self.len.into())
    }
}

/// Set where an entry covers the same times as the one before it.
const SAME_TIMES: u8 = 0x40;
/// Set where a chunk follows directly on the one of the entry before.
const FOLLOWS: u8 = 0x80;

/// What entries are told relative to: the entry before, or all zeros at the start of a list.
#[derive(Clone, Copy, Default)]
pub(super) struct Base {
    start: u64,
    end: u64,
    stop: u64,
}

impl Base {
    fn after(entry: &Entry) -> Self {
        Self { start: entry.start.as_us(), end: entry.end.as_us(), stop: entry.stop() }
    }

    /// Appends `entry` and becomes the base of the next.
    pub(super) fn put(&mut self, entry: &Entry, out: &mut Vec<u8>) {
        let same_times = entry.start.as_us() == self.start && entry.end.as_us() == self.end;
        let follows = entry.offset == self.stop;
        let mut head = entry.track.number() | entry.part.number() << 4;
        if same_times {
            head |= SAME_TIMES;
        }
        if follows {
            head |= FOLLOWS;
        }
        out.push(head);
        if !same_times {
            put_difference(out, self.start, entry.start.as_us());
            put_varint(out, entry.end.since(entry.start).as_us());
        }
        if !follows {
            put_difference(out, self.stop, entry.offset);
        }
        put_varint(out, u64::from(entry.len.saturating_sub(CHUNK_OVERHEAD_BYTES)));
        *self = Self::after(entry);
    }

    /// Reads the next entry.
    pub(super) fn take(&mut self, cursor: &mut Cursor<'_>) -> Result<Entry> {
        let head = cursor.u8()?;
        let track = Track::from_number(head & 0x0F).ok_or_else(|| cursor.malformed())?;
        let part = Part::from_number(head >> 4 & 3).ok_or_else(|| cursor.malformed())?;
        let (start, end) = if head & SAME_TIMES == 0 {
            let start = self.start.wrapping_add_signed(cursor.difference()?);
            let end = start.checked_add(cursor.varint()?).ok_or_else(|| cursor.malformed())?;
            (start, end)
        } else {
            (self.start, self.end)
        };
        let offset =
            if head & FOLLOWS == 0 { self.stop.wrapping_add_signed(cursor.difference()?) } else { self.stop };
        let payload = u32::try_from(cursor.varint()?).map_err(|_| cursor.malformed())?;
        if payload > limits::CHUNK_PAYLOAD_BYTES {
            return Err(cursor.malformed());
        }
        let len = payload + CHUNK_OVERHEAD_BYTES;
        if offset.checked_add(len.into()).is_none() {
            return Err(cursor.malformed());
        }
        let entry = Entry {
            track,
            part,
            start: Timestamp::from_us(start),
            end: Timestamp::from_us(end),
            offset,
            len,
        };
        *self = Self::after(&entry);
        Ok(entry)
    }
}

/// Reads a list of entries that fills the rest of `cursor`, each behind the one before and all inside
/// `from..to` of the file.
pub(super) fn take_entries(
    base: &mut Base,
    cursor: &mut Cursor<'_>,
    from: u64,
    to: u64,
) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut free_from = from;
    while !cursor.is_empty() {
        let entry = base.take(cursor)?;
        if entry.offset < free_from || entry.stop() > to {
            return Err(cursor.malformed());
        }
        free_from = entry.stop();
        entries.push(entry);
    }
    Ok(entries)
}
