//! Previews of moments: thumbnails of a desktop, or states of a terminal drawn small.

use super::playback::{Engine, Stop, lacks};
use crate::terminal::{GlyphSource, TerminalRenderer};
use recording::chunk::{Part, Track};
use recording::codec::terminal::Emulator;
use recording::codec::thumbnail::{Shrunk, Still, TerminalStill, ThumbnailGroup, read_thumbnails};
use recording::facts::Kind;
use recording::format::{Entry, Source};
use recording::picture::Picture;
use recording::units::Timestamp;
use recording::{Error, Result};

/// Largest preview of a terminal in pixels: its text is nearly readable. It is drawn here, so that it costs no bytes.
const TERMINAL_PX: u64 = 64 * 1024;

/// A small picture that stands for a moment. It is lossy, and may be of some time before: never take it for a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The time of the frame that it was made of.
    pub time: Timestamp,
    /// The picture, without the pointer.
    pub picture: Picture,
}

/// The storyboard of a recording, once it was loaded.
#[derive(Default)]
pub(super) struct Previews {
    /// `None` until it is loaded.
    groups: Option<Vec<Group>>,
    renderer: Option<TerminalRenderer>,
    glyphs: Option<Box<dyn GlyphSource>>,
}

/// Thumbnails that are decoded together.
struct Group {
    group: ThumbnailGroup,
    /// The chunk that they came with.
    entry: Entry,
    /// Empty where they turned out to be damaged.
    stills: Option<Vec<Still>>,
}

impl<S: Source> Engine<S> {
    /// A preview of `time`: of the last frame that has a thumbnail at or before it, or of the first where there is none.
    /// `None` where the recording has no thumbnails. What is shown does not change.
    ///
    /// # Errors
    /// [`Error::Missing`] until the storyboard is there, with what it takes in [`Engine::needs`]; it is two rounds of
    /// one range each at most where the recording was closed. [`Error::Unavailable`] where the source fails. Damage is
    /// no error: see [`Engine::faults`].
    pub fn preview(&mut self, time: Timestamp) -> Result<Option<Preview>> {
        self.load_previews()?;
        loop {
            let Some((group, place)) = self.previews.find(time) else { return Ok(None) };
            match self.previews.still(group, place) {
                Ok((time, Still::Picture(thumbnail))) => {
                    return Ok(Some(Preview { time, picture: thumbnail.picture()? }));
                }
                Ok((time, Still::Terminal(still))) => {
                    let picture = self.draw_terminal(&still)?;
                    return Ok(Some(Preview { time, picture }));
                }
                Err((entry, error)) => {
                    self.bad.insert(entry.offset, (entry, error));
                }
            }
        }
    }

    /// The times that previews stand for, rising; none where the recording has no thumbnails.
    ///
    /// # Errors
    /// As for [`Engine::preview`].
    pub fn preview_times(&mut self) -> Result<Vec<Timestamp>> {
        self.load_previews()?;
        let groups = self.previews.groups.iter().flatten();
        Ok(groups.flat_map(|group| group.group.times()).copied().collect())
    }

    /// The times of at most `count` previews, rising, that tell what the recording is about: it is cut into so many
    /// equal parts, and each has the one of its middle. One that stands for several parts comes once.
    ///
    /// # Errors
    /// As for [`Engine::preview`].
    pub fn storyboard(&mut self, count: u32) -> Result<Vec<Timestamp>> {
        let times = self.preview_times()?;
        let duration_us = u128::from(self.duration().as_us());
        let mut chosen: Vec<Timestamp> = (0..count)
            .filter_map(|part| {
                let middle_us = duration_us * (u128::from(part) * 2 + 1) / (u128::from(count) * 2);
                let middle = Timestamp::from_us(u64::try_from(middle_us).unwrap_or(u64::MAX));
                let after = times.partition_point(|time| *time <= middle);
                times.get(after.saturating_sub(1)).copied()
            })
            .collect();
        chosen.dedup();
        Ok(chosen)
    }

    /// Whether previews are there without fetching.
    pub fn has_previews(&self) -> bool {
        self.previews.groups.is_some()
    }

    /// Draws with it what the bundled font lacks in previews of a terminal.
    pub fn set_preview_glyph_source(&mut self, source: Box<dyn GlyphSource>) {
        self.previews.renderer = None;
        self.previews.glyphs = Some(source);
    }

    fn load_previews(&mut self) -> Result<()> {
        self.needs.clear();
        if self.kind == Kind::Events {
            self.previews.groups = Some(Vec::new());
        }
        while self.previews.groups.is_none() {
            let result = self.read_previews();
            if let Err(Error::Missing { offset, len }) = &result
                && self.needs.is_empty()
            {
                self.needs.push(*offset..offset.saturating_add(*len));
            }
            self.previews.groups = result?;
        }
        Ok(())
    }

    /// The storyboard; `None` where a damaged chunk was met: it is to be read again, without that one.
    fn read_previews(&mut self) -> Result<Option<Vec<Group>>> {
        let end = self.duration();
        self.index.load(&self.source, end, end)?;
        // A closed recording has all of them in one chunk, the last. Where that is damaged, or was not written, there
        // are those of each minute.
        let is_sound = |entry: &Entry| !self.bad.contains_key(&entry.offset);
        let entries = self.index.recording().entries(Track::Thumbnail);
        let key = entries.iter().rposition(|entry| entry.part == Part::Key && is_sound(entry));
        let chosen: Vec<Entry> = match key {
            Some(key) => entries.get(key..).unwrap_or_default().to_vec(),
            None if entries.is_empty() => Vec::new(),
            None => {
                self.index.load(&self.source, Timestamp::ZERO, end)?;
                self.index.recording().entries(Track::Thumbnail).to_vec()
            }
        };
        let chosen: Vec<Entry> =
            chosen.into_iter().filter(|entry| !self.bad.contains_key(&entry.offset)).collect();
        self.needs.extend(chosen.iter().filter_map(|entry| lacks(&self.source, entry)));
        if let Some(range) = self.needs.first() {
            return Err(Error::Missing { offset: range.start, len: range.end - range.start });
        }
        let mut groups = Vec::new();
        for entry in chosen {
            let read = self.index.recording().chunk(&self.source, &entry);
            match read.and_then(|chunk| read_thumbnails(&chunk.payload)) {
                Ok(read) => groups.extend(read.into_iter().map(|group| Group { group, entry, stills: None })),
                Err(error) => match Stop::of(entry, error) {
                    Stop::Failed(error) => return Err(error),
                    Stop::Damaged(entry, reason) => {
                        self.bad.insert(entry.offset, (entry, reason));
                        return Ok(None);
                    }
                },
            }
        }
        Ok(Some(groups))
    }

    fn draw_terminal(&mut self, still: &TerminalStill) -> Result<Picture> {
        let renderer = self.previews.renderer.get_or_insert_with(|| {
            let theme = self.index.recording().facts().theme.as_ref();
            TerminalRenderer::new(theme, super::terminal::FONT_PX)
        });
        if let Some(glyphs) = self.previews.glyphs.take() {
            renderer.set_glyph_source(glyphs);
        }
        let mut emulator = Emulator::new(still.size);
        emulator.output(&still.state);
        let mut picture = Picture::default();
        renderer.render(emulator.terminal(), None, &mut picture)?;
        Ok(Shrunk::of(&picture, TERMINAL_PX)?.picture().clone())
    }
}

impl Previews {
    /// The group and the place in it of the last thumbnail at or before `time`, or of the first.
    fn find(&self, time: Timestamp) -> Option<(usize, usize)> {
        let groups = self.groups.as_ref()?;
        let mut first = None;
        let mut found = None;
        for (number, group) in groups.iter().enumerate() {
            if group.stills.as_ref().is_some_and(Vec::is_empty) {
                continue;
            }
            first = first.or(Some((number, 0)));
            match group.group.times().partition_point(|of| *of <= time) {
                0 => break,
                after => found = Some((number, after - 1)),
            }
        }
        found.or(first)
    }

    /// The thumbnail at a place that was found, with its time; the chunk where it is damaged, which is not found again.
    fn still(&mut self, group: usize, place: usize) -> Result<(Timestamp, Still), (Entry, Error)> {
        let group = self
            .groups
            .as_mut()
            .and_then(|groups| groups.get_mut(group))
            .expect("the place is one that was found");
        let stills = match &mut group.stills {
            Some(stills) => stills,
            slot @ None => match group.group.decode() {
                Ok(stills) => slot.insert(stills),
                Err(error) => {
                    *slot = Some(Vec::new());
                    return Err((group.entry, error));
                }
            },
        };
        let still = stills.get(place).zip(group.group.times().get(place));
        let (still, time) = still.expect("a group has a thumbnail for each time");
        Ok((*time, still.clone()))
    }
}
