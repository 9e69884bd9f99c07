//! Loads a whole track of entries: what happened, and what was measured.

use super::index::index_needs;
use super::task::{Task, lacking};
use events::{Event, Performance};
use recording::chunk::{Part, Track};
use recording::codec::event::decode_events;
use recording::codec::performance::decode_performance;
use recording::format::{Entry, Recording, Source};
use recording::units::Timestamp;
use recording::{Error, Result};
use std::ops::Range;

/// Chunks that one step reads.
const STEP_CHUNKS: usize = 8;
/// Most memory in bytes that the entries of one track take: a chunk of a few bytes may unpack to a megabyte.
const HELD_BYTES: usize = 128 * 1024 * 1024;

/// Loads all entries of the event track or of the performance track, by rising time: from the repetition at the end of
/// a closed recording, which takes one or two requests; where there is none, or it is damaged, from where they were told.
pub struct LoadTrack<T> {
    kind: Loading<T>,
    recording: Recording,
    way: Way,
    /// The repetition is looked for in the index from here on.
    from: Timestamp,
    /// The chunks to read.
    chunks: Vec<Entry>,
    next: usize,
    /// Chunks that were read.
    done: u64,
    /// How much memory the entries take, about.
    held_bytes: usize,
    loaded: Loaded<T>,
}

/// Where entries are read from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// That is found out from the end of the index.
    Unknown,
    /// The repetition.
    Repetition,
    /// That takes the whole index.
    Unindexed,
    /// The chunks in which they were told.
    Told,
}

/// What a track holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded<T> {
    /// Its entries by rising time; those of one time in the order in which they were told.
    pub entries: Vec<T>,
    /// Chunks whose entries are lost, and why.
    pub lost: Vec<(Entry, Error)>,
}

/// How the entries of a track are read.
struct Loading<T> {
    track: Track,
    decode: fn(&[u8]) -> Result<Vec<T>>,
    /// Brings an entry into a recording of this duration in microseconds.
    place: fn(T, u64) -> T,
    at_us: fn(&T) -> u64,
    bytes: fn(&T) -> usize,
}

impl LoadTrack<Event> {
    /// The events of a recording, from what is loaded of its index. What is beyond the end is dated to the end.
    pub fn events(recording: Recording) -> Self {
        let kind = Loading {
            track: Track::Event,
            decode: decode_events,
            place: Event::at_the_latest,
            at_us: |event| event.at_us,
            bytes: Event::held_bytes,
        };
        Self::new(kind, recording)
    }
}

impl LoadTrack<Performance> {
    /// The measurements of a recording, from what is loaded of its index.
    pub fn performance(recording: Recording) -> Self {
        let kind = Loading {
            track: Track::Performance,
            decode: decode_performance,
            place: |one, end_us| Performance { at_us: one.at_us.min(end_us), ..one },
            at_us: |one| one.at_us,
            bytes: |_| size_of::<Performance>(),
        };
        Self::new(kind, recording)
    }
}

impl<T> LoadTrack<T> {
    fn new(kind: Loading<T>, recording: Recording) -> Self {
        let loaded = Loaded { entries: Vec::new(), lost: Vec::new() };
        let from = recording.duration();
        let chunks = Vec::new();
        Self { kind, recording, way: Way::Unknown, from, chunks, next: 0, done: 0, held_bytes: 0, loaded }
    }

    /// Finds out where to read from.
    fn look(&mut self, source: &impl Source) -> Result<()> {
        self.recording.load_index(source, self.from, Timestamp::MAX)?;
        self.list(Part::Key);
        // sound may go on after it, so that the last page of the index may hold only part of it
        if let Some(first) = self.chunks.first().filter(|first| first.start < self.from) {
            self.from = first.start;
            return Ok(());
        }
        let original = self.recording.facts().original.as_ref();
        let is_part_lost = original
            .is_some_and(|original| original.lost.iter().any(|(track, ..)| track == self.kind.track.name()));
        let is_sound = self.recording.is_closed() && self.recording.faults().is_empty() && !is_part_lost;
        self.way = if is_sound && !self.chunks.is_empty() { Way::Repetition } else { Way::Unindexed };
        Ok(())
    }

    fn list(&mut self, part: Part) {
        let chunks = self.recording.entries(self.kind.track).iter();
        self.chunks = chunks.filter(|chunk| chunk.part == part).copied().collect();
        self.next = 0;
    }

    /// Reads a chunk.
    fn take(&mut self, source: &impl Source, chunk: &Entry) -> Result<()> {
        let read = self.recording.chunk(source, chunk);
        let entries = match read.and_then(|read| (self.kind.decode)(&read.payload)) {
            Ok(entries) => entries,
            Err(error @ (Error::Missing { .. } | Error::Unavailable { .. })) => return Err(error),
            Err(_) if self.way == Way::Repetition => {
                // what was told still stands
                self.way = Way::Unindexed;
                self.loaded.entries.clear();
                self.held_bytes = 0;
                return Ok(());
            }
            Err(error) => {
                self.loaded.lost.push((*chunk, error));
                return Ok(());
            }
        };
        self.held_bytes += entries.iter().map(self.kind.bytes).sum::<usize>();
        if self.held_bytes > HELD_BYTES {
            let error =
                Error::LimitReached { what: "bytes of the events of a recording", limit: HELD_BYTES as u64 };
            self.loaded.lost.push((*chunk, error));
            // the rest is not even looked at
            self.chunks.truncate(self.next);
            return Ok(());
        }
        let end_us = self.recording.duration().as_us();
        self.loaded.entries.extend(entries.into_iter().map(|entry| (self.kind.place)(entry, end_us)));
        Ok(())
    }
}

impl<T> Task for LoadTrack<T> {
    type Found = Loaded<T>;

    fn step(&mut self, source: &impl Source) -> Result<Option<Loaded<T>>> {
        match self.way {
            Way::Unknown => {
                self.look(source)?;
                return Ok(None);
            }
            Way::Unindexed => {
                self.recording.load_whole_index(source)?;
                self.list(Part::Data);
                self.way = Way::Told;
                return Ok(None);
            }
            Way::Repetition | Way::Told => {}
        }
        let due: Vec<Entry> = self.chunks.iter().skip(self.next).take(STEP_CHUNKS).copied().collect();
        if due.is_empty() {
            self.loaded.entries.sort_by_key(self.kind.at_us);
            let nothing = Loaded { entries: Vec::new(), lost: Vec::new() };
            return Ok(Some(std::mem::replace(&mut self.loaded, nothing)));
        }
        for chunk in &due {
            self.take(source, chunk)?;
            if self.held_bytes > HELD_BYTES || self.way == Way::Unindexed {
                break;
            }
            self.next += 1;
            self.done += 1;
        }
        Ok(None)
    }

    fn needs(&self, source: &impl Source) -> Vec<Range<u64>> {
        match self.way {
            Way::Unknown => index_needs(&self.recording, source, self.from),
            Way::Unindexed => index_needs(&self.recording, source, Timestamp::ZERO),
            Way::Repetition | Way::Told => {
                lacking(source, self.chunks.get(self.next..).unwrap_or_default().iter())
            }
        }
    }

    fn progress(&self) -> (u64, u64) {
        let left = self.chunks.len().saturating_sub(self.next) as u64;
        (self.done, (self.done + left).max(1))
    }
}
