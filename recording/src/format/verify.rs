//! Checking every byte of a recording.

use super::checkpoint::{CHECKPOINT_BYTES, Checkpoint, Hashes};
use super::entry::Entry;
use super::footer::{FOOTER_BYTES, Footer};
use super::frame::{HASH_BYTES, HEADER_BYTES, Hash, Header, Kind, MAGIC, check_version};
use super::page::{Carried, Page, ROOT_LIMIT_BYTES, Root};
use super::walk::{Fault, FaultKind, Step, Walk, is_damage};
use super::writer::TrackSummary;
use super::{CHUNK_OVERHEAD_BYTES, Source};
use crate::chunk::Track;
use crate::error::{Error, Result};
use crate::units::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What checking a recording came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// It ends in a seal and a footer. What else is wrong stands in `faults`.
    pub closed: bool,
    /// The seal is signed. Version 1 does not sign.
    pub signed: bool,
    /// Number of the tracks' chunks that are sound.
    pub chunks: u64,
    /// The hash over everything, as the seal or else the last checkpoint gives it; all zeros without either.
    pub root: [u8; 32],
    /// Everything that is not sound, in the order of the file.
    pub faults: Vec<Fault>,
}

impl Verdict {
    /// Whether the recording is complete and every byte is as it was written.
    pub fn is_sound(&self) -> bool {
        self.closed && self.faults.is_empty()
    }
}

/// Checks every byte of a recording: each chunk against its hash, its place and its checkpoint, the index against
/// the chunks, the seal against everything. Reads from front to end once and holds the entries of the index, not
/// the recording. `progress` is called with the bytes that are done and the bytes there are.
///
/// # Errors
/// Those of the source, with [`Error::Missing`] where bytes were not fetched; [`Error::Truncated`] where there is
/// not even a header, [`Error::Unsupported`] where it is no recording or one of another version. What is wrong
/// with the recording itself is no error but a fault in the verdict.
pub fn verify<S: Source + ?Sized>(source: &S, progress: &mut dyn FnMut(u64, u64)) -> Result<Verdict> {
    let len = source.len();
    if len == 0 {
        return Err(Error::Truncated { what: "recording", offset: 0 });
    }
    let mut check = Check::new(source);
    let mut walk = Walk::new(source, 0, len);
    while let Some(step) = walk.step()? {
        match step {
            Step::Chunk(offset, header) => {
                let done = offset.saturating_add(header.chunk_bytes());
                check.chunk(offset, &header)?;
                progress(done, len);
                if header.kind == Kind::Seal {
                    check.after_seal(offset, done)?;
                    break;
                }
            }
            Step::Gap(offset, gap) => {
                if offset == 0 && gap == len {
                    // Not one chunk in it: this says what it is instead, or else that it is damaged all over.
                    check_version(&source.read(0, len.min(128))?)?;
                }
                check.gap(offset, gap);
            }
            Step::Cut(offset, cut, header) => check.cut(offset, cut, header.as_ref())?,
        }
    }
    if !check.sealed {
        check.fault(FaultKind::Unsealed, len, 0, None, (check.latest, Timestamp::MAX));
    }
    progress(len, len);
    Ok(check.finish())
}

/// What is known of the file up to the place that is being checked.
struct Check<'a, S: ?Sized> {
    source: &'a S,
    verdict: Verdict,
    hashes: Hashes,
    /// The lowest sequence number that the next chunk may have.
    sequence: u32,
    /// The fault for bytes that were skipped just before; its end is not known yet.
    skipped: Option<usize>,
    /// The entries of all data chunks.
    entries: Vec<Entry>,
    /// How many of them the checkpoints so far hold.
    settled: usize,
    /// Where the last checkpoint starts; 0 before the first.
    checkpoint: u64,
    /// The tree over the segments is not known any more, as one of them was lost or replaced.
    lost_segments: bool,
    /// Where the pages start, with their lengths.
    pages: Vec<(u64, u32)>,
    /// Where the root starts, with its length.
    root: Option<(u64, u32)>,
    /// The JSON in the first chunk.
    facts: Vec<u8>,
    /// There is a seal.
    sealed: bool,
    /// Latest end of a data chunk.
    latest: Timestamp,
}

impl<'a, S: Source + ?Sized> Check<'a, S> {
    fn new(source: &'a S) -> Self {
        Self {
            source,
            verdict: Verdict::default(),
            hashes: Hashes::default(),
            sequence: 0,
            skipped: None,
            entries: Vec::new(),
            settled: 0,
            checkpoint: 0,
            lost_segments: false,
            pages: Vec::new(),
            root: None,
            facts: Vec::new(),
            sealed: false,
            latest: Timestamp::ZERO,
        }
    }

    fn fault(
        &mut self,
        what: FaultKind,
        offset: u64,
        len: u64,
        track: Option<Track>,
        (start, end): (Timestamp, Timestamp),
    ) {
        self.verdict.faults.push(Fault { offset, len, what, track, start, end });
    }

    /// A fault of a chunk whose header is sound.
    fn chunk_fault(&mut self, what: FaultKind, offset: u64, header: &Header) {
        let track = header.data.map(|(track, _)| track);
        self.fault(what, offset, header.chunk_bytes(), track, (header.start, header.end));
    }

    /// Bytes that are no chunk.
    fn gap(&mut self, offset: u64, len: u64) {
        if let Some(fault) = self.skipped.and_then(|fault| self.verdict.faults.get_mut(fault)) {
            fault.len = (offset + len).saturating_sub(fault.offset);
            return;
        }
        self.skipped = Some(self.verdict.faults.len());
        self.fault(FaultKind::Damaged, offset, len, None, (self.latest, Timestamp::MAX));
    }

    /// A chunk that the end of the file cuts off.
    fn cut(&mut self, offset: u64, len: u64, header: Option<&Header>) -> Result<()> {
        if offset == 0 {
            let head = self.source.read(0, len.min(128))?;
            check_version(&head)?;
        }
        let track = header.and_then(|header| header.data).map(|(track, _)| track);
        let start = header.map_or(self.latest, |header| header.start);
        self.fault(FaultKind::Incomplete, offset, len, track, (start, Timestamp::MAX));
        Ok(())
    }

    /// Checks one chunk.
    fn chunk(&mut self, offset: u64, header: &Header) -> Result<()> {
        if let Some(fault) = self.skipped.and_then(|fault| self.verdict.faults.get_mut(fault)) {
            fault.end = header.start.max(fault.start);
        }
        let (is_sound, leaf, payload) = self.read(offset, header)?;
        if !is_sound {
            self.chunk_fault(FaultKind::Altered, offset, header);
        }
        // After skipped bytes numbers may be missing; that fault is listed already.
        let is_next = match self.skipped.take() {
            Some(_) => header.sequence >= self.sequence,
            None => header.sequence == self.sequence,
        };
        if !is_next || (header.kind == Kind::Header) != (offset == 0) {
            self.chunk_fault(FaultKind::Misplaced, offset, header);
        }
        self.sequence = self.sequence.max(header.sequence.saturating_add(1));
        let len = header.payload_bytes.saturating_add(CHUNK_OVERHEAD_BYTES);
        match (header.kind, payload) {
            (Kind::Data, _) => self.data(offset, len, header, is_sound),
            (Kind::Checkpoint | Kind::Seal, Some(payload)) if is_sound => {
                self.end_segment(offset, header, &payload)?;
            }
            (Kind::Checkpoint | Kind::Seal, _) => {
                // Its content is lost, but its place shows where the segment ends.
                self.hashes.end_segment(self.checkpoint);
                self.settled = self.entries.len();
            }
            (Kind::Header, Some(payload)) if is_sound && offset == 0 => {
                let head = self.source.read(0, self.source.len().min(128))?;
                check_version(&head)?;
                self.facts = payload.get(MAGIC.len() + 4..).unwrap_or_default().to_vec();
            }
            (Kind::Page, _) => self.pages.push((offset, len)),
            (Kind::Root, payload) => {
                self.root = Some((offset, len));
                if let Some(payload) = payload.filter(|_| self.verdict.faults.is_empty()) {
                    match self.matches_index(offset, &payload) {
                        Ok(true) => {}
                        Ok(false) => self.chunk_fault(FaultKind::Index, offset, header),
                        Err(error) if is_damage(&error) => self.chunk_fault(FaultKind::Index, offset, header),
                        Err(error) => return Err(error),
                    }
                }
            }
            (Kind::Header, _) => {}
        }
        match header.kind {
            Kind::Checkpoint => self.checkpoint = offset,
            Kind::Seal => self.sealed = true,
            Kind::Header | Kind::Data | Kind::Page | Kind::Root => {}
        }
        self.hashes.push(header.track_number(), leaf);
        Ok(())
    }

    fn data(&mut self, offset: u64, len: u32, header: &Header, is_sound: bool) {
        let Some((track, part)) = header.data else { return };
        self.verdict.chunks += u64::from(is_sound);
        self.latest = self.latest.max(header.end);
        self.entries.push(Entry { track, part, start: header.start, end: header.end, offset, len });
    }

    /// Reads a chunk piece by piece: whether its hash matches, the hash that stands in the file, and the payload
    /// where the container itself needs it.
    fn read(&self, offset: u64, header: &Header) -> Result<(bool, Hash, Option<Vec<u8>>)> {
        const PIECE_BYTES: u64 = 1024 * 1024;
        let limit = match header.kind {
            Kind::Data | Kind::Page => 0,
            Kind::Header | Kind::Checkpoint | Kind::Seal => CHECKPOINT_BYTES,
            Kind::Root => ROOT_LIMIT_BYTES,
        };
        let mut payload = (header.payload_bytes <= limit).then(Vec::new);
        let mut sha = Sha256::new().chain_update([0_u8]);
        let stop = offset + HEADER_BYTES as u64 + u64::from(header.payload_bytes);
        let mut at = offset;
        while at < stop {
            let bytes = self.source.read(at, PIECE_BYTES.min(stop - at))?;
            sha.update(&bytes);
            if let Some(payload) = &mut payload {
                let skip = if at == offset { HEADER_BYTES } else { 0 };
                payload.extend_from_slice(bytes.get(skip..).unwrap_or_default());
            }
            at += PIECE_BYTES.min(stop - at);
        }
        let stored = self.source.read(stop, HASH_BYTES as u64)?;
        let mut leaf: Hash = [0; HASH_BYTES];
        for (to, from) in leaf.iter_mut().zip(stored.iter()) {
            *to = *from;
        }
        let computed: Hash = sha.finalize().into();
        Ok((computed == leaf, leaf, payload))
    }

    /// Compares a checkpoint or the seal with the chunks before it.
    fn end_segment(&mut self, offset: u64, header: &Header, payload: &[u8]) -> Result<()> {
        let segments = self.hashes.segments().clone();
        let mut expected = self.hashes.end_segment(self.checkpoint);
        expected.entries = self.entries.get(self.settled..).unwrap_or_default().to_vec();
        self.settled = self.entries.len();
        let found = match Checkpoint::decode(payload, offset) {
            Ok(found) => found,
            Err(error) if is_damage(&error) => {
                self.chunk_fault(FaultKind::Unproven, offset, header);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.verdict.root = found.root;
        if found == expected {
            return Ok(());
        }
        // What stands in the file is taken from here on, so that this is reported once and the rest is still
        // checked against its own checkpoints.
        let is_same_segment = Checkpoint { root: found.root, ..expected } == found;
        self.hashes.replace_segments(segments, found.segment_hash());
        let is_known = self.hashes.segments().root() == Some(found.root);
        if !is_same_segment || !(is_known || self.lost_segments) {
            self.chunk_fault(FaultKind::Unproven, offset, header);
        }
        self.lost_segments |= !is_known;
        Ok(())
    }

    /// Whether root and pages say what the chunks say.
    fn matches_index(&self, offset: u64, payload: &[u8]) -> Result<bool> {
        let root = Root::decode(payload, offset)?;
        let mut places = self.pages.iter().rev();
        let mut entries = self.entries.as_slice();
        let mut carried = Carried::default();
        for info in &root.pages {
            if places.next() != Some(&(info.offset, info.len)) {
                return Ok(false);
            }
            let chunk = self.source.read(info.offset, info.len.into())?;
            let payload = chunk.get(HEADER_BYTES..chunk.len().saturating_sub(HASH_BYTES)).unwrap_or_default();
            let page = Page::decode(payload, info, offset)?;
            let Some((own, rest)) = entries.split_at_checked(page.entries.len()) else { return Ok(false) };
            entries = rest;
            let start = own.iter().map(|entry| entry.start).min();
            let end = own.iter().map(|entry| entry.end).max();
            let needs_from = own.first().map(|first| carried.needs_from(first));
            let is_same = own == page.entries
                && carried.entries().copied().eq(page.carried)
                && (start, end, needs_from) == (Some(info.start), Some(info.end), Some(info.needs_from));
            if !is_same {
                return Ok(false);
            }
            own.iter().for_each(|entry| carried.push(entry));
        }
        let mut tracks: BTreeMap<Track, TrackSummary> = BTreeMap::new();
        for entry in &self.entries {
            tracks.entry(entry.track).or_insert_with(|| TrackSummary::new(entry.track)).add(entry);
        }
        Ok(entries.is_empty()
            && places.next().is_none()
            && root.tracks.iter().eq(tracks.values())
            && root.duration >= self.latest
            && payload.ends_with(&self.facts))
    }

    /// What follows the seal must be the footer, and nothing after that.
    fn after_seal(&mut self, seal: u64, done: u64) -> Result<()> {
        let len = self.source.len();
        let footer_len = (FOOTER_BYTES as u64).min(len.saturating_sub(done));
        let found = self.source.read(done, footer_len)?;
        let expected = self.root.map(|(root, root_len)| {
            let seal_len = u32::try_from(done - seal).unwrap_or(u32::MAX);
            Footer { root, root_len, seal, seal_len }.encode()
        });
        let times = (self.latest, Timestamp::MAX);
        if expected.is_some_and(|expected| *found == expected) {
            self.verdict.closed = true;
        } else {
            self.fault(FaultKind::Footer, done, footer_len, None, times);
        }
        let stop = done + footer_len;
        if stop < len {
            self.fault(FaultKind::Trailing, stop, len - stop, None, times);
        }
        Ok(())
    }

    fn finish(mut self) -> Verdict {
        self.verdict.faults.sort_by_key(|fault| fault.offset);
        self.verdict
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{chunk, facts, parts, session, write, write_unfinished};
    use super::super::{Writer, WriterOptions};
    use super::*;
    use crate::chunk::Part;

    fn check(bytes: &[u8]) -> Verdict {
        verify(bytes, &mut |_, _| {}).unwrap()
    }

    /// The kinds and places of all faults.
    fn faults(bytes: &[u8]) -> Vec<(FaultKind, u64)> {
        check(bytes).faults.iter().map(|fault| (fault.what, fault.offset)).collect()
    }

    #[test]
    fn what_was_written_is_sound() {
        for seconds in [0, 1, 5, 70, 4000] {
            let (bytes, summary) = write(&session(seconds));
            let verdict = check(&bytes);
            assert_eq!(verdict.faults, vec![]);
            assert!(verdict.is_sound() && !verdict.signed);
            assert_eq!(verdict.root, summary.root);
            assert_eq!(verdict.chunks, summary.chunks);
        }
        let (bytes, _) = write(&[]);
        assert!(check(&bytes).is_sound());
    }

    #[test]
    fn progress_comes_to_the_end() {
        let (bytes, _) = write(&session(70));
        let mut last = 0;
        let total = bytes.len() as u64;
        let mut progress = |done, of| {
            assert!(done >= last && of == total);
            last = done;
        };
        verify(bytes.as_slice(), &mut progress).unwrap();
        assert_eq!(last, total);
    }

    #[test]
    fn every_flipped_bit_is_found_where_it_is() {
        let (bytes, _) = write(&session(12));
        let parts = parts(&bytes);
        let mut tampered = bytes.clone();
        for at in 0..bytes.len() {
            let part = parts.iter().find(|part| part.contains(&at)).unwrap();
            for bit in 0..8 {
                tampered[at] ^= 1 << bit;
                let verdict = check(&tampered);
                let found = verdict.faults.iter().any(|fault| fault.offset == part.start as u64);
                assert!(found, "bit {bit} of byte {at} in {part:?}: {:?}", verdict.faults);
                tampered[at] = bytes[at];
            }
        }
    }

    #[test]
    fn a_changed_payload_is_one_fault_with_its_times() {
        let (mut bytes, _) = write(&session(70));
        let part = parts(&bytes)[40].clone();
        bytes[part.start + HEADER_BYTES + 3] ^= 1;
        let verdict = check(&bytes);
        let header = Header::decode(&bytes[part.clone()], 0).unwrap();
        assert_eq!(
            verdict.faults,
            vec![Fault {
                offset: part.start as u64,
                len: part.len() as u64,
                what: FaultKind::Altered,
                track: Some(Track::Screen),
                start: header.start,
                end: header.end,
            }]
        );
        assert!(verdict.closed && !verdict.is_sound());
    }

    #[test]
    fn every_truncation_is_found() {
        let (bytes, _) = write(&session(12));
        for len in 0..bytes.len() {
            match verify(&bytes[..len], &mut |_, _| {}) {
                Ok(verdict) => assert!(!verdict.closed && !verdict.is_sound(), "{len} bytes"),
                Err(error) => assert!(matches!(error, Error::Truncated { .. }) && len < 64, "{len}: {error}"),
            }
        }
        let unfinished = write_unfinished(&session(12));
        assert_eq!(faults(&unfinished), vec![(FaultKind::Unsealed, unfinished.len() as u64)]);
    }

    #[test]
    fn moved_repeated_and_dropped_chunks_are_found() {
        let (bytes, _) = write(&session(30));
        let parts = parts(&bytes);
        let join = |order: &[usize]| -> Vec<u8> {
            order.iter().flat_map(|part| bytes[parts[*part].clone()].to_vec()).collect()
        };
        let all: Vec<usize> = (0..parts.len()).collect();
        // The footer belongs to none of this.
        for at in 0..parts.len() - 1 {
            let mut dropped = all.clone();
            dropped.remove(at);
            assert!(!check(&join(&dropped)).is_sound(), "part {at} dropped");
            let mut repeated = all.clone();
            repeated.insert(at, at);
            assert!(!check(&join(&repeated)).is_sound(), "part {at} repeated");
            for other in at + 1..parts.len() - 1 {
                let mut swapped = all.clone();
                swapped.swap(at, other);
                let found = check(&join(&swapped)).faults;
                assert!(found.iter().any(|fault| fault.what == FaultKind::Misplaced), "{at} and {other}");
            }
        }
    }

    #[test]
    fn a_splice_of_two_recordings_is_found() {
        let chunks = session(60);
        let (first, _) = write(&chunks);
        let mut writer = Writer::create(Vec::new(), &facts(), WriterOptions::new([9; 32])).unwrap();
        chunks.iter().for_each(|chunk| writer.append(chunk).unwrap());
        let (second, _) = writer.close(Timestamp::ZERO).unwrap();
        assert_eq!(first.len(), second.len());
        for part in parts(&first).iter().skip(1) {
            for (head, tail) in [(&first, &second), (&second, &first)] {
                let spliced = [&head[..part.start], &tail[part.start..]].concat();
                let verdict = check(&spliced);
                // The footer is the same in both.
                let is_footer = part.end == first.len();
                assert_eq!(verdict.is_sound(), is_footer, "at {part:?}");
            }
            // One chunk of the other recording in place of ours.
            let mut replaced = first.clone();
            replaced[part.clone()].copy_from_slice(&second[part.clone()]);
            assert_eq!(check(&replaced).is_sound(), part.end == first.len(), "at {part:?}");
        }
    }

    #[test]
    fn what_follows_the_end_is_found() {
        let (bytes, _) = write(&session(3));
        let end = bytes.len() as u64;
        let appended = [bytes.as_slice(), &[0; 100]].concat();
        assert_eq!(faults(&appended), vec![(FaultKind::Trailing, end)]);
        let twice = [bytes.as_slice(), &bytes].concat();
        assert_eq!(faults(&twice), vec![(FaultKind::Trailing, end)]);
    }

    #[test]
    fn an_index_that_lies_is_found() {
        // Written by the rules, but for two chunks whose entries were exchanged before hashing.
        let mut writer = Writer::create(Vec::new(), &facts(), WriterOptions::new([7; 32])).unwrap();
        for chunk in session(3) {
            writer.append(&chunk).unwrap();
        }
        writer.misindex();
        let (bytes, _) = writer.close(Timestamp::ZERO).unwrap();
        assert!(check(&bytes).faults.iter().any(|fault| fault.what == FaultKind::Index));
    }

    #[test]
    fn other_files_and_versions_are_refused() {
        let other = verify([0; 500].as_slice(), &mut |_, _| {});
        assert!(matches!(other, Err(Error::Unsupported { what: "file", .. })), "{other:?}");
        assert!(matches!(verify([].as_slice(), &mut |_, _| {}), Err(Error::Truncated { .. })));
        let bytes = super::super::sample::with_version(2);
        let later = verify(bytes.as_slice(), &mut |_, _| {});
        assert!(matches!(later, Err(Error::Unsupported { what: "recording version", .. })), "{later:?}");
    }

    #[test]
    fn a_large_chunk_is_read_in_pieces() {
        let (bytes, _) = write(&[chunk(Track::Screen, Part::Key, 0, 0, 3_000_000)]);
        assert!(check(&bytes).is_sound());
    }
}
