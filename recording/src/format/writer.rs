//! Writing a recording: chunks as they come, a checkpoint after each segment, index and seal at the end.

use super::Sink;
use super::checkpoint::Hashes;
use super::entry::Entry;
use super::footer::Footer;
use super::frame::{Hash, Header, Kind, MAGIC, check_times, leaf_hash, salt};
use super::page::{PageBuilder, Root};
use super::{CHUNK_OVERHEAD_BYTES, VERSION};
use crate::chunk::{Chunk, Part, Track};
use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::limits;
use crate::units::{Span, Timestamp};
use std::collections::BTreeMap;

/// How a recording is written.
#[derive(Clone, Copy)]
pub struct WriterOptions {
    /// What the salts of the hashes are made from: random, kept by whoever may later prove parts, never in the file.
    pub secret: [u8; 32],
    /// A checkpoint follows the chunk with which this span of presentation time has gone by since the last one.
    /// A live recorder calls [`Writer::flush_checkpoint`] on its own clock as well.
    pub segment: Span,
    /// A checkpoint follows the chunk with which this many bytes have been written since the last one.
    pub segment_bytes: u64,
}

impl WriterOptions {
    /// The usual: a checkpoint every 5 s or 1 MiB.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self { secret, segment: Span::from_secs(5), segment_bytes: 1024 * 1024 }
    }
}

impl std::fmt::Debug for WriterOptions {
    // Never shows the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WriterOptions")
            .field("segment", &self.segment)
            .field("segment_bytes", &self.segment_bytes)
            .finish_non_exhaustive()
    }
}

/// What one track of a recording comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackSummary {
    /// The track.
    pub track: Track,
    /// Number of its chunks.
    pub chunks: u64,
    /// Bytes of its chunks in the file, with their headers and hashes.
    pub bytes: u64,
}

impl TrackSummary {
    /// The summary of a track without chunks.
    pub(super) fn new(track: Track) -> Self {
        Self { track, chunks: 0, bytes: 0 }
    }

    /// Counts one more chunk.
    pub(super) fn add(&mut self, entry: &Entry) {
        self.chunks = self.chunks.saturating_add(1);
        self.bytes = self.bytes.saturating_add(entry.len.into());
    }
}

/// What a recording comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Presentation time of the end.
    pub duration: Timestamp,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Number of the tracks' chunks, without those of the container itself.
    pub chunks: u64,
    /// The hash over everything, as in the seal; all zeros where there is no seal.
    pub root: [u8; 32],
    /// The tracks that have chunks, by number.
    pub tracks: Vec<TrackSummary>,
}

/// Writes a recording chunk by chunk. Holds the entries of the index (about 10 bytes a chunk) and nothing else
/// that grows.
pub struct Writer<S: Sink> {
    sink: S,
    options: WriterOptions,
    facts: Vec<u8>,
    offset: u64,
    sequence: u32,
    hashes: Hashes,
    pages: PageBuilder,
    tracks: BTreeMap<Track, TrackSummary>,
    /// Entries since the last checkpoint.
    pending: Vec<Entry>,
    /// Where the last checkpoint starts; 0 before the first.
    checkpoint: u64,
    /// Where the segment starts, and the latest time that the segments before it reach.
    segment_offset: u64,
    segment_from: Timestamp,
    /// Latest end of any chunk.
    latest: Timestamp,
}

impl<S: Sink> Writer<S> {
    /// Starts a recording in `sink`, which must be empty: writes the header.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where the facts are longer than [`limits::FACTS_BYTES`], and those of the sink.
    pub fn create(sink: S, facts: &Facts, options: WriterOptions) -> Result<Self> {
        let facts = serde_json::to_vec(facts).map_err(|error| Error::Unavailable {
            doing: "writing the facts of a recording",
            reason: error.to_string(),
        })?;
        if facts.len() > limits::FACTS_BYTES {
            let limit = u64::try_from(limits::FACTS_BYTES).unwrap_or(u64::MAX);
            return Err(Error::LimitReached { what: "facts in bytes", limit });
        }
        let mut writer = Self {
            sink,
            options,
            facts,
            offset: 0,
            sequence: 0,
            hashes: Hashes::default(),
            pages: PageBuilder::default(),
            tracks: BTreeMap::new(),
            pending: Vec::new(),
            checkpoint: 0,
            segment_offset: 0,
            segment_from: Timestamp::ZERO,
            latest: Timestamp::ZERO,
        };
        let mut payload = MAGIC.to_vec();
        payload.extend_from_slice(&VERSION.to_le_bytes());
        payload.extend_from_slice(&writer.facts);
        writer.put(Kind::Header, None, (Timestamp::ZERO, Timestamp::ZERO), &payload)?;
        Ok(writer)
    }

    /// Appends a chunk. Starts may fall from one track to the next, but not within a track.
    ///
    /// # Errors
    /// [`Error::LimitReached`] beyond [`limits::CHUNK_PAYLOAD_BYTES`] or [`limits::DURATION_SECONDS`];
    /// [`Error::Malformed`] where the chunk ends before it starts; those of the sink.
    pub fn append(&mut self, chunk: &Chunk) -> Result<()> {
        check_times(chunk.start, chunk.end)?;
        let (offset, len) =
            self.put(Kind::Data, Some((chunk.track, chunk.part)), (chunk.start, chunk.end), &chunk.payload)?;
        let Chunk { track, part, start, end, .. } = *chunk;
        let entry = Entry { track, part, start, end, offset, len };
        self.pending.push(entry);
        self.pages.push(&entry);
        self.tracks.entry(track).or_insert_with(|| TrackSummary::new(track)).add(&entry);
        self.latest = self.latest.max(end);
        let is_due = self.latest.since(self.segment_from) >= self.options.segment
            || self.offset.saturating_sub(self.segment_offset) >= self.options.segment_bytes;
        // The pixels of a unit follow their operations directly.
        if is_due && part != Part::Operations { self.flush_checkpoint() } else { Ok(()) }
    }

    /// Writes a checkpoint over what was appended since the last one; nothing where that is nothing. For a live
    /// recording, whenever what was written is to become provable.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn flush_checkpoint(&mut self) -> Result<()> {
        let entries = std::mem::take(&mut self.pending);
        let Some(start) = entries.iter().map(|entry| entry.start).min() else { return Ok(()) };
        let end = entries.iter().map(|entry| entry.end).max().unwrap_or(start);
        let mut checkpoint = self.hashes.end_segment(self.checkpoint);
        checkpoint.entries = entries;
        (self.checkpoint, _) = self.put(Kind::Checkpoint, None, (start, end), &checkpoint.encode())?;
        self.segment_offset = self.offset;
        self.segment_from = self.latest;
        Ok(())
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.offset
    }

    /// The sink, to see what was written so far.
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// Writes index, seal and footer. The recording ends at `end`, or where its last chunk ends if that is later.
    ///
    /// # Errors
    /// [`Error::LimitReached`] beyond [`limits::DURATION_SECONDS`], and those of the sink. The file is then one
    /// that was not closed, and is read as such.
    pub fn close(mut self, end: Timestamp) -> Result<(S, Summary)> {
        let end = end.max(self.latest);
        check_times(Timestamp::ZERO, end)?;
        self.flush_checkpoint()?;
        let mut infos = Vec::new();
        // From the last to the first: who opens the file reads its end, and playing starts with the first page.
        for mut page in std::mem::take(&mut self.pages).finish().into_iter().rev() {
            let times = (page.info.start, page.info.end);
            (page.info.offset, page.info.len) = self.put(Kind::Page, None, times, &page.payload)?;
            infos.push(page.info);
        }
        infos.reverse();
        let mut summary = Summary {
            duration: end,
            bytes: 0,
            chunks: self.tracks.values().map(|track| track.chunks).sum(),
            root: [0; 32],
            tracks: self.tracks.values().copied().collect(),
        };
        let payload = Root::encode(&summary, &infos, &self.facts);
        let (root, root_len) = self.put(Kind::Root, None, (Timestamp::ZERO, end), &payload)?;
        let checkpoint = self.hashes.end_segment(self.checkpoint);
        summary.root = checkpoint.root;
        let (seal, seal_len) = self.put(Kind::Seal, None, (Timestamp::ZERO, end), &checkpoint.encode())?;
        let footer = Footer { root, root_len, seal, seal_len }.encode();
        self.sink.append(&footer)?;
        summary.bytes = self.offset + u64::try_from(footer.len()).unwrap_or_default();
        Ok((self.sink, summary))
    }

    /// Spoils the pages of the index for a test.
    #[cfg(test)]
    pub(super) fn misindex(&mut self) {
        let entry = Entry {
            track: Track::Event,
            part: Part::Data,
            start: Timestamp::ZERO,
            end: Timestamp::ZERO,
            offset: self.offset,
            len: CHUNK_OVERHEAD_BYTES,
        };
        self.pages.push(&entry);
    }

    /// Writes one chunk of any kind; where it starts and how long it is.
    fn put(
        &mut self,
        kind: Kind,
        data: Option<(Track, Part)>,
        (start, end): (Timestamp, Timestamp),
        payload: &[u8],
    ) -> Result<(u64, u32)> {
        let payload_bytes = u32::try_from(payload.len())
            .ok()
            .filter(|bytes| *bytes <= limits::CHUNK_PAYLOAD_BYTES)
            .ok_or(Error::LimitReached {
                what: "chunk payload in bytes",
                limit: limits::CHUNK_PAYLOAD_BYTES.into(),
            })?;
        let sequence = self.sequence;
        self.sequence = sequence
            .checked_add(1)
            .ok_or(Error::LimitReached { what: "number of chunks", limit: u32::MAX.into() })?;
        let salt = salt(&self.options.secret, sequence);
        let header = Header { kind, data, payload_bytes, sequence, start, end, salt };
        let bytes = header.encode();
        let hash: Hash = leaf_hash(&bytes, payload);
        self.sink.append(&bytes)?;
        self.sink.append(payload)?;
        self.sink.append(&hash)?;
        self.hashes.push(header.track_number(), hash);
        let offset = self.offset;
        let len = payload_bytes + CHUNK_OVERHEAD_BYTES;
        self.offset += u64::from(len);
        Ok((offset, len))
    }
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "test data")]
mod tests {
    use super::super::sample::{chunk, facts, parts, session, write_unfinished};
    use super::*;

    fn writer() -> Writer<Vec<u8>> {
        Writer::create(Vec::new(), &facts(), WriterOptions::new([7; 32])).unwrap()
    }

    /// The chunks that were written, one letter each: h header, o operations, d other data, c checkpoint.
    fn row(bytes: &[u8]) -> String {
        let letter = |header: Header| match (header.kind, header.data) {
            (Kind::Header, _) => 'h',
            (Kind::Data, Some((_, Part::Operations))) => 'o',
            (Kind::Data, _) => 'd',
            (Kind::Checkpoint, _) => 'c',
            (Kind::Page, _) => 'p',
            (Kind::Root, _) => 'r',
            (Kind::Seal, _) => 's',
        };
        parts(bytes).into_iter().filter_map(|part| Header::decode(&bytes[part], 0).ok()).map(letter).collect()
    }

    #[test]
    fn checkpoints_follow_time() {
        assert_eq!(row(&write_unfinished(&session(14))), "hdododododododcododododdodcododod");
        // A row of longer chunks: each moves time on by 5 s or more.
        let long: Vec<_> =
            (0..3).map(|at| chunk(Track::Terminal, Part::Data, at * 9000, at * 9000 + 8000, 10)).collect();
        assert_eq!(row(&write_unfinished(&long)), "hdcdcdc");
    }

    #[test]
    fn checkpoints_follow_bytes_but_part_no_unit() {
        let unit = |at| {
            [
                chunk(Track::Screen, Part::Operations, at, at, 700_000),
                chunk(Track::Screen, Part::Data, at, at, 400_000),
            ]
        };
        let chunks: Vec<_> = (0..3).flat_map(unit).collect();
        assert_eq!(row(&write_unfinished(&chunks)), "hodcodcodc");
        let operations = chunk(Track::Screen, Part::Operations, 0, 0, 2_000_000);
        assert_eq!(row(&write_unfinished(&[operations, chunks[1].clone()])), "hodc");
    }

    #[test]
    fn nothing_is_written_while_nothing_happens() {
        let mut writer = writer();
        writer.append(&chunk(Track::Event, Part::Data, 0, 0, 3)).unwrap();
        writer.flush_checkpoint().unwrap();
        let bytes = writer.bytes();
        writer.flush_checkpoint().unwrap();
        assert_eq!(writer.bytes(), bytes);
        let (file, summary) = writer.close(Timestamp::from_ms(7_200_000)).unwrap();
        assert_eq!(row(&file), "hdcprs");
        assert_eq!(summary.duration, Timestamp::from_ms(7_200_000));
    }

    #[test]
    fn limits_are_kept() {
        let mut writer = writer();
        let before = writer.bytes();
        let late = limits::DURATION_SECONDS * 1000;
        let error = writer.append(&chunk(Track::Event, Part::Data, 0, late + 1, 3)).unwrap_err();
        assert_eq!(
            error,
            Error::LimitReached { what: "duration in seconds", limit: limits::DURATION_SECONDS }
        );
        let huge = chunk(Track::Event, Part::Data, 0, 0, limits::CHUNK_PAYLOAD_BYTES as usize + 1);
        assert!(matches!(writer.append(&huge), Err(Error::LimitReached { .. })));
        let backwards = chunk(Track::Event, Part::Data, 2, 1, 3);
        assert!(matches!(writer.append(&backwards), Err(Error::Malformed { .. })));
        assert_eq!(writer.bytes(), before, "what is refused leaves nothing behind");
        writer.append(&chunk(Track::Event, Part::Data, 0, late, 3)).unwrap();
        assert!(writer.close(Timestamp::from_ms(late + 1)).is_err());
        let facts = Facts { title: Some("x".repeat(limits::FACTS_BYTES)), ..Facts::default() };
        let error = Writer::create(Vec::new(), &facts, WriterOptions::new([7; 32])).err();
        assert!(matches!(error, Some(Error::LimitReached { .. })));
    }

    #[test]
    fn salts_do_not_repeat_and_depend_on_the_secret() {
        let salts = |secret| -> Vec<[u8; 16]> { (0..100).map(|sequence| salt(&secret, sequence)).collect() };
        let (one, other) = (salts([1; 32]), salts([2; 32]));
        let all: std::collections::BTreeSet<_> = one.iter().chain(&other).collect();
        assert_eq!(all.len(), 200);
    }

    #[test]
    fn a_sink_that_fails_is_reported() {
        struct Full(usize);
        impl Sink for Full {
            fn append(&mut self, bytes: &[u8]) -> Result<()> {
                self.0 = self
                    .0
                    .checked_sub(bytes.len())
                    .ok_or(Error::Unavailable { doing: "writing", reason: "no space".to_owned() })?;
                Ok(())
            }
        }
        let mut writer = Writer::create(Full(1000), &facts(), WriterOptions::new([7; 32])).unwrap();
        let error = writer.append(&chunk(Track::Event, Part::Data, 0, 0, 2000)).unwrap_err();
        assert!(matches!(error, Error::Unavailable { .. }));
    }
}
