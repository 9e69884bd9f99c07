//! Indexing what has no index: recordings that were not closed, and parts whose index is damaged.

use super::checkpoint::Checkpoint;
use super::entry::Entry;
use super::footer::FOOTER_BYTES;
use super::frame::{Header, Kind, MAGIC, check_version, parse_frame, read_frame};
use super::page::parse_facts;
use super::reader::{HEAD_BYTES, Recording, empty_index, lost};
use super::walk::{Fault, FaultKind, Step, Walk, further_back, is_damage, last_checkpoint, read_checkpoint};
use super::writer::{Summary, TrackSummary};
use super::{CHUNK_OVERHEAD_BYTES, Source};
use crate::chunk::Track;
use crate::error::{Error, Result};
use crate::facts::{Facts, Kind as Picture};
use crate::units::Timestamp;

/// How much is read where a checkpoint starts: enough for all of it, mostly.
const PROBE_BYTES: u64 = 4096;

impl Recording {
    /// Opens by what the chunks say.
    pub(super) fn open_unfinished<S: Source + ?Sized>(source: &S, faults: Vec<Fault>) -> Result<Self> {
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
    pub(super) fn gather<S: Source + ?Sized>(&mut self, source: &S, from: u64, to: u64) -> Result<()> {
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
                Step::Gap(offset, len) => match &mut open_fault {
                    // Only chunks come between two faults.
                    Some(fault) => fault.len = (offset + len).saturating_sub(fault.offset),
                    None => {
                        open_fault = Some(Fault {
                            offset,
                            len,
                            what: FaultKind::Damaged,
                            track: None,
                            start: latest,
                            end: Timestamp::MAX,
                        });
                    }
                },
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
