//! Writes a recording again: compressed more strongly, its tracks apart, with the same content.
//!
//! `docs/format.md` (Repacking) says what a repacked recording has in common with its original.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use crate::chunk::{Chunk, Part, Track};
use crate::codec::content::Content;
use crate::codec::zstd::Compressor;
use crate::error::{Error, Result};
use crate::facts::OriginalFacts;
use crate::format::{Entry, FaultKind, Recording, Sink, Source, Summary, Verdict, Writer, WriterOptions};
use crate::units::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Chunks within which each track is contiguous. Their entries about fill a page of the index, so that a seek into a
/// long recording needs no more pages than before.
const SECTION_CHUNKS: usize = 5000;

/// How a recording is repacked.
#[derive(Clone, Copy)]
pub struct RepackOptions {
    /// What the salts of the hashes are made from, see [`WriterOptions::secret`].
    pub secret: [u8; 32],
    /// The zstd level: 1 to 19.
    pub level: i32,
    /// Damaged chunks are left out, and with them what cannot be shown rightly without them. Otherwise damage is an
    /// error.
    pub drops_damage: bool,
}

/// The content of a track, however it is compressed and wherever its chunks lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackContent {
    /// The track.
    pub track: Track,
    /// Number of its chunks.
    pub chunks: u64,
    /// SHA-256 over part, times and decompressed payload of each chunk; `docs/format.md` (Repacking).
    pub hash: [u8; 32],
}

/// A stretch of a track that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The track.
    pub track: Track,
    /// The earliest time that is missing.
    pub start: Timestamp,
    /// The latest time that is missing.
    pub end: Timestamp,
}

/// What repacking came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repacked {
    /// The new recording.
    pub summary: Summary,
    /// What was taken over from the original, by track.
    pub content: Vec<TrackContent>,
    /// What was left out as it is damaged or depends on what is.
    pub lost: Vec<Lost>,
}

/// Whether a verdict speaks of damage. A recording that was not closed, or was cut off, is not damaged by that.
pub fn is_damaged(verdict: &Verdict) -> bool {
    verdict.faults.iter().any(|fault| is_damage(fault.what))
}

fn is_damage(fault: FaultKind) -> bool {
    match fault {
        FaultKind::Unsealed | FaultKind::Incomplete => false,
        FaultKind::Damaged
        | FaultKind::Altered
        | FaultKind::Misplaced
        | FaultKind::Unproven
        | FaultKind::Index
        | FaultKind::Footer
        | FaultKind::Trailing => true,
    }
}

/// Writes the recording in `source` again, into `sink`, which must be empty. `verdict` is what
/// [`crate::format::verify()`] says of it; `progress` is called with the chunks that are done and the chunks there are.
///
/// # Errors
/// [`Error::Malformed`] with the place of the first fault where it is damaged, unless the options say otherwise; those of
/// the source and of the sink.
pub fn repack<S: Source + ?Sized, K: Sink>(
    source: &S,
    verdict: &Verdict,
    sink: K,
    options: RepackOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(K, Repacked)> {
    if let Some(fault) = verdict.faults.iter().find(|fault| is_damage(fault.what))
        && !options.drops_damage
    {
        return Err(Error::Malformed { what: fault.what.describe(), offset: fault.offset });
    }
    let mut recording = Recording::open(source)?;
    recording.load_whole_index(source)?;
    let (steps, lost) = sound_steps(&recording, source)?;

    let mut facts = recording.facts().clone();
    facts.original = Some(OriginalFacts {
        root: hex(&verdict.root),
        is_closed: verdict.closed,
        lost: lost
            .iter()
            .map(|lost| (lost.track.name().to_owned(), lost.start.as_us(), lost.end.as_us()))
            .collect(),
    });
    let mut writer = Writer::create(sink, &facts, WriterOptions::new(options.secret))?;
    let mut compressor = Compressor::new(options.level)?;
    let mut hashes = Hashes::default();
    let (mut done, total) = (0, steps.iter().map(|step| step.entries.len() as u64).sum());
    for entry in in_sections(steps) {
        let mut chunk = recording.chunk(source, &entry)?;
        let content = Content::of(&chunk);
        hashes.add(&chunk, &content);
        let payload = content.compressed(&mut compressor)?;
        if payload.len() < chunk.payload.len() {
            chunk.payload = payload;
        }
        writer.append(&chunk)?;
        done += 1;
        progress(done, total);
    }
    let (sink, summary) = writer.close(recording.duration())?;
    Ok((sink, Repacked { summary, content: hashes.finish(), lost }))
}

/// The content of each track of a sound recording.
///
/// # Errors
/// Those of [`Recording::open`], [`Recording::load_whole_index`] and [`Recording::chunk`].
pub fn content<S: Source + ?Sized>(source: &S) -> Result<Vec<TrackContent>> {
    let mut recording = Recording::open(source)?;
    recording.load_whole_index(source)?;
    let mut hashes = Hashes::default();
    for track in Track::ALL {
        for entry in recording.entries(track) {
            let chunk = recording.chunk(source, entry)?;
            hashes.add(&chunk, &Content::of(&chunk));
        }
    }
    Ok(hashes.finish())
}

/// Hashes of the content of each track.
#[derive(Default)]
struct Hashes(BTreeMap<Track, (u64, Sha256)>);

impl Hashes {
    /// Takes the next chunk of its track.
    fn add(&mut self, chunk: &Chunk, content: &Content) {
        let (chunks, hash) = self.0.entry(chunk.track).or_default();
        *chunks += 1;
        hash.update([chunk.part.number()]);
        hash.update(chunk.start.as_us().to_le_bytes());
        hash.update(chunk.end.as_us().to_le_bytes());
        for bytes in std::iter::once(&content.head).chain(&content.streams) {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
    }

    fn finish(self) -> Vec<TrackContent> {
        let tracks = self.0.into_iter();
        tracks
            .map(|(track, (chunks, hash))| TrackContent { track, chunks, hash: hash.finalize().into() })
            .collect()
    }
}

/// Chunks of a track that belong together: operation lists and their pixels, or one.
struct Step {
    track: Track,
    start: Timestamp,
    entries: Vec<Entry>,
}

/// All that is sound and can be shown rightly, and what is not.
fn sound_steps<S: Source + ?Sized>(recording: &Recording, source: &S) -> Result<(Vec<Step>, Vec<Lost>)> {
    let (mut sound, mut lost) = (Vec::new(), Vec::new());
    for track in Track::ALL {
        let mut open: Option<Lost> = None;
        for step in steps(recording.entries(track)) {
            let is_sound = is_sound(recording, source, &step)?;
            let is_key = step.entries.first().is_some_and(|entry| entry.part == Part::Key);
            if is_sound && (open.is_none() || heals(track, is_key)) {
                lost.extend(open.take());
                sound.push(step);
            } else {
                let end = step.entries.iter().map(|entry| entry.end).max().unwrap_or(step.start);
                open.get_or_insert(Lost { track, start: step.start, end }).end = end;
            }
        }
        lost.extend(open);
    }
    Ok((sound, lost))
}

/// Whether a track is right again with this step after one was lost before it.
fn heals(track: Track, is_key: bool) -> bool {
    match track {
        // A full keyframe is a frame of its own; a light one is passed over when playing.
        Track::Screen => is_key,
        // What a terminal shows depends on all that was printed.
        Track::Terminal => false,
        // Its directory counts its chunks.
        Track::Changes => false,
        Track::Pointer
        | Track::Input
        | Track::Audio
        | Track::Event
        | Track::Performance
        | Track::Thumbnail
        | Track::Text
        | Track::Activity => true,
    }
}

fn is_sound<S: Source + ?Sized>(recording: &Recording, source: &S, step: &Step) -> Result<bool> {
    let first = step.entries.first().map(|entry| entry.part);
    if first == Some(Part::Operations) && step.entries.len() < 2 {
        return Ok(false);
    }
    for entry in &step.entries {
        match recording.chunk(source, entry) {
            Ok(_) => {}
            Err(Error::Malformed { .. } | Error::Altered { .. } | Error::Truncated { .. }) => {
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// The entries of a track, those of a unit of pictures together.
fn steps(entries: &[Entry]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for entry in entries {
        match steps.last_mut() {
            Some(step)
                if entry.part == Part::Data
                    && entry.track == Track::Screen
                    && step.entries.len() == 1
                    && step
                        .entries
                        .iter()
                        .all(|lists| lists.part == Part::Operations && lists.start == entry.start) =>
            {
                step.entries.push(*entry);
            }
            _ => steps.push(Step { track: entry.track, start: entry.start, entries: vec![*entry] }),
        }
    }
    steps
}

/// In the order of time, section by section, each track of a section apart.
fn in_sections(mut steps: Vec<Step>) -> impl Iterator<Item = Entry> {
    // Stable: within a track the order stays that of the file.
    steps.sort_by_key(|step| step.start);
    let mut sections: Vec<Vec<Step>> = Vec::new();
    let mut chunks = SECTION_CHUNKS;
    for step in steps {
        if chunks >= SECTION_CHUNKS {
            sections.push(Vec::new());
            chunks = 0;
        }
        chunks += step.entries.len();
        if let Some(section) = sections.last_mut() {
            section.push(step);
        }
    }
    sections.into_iter().flat_map(|mut section| {
        // What is read to start playing lies closest to the index.
        section.sort_by_key(|step| (step.track != Track::Changes, step.track));
        section.into_iter().flat_map(|step| step.entries)
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "small numbers")]
mod tests;
