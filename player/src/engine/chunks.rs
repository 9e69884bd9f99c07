//! Chunks as a track reads them, and those that were taken apart already.

use super::playback::{Stop, lacks};
use recording::changes::{ChangedBlocks, ChangesTrack};
use recording::chunk::{Chunk, Part};
use recording::codec::screen::{ScreenKey, ScreenPixels, ScreenUnit};
use recording::format::{Entry, Recording, Source};
use recording::{Error, Result};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What a track reads its chunks from.
pub(super) struct Chunks<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) recording: &'a Recording,
    /// Damaged chunks by offset.
    pub(super) bad: &'a BTreeMap<u64, (Entry, Error)>,
    /// What changed when on the screen, where that was looked for and is known.
    pub(super) changes: Option<&'a ChangesTrack>,
    /// Byte ranges that turned out to be lacking.
    pub(super) needs: Vec<Range<u64>>,
}

impl Chunks<'_> {
    /// Whether a chunk is known to be damaged.
    pub(super) fn is_bad(&self, entry: &Entry) -> bool {
        self.bad.contains_key(&entry.offset)
    }

    /// Answers that the pixels are damaged which should follow these operations, where there is no such chunk. Says so
    /// by an error first, where no damage that is known tells of it.
    pub(super) fn note_missing_pixels(&self, operations: &Entry) -> Result<bool, Stop> {
        let end = operations.offset.saturating_add(operations.len.into());
        let noted = Entry { part: Part::Data, offset: end.saturating_sub(1), len: 1, ..*operations };
        if self.bad.contains_key(&end) || self.is_bad(&noted) {
            return Ok(true);
        }
        Err(Stop::Damaged(noted, Error::Malformed { what: "unit without its pixels", offset: end }))
    }

    /// What a chunk of the screen track changed, or a few blocks more; `None` where that is not known.
    pub(super) fn changed(&mut self, entry: &Entry) -> Result<Option<ChangedBlocks>, Stop> {
        let entries = self.recording.entries(entry.track);
        // Bytes that are no chunk may have held more than their times tell.
        let is_chunk = entries.binary_search_by_key(&entry.offset, |entry| entry.offset).is_ok();
        let Some(changes) = self.changes.filter(|_| is_chunk) else { return Ok(None) };
        let changed = changes.changed_blocks(self.recording, self.source, &(entry.start..=entry.end));
        changed.map_err(|error| {
            if let Error::Missing { offset, len } = &error {
                self.needs.push(*offset..offset.saturating_add(*len));
            }
            Stop::Failed(error)
        })
    }

    /// The payload of a chunk.
    pub(super) fn read(&self, entry: &Entry) -> Result<Chunk, Stop> {
        self.recording.chunk(self.source, entry).map_err(|error| Stop::of(*entry, error))
    }

    /// The bytes of the chunk, where some of them are lacking.
    pub(super) fn lacks(&self, entry: &Entry) -> Option<Range<u64>> {
        lacks(self.source, entry)
    }

    /// Notes what is lacking of these chunks; answers [`Error::Missing`] where that is anything.
    pub(super) fn require<'a>(&mut self, entries: impl Iterator<Item = &'a Entry>) -> Result<(), Stop> {
        let lacking: Vec<_> = entries.filter_map(|entry| self.lacks(entry)).collect();
        self.needs.extend(lacking);
        self.missing().map_or(Ok(()), |error| Err(Stop::Failed(error)))
    }

    /// The first range that is lacking, as an error.
    pub(super) fn missing(&self) -> Option<Error> {
        let range = self.needs.first()?;
        Some(Error::Missing { offset: range.start, len: range.end - range.start })
    }
}

/// Bytes of chunks taken apart that are kept unless something else is set.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Keyframes and units that were taken apart, by the offset of their chunk. What was not used for the longest time
/// gives way.
pub(super) struct Decoded {
    limit: u64,
    held: u64,
    uses: u64,
    items: BTreeMap<u64, Item>,
    /// The offsets of the items by when they were used last.
    by_use: BTreeMap<u64, u64>,
}

struct Item {
    what: What,
    bytes: u64,
    used: u64,
}

/// What is kept of a chunk.
#[derive(Clone)]
pub(super) enum What {
    Unit(Arc<ScreenUnit>),
    Pixels(Arc<ScreenPixels>),
    Key(Arc<ScreenKey>),
}

impl What {
    fn bytes(&self) -> u64 {
        let bytes = match self {
            Self::Unit(unit) => unit.held_bytes(),
            Self::Pixels(pixels) => pixels.held_bytes(),
            Self::Key(key) => key.held_bytes(),
        };
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

impl Default for Decoded {
    fn default() -> Self {
        Self { limit: CACHE_BYTES, held: 0, uses: 0, items: BTreeMap::new(), by_use: BTreeMap::new() }
    }
}

impl Decoded {
    /// Keeps at most so many bytes.
    pub(super) fn set_limit(&mut self, bytes: u64) {
        self.limit = bytes;
        self.evict();
    }

    /// Whether the chunk is kept.
    pub(super) fn holds(&self, entry: &Entry) -> bool {
        self.items.contains_key(&entry.offset)
    }

    /// What is kept of a chunk.
    pub(super) fn get(&mut self, entry: &Entry) -> Option<What> {
        self.uses += 1;
        let item = self.items.get_mut(&entry.offset)?;
        self.by_use.remove(&std::mem::replace(&mut item.used, self.uses));
        self.by_use.insert(self.uses, entry.offset);
        Some(item.what.clone())
    }

    /// Keeps a chunk.
    pub(super) fn insert(&mut self, entry: &Entry, what: What) {
        self.uses += 1;
        let bytes = what.bytes();
        let before = self.items.insert(entry.offset, Item { what, bytes, used: self.uses });
        self.by_use.insert(self.uses, entry.offset);
        self.held = self.held.saturating_add(bytes);
        if let Some(before) = before {
            self.by_use.remove(&before.used);
            self.held -= before.bytes;
        }
        self.evict();
    }

    fn evict(&mut self) {
        while self.held > self.limit {
            let oldest = self.by_use.pop_first();
            let Some(item) = oldest.and_then(|(_, offset)| self.items.remove(&offset)) else { return };
            self.held -= item.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decoded, What};
    use recording::chunk::{Part, Track};
    use recording::codec::screen::{ScreenEncoder, ScreenKey};
    use recording::format::Entry;
    use recording::picture::{Damage, Picture};
    use recording::units::{Size, Timestamp};
    use std::sync::Arc;

    fn entry(offset: u64) -> Entry {
        let (start, end) = (Timestamp::ZERO, Timestamp::ZERO);
        Entry { track: Track::Screen, part: Part::Key, start, end, offset, len: 1 }
    }

    #[test]
    fn what_was_not_used_gives_way() {
        let picture = Picture::new(Size::new(64, 64)).unwrap();
        let mut chunks = Vec::new();
        let all = Damage::all(picture.size());
        ScreenEncoder::new(1).frame(Timestamp::ZERO, &picture, &all, &mut chunks).unwrap();
        let key = What::Key(Arc::new(ScreenKey::read(Part::Key, &chunks[0].payload).unwrap()));
        let mut decoded = Decoded::default();
        decoded.set_limit(key.bytes() * 2);
        decoded.insert(&entry(1), key.clone());
        decoded.insert(&entry(2), key.clone());
        assert!(decoded.get(&entry(1)).is_some());
        decoded.insert(&entry(3), key.clone());
        assert!(decoded.holds(&entry(1)) && !decoded.holds(&entry(2)) && decoded.holds(&entry(3)));
        decoded.set_limit(0);
        assert!(!decoded.holds(&entry(1)) && !decoded.holds(&entry(3)));
        decoded.insert(&entry(4), key);
        assert!(!decoded.holds(&entry(4)));
    }
}
