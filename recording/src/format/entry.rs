//! Entries of the index: where a chunk of a track lies and what time it covers.

use super::bytes::{Cursor, put_difference, put_varint};
use super::frame::{CHUNK_OVERHEAD_BYTES, check_times};
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
        let (start, end) = (Timestamp::from_us(start), Timestamp::from_us(end));
        check_times(start, end).map_err(|_| cursor.malformed())?;
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
        let entry = Entry { track, part, start, end, offset, len };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::long::scaled;
    use proptest::prelude::*;

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let longest = limits::DURATION_SECONDS * 1_000_000;
        let one = (1..=9_u8, 0..4_u8, 0..longest, 0..longest, 0..1000_u64, 0..100_000_u32);
        proptest::collection::vec(one, 0..40).prop_map(|list| {
            let mut free_from = 0;
            let entry = |(track, part, one, other, gap, payload): (u8, u8, u64, u64, u64, u32)| {
                // Gaps and equal times are what the short forms are for.
                let offset = free_from + if gap < 500 { 0 } else { gap };
                let (start, end) = if gap < 250 { (0, 0) } else { (one.min(other), one.max(other)) };
                let entry = Entry {
                    track: Track::from_number(track).unwrap(),
                    part: Part::from_number(part).unwrap(),
                    start: Timestamp::from_us(start),
                    end: Timestamp::from_us(end),
                    offset,
                    len: payload + CHUNK_OVERHEAD_BYTES,
                };
                free_from = entry.stop();
                entry
            };
            list.into_iter().map(entry).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(scaled(256)))]

        #[test]
        fn entries_come_back(entries in entries()) {
            let mut bytes = Vec::new();
            let mut base = Base::default();
            entries.iter().for_each(|entry| base.put(entry, &mut bytes));
            let mut cursor = Cursor::new(&bytes, "test", 0);
            let read = take_entries(&mut Base::default(), &mut cursor, 0, u64::MAX).unwrap();
            prop_assert_eq!(read, entries);
        }

        #[test]
        fn any_bytes_give_entries_within_bounds(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut cursor = Cursor::new(&bytes, "test", 0);
            if let Ok(entries) = take_entries(&mut Base::default(), &mut cursor, 100, 1_000_000) {
                prop_assert!(entries.iter().all(|entry| entry.offset >= 100 && entry.stop() <= 1_000_000));
                prop_assert!(entries.is_sorted_by(|a, b| a.stop() <= b.offset));
            }
        }
    }

    #[test]
    fn a_unit_a_second_costs_few_bytes() {
        let (mut bytes, mut base, mut offset) = (Vec::new(), Base::default(), 1000);
        for second in 0..1000 {
            for (part, len) in [(Part::Operations, 300), (Part::Data, 30_000)] {
                let (start, end) =
                    (Timestamp::from_ms(second * 1000), Timestamp::from_ms(second * 1000 + 987));
                base.put(&Entry { track: Track::Screen, part, start, end, offset, len }, &mut bytes);
                offset += u64::from(len);
            }
        }
        assert!(bytes.len() <= 14 * 1000, "{} bytes", bytes.len());
    }
}
