//! The engine: opens a recording and shows any time of it.

use super::chunks::Chunks;
use super::desktop::Desktop;
use super::fault::Fault;
use super::index::Index;
use super::plan::{self, Keys, Stand, Step};
use super::pointer::{Pointer, PointerLayer};
use super::preview::Previews;
use super::ranges::{GAP_BYTES, REQUESTS, WIDE_GAP_BYTES, coalesce, join_to};
use super::terminal::TerminalScreen;
use super::track::{Outcome, PictureTrack, Ready};
use super::unknown::Unknown;
use crate::analysis::ScreenText;
use crate::terminal::GlyphSource;
use recording::changes::ChangesTrack;
use recording::chunk::{Chunk, Track};
use recording::facts::{Facts, Kind};
use recording::format::{Entry, Recording, Source};
use recording::picture::Picture;
use recording::units::{Rect, Size, Span, Timestamp};
use recording::{Error, Result};
use std::collections::BTreeMap;
use std::ops::Range;

/// What is shown after a seek or a step of playback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The time asked for, brought between the first frame and the end.
    pub time: Timestamp,
    /// Time of the frame that is shown: the last at or before `time`.
    pub frame_time: Timestamp,
    /// Not all of the picture is known at `time`, because part of the recording is damaged ([`Engine::faults`]). On a
    /// desktop that part is hatched; a terminal shows the last sound frame, or nothing where there is none.
    pub is_damaged: bool,
    /// How much of a desktop is not known and hatched ([`Engine::unknown`] says where to the pixel); all else is as it
    /// was recorded. Nothing for a terminal.
    pub unknown: Unknown,
}

/// Plays one recording: seeks, plays on, and holds the picture.
///
/// Sans-IO: a call that lacks bytes answers [`Error::Missing`] and changes nothing. Fetch [`Engine::needs`], put the
/// bytes into [`Engine::source_mut`], and call again.
///
/// Seeking to a time gives the same picture and pointer as playing up to it, whatever was shown before.
pub struct Engine<S> {
    pub(super) source: S,
    pub(super) index: Index,
    track: Box<dyn PictureTrack>,
    pub(super) kind: Kind,
    stand: Option<Stand>,
    pub(super) shown: Shown,
    /// At these times the picture is the one that is shown.
    still: Range<Timestamp>,
    pointer: PointerLayer,
    /// Damaged chunks by offset.
    pub(super) bad: BTreeMap<u64, (Entry, Error)>,
    /// What changed when on a desktop, looked for once damage is met.
    changes: Option<Option<ChangesTrack>>,
    pub(super) needs: Vec<Range<u64>>,
    pub(super) previews: Previews,
}

impl<S: Source> Engine<S> {
    /// Opens a recording. The picture is black until the first [`Engine::seek`]; of a recording of events only it is
    /// empty, 0x0, and each time is that of a frame.
    ///
    /// # Errors
    /// [`Error::Missing`]: use [`Recording::open`] on a source that fetches, and [`Engine::new`] once it succeeds.
    /// [`Error::Malformed`], [`Error::Unsupported`] and others where this is not a recording that can be played.
    pub fn open(source: S) -> Result<Self> {
        let recording = Recording::open(&source)?;
        Self::new(source, recording)
    }

    /// An engine on a recording that was opened from `source`.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where its size is beyond the limits.
    pub fn new(source: S, recording: Recording) -> Result<Self> {
        let facts = recording.facts();
        let kind = facts.kind;
        let track: Box<dyn PictureTrack> = match kind {
            Kind::Desktop => Box::new(Desktop::new(facts.size)?),
            // there is no picture, whatever size the facts name
            Kind::Events => Box::new(Desktop::new(Size::default())?),
            Kind::Terminal => Box::new(TerminalScreen::new(facts)?),
        };
        Ok(Self {
            source,
            index: Index::new(recording),
            track,
            kind,
            stand: None,
            shown: Shown::default(),
            still: Timestamp::ZERO..Timestamp::ZERO,
            pointer: PointerLayer::default(),
            bad: BTreeMap::new(),
            changes: None,
            needs: Vec::new(),
            previews: Previews::default(),
        })
    }

    /// Shows the last frame at or before `time`. A time before the first frame counts as that of the first frame,
    /// one beyond the end as the end.
    ///
    /// # Errors
    /// [`Error::Missing`] where bytes are lacking, with all of them in [`Engine::needs`]; the picture stays as it
    /// was. [`Error::Unavailable`] where the source fails. Damage is no error: see [`Shown::is_damaged`].
    pub fn seek(&mut self, time: Timestamp) -> Result<Shown> {
        self.needs.clear();
        let result = self.show(time);
        if let Err(Error::Missing { offset, len }) = &result
            && self.needs.is_empty()
        {
            self.needs.push(*offset..offset.saturating_add(*len));
        }
        result
    }

    /// Plays on to `time`. The same as [`Engine::seek`], which plays on by itself where that is cheaper than to
    /// start from a keyframe.
    ///
    /// # Errors
    /// As for [`Engine::seek`].
    pub fn advance(&mut self, time: Timestamp) -> Result<Shown> {
        self.seek(time)
    }

    /// All byte ranges that the last call lacked, rising, joined where they are near.
    pub fn needs(&self) -> Vec<Range<u64>> {
        join_to(coalesce(self.needs.clone(), GAP_BYTES), REQUESTS, WIDE_GAP_BYTES)
    }

    /// Keeps at most so many bytes of keyframes and units that were decoded, beside those that are in use; 64 MiB
    /// unless this is called. Seeks near what is kept are faster. Where this is a terminal nothing is kept.
    pub fn set_cache_bytes(&mut self, bytes: u64) {
        self.track.set_cache_bytes(bytes);
    }

    /// Loads all of the index, so that a seek lacks nothing but chunks.
    ///
    /// # Errors
    /// [`Error::Missing`] where it is not there, and those of the source.
    pub fn load_index(&mut self) -> Result<()> {
        self.index.load(&self.source, Timestamp::ZERO, self.duration())
    }

    /// Draws with it what the bundled font lacks, where this is a terminal; from the next change on.
    pub fn set_glyph_source(&mut self, source: Box<dyn GlyphSource>) {
        self.track.set_glyph_source(source);
    }

    /// What the recording says of itself.
    pub fn facts(&self) -> &Facts {
        self.index.recording().facts()
    }

    /// Desktop, terminal or events only.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Length of the recording.
    pub fn duration(&self) -> Timestamp {
        self.index.recording().duration()
    }

    /// Size of the picture in pixels.
    pub fn size(&self) -> Size {
        self.track.picture().size()
    }

    /// The picture, without the pointer. What is not known of it is hatched.
    pub fn picture(&self) -> &Picture {
        self.track.picture()
    }

    /// Where the picture is not known because the recording is damaged: each such pixel is in one of these rectangles,
    /// and no other. Empty where all is known, and for a terminal.
    pub fn unknown(&self) -> Vec<Rect> {
        self.track.unknown()
    }

    /// The colour to show around the picture, as red, green, blue: black, or a terminal's own.
    pub fn background(&self) -> [u8; 3] {
        self.track.background()
    }

    /// A copy of the picture: rows x columns x RGBA, row-major, alpha 255, without the pointer. What is not known of it
    /// is hatched in it too, so that a copy that goes elsewhere does not pass for a whole one.
    pub fn snapshot(&self) -> (Size, Vec<u8>) {
        (self.size(), self.picture().rgba().to_vec())
    }

    /// The text on the screen, where this is a terminal.
    pub fn text(&self) -> Option<ScreenText> {
        self.track.text()
    }

    /// The pointer, where one is shown.
    pub fn pointer(&self) -> Option<Pointer> {
        self.pointer.pointer()
    }

    /// What is shown.
    pub fn shown(&self) -> Shown {
        self.shown
    }

    /// A time after the shown one up to which the picture is known to stay: that of the next frame, or, where none
    /// comes soon, one within seconds. `None` at the end.
    pub fn next_change(&self) -> Option<Timestamp> {
        if self.kind == Kind::Events {
            return None;
        }
        let next = self.still.end.max(self.shown.time.plus(Span::from_us(1)));
        (next <= self.duration()).then_some(next)
    }

    /// Shows the next frame, or the one before the frame that is shown; stays where there is none. A frame is stored
    /// only where the picture changed, so that this is the next or the previous change as well.
    ///
    /// # Errors
    /// As for [`Engine::seek`]. Called again it goes on where it stopped.
    pub fn step(&mut self, is_forward: bool) -> Result<Shown> {
        if self.kind == Kind::Events {
            return Ok(self.shown);
        }
        let from = self.shown.frame_time;
        if !is_forward {
            let before = Timestamp::from_us(from.as_us().saturating_sub(1));
            let frame_time = self.seek(before)?.frame_time;
            return self.seek(frame_time);
        }
        while let Some(next) = self.next_change() {
            if self.seek(next)?.frame_time != from {
                break;
            }
        }
        self.seek(self.shown.frame_time)
    }

    /// The parts of the picture that changed since this was called last; the pointer is not counted.
    pub fn take_damage(&mut self) -> Vec<Rect> {
        self.track.take_damage().runs()
    }

    /// Where the bytes come from.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// Where the bytes come from, to put fetched ones in.
    pub fn source_mut(&mut self) -> &mut S {
        &mut self.source
    }

    /// The recording's index and summary.
    pub fn recording(&self) -> &Recording {
        self.index.recording()
    }

    /// The damaged stretches that were met so far, by place in the file.
    pub fn faults(&self) -> Vec<Fault> {
        let faults = self.bad.values().map(|(entry, reason)| Fault {
            track: entry.track,
            offset: entry.offset,
            len: entry.len.into(),
            start: entry.start,
            end: self.index.known_again(entry),
            reason: reason.clone(),
        });
        faults.collect()
    }

    /// Lists a chunk among the damaged stretches that somebody else met: of a track that is not shown.
    pub fn note_damage(&mut self, chunk: &Entry, reason: Error) {
        self.bad.insert(chunk.offset, (*chunk, reason));
    }

    fn show(&mut self, time: Timestamp) -> Result<Shown> {
        if self.kind == Kind::Events {
            let time = time.min(self.duration());
            self.shown = Shown { time, frame_time: time, ..Shown::default() };
            return Ok(self.shown);
        }
        let track = picture_track(self.kind);
        let time = self.index.load_for(&self.source, track, time.min(self.duration()))?;
        if self.still.contains(&time) {
            let pointer = self.index.last_before(&self.source, Track::Pointer, time)?;
            self.require(pointer.iter())?;
            self.point(pointer.as_ref(), time)?;
            self.shown.time = time;
            return Ok(self.shown);
        }
        loop {
            if self.changes.is_none() && self.bad.values().any(|(entry, _)| entry.track == Track::Screen) {
                self.changes = Some(self.index.changes(&self.source)?);
            }
            let steps = self.index.steps_to(&self.source, track, time, &mut self.bad)?;
            let pointer = self.index.last_before(&self.source, Track::Pointer, time)?;
            let outcome = match self.carry_out(&steps, pointer.as_ref(), time) {
                Ok(outcome) => outcome,
                Err(Stop::Damaged(entry, reason)) => {
                    self.bad.insert(entry.offset, (entry, reason));
                    continue;
                }
                Err(Stop::Failed(error)) => return Err(error),
            };
            self.point(pointer.as_ref(), time)?;
            let Outcome { frame_time, next_time, is_damaged, unknown, stand } = outcome;
            self.stand = stand;
            self.shown = Shown { time, frame_time, is_damaged, unknown };
            let since = if is_damaged { time } else { frame_time.min(time) };
            self.still = since..next_time.unwrap_or_else(|| self.index.next_start(&self.source, track, time));
            return Ok(self.shown);
        }
    }

    /// Shows `time`, to which these steps lead: plays on where that is cheaper and can be done, else from a keyframe.
    fn carry_out(
        &mut self,
        steps: &[Step],
        pointer: Option<&Entry>,
        time: Timestamp,
    ) -> Result<Outcome, Stop> {
        let mut chunks = Chunks {
            source: &self.source,
            recording: self.index.recording(),
            bad: &self.bad,
            changes: self.changes.as_ref().and_then(Option::as_ref),
            needs: Vec::new(),
        };
        chunks.needs.extend(pointer.and_then(|entry| chunks.lacks(entry)));
        let lacks_pointer = chunks.missing();
        let mut plan = plan::plan(steps, &self.bad, time, self.stand, keys_of(self.kind));
        let mut ready = self.track.prepare(&plan, time, &mut chunks);
        if matches!(ready, Ok(Ready::NotFromHere)) {
            plan = plan::plan(steps, &self.bad, time, None, keys_of(self.kind));
            ready = self.track.prepare(&plan, time, &mut chunks);
        }
        match (ready, lacks_pointer) {
            (Ok(Ready::Yes), None) => {}
            (Ok(_), Some(missing)) => {
                self.needs = chunks.needs;
                return Err(Stop::Failed(missing));
            }
            (Ok(Ready::NotFromHere), None) => {
                return Err(Stop::Failed(Error::Malformed { what: "recording", offset: 0 }));
            }
            (Err(stop), _) => {
                if let Stop::Failed(_) = &stop {
                    self.needs = chunks.needs;
                }
                return Err(stop);
            }
        }
        self.still = Timestamp::ZERO..Timestamp::ZERO;
        let shown = self.track.show(&plan, time, &chunks, chunks.recording.facts());
        if shown.is_err() {
            self.stand = None;
        }
        shown
    }

    /// Answers [`Error::Missing`] unless all these chunks can be read.
    fn require<'a>(&mut self, entries: impl Iterator<Item = &'a Entry>) -> Result<()> {
        self.needs.extend(entries.filter_map(|entry| lacks(&self.source, entry)));
        match self.needs.first() {
            Some(range) => Err(Error::Missing { offset: range.start, len: range.end - range.start }),
            None => Ok(()),
        }
    }

    fn point(&mut self, entry: Option<&Entry>, time: Timestamp) -> Result<()> {
        let chunk = match entry {
            Some(entry) if !self.pointer.holds(entry) && !self.bad.contains_key(&entry.offset) => {
                match self.read(entry) {
                    Ok(chunk) => Some((entry, chunk)),
                    Err(Stop::Failed(error)) => return Err(error),
                    Err(Stop::Damaged(entry, reason)) => {
                        self.bad.insert(entry.offset, (entry, reason));
                        None
                    }
                }
            }
            Some(_) | None => None,
        };
        if let Some((entry, chunk)) = chunk
            && let Err(reason) = self.pointer.load(entry, &chunk.payload)
        {
            self.bad.insert(entry.offset, (*entry, reason));
        }
        self.pointer.show(entry, time);
        Ok(())
    }

    fn read(&self, entry: &Entry) -> Result<Chunk, Stop> {
        self.index.recording().chunk(&self.source, entry).map_err(|error| Stop::of(*entry, error))
    }
}

/// Why a plan was not carried out.
pub(super) enum Stop {
    /// A chunk is damaged: plan again without it.
    Damaged(Entry, Error),
    /// Nothing can be done here.
    Failed(Error),
}

impl Stop {
    /// What an error of reading or decoding a chunk comes to.
    pub(super) fn of(entry: Entry, error: Error) -> Self {
        match error {
            Error::Missing { .. } | Error::Unavailable { .. } => Self::Failed(error),
            _ => Self::Damaged(entry, error),
        }
    }
}

pub(super) fn picture_track(kind: Kind) -> Track {
    match kind {
        Kind::Desktop | Kind::Events => Track::Screen,
        Kind::Terminal => Track::Terminal,
    }
}

/// A full keyframe of a desktop may be the only source of its frame; one of a terminal never is.
fn keys_of(kind: Kind) -> Keys {
    match kind {
        Kind::Desktop | Kind::Events => Keys::Frames,
        Kind::Terminal => Keys::Redundant,
    }
}

/// The bytes of the chunk, where the source lacks some of them.
pub(super) fn lacks(source: &(impl Source + ?Sized), entry: &Entry) -> Option<Range<u64>> {
    match source.read(entry.offset, entry.len.into()) {
        Err(Error::Missing { offset, len }) => Some(offset..offset.saturating_add(len)),
        // Other failures are told when the chunk is used.
        Ok(_) | Err(_) => None,
    }
}
