//! From chunks back to pictures.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::draw::{copy_between, copy_rects, draw_box};
use super::liveness::{LiveOperations, Liveness};
use super::loaded::{KeyPicture, Placed, ScreenKey, ScreenPixels, ScreenUnit};
use super::operation::{BoxOperation, Coding, CopyOperation, Operation};
use crate::chunk::Part;
use crate::error::{Error, Result};
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Size, Timestamp};
use std::sync::Arc;

/// Decodes the screen track, in one of two ways.
///
/// To play: load a keyframe, then the units after it in the order of the file, and play them. While playing forward
/// a full keyframe is loaded when it is passed (it is a frame of its own and may change the size); a light keyframe
/// holds nothing new then and is skipped. After an error the rest of the unit is dropped and the picture may be half
/// drawn; loading a full keyframe makes it whole again.
///
/// To go to a time at once: walk back with [`Liveness`], then [`Self::start`] from a keyframe, or go on from what is
/// shown, and [`Self::run`] what is live, in the order of the file.
///
/// # Limits
/// Memory follows the size of the picture, whatever the chunks claim: the picture itself, what the last keyframe
/// showed, the pixels of one unit (at most 256 KiB and three bytes for each pixel of the picture), its operation
/// lists, and staged copies (at most the picture once).
#[derive(Default)]
pub struct ScreenDecoder {
    screen: Option<Screen>,
    loaded: Option<Loaded>,
    copies: Vec<CopyOperation>,
    staged: Vec<u8>,
}

/// The unit that is played.
struct Loaded {
    unit: Arc<ScreenUnit>,
    pixels: ScreenPixels,
    /// Frames of it that were played.
    played: usize,
}

/// What is shown, once there has been a keyframe.
struct Screen {
    picture: Picture,
    damage: Damage,
    shown: Timestamp,
    key: KeyShown,
    /// The full keyframe that the picture holds and nothing else, so that a light one can follow.
    pure_key: Option<Timestamp>,
}

/// What the last keyframe shows, to which units refer.
struct KeyShown {
    source: KeySource,
    kept: KeptKey,
}

/// Where what the last keyframe shows is to be found.
enum KeySource {
    /// In the keyframe.
    Loaded(KeyPicture),
    /// In the picture as it was then, and that was all known.
    Kept,
    /// In the picture as it was then, of which only a part was known.
    KeptPart,
}

/// What the last keyframe showed, kept tile by tile where something else was drawn since.
pub(super) struct KeptKey {
    time: Timestamp,
    picture: Picture,
    kept: Damage,
}

impl KeptKey {
    pub(super) fn new(size: Size, time: Timestamp) -> Self {
        Self { time, picture: Picture::default(), kept: Damage::none(size) }
    }

    /// The picture is that of the keyframe at `time`.
    fn restart(&mut self, time: Timestamp) {
        self.time = time;
        self.kept.clear();
    }

    /// The keyframe at `time`, if another one, was passed: it holds what the picture does.
    pub(super) fn pass(&mut self, time: Timestamp) {
        if time != self.time {
            self.restart(time);
        }
    }

    /// The picture that holds this tile as it was, where something else was drawn there since.
    pub(super) fn kept(&self, tile: usize) -> Option<&Picture> {
        self.kept.contains(tile).then_some(&self.picture)
    }

    /// Keeps a tile that is about to be drawn on.
    pub(super) fn keep(&mut self, picture: &Picture, tile: usize) -> Result<()> {
        if !self.kept.contains(tile) {
            if self.picture.size() != picture.size() {
                self.picture = Picture::new(picture.size())?;
            }
            copy_between(picture, &mut self.picture, self.kept.tile_rect(tile));
            self.kept.add_tile(tile);
        }
        Ok(())
    }
}

impl KeyShown {
    fn new(size: Size) -> Self {
        Self { source: KeySource::KeptPart, kept: KeptKey::new(size, Timestamp::ZERO) }
    }

    fn time(&self) -> Timestamp {
        self.kept.time
    }

    /// The picture is that of the keyframe at `time`.
    fn restart(&mut self, time: Timestamp, source: KeySource) {
        self.kept.restart(time);
        self.source = source;
    }

    /// Keeps a tile that is about to be drawn on, unless the keyframe itself is at hand.
    fn keep(&mut self, picture: &Picture, tile: usize) -> Result<()> {
        match self.source {
            KeySource::Loaded(_) => Ok(()),
            KeySource::Kept | KeySource::KeptPart => self.kept.keep(picture, tile),
        }
    }

    /// Draws what the keyframe showed; `None` where that is not known.
    fn draw(&self, tile: u32, rect: Rect, picture: &mut Picture) -> Option<()> {
        match &self.source {
            KeySource::Loaded(key) => key.draw(tile, rect, picture),
            KeySource::Kept | KeySource::KeptPart => match self.kept.kept(tile as usize) {
                Some(kept) => copy_between(kept, picture, rect),
                // Nothing was drawn there since.
                None => Some(()),
            },
        }
    }
}

impl ScreenDecoder {
    /// A decoder without a picture.
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads a keyframe: a full one ([`Part::Key`]) in place of everything before, a light one
    /// ([`Part::LightKey`]) directly onto the full one that it was made for. A loaded unit is dropped.
    ///
    /// # Errors
    /// [`Error::Malformed`] (also for a light keyframe that does not belong on what is loaded, and for any other
    /// part), [`Error::Truncated`], [`Error::Unsupported`] and [`Error::LimitReached`].
    pub fn load_key(&mut self, part: Part, payload: &[u8]) -> Result<()> {
        self.loaded = None;
        let key = Arc::new(ScreenKey::read(part, payload)?);
        let key = if part == Part::LightKey {
            let screen = self.screen.as_ref().filter(|screen| screen.pure_key.is_some());
            let full = match screen.map(|screen| &screen.key.source) {
                Some(KeySource::Loaded(full)) => Arc::clone(full.full()),
                Some(KeySource::Kept | KeySource::KeptPart) | None => return Err(without_full_key()),
            };
            KeyPicture::new(full, Some(key))?
        } else {
            KeyPicture::new(key, None)?
        };
        let tiles = key.last_tiles();
        self.begin(key, &tiles)?;
        if let Some(screen) = &mut self.screen {
            screen.pure_key = (part == Part::Key).then_some(screen.shown);
        }
        Ok(())
    }

    /// Loads a unit, to be played by [`Self::play_to`]. A unit loaded before is dropped.
    ///
    /// # Errors
    /// [`Error::Malformed`] (also where there is no keyframe, or one of another size), [`Error::Truncated`],
    /// [`Error::Unsupported`] and [`Error::LimitReached`].
    pub fn load_unit(&mut self, operations: &[u8], pixels: &[u8]) -> Result<()> {
        let is_played = self.loaded.take().is_none_or(|loaded| loaded.played >= loaded.unit.frame_count());
        let unit = ScreenUnit::read(operations)?;
        let pixels = ScreenPixels::read(pixels, &unit)?;
        let Some(screen) = self.screen.as_mut().filter(|screen| screen.picture.size() == unit.size()) else {
            return Err(without_key());
        };
        if unit.key_time() != screen.key.time() {
            // A light keyframe was passed: units end at a keyframe, so what is shown is what it holds.
            if !is_played || unit.key_time() < screen.shown {
                return Err(without_key());
            }
            screen.key.restart(unit.key_time(), KeySource::Kept);
        }
        self.loaded = Some(Loaded { unit: Arc::new(unit), pixels, played: 0 });
        Ok(())
    }

    /// Time of the next frame of the loaded unit; `None` where it is played out or none is loaded.
    pub fn next_time(&self) -> Option<Timestamp> {
        self.loaded.as_ref().and_then(|loaded| loaded.unit.frame_time(loaded.played))
    }

    /// Applies the frames of the loaded unit up to and including `time`.
    ///
    /// # Errors
    /// [`Error::Malformed`]: the rest of the unit is dropped.
    pub fn play_to(&mut self, time: Timestamp) -> Result<()> {
        let Some(mut loaded) = self.loaded.take() else { return Ok(()) };
        let frames = loaded.played..loaded.unit.frames_to(time).max(loaded.played);
        for frame in loaded.unit.frames_in(frames) {
            self.draw_frame(loaded.unit.operations_in(frame.operations.clone()), Some(&loaded.pixels))?;
            if let Some(screen) = &mut self.screen {
                screen.shown = frame.time;
                screen.pure_key = None;
            }
            loaded.played += 1;
        }
        self.loaded = Some(loaded);
        Ok(())
    }

    /// Starts from a keyframe: draws of it what `need` says, where a walk has led back to it. The picture is whole
    /// once all that is live was [`Self::run`].
    ///
    /// # Errors
    /// [`Error::Malformed`] where the keyframe is of another size than the walk, and [`Error::LimitReached`].
    pub fn start(&mut self, key: KeyPicture, need: &Liveness) -> Result<()> {
        if key.size() != need.size() {
            return Err(without_key());
        }
        self.loaded = None;
        self.begin(key, &need.tiles())
    }

    /// Starts where a walk has ended before it led back to a keyframe: nothing of the picture counts.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where such a picture is too large.
    pub fn start_without_key(&mut self, need: &Liveness) -> Result<()> {
        self.loaded = None;
        let screen = self.resize(need.size())?;
        screen.key.restart(Timestamp::ZERO, KeySource::KeptPart);
        Ok(())
    }

    /// The picture is that of the light keyframe at `time`, all of it.
    pub fn pass_key(&mut self, time: Timestamp) {
        if let Some(screen) = &mut self.screen {
            screen.key.restart(time, KeySource::Kept);
        }
    }

    /// The picture is that of the keyframe at `time`, as far as what follows refers to it.
    pub fn pass_needed_key(&mut self, time: Timestamp) {
        if let Some(screen) = &mut self.screen {
            screen.key.restart(time, KeySource::KeptPart);
        }
    }

    /// From here on it is not known what the picture shows in these rectangles, nor where it is copied from there,
    /// until something else is drawn: such pixels are 0 in all four bytes.
    ///
    /// # Errors
    /// [`Error::LimitReached`].
    pub fn lose(&mut self, area: &[Rect]) -> Result<()> {
        let Some(screen) = &mut self.screen else { return Ok(()) };
        let picture = Rect::of(screen.picture.size());
        for rect in area.iter().map(|rect| rect.intersect(picture)).filter(|rect| !rect.is_empty()) {
            for tile in screen.damage.tiles_of(rect) {
                screen.key.keep(&screen.picture, tile)?;
            }
            screen.damage.add(rect);
            clear(&mut screen.picture, rect);
        }
        Ok(())
    }

    /// Whether it can draw all that the keyframe at `time` shows.
    pub fn knows_key(&self, time: Timestamp) -> bool {
        self.screen.as_ref().is_some_and(|screen| {
            screen.key.time() == time && !matches!(screen.key.source, KeySource::KeptPart)
        })
    }

    /// Time of the last keyframe before what is shown.
    pub fn key_time(&self) -> Option<Timestamp> {
        self.screen.as_ref().map(|screen| screen.key.time())
    }

    /// Runs operations of a unit. Where its pixels are left out, what they would draw is not known from then on, as
    /// for [`Self::lose`]. A unit of another keyframe than the one before starts from there, with what is known of it.
    ///
    /// # Errors
    /// [`Error::Malformed`] where there is no picture of the unit's size, or its pixels are too few. The picture may be
    /// half drawn then.
    pub fn run(
        &mut self,
        unit: &ScreenUnit,
        pixels: Option<&ScreenPixels>,
        live: &LiveOperations,
    ) -> Result<()> {
        let Some(screen) = self.screen.as_mut().filter(|screen| screen.picture.size() == unit.size()) else {
            return Err(without_key());
        };
        screen.pure_key = None;
        if screen.key.time() != unit.key_time() {
            screen.key.restart(unit.key_time(), KeySource::KeptPart);
        }
        let mut places = live.places.iter().copied().peekable();
        for frame in unit.frames_in(0..unit.frame_count()) {
            let mut placed = Vec::new();
            while let Some(place) = places.next_if(|place| *place < frame.operations.end) {
                placed.extend(unit.operations_in(place..place.saturating_add(1)));
            }
            if !placed.is_empty() {
                self.draw_frame(placed.into_iter(), pixels)?;
            }
        }
        Ok(())
    }

    /// What was run has led to the frame of `time`.
    pub fn settle(&mut self, time: Timestamp) {
        if let Some(screen) = &mut self.screen {
            screen.shown = time;
        }
    }

    /// What is shown; an empty picture before the first keyframe. Alpha is 0 where that is not known
    /// ([`Self::lose`]), else 255.
    pub fn picture(&self) -> &Picture {
        static NOTHING: std::sync::LazyLock<Picture> = std::sync::LazyLock::new(Picture::default);
        self.screen.as_ref().map_or(&NOTHING, |screen| &screen.picture)
    }

    /// The tiles that were drawn since this was last called.
    pub fn take_damage(&mut self) -> Damage {
        match &mut self.screen {
            Some(screen) => {
                let none = Damage::none(screen.picture.size());
                std::mem::replace(&mut screen.damage, none)
            }
            None => Damage::none(Size::default()),
        }
    }

    /// Time of the last frame that was applied; zero before the first keyframe.
    pub fn shown(&self) -> Timestamp {
        self.screen.as_ref().map_or(Timestamp::ZERO, |screen| screen.shown)
    }

    /// Bytes of room that it holds beside its pictures.
    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        let loaded =
            self.loaded.as_ref().map_or(0, |loaded| loaded.unit.held_bytes() + loaded.pixels.held_bytes());
        loaded + self.staged.capacity()
    }

    /// Draws these tiles of a keyframe, onto which what follows is drawn.
    fn begin(&mut self, key: KeyPicture, tiles: &[u32]) -> Result<()> {
        let screen = self.resize(key.size())?;
        for tile in tiles {
            let rect = screen.damage.tile_rect(*tile as usize);
            screen.damage.add_tile(*tile as usize);
            key.draw(*tile, rect, &mut screen.picture)
                .ok_or(Error::Malformed { what: "pixels of a keyframe", offset: 0 })?;
        }
        screen.shown = key.time();
        screen.key.restart(key.time(), KeySource::Loaded(key));
        Ok(())
    }

    /// Makes the picture one of this size. A new one is black and all of it damaged, and nothing is left of the room
    /// that the one before took.
    fn resize(&mut self, size: Size) -> Result<&mut Screen> {
        let has_size = self.screen.as_ref().is_some_and(|screen| screen.picture.size() == size);
        if !has_size {
            self.staged = Vec::new();
            self.screen = Some(Screen {
                picture: Picture::new(size)?,
                damage: Damage::all(size),
                shown: Timestamp::ZERO,
                key: KeyShown::new(size),
                pure_key: None,
            });
        }
        let screen = self.screen.as_mut().ok_or_else(without_key)?;
        screen.pure_key = None;
        Ok(screen)
    }

    /// Draws operations of one frame: the copies, then the boxes.
    fn draw_frame<'a>(
        &mut self,
        operations: impl Iterator<Item = &'a Placed>,
        pixels: Option<&ScreenPixels>,
    ) -> Result<()> {
        self.copies.clear();
        let mut operations = operations.peekable();
        while let Some(Placed { operation: Operation::Copy(copy), .. }) =
            operations.next_if(|placed| matches!(placed.operation, Operation::Copy(_)))
        {
            self.copies.push(*copy);
        }
        let Some(screen) = &mut self.screen else { return Ok(()) };
        for copy in &self.copies {
            screen.damage.add(copy.to);
            for tile in screen.damage.tiles_of(copy.to) {
                screen.key.keep(&screen.picture, tile)?;
            }
        }
        copy_rects(&mut screen.picture, &self.copies, &mut self.staged)
            .ok_or(Error::Malformed { what: "copied rectangle", offset: 0 })?;
        for placed in operations {
            if let Operation::Box(tile_box) = &placed.operation {
                screen.draw(placed, tile_box, pixels)?;
            }
        }
        Ok(())
    }
}

impl Screen {
    /// Draws a box of a unit, keeping what the keyframe showed there.
    fn draw(
        &mut self,
        placed: &Placed,
        tile_box: &BoxOperation,
        pixels: Option<&ScreenPixels>,
    ) -> Result<()> {
        let malformed = || Error::Malformed { what: "pixels of a box", offset: placed.pixels_at.into() };
        self.damage.add_tile(tile_box.tile as usize);
        if tile_box.coding == Coding::AsKey {
            return self.key.draw(tile_box.tile, tile_box.rect, &mut self.picture).ok_or_else(malformed);
        }
        self.key.keep(&self.picture, tile_box.tile as usize)?;
        let Some(pixels) = pixels else {
            clear(&mut self.picture, tile_box.rect);
            return Ok(());
        };
        let bytes = pixels.of(placed, tile_box).ok_or_else(malformed)?;
        draw_box(&mut self.picture, tile_box, bytes).ok_or_else(malformed)
    }
}

/// Makes a rectangle inside the picture unknown.
fn clear(picture: &mut Picture, rect: Rect) {
    for y in rect.y..rect.bottom() {
        picture.row_mut(rect.x, y, rect.width).into_iter().for_each(|row| row.fill(0));
    }
}

fn without_key() -> Error {
    Error::Malformed { what: "unit without its keyframe", offset: 0 }
}

fn without_full_key() -> Error {
    Error::Malformed { what: "light keyframe without its full one", offset: 0 }
}
