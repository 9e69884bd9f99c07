//! Reading a recording: opening it, its index by time, its chunks.

use super::checkpoint::Checkpoint;
use super::entry::Entry;
use super::footer::{FOOTER_BYTES, Footer};
use super::frame::{Header, Kind, MAGIC, check_version, parse_frame, read_frame};
use super::page::{PAGE_LIMIT_BYTES, Page, PageInfo, ROOT_LIMIT_BYTES, Root, parse_facts};
use super::walk::{Fault, FaultKind, Step, Walk, further_back, is_damage, last_checkpoint, read_checkpoint};
use super::writer::{Summary, TrackSummary};
use super::{CHUNK_OVERHEAD_BYTES, Source};
use crate::chunk::{Chunk, Track};
use crate::error::{Error, Result};
use crate::facts::{Facts, Kind as Picture};
use crate::units::Timestamp;

/// How much of the end of a file [`Recording::open`] reads: footer, seal, root and the first page of the index.
pub const TAIL_BYTES: u64 = 128 * 1024;
/// How much of the start of a file to fetch together with its end: the first keyframe lies there.
pub const HEAD_BYTES: u64 = 256 * 1024;

/// How much is read where a checkpoint starts: enough for all of it, mostly.
const PROBE_BYTES: u64 = 4096;

/// A recording that was opened: its facts and as much of its index as was loaded.
#[derive(Debug)]
pub struct Recording {
    facts: Facts,
    closed: bool,
    summary: Summary,
    /// Pages of the index, rising; none where it was gathered from the chunks.
    pages: Vec<PageInfo>,
    /// Whether the page of the same place was loaded.
    loaded: Vec<bool>,
    /// Where the data ends and the index starts.
    data_end: u64,
    /// By track number.
    entries: Vec<Vec<Entry>>,
    faults: Vec<Fault>,
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

    /// Opens by what the chunks say.
    fn open_unfinished<S: Source + ?Sized>(source: &S, faults: Vec<Fault>) -> Result<Self> {
        let len = source.len();
        let head = source.read(0, len.min(HEAD_BYTES))?;
        let facts = read_facts(&head)?;
        drop(head);
        let mut recording = Self {
            facts: Facts::default(),
            closed: false,
            summary: Summary { bytes: len, ..Summary::default() },
            pages: Vec::new(),
            loaded: Vec::new(),
            data_end: len,
            entries: empty_index(),
            faults,
        };
        let walk_from = match recording.follow_checkpoints(source)? {
            Some(end) => end,
            None => {
                recording.entries = empty_index();
                0
            }
        };
        recording.gather(source, walk_from, len)?;
        let tracks = Track::ALL.into_iter().filter_map(|track| {
            let mut summary = TrackSummary::new(track);
            recording.entries(track).iter().for_each(|entry| summary.add(entry));
            (summary.chunks > 0).then_some(summary)
        });
        recording.summary.tracks = tracks.collect();
        recording.summary.chunks = recording.summary.tracks.iter().map(|track| track.chunks).sum();
        let ends = recording.entries.iter().flatten().map(|entry| entry.end);
        recording.summary.duration = ends.max().unwrap_or_default();
        recording.facts = match facts {
            Some(facts) => facts,
            None if recording.summary.chunks == 0 => {
                // Nothing says that this is a recording.
                check_version(&source.read(0, len.min(HEAD_BYTES))?)?;
                return Err(Error::Malformed { what: "recording header", offset: 0 });
            }
            None => {
                let is_terminal = !recording.entries(Track::Terminal).is_empty();
                let kind = if is_terminal { Picture::Terminal } else { Picture::Desktop };
                Facts { kind, ..Facts::default() }
            }
        };
        Ok(recording)
    }

    /// Takes the entries of all checkpoints, from the last to the first. Where the last one ends, or `None`
    /// where one of them is not sound.
    fn follow_checkpoints<S: Source + ?Sized>(&mut self, source: &S) -> Result<Option<u64>> {
        let Some((mut offset, len, mut checkpoint)) = last_checkpoint(source)? else { return Ok(None) };
        let end = offset + len;
        loop {
            let Checkpoint { previous, segment, entries, .. } = checkpoint;
            // Where the segment starts: directly behind the checkpoint before it.
            let start = entries.first().map_or(offset, |entry| entry.offset);
            for entry in entries.into_iter().rev() {
                self.track_mut(entry.track).push(entry);
            }
            if previous == 0 {
                break;
            }
            // `previous` lies before `offset`, as decoding made sure, so this comes to an end.
            let header = source.read(previous, PROBE_BYTES.min(offset - previous)).map_err(further_back)?;
            let len = match Header::decode(&header, previous) {
                Ok(header) => header.chunk_bytes(),
                Err(_) => return Ok(None),
            };
            drop(header);
            if previous.checked_add(len) != Some(start) {
                return Ok(None);
            }
            checkpoint = match read_checkpoint(source, previous, len) {
                Ok(checkpoint) if checkpoint.segment.checked_add(1) == Some(segment) => checkpoint,
                Ok(_) => return Ok(None),
                Err(error) if is_damage(&error) => return Ok(None),
                Err(error) => return Err(error),
            };
            offset = previous;
        }
        for entries in &mut self.entries {
            entries.reverse();
        }
        Ok(Some(end))
    }

    /// Takes the entries of the chunks in `from..to` by walking over them, and lists what is damaged.
    fn gather<S: Source + ?Sized>(&mut self, source: &S, from: u64, to: u64) -> Result<()> {
        let mut walk = Walk::new(source, from, to);
        let mut open_fault: Option<Fault> = None;
        let mut latest = Timestamp::ZERO;
        while let Some(step) = walk.step()? {
            match step {
                Step::Chunk(offset, header) => {
                    if let Some(mut fault) = open_fault.take() {
                        fault.end = header.start.max(fault.start);
                        self.faults.push(fault);
                    }
                    if header.kind == Kind::Seal && read_frame(source, offset, header.chunk_bytes()).is_ok() {
                        // The recording ends here, with the footer.
                        let stop = (offset + header.chunk_bytes() + FOOTER_BYTES as u64).min(to);
                        if stop < to {
                            self.faults.push(lost(stop, to - stop, FaultKind::Trailing));
                        }
                        break;
                    }
                    let Some((track, part)) = header.data else { continue };
                    latest = latest.max(header.end);
                    let len = header.payload_bytes.saturating_add(CHUNK_OVERHEAD_BYTES);
                    let entry = Entry { track, part, start: header.start, end: header.end, offset, len };
                    self.track_mut(track).push(entry);
                }
                Step::Gap(offset, len) => {
                    self.faults.extend(open_fault.take());
                    open_fault = Some(Fault {
                        offset,
                        len,
                        what: FaultKind::Damaged,
                        track: None,
                        start: latest,
                        end: Timestamp::MAX,
                    });
                }
                Step::Cut(offset, len, header) => {
                    let track = header.as_ref().and_then(|header| header.data).map(|(track, _)| track);
                    let start = header.map_or(latest, |header| header.start);
                    let what = FaultKind::Incomplete;
                    self.faults.push(Fault { offset, len, what, track, start, end: Timestamp::MAX });
                }
            }
        }
        self.faults.extend(open_fault);
        Ok(())
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

    fn track_mut(&mut self, track: Track) -> &mut Vec<Entry> {
        let number = usize::from(track.number());
        if self.entries.len() <= number {
            self.entries.resize_with(number + 1, Vec::new);
        }
        self.entries.get_mut(number).expect("the list was made long enough above")
    }
}

/// A list for each track number.
fn empty_index() -> Vec<Vec<Entry>> {
    vec![Vec::new(); Track::ALL.len() + 1]
}

/// A fault that may affect any time and track.
fn lost(offset: u64, len: u64, what: FaultKind) -> Fault {
    Fault { offset, len, what, track: None, start: Timestamp::ZERO, end: Timestamp::MAX }
}

/// The facts from the first chunk; `None` where it is damaged.
///
/// # Errors
/// [`Error::Truncated`] where there is no whole header, [`Error::Unsupported`] where the version is another.
fn read_facts(head: &[u8]) -> Result<Option<Facts>> {
    let len = Header::decode(head, 0).ok().and_then(|header| usize::try_from(header.chunk_bytes()).ok());
    let Some(len) = len else { return Ok(None) };
    let truncated = Error::Truncated { what: "recording", offset: head.len() as u64 };
    let Ok(frame) = parse_frame(head.get(..len).ok_or(truncated)?, 0) else { return Ok(None) };
    check_version(head)?;
    let json = frame.payload.get(MAGIC.len() + 4..).unwrap_or_default();
    Ok(parse_facts(json, 0).ok())
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

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "test data")]
mod tests {
    use super::super::RangeCache;
    use super::super::sample::{chunk, facts, parts, session, with_version, write, write_unfinished};
    use super::*;
    use crate::chunk::Part;
    use crate::units::Span;
    use std::ops::Range;

    /// All chunks that the recording leads to, in the order of the file.
    fn read_all(bytes: &[u8]) -> (Recording, Vec<Chunk>) {
        let mut recording = Recording::open(bytes).unwrap();
        recording.load_whole_index(bytes).unwrap();
        let mut entries: Vec<Entry> =
            Track::ALL.iter().flat_map(|track| recording.entries(*track)).copied().collect();
        entries.sort_by_key(|entry| entry.offset);
        let chunks = entries.iter().map(|entry| recording.chunk(bytes, entry).unwrap()).collect();
        (recording, chunks)
    }

    #[test]
    fn a_closed_recording_comes_back() {
        let chunks = session(700);
        let (bytes, summary) = write(&chunks);
        let (recording, read) = read_all(&bytes);
        assert_eq!(read, chunks);
        assert_eq!(recording.facts(), &facts());
        assert_eq!(recording.summary(), &summary);
        assert!(recording.is_closed() && recording.faults().is_empty());
        assert_eq!(recording.duration(), Timestamp::from_ms(699_990));
    }

    /// Every chunk that a reader gets out of `bytes`, with damaged ones left out.
    fn read_sound(bytes: &[u8]) -> Result<Vec<Chunk>> {
        let mut recording = Recording::open(bytes)?;
        recording.load_whole_index(bytes)?;
        let mut entries: Vec<Entry> =
            Track::ALL.iter().flat_map(|track| recording.entries(*track)).copied().collect();
        entries.sort_by_key(|entry| entry.offset);
        Ok(entries.iter().filter_map(|entry| recording.chunk(bytes, entry).ok()).collect())
    }

    /// The data chunks of a sound recording with where they lie.
    fn data_parts(bytes: &[u8], chunks: &[Chunk]) -> Vec<(Range<usize>, Chunk)> {
        let is_data = |part: &Range<usize>| {
            Header::decode(&bytes[part.clone()], 0).is_ok_and(|header| header.kind == Kind::Data)
        };
        parts(bytes).into_iter().filter(is_data).zip(chunks.iter().cloned()).collect()
    }

    #[test]
    fn whatever_bit_is_flipped_the_rest_is_read() {
        let chunks = session(12);
        for bytes in [write(&chunks).0, write_unfinished(&chunks)] {
            let parts = data_parts(&bytes, &chunks);
            let first = parts[0].0.start;
            let mut tampered = bytes.clone();
            for at in 0..bytes.len() {
                tampered[at] ^= 1 << (at % 8);
                let expected = parts.iter().filter(|(part, _)| !part.contains(&at));
                let expected: Vec<&Chunk> = expected.map(|(_, chunk)| chunk).collect();
                match read_sound(&tampered) {
                    Ok(read) => assert_eq!(read.iter().collect::<Vec<_>>(), expected, "byte {at}"),
                    // Only where it does not say any more that it is a recording of this version.
                    Err(error) => assert!(at < first, "byte {at}: {error}"),
                }
                tampered[at] = bytes[at];
            }
        }
    }

    #[test]
    fn whatever_is_cut_off_the_rest_is_read() {
        let chunks = session(12);
        let (bytes, _) = write(&chunks);
        let parts = data_parts(&bytes, &chunks);
        let first = parts[0].0.start;
        for len in 0..bytes.len() {
            let expected = parts.iter().filter(|(part, _)| part.end <= len);
            let expected: Vec<&Chunk> = expected.map(|(_, chunk)| chunk).collect();
            match read_sound(&bytes[..len]) {
                Ok(read) => assert_eq!(read.iter().collect::<Vec<_>>(), expected, "{len} bytes"),
                Err(error) => {
                    assert!(matches!(error, Error::Truncated { .. }) && len < first, "{len} bytes: {error}");
                }
            }
        }
    }

    #[test]
    fn a_damaged_tenth_leaves_the_rest() {
        let chunks = session(600);
        let (bytes, _) = write(&chunks);
        let parts = data_parts(&bytes, &chunks);
        let mut tampered = bytes.clone();
        for (part, _) in parts.iter().step_by(10) {
            tampered[part.start + part.len() / 2] ^= 0x55;
        }
        let expected: Vec<&Chunk> =
            parts.iter().enumerate().filter(|(at, _)| at % 10 != 0).map(|(_, (_, chunk))| chunk).collect();
        assert_eq!(read_sound(&tampered).unwrap().iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn bytes_after_the_end_are_a_fault() {
        let chunks = session(30);
        let (bytes, _) = write(&chunks);
        for garbage in [vec![0; 1000], bytes.clone()] {
            let longer = [bytes.as_slice(), &garbage].concat();
            // The end of a file leads to its last recording; the offsets in that one do not hold here.
            let recording = Recording::open(longer.as_slice()).unwrap();
            assert!(!recording.is_closed());
            assert!(recording.faults().iter().any(|fault| fault.what == FaultKind::Trailing));
            assert_eq!(read_sound(&longer).unwrap(), chunks);
        }
    }

    #[test]
    fn what_is_no_recording_is_refused() {
        assert!(matches!(Recording::open([].as_slice()), Err(Error::Truncated { .. })));
        for bytes in [[0_u8; 700].as_slice(), b"{\"version\":2}", b"4.size,1.0,4.1024,3.768;"] {
            let error = Recording::open(bytes).unwrap_err();
            assert!(matches!(error, Error::Unsupported { what: "file", .. }), "{error}");
        }
        let error = Recording::open(with_version(2).as_slice()).unwrap_err();
        assert!(matches!(error, Error::Unsupported { what: "recording version", .. }), "{error}");
        assert!(error.to_string().contains('2'));
    }

    /// Calls `attempt` until it finds all it needs, fetching one range after the other; which ones.
    fn fetch<T>(
        cache: &mut RangeCache,
        file: &[u8],
        mut attempt: impl FnMut(&RangeCache) -> Result<T>,
    ) -> (T, Vec<Range<u64>>) {
        let mut ranges = Vec::new();
        loop {
            match attempt(cache) {
                Ok(value) => return (value, ranges),
                Err(Error::Missing { offset, len }) => {
                    ranges.push(offset..offset + len);
                    cache.insert(offset, &file[offset as usize..(offset + len) as usize]);
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn eight_hours_open_with_one_range_and_seek_with_one_more() {
        let (file, _) = write(&session(8 * 3600));
        let mut cache = RangeCache::new(file.len() as u64);
        let (mut recording, ranges) = fetch(&mut cache, &file, Recording::open);
        assert_eq!(ranges, vec![file.len() as u64 - TAIL_BYTES..file.len() as u64]);
        let start = Timestamp::ZERO;
        let ((), ranges) = fetch(&mut cache, &file, |cache| recording.load_index(cache, start, start));
        assert_eq!(ranges, vec![], "the first page lies in the tail");
        assert_eq!(recording.entries(Track::Screen)[0].start, start);

        // Late enough to lie on a page that does not touch the tail.
        let time = Timestamp::from_ms(7 * 3_600_000);
        let ((), ranges) = fetch(&mut cache, &file, |cache| recording.load_index(cache, time, time));
        let bytes: u64 = ranges.iter().map(|range| range.end - range.start).sum();
        assert!(ranges.len() == 1 && bytes <= 2 * 65 * 1024, "{ranges:?}");
        let screen = recording.entries(Track::Screen);
        let key = screen.iter().rfind(|entry| entry.part == Part::Key && entry.start <= time).unwrap();
        assert!(time.since(key.start) <= Span::from_secs(60));
        let units = screen.iter().filter(|entry| entry.offset > key.offset && entry.start <= time);
        let expected = time.since(key.start).as_us() / 1_000_000 + 1;
        assert_eq!(units.filter(|entry| entry.part == Part::Data).count() as u64, expected);
        let pointer = recording.entries(Track::Pointer);
        assert!(pointer.iter().any(|entry| entry.start <= time && entry.end >= time));
        let index: u64 = recording.pages.iter().map(|page| u64::from(page.len)).sum();
        assert!(index < 450 * 1024, "{index} bytes of index for 8 h");
    }

    #[test]
    fn a_key_on_an_earlier_page_is_found() {
        // One key, then units without any for long enough to fill pages; the pointer stops at once.
        let mut chunks: Vec<Chunk> = session(30_000)
            .into_iter()
            .filter(|chunk| chunk.part != Part::Key && chunk.track == Track::Screen)
            .collect();
        chunks.insert(0, chunk(Track::Screen, Part::Key, 0, 0, 50));
        chunks.insert(1, chunk(Track::Pointer, Part::Data, 0, 0, 50));
        chunks.insert(50_000, chunk(Track::Screen, Part::Key, 24_999_000, 24_999_000, 50));
        let (file, _) = write(&chunks);
        let load = |time| {
            let mut recording = Recording::open(file.as_slice()).unwrap();
            recording.load_index(file.as_slice(), time, time).unwrap();
            recording
        };
        let recording = load(Timestamp::from_ms(20_000_000));
        let screen = recording.entries(Track::Screen);
        assert_eq!(screen[0].part, Part::Key);
        assert!(screen.len() > 40_000, "all units since the key: {}", screen.len());
        let recording = load(Timestamp::from_ms(29_999_000));
        assert!(recording.entries(Track::Screen).len() < 50_000);
        assert!(recording.entries(Track::Screen).iter().any(|entry| entry.part == Part::Key));
        assert_eq!(recording.entries(Track::Pointer).len(), 1, "carried from the first page");
    }

    #[test]
    fn an_unfinished_recording_is_indexed_from_its_end() {
        let file = write_unfinished(&session(8 * 3600));
        let mut cache = RangeCache::new(file.len() as u64);
        let (recording, ranges) = fetch(&mut cache, &file, Recording::open);
        assert_eq!(recording.entries(Track::Screen).len(), 2 * 8 * 3600 + 1 + 8 * 60);
        // One for the tail, one for the head, then a mebibyte at a time.
        assert!(ranges.len() <= file.len() / (1024 * 1024) + 3, "{} ranges", ranges.len());
    }

    #[test]
    fn an_unfinished_recording_comes_back() {
        let chunks = session(700);
        let bytes = write_unfinished(&chunks);
        let (recording, read) = read_all(&bytes);
        assert_eq!(read, chunks);
        assert_eq!(recording.facts(), &facts());
        assert!(!recording.is_closed() && recording.faults().is_empty());
        assert_eq!(recording.duration(), Timestamp::from_ms(699_990));
    }
}
