//! What the engine asks of a recording's index.

use super::plan::{Step, steps};
use recording::changes::ChangesTrack;
use recording::chunk::{Part, Track};
use recording::format::{Entry, Fault, FaultKind, Recording, Source};
use recording::units::{Span, Timestamp};
use recording::{Error, Result};
use std::collections::BTreeMap;

/// How far ahead it is looked for the next change.
const HORIZON: Span = Span::from_secs(10);

/// A recording with as much of its index as was needed so far.
pub(super) struct Index {
    recording: Recording,
}

impl Index {
    /// The index of a recording.
    pub(super) fn new(recording: Recording) -> Self {
        Self { recording }
    }

    /// The recording.
    pub(super) fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Loads the entries that start from `from` to `to`.
    pub(super) fn load(&mut self, source: &impl Source, from: Timestamp, to: Timestamp) -> Result<()> {
        self.recording.load_index(source, from, to)
    }

    /// The loaded entries of `track` that start from `from` to `to`.
    pub(super) fn between(&self, track: Track, from: Timestamp, to: Timestamp) -> &[Entry] {
        let entries = self.recording.entries(track);
        let start = entries.partition_point(|entry| entry.start < from);
        let end = entries.partition_point(|entry| entry.start <= to);
        entries.get(start..end).unwrap_or_default()
    }

    /// What changed when on a desktop; `None` where that is not known.
    pub(super) fn changes(&mut self, source: &impl Source) -> Result<Option<ChangesTrack>> {
        ChangesTrack::open(&mut self.recording, source)
    }

    /// Loads what showing `time` takes; a time before the first entry of `track` is moved to it.
    pub(super) fn load_for(
        &mut self,
        source: &impl Source,
        track: Track,
        time: Timestamp,
    ) -> Result<Timestamp> {
        self.load(source, time, time)?;
        if !self.between(track, Timestamp::ZERO, time).is_empty() {
            return Ok(time);
        }
        self.load(source, Timestamp::ZERO, time)?;
        Ok(self.recording.entries(track).first().map_or(time, |first| first.start.max(time)))
    }

    /// The steps of `track` up to `time`, without a gap, from the last sound full keyframe on; from the start where
    /// there is none. Bytes that are no chunk are damaged steps.
    pub(super) fn steps_to(
        &mut self,
        source: &impl Source,
        track: Track,
        time: Timestamp,
        bad: &mut BTreeMap<u64, (Entry, Error)>,
    ) -> Result<Vec<Step>> {
        // The index leads from any time to the last full keyframe before it, however far back that is.
        self.load(source, time, time)?;
        let entries = self.between(track, Timestamp::ZERO, time);
        let key =
            entries.iter().rev().find(|entry| entry.part == Part::Key && !bad.contains_key(&entry.offset));
        let from = key.map_or(Timestamp::ZERO, |key| key.start);
        self.load(source, from, time)?;
        let mut entries = self.between(track, from, time).to_vec();
        for gap in self.gaps(track).filter(|gap| gap.start <= time) {
            let reason = Error::Malformed { what: "chunk", offset: gap.offset };
            bad.entry(gap.offset).or_insert((gap, reason));
            entries.push(gap);
        }
        entries.sort_by_key(|entry| entry.offset);
        Ok(steps(&entries))
    }

    /// The last entry of `track` that starts at or before `time`; `None` also where bytes after it are lost that
    /// may have belonged to the track.
    pub(super) fn last_before(
        &mut self,
        source: &impl Source,
        track: Track,
        time: Timestamp,
    ) -> Result<Option<Entry>> {
        self.load(source, time, time)?;
        let last = self.between(track, Timestamp::ZERO, time).last().copied();
        let is_lost =
            |entry: &Entry| self.gaps(track).any(|gap| gap.start <= time && gap.offset > entry.offset);
        Ok(last.filter(|entry| !is_lost(entry)))
    }

    /// When the next step of `track` after `time` starts, as far as the index is loaded: at least `time`.
    pub(super) fn next_start(&mut self, source: &impl Source, track: Track, time: Timestamp) -> Timestamp {
        let horizon = time.plus(HORIZON);
        if self.load(source, time, horizon).is_err() {
            return time;
        }
        let entries = self.recording.entries(track);
        let after = entries.partition_point(|entry| entry.start <= time);
        let next = entries.get(after).map(|entry| entry.start);
        let gap = self.gaps(track).map(|gap| gap.start).filter(|start| *start > time);
        gap.chain(next).chain([horizon]).min().unwrap_or(time)
    }

    /// Places of the file that were found to be no chunk and may have held one of `track`, as chunks that cannot be
    /// read. They count from where the track was known last: chunks of other tracks may be ahead of it.
    fn gaps(&self, track: Track) -> impl Iterator<Item = Entry> {
        let faults = self.recording.faults();
        let is_index = |lost: &Fault| {
            let holds = |index: &Fault| {
                index.what == FaultKind::Index
                    && index.offset <= lost.offset
                    && lost.offset.saturating_add(lost.len) <= index.offset.saturating_add(index.len)
            };
            faults.iter().any(holds)
        };
        let lost = faults.iter().filter(move |fault| {
            let is_lost = match fault.what {
                FaultKind::Damaged | FaultKind::Incomplete | FaultKind::Misplaced => true,
                FaultKind::Altered
                | FaultKind::Unproven
                | FaultKind::Index
                | FaultKind::Unsealed
                | FaultKind::Footer
                | FaultKind::Trailing => false,
            };
            is_lost && fault.track.is_none_or(|lost| lost == track) && !is_index(fault)
        });
        let entries = self.recording.entries(track);
        lost.map(move |fault| {
            let before = entries.partition_point(|entry| entry.offset < fault.offset);
            let known = before.checked_sub(1).and_then(|last| entries.get(last));
            let start = known.map_or(Timestamp::ZERO, |known| known.end);
            Entry {
                track,
                part: Part::Operations,
                start,
                end: fault.end.max(start),
                offset: fault.offset,
                len: u32::try_from(fault.len).unwrap_or(u32::MAX),
            }
        })
    }

    /// When a track is known again after a damaged chunk: at its next keyframe, as far as the index is loaded, or
    /// at the end.
    pub(super) fn known_again(&self, damaged: &Entry) -> Timestamp {
        let entries = self.recording.entries(damaged.track);
        let after = entries.partition_point(|entry| entry.offset <= damaged.offset);
        let next = entries.get(after..).unwrap_or_default().iter().find(|entry| match entry.part {
            Part::Key => true,
            // A light keyframe is of no use without its full one.
            Part::LightKey => damaged.part != Part::Key,
            // Each chunk of these tracks stands alone.
            Part::Data => {
                matches!(damaged.track, Track::Pointer | Track::Audio | Track::Event | Track::Performance)
            }
            Part::Operations => false,
        });
        next.map_or(self.recording.duration(), |entry| entry.start)
    }
}
