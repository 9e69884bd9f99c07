//! Reading a recording: opening it, its index by time, its chunks.

use super::checkpoint::Checkpoint;
use super::entry::Entry;
use super::footer::Footer;
use super::frame::{Header, Kind, read_frame};
use super::page::{PAGE_LIMIT_BYTES, Page, PageInfo, ROOT_LIMIT_BYTES, Root};
use super::walk::{Fault, FaultKind, is_damage};
use super::writer::Summary;
use super::{CHUNK_OVERHEAD_BYTES, Source};
use crate::chunk::{Chunk, Track};
use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::units::Timestamp;

/// How much of the end of a file [`Recording::open`] reads: footer, seal, root and the first page of the index.
pub const TAIL_BYTES: u64 = 128 * 1024;
/// How much of the start of a file to fetch together with its end: the first keyframe lies there.
pub const HEAD_BYTES: u64 = 256 * 1024;

/// A recording that was opened: its facts and as much of its index as was loaded.
#[derive(Clone, Debug)]
pub struct Recording {
    pub(super) facts: Facts,
    pub(super) closed: bool,
    pub(super) summary: Summary,
    /// Pages of the index, rising; none where it was gathered from the chunks.
    pub(super) pages: Vec<PageInfo>,
    /// Whether the page of the same place was loaded.
    pub(super) loaded: Vec<bool>,
    /// Where the data ends and the index starts.
    pub(super) data_end: u64,
    /// By track number.
    pub(super) entries: Vec<Vec<Entry>>,
    pub(super) faults: Vec<Fault>,
}

impl Recording {
    /// Opens a recording. Of a closed one only the last [`TAIL_BYTES`] are read; one that was not closed is
    /// indexed by walking back from its end. Damage on the way is listed in [`Recording::faults`].
    ///
    /// # Errors
    /// [`Error::Missing`] with one range that is needed: fetch it and call again. [`Error::Truncated`] where
    /// there is not even a header, [`Error::Unsupported`] where it is no recording or one of another version.
    pub fn open<S: Source + ?Sized>(source: &S) -> Result<Self> {
        let len = source.len();
        if len == 0 {
            return Err(Error::Truncated { what: "recording", offset: 0 });
        }
        let tail_bytes = len.min(TAIL_BYTES);
        let tail = source.read(len - tail_bytes, tail_bytes)?;
        let mut faults = Vec::new();
        if let Some(footer) = Footer::decode(&tail, len)? {
            match Self::open_closed(source, &footer) {
                Ok(recording) => return Ok(recording),
                Err(error) if is_damage(&error) => {
                    faults.push(lost(footer.root, footer.root_len.into(), FaultKind::Index));
                }
                Err(error) => return Err(error),
            }
        }
        drop(tail);
        Self::open_unfinished(source, faults)
    }

    /// Opens by root and seal.
    fn open_closed<S: Source + ?Sized>(source: &S, footer: &Footer) -> Result<Self> {
        let malformed = Error::Malformed { what: "index root", offset: footer.root };
        if footer.root_len > ROOT_LIMIT_BYTES {
            return Err(malformed);
        }
        let frame = read_frame(source, footer.root, footer.root_len.into())?;
        if frame.header.kind != Kind::Root {
            return Err(malformed);
        }
        let root = Root::decode(&frame.payload, footer.root)?;
        let mut faults = Vec::new();
        let seal = match read_seal(source, footer) {
            Ok(seal) => Some(seal),
            Err(error) if is_damage(&error) => {
                faults.push(lost(footer.seal, footer.seal_len.into(), FaultKind::Altered));
                None
            }
            Err(error) => return Err(error),
        };
        let summary = Summary {
            duration: root.duration,
            bytes: source.len(),
            chunks: root.tracks.iter().fold(0, |sum, track| track.chunks.saturating_add(sum)),
            root: seal.as_ref().map(|seal| seal.root).unwrap_or_default(),
            tracks: root.tracks,
        };
        Ok(Self {
            facts: root.facts,
            closed: seal.is_some(),
            summary,
            loaded: vec![false; root.pages.len()],
            data_end: root.pages.last().map_or(footer.root, |page| page.offset),
            pages: root.pages,
            entries: empty_index(),
            faults,
        })
    }

    /// Loads the part of the index that playing any time from `from` to `to` needs: the entries of all chunks
    /// that cover these times, and of those back to the keyframes before them. What was loaded stays loaded.
    ///
    /// A page that is damaged is listed in [`Recording::faults`], and its part of the file is walked over instead.
    ///
    /// # Errors
    /// [`Error::Missing`] with one range that is needed, and those of the source.
    pub fn load_index<S: Source + ?Sized>(
        &mut self,
        source: &S,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<()> {
        let Some((low, high)) = self.pages_for(from, to) else { return Ok(()) };
        let wanted: Vec<(usize, PageInfo)> = (low..=high)
            .filter(|place| self.loaded.get(*place) == Some(&false))
            .filter_map(|place| Some((place, *self.pages.get(place)?)))
            .collect();
        // The pages stand in the file from the last to the first. Asking for all at once costs one request.
        if let (Some((_, first)), Some((_, last))) = (wanted.first(), wanted.last()) {
            let span = (first.offset + u64::from(first.len)).saturating_sub(last.offset);
            let pages: u64 = wanted.iter().map(|(_, page)| u64::from(page.len)).sum();
            if span <= pages.saturating_mul(2) {
                source.read(last.offset, span)?;
            }
        }
        let outcome = wanted.into_iter().try_for_each(|(place, info)| self.load_page(source, place, &info));
        for entries in &mut self.entries {
            entries.sort_by_key(|entry| entry.offset);
            entries.dedup_by_key(|entry| entry.offset);
        }
        outcome
    }

    /// Takes the entries of one page, without putting them in order.
    fn load_page<S: Source + ?Sized>(&mut self, source: &S, place: usize, info: &PageInfo) -> Result<()> {
        let to = self.pages.get(place + 1).map_or(self.data_end, |next| next.first);
        match read_page(source, info, to) {
            Ok(page) => {
                for entry in page.carried.into_iter().chain(page.entries) {
                    self.track_mut(entry.track).push(entry);
                }
            }
            Err(error) if is_damage(&error) => {
                let known = self.faults.len();
                let gathered = self.gather(source, info.first, to);
                if gathered.is_err() {
                    self.faults.truncate(known);
                }
                gathered?;
                self.faults.push(Fault {
                    offset: info.offset,
                    len: info.len.into(),
                    what: FaultKind::Index,
                    track: None,
                    start: info.start,
                    end: info.end,
                });
            }
            Err(error) => return Err(error),
        }
        if let Some(loaded) = self.loaded.get_mut(place) {
            *loaded = true;
        }
        Ok(())
    }

    /// Loads the whole index.
    ///
    /// # Errors
    /// Those of [`Recording::load_index`].
    pub fn load_whole_index<S: Source + ?Sized>(&mut self, source: &S) -> Result<()> {
        self.load_index(source, Timestamp::ZERO, Timestamp::MAX)
    }

    /// The first and the last page that playing `from..=to` needs.
    fn pages_for(&self, from: Timestamp, to: Timestamp) -> Option<(usize, usize)> {
        // The last page that starts by then holds, or carries, what shows at that time.
        let before = |time: Timestamp| self.pages.iter().rposition(|page| page.start <= time).unwrap_or(0);
        let covers = |page: &PageInfo| page.end >= from && page.start <= to;
        let low = self.pages.iter().position(covers).unwrap_or(usize::MAX).min(before(from));
        let high = self.pages.iter().rposition(covers).unwrap_or(0).max(before(to));
        let needs_from = self.pages.get(low)?.needs_from;
        let reaches = |page: &PageInfo| page.end >= needs_from;
        let low = self.pages.iter().position(reaches).unwrap_or(low).min(low);
        Some((low, high))
    }

    /// What the recording says of itself.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Presentation time of the end; of a recording that was not closed, of the last thing in it.
    pub fn duration(&self) -> Timestamp {
        self.summary.duration
    }

    /// Whether it was closed and its seal is sound in itself. [`super::verify()`] checks what the seal covers.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// What it comes to.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The entries of a track that are loaded, rising by offset.
    pub fn entries(&self, track: Track) -> &[Entry] {
        self.entries.get(usize::from(track.number())).map(Vec::as_slice).unwrap_or_default()
    }

    /// What was found damaged while opening and loading the index. Chunks are checked when they are read.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Reads a chunk and checks its hash.
    ///
    /// # Errors
    /// [`Error::Altered`] or [`Error::Malformed`] where it is damaged: go on without it. [`Error::Missing`]
    /// and those of the source.
    pub fn chunk<S: Source + ?Sized>(&self, source: &S, entry: &Entry) -> Result<Chunk> {
        let frame = read_frame(source, entry.offset, entry.len.into())?;
        let Header { data, start, end, .. } = frame.header;
        if data != Some((entry.track, entry.part)) || start != entry.start || end != entry.end {
            return Err(Error::Malformed { what: "chunk", offset: entry.offset });
        }
        Ok(Chunk { track: entry.track, part: entry.part, start, end, payload: frame.payload })
    }

    pub(super) fn track_mut(&mut self, track: Track) -> &mut Vec<Entry> {
        let number = usize::from(track.number());
        if self.entries.len() <= number {
            self.entries.resize_with(number + 1, Vec::new);
        }
        self.entries.get_mut(number).expect("the list was made long enough above")
    }
}

/// A list for each track number.
pub(super) fn empty_index() -> Vec<Vec<Entry>> {
    vec![Vec::new(); Track::ALL.len() + 1]
}

/// A fault that may affect any time and track.
pub(super) fn lost(offset: u64, len: u64, what: FaultKind) -> Fault {
    Fault { offset, len, what, track: None, start: Timestamp::ZERO, end: Timestamp::MAX }
}

/// Reads the seal.
fn read_seal<S: Source + ?Sized>(source: &S, footer: &Footer) -> Result<Checkpoint> {
    let frame = read_frame(source, footer.seal, footer.seal_len.into())?;
    if frame.header.kind != Kind::Seal {
        return Err(Error::Malformed { what: "seal", offset: footer.seal });
    }
    Checkpoint::decode(&frame.payload, footer.seal)
}

/// Reads a page of the index, whose own entries lie before `to`.
fn read_page<S: Source + ?Sized>(source: &S, info: &PageInfo, to: u64) -> Result<Page> {
    if info.len > PAGE_LIMIT_BYTES + CHUNK_OVERHEAD_BYTES {
        return Err(Error::Malformed { what: "index page", offset: info.offset });
    }
    let frame = read_frame(source, info.offset, info.len.into())?;
    if frame.header.kind != Kind::Page {
        return Err(Error::Malformed { what: "index page", offset: info.offset });
    }
    Page::decode(&frame.payload, info, to)
}
