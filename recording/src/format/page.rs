//! The index of a closed recording: pages of entries, and the root that leads to them.

use super::bytes::Cursor;
use super::entry::{Base, Entry, take_entries};
use super::writer::{Summary, TrackSummary};
use crate::chunk::{Part, Track};
use crate::error::Result;
use crate::facts::Facts;
use crate::limits;
use crate::units::Timestamp;
use std::collections::BTreeMap;

/// A page is complete once its payload has this many bytes; none is longer than [`PAGE_LIMIT_BYTES`].
pub(super) const PAGE_BYTES: usize = 60 * 1024;
/// Largest payload of a page in bytes.
pub(super) const PAGE_LIMIT_BYTES: u32 = 64 * 1024;
/// Largest payload of the root in bytes.
pub(super) const ROOT_LIMIT_BYTES: u32 = 8 * 1024 * 1024;

/// Where a page of the index lies and what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageInfo {
    /// Where the chunk with the page starts.
    pub(super) offset: u64,
    /// Length of the whole chunk.
    pub(super) len: u32,
    /// Earliest start of its own entries.
    pub(super) start: Timestamp,
    /// Latest end of its own entries.
    pub(super) end: Timestamp,
    /// Earliest time of what playing from the start of the page needs: the last full keyframe before it.
    pub(super) needs_from: Timestamp,
    /// Where the chunk of its first own entry starts.
    pub(super) first: u64,
}

/// A page of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// From earlier pages, for each track that has one: the last full keyframe, or else the last chunk.
    pub(super) carried: Vec<Entry>,
    /// The page's own.
    pub(super) entries: Vec<Entry>,
}

impl Page {
    /// Reads the payload of the page that `info` leads to; its own entries must lie before `to`.
    pub(super) fn decode(payload: &[u8], info: &PageInfo, to: u64) -> Result<Self> {
        let mut cursor = Cursor::new(payload, "index page", info.offset);
        let mut base = Base::default();
        let mut carried: Vec<Entry> = Vec::new();
        for _ in 0..cursor.u8()? {
            let entry = base.take(&mut cursor)?;
            if entry.stop() > info.first || carried.last().is_some_and(|last| last.track >= entry.track) {
                return Err(cursor.malformed());
            }
            carried.push(entry);
        }
        let entries = take_entries(&mut base, &mut cursor, info.first, to)?;
        if entries.first().map(|entry| entry.offset) != Some(info.first) {
            return Err(cursor.malformed());
        }
        Ok(Self { carried, entries })
    }
}

/// A page that is complete but not yet in the file.
pub(super) struct PageDraft {
    pub(super) payload: Vec<u8>,
    /// With `offset` and `len` still zero.
    pub(super) info: PageInfo,
}

/// Collects entries into pages while a recording is written.
#[derive(Default)]
pub(super) struct PageBuilder {
    done: Vec<PageDraft>,
    open: Option<(PageDraft, Base)>,
    carried: Carried,
}

/// What the next page carries from those before it: for each track the last full keyframe, or else the last chunk.
#[derive(Default)]
pub(super) struct Carried(BTreeMap<Track, Entry>);

impl Carried {
    /// Takes the next entry of the file.
    pub(super) fn push(&mut self, entry: &Entry) {
        // A keyframe is kept until the next one; tracks without keyframes keep their last chunk.
        let keeps = self.0.get(&entry.track).is_some_and(|kept| kept.part == Part::Key);
        if entry.part == Part::Key || !keeps {
            self.0.insert(entry.track, *entry);
        }
    }

    /// What is carried, by track.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.values()
    }

    /// Where playing from `entry` on has to start: at the earliest of the keyframes that are carried.
    pub(super) fn needs_from(&self, entry: &Entry) -> Timestamp {
        let keys = self.0.values().filter(|entry| entry.part == Part::Key);
        keys.map(|key| key.start).min().unwrap_or(entry.start).min(entry.start)
    }
}

impl PageBuilder {
    /// Takes the next entry of the file.
    pub(super) fn push(&mut self, entry: &Entry) {
        let carried = &self.carried;
        let (draft, base) = self.open.get_or_insert_with(|| {
            let mut base = Base::default();
            let mut payload = vec![u8::try_from(carried.0.len()).unwrap_or(u8::MAX)];
            for entry in carried.entries() {
                base.put(entry, &mut payload);
            }
            let needs_from = carried.needs_from(entry);
            let info = PageInfo {
                offset: 0,
                len: 0,
                start: entry.start,
                end: entry.end,
                needs_from,
                first: entry.offset,
            };
            (PageDraft { payload, info }, base)
        });
        base.put(entry, &mut draft.payload);
        draft.info.start = draft.info.start.min(entry.start);
        draft.info.end = draft.info.end.max(entry.end);
        self.carried.push(entry);
        if draft.payload.len() >= PAGE_BYTES {
            self.done.extend(self.open.take().map(|(draft, _)| draft));
        }
    }

    /// All pages, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<PageDraft> {
        self.done.extend(self.open.take().map(|(draft, _)| draft));
        self.done
    }
}

/// What leads to everything in a closed recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) duration: Timestamp,
    pub(super) tracks: Vec<TrackSummary>,
    /// The pages, rising by what they cover.
    pub(super) pages: Vec<PageInfo>,
    pub(super) facts: Facts,
}

impl Root {
    /// The payload's bytes; `facts` is the JSON of the header.
    pub(super) fn encode(summary: &Summary, pages: &[PageInfo], facts: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&summary.duration.as_us().to_le_bytes());
        out.push(u8::try_from(summary.tracks.len()).unwrap_or(u8::MAX));
        for track in &summary.tracks {
            out.push(track.track.number());
            out.extend_from_slice(&track.chunks.to_le_bytes());
            out.extend_from_slice(&track.bytes.to_le_bytes());
        }
        out.extend_from_slice(&u32::try_from(pages.len()).unwrap_or(u32::MAX).to_le_bytes());
        for page in pages {
            out.extend_from_slice(&page.offset.to_le_bytes());
            out.extend_from_slice(&page.len.to_le_bytes());
            out.extend_from_slice(&page.start.as_us().to_le_bytes());
            out.extend_from_slice(&page.end.as_us().to_le_bytes());
            out.extend_from_slice(&page.needs_from.as_us().to_le_bytes());
            out.extend_from_slice(&page.first.to_le_bytes());
        }
        out.extend_from_slice(facts);
        out
    }

    /// Reads the payload of the root whose chunk starts at `offset`.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`].
    pub(super) fn decode(payload: &[u8], offset: u64) -> Result<Self> {
        let mut cursor = Cursor::new(payload, "index root", offset);
        let duration = Timestamp::from_us(cursor.u64()?);
        let mut tracks: Vec<TrackSummary> = Vec::new();
        for _ in 0..cursor.u8()? {
            let track = Track::from_number(cursor.u8()?).ok_or_else(|| cursor.malformed())?;
            if tracks.last().is_some_and(|before| before.track >= track) {
                return Err(cursor.malformed());
            }
            tracks.push(TrackSummary { track, chunks: cursor.u64()?, bytes: cursor.u64()? });
        }
        let mut pages: Vec<PageInfo> = Vec::new();
        for _ in 0..cursor.u32()? {
            let page = PageInfo {
                offset: cursor.u64()?,
                len: cursor.u32()?,
                start: Timestamp::from_us(cursor.u64()?),
                end: Timestamp::from_us(cursor.u64()?),
                needs_from: Timestamp::from_us(cursor.u64()?),
                first: cursor.u64()?,
            };
            // The pages stand in the file from the last to the first, so that the first is near the end.
            let stop = page.offset.checked_add(page.len.into()).ok_or_else(|| cursor.malformed())?;
            let limit = pages.last().map_or(offset, |before| before.offset);
            let rises = pages.last().is_none_or(|before| before.first < page.first);
            if stop > limit || !rises || page.first >= page.offset || page.len == 0 {
                return Err(cursor.malformed());
            }
            pages.push(page);
        }
        let facts = parse_facts(cursor.rest(), offset)?;
        if duration.as_us() > limits::DURATION_SECONDS.saturating_mul(1_000_000) {
            return Err(cursor.malformed());
        }
        Ok(Self { duration, tracks, pages, facts })
    }
}

/// Reads facts from their JSON, which belongs to the chunk at `offset`.
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::LimitReached`].
pub(super) fn parse_facts(json: &[u8], offset: u64) -> Result<Facts> {
    if json.len() > limits::FACTS_BYTES {
        let limit = u64::try_from(limits::FACTS_BYTES).unwrap_or(u64::MAX);
        return Err(crate::Error::LimitReached { what: "facts in bytes", limit });
    }
    serde_json::from_slice(json).map_err(|_| crate::Error::Malformed { what: "facts", offset })
}
