//! From chunks back to pictures.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::draw::{copy_between, copy_rects, draw_box};
use super::operation::{BoxOperation, Coding, CopyOperation, Operation, OperationReader};
use super::payload::{KeyHead, KeyParts, UnitHead};
use super::unit;
use crate::chunk::Part;
use crate::codec::zstd::Decompressor;
use crate::error::{Error, Result};
use crate::picture::{Damage, Picture};
use crate::units::{Size, Timestamp};

/// Decodes the screen track: load a keyframe, then the units after it in the order of the file, and play them.
///
/// While playing forward a full keyframe is loaded when it is passed (it is a frame of its own and may change the
/// size); a light keyframe holds nothing new then and is skipped.
///
/// After an error the rest of the unit is dropped and the picture may be half drawn; loading a full keyframe makes
/// it whole again.
///
/// # Limits
/// Memory follows the size of the picture, whatever the chunks claim: the picture itself, the pixels of one unit
/// (at most 1 MiB and the picture once), its operation lists, and staged copies (at most the picture once).
#[derive(Default)]
pub struct ScreenDecoder {
    decompressor: Option<Decompressor>,
    screen: Option<Screen>,
    operations: OperationReader,
    pixels: Vec<u8>,
    pixels_used: usize,
    next: Option<Timestamp>,
    copies: Vec<CopyOperation>,
    staged: Vec<u8>,
}

/// What is shown, once there has been a keyframe.
struct Screen {
    picture: Picture,
    damage: Damage,
    shown: Timestamp,
    key: KeptKey,
    /// The full keyframe that the picture holds and nothing else, so that a light one can follow.
    pure_key: Option<Timestamp>,
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
        self.next = None;
        let key = KeyHead::read(payload)?;
        let is_other_size = key.head.size != self.picture().size();
        if is_other_size {
            self.drop_room();
        }
        let loaded = self.load_key_of(part, &key);
        if loaded.is_err() && is_other_size {
            // The room is that of a size which the picture did not take.
            self.drop_room();
        }
        loaded
    }

    fn load_key_of(&mut self, part: Part, key: &KeyParts<'_>) -> Result<()> {
        let head = key.head;
        let size = head.size;
        let pixels_limit = unit::key_pixels_limit(size)?;
        let operations_limit = unit::operations_limit(size)?;
        match part {
            Part::Key if head.base == head.time => {}
            Part::LightKey => {
                let screen = self.screen.as_ref().filter(|screen| screen.picture.size() == size);
                if screen.and_then(|screen| screen.pure_key) != Some(head.base) || head.time < head.base {
                    return Err(Error::Malformed { what: "light keyframe without its full one", offset: 0 });
                }
            }
            Part::Key | Part::Data | Part::Operations => {
                return Err(Error::Malformed { what: "keyframe", offset: 0 });
            }
        }
        self.decompress(key.operations, operations_limit, key.pixels, pixels_limit, |bytes| {
            OperationReader::of_key(bytes, size, head.time)
        })?;
        if part == Part::Key {
            if self.operations.boxes_left() != self.operations.tile_count() {
                return Err(Error::Malformed { what: "full keyframe", offset: 0 });
            }
            self.start(size, head.time)?;
        }
        while let Some(operation) = self.operations.next_operation()? {
            match operation {
                Operation::Box(tile_box) if tile_box.is_intra => self.draw(&tile_box)?,
                Operation::Box(_) | Operation::Copy(_) => {
                    return Err(Error::Malformed { what: "box in a keyframe", offset: 0 });
                }
            }
        }
        if let Some(screen) = &mut self.screen {
            screen.shown = head.time;
            screen.pure_key = (part == Part::Key).then_some(head.time);
            screen.key.restart(head.time);
        }
        Ok(())
    }

    /// Loads a unit, to be played by [`Self::play_to`]. A unit loaded before is dropped.
    ///
    /// # Errors
    /// [`Error::Malformed`] (also where there is no keyframe, or one of another size), [`Error::Truncated`],
    /// [`Error::Unsupported`] and [`Error::LimitReached`].
    pub fn load_unit(&mut self, operations: &[u8], pixels: &[u8]) -> Result<()> {
        let is_played = self.next.take().is_none();
        let (head, operations) = UnitHead::read(operations)?;
        let without_key = Error::Malformed { what: "unit without its keyframe", offset: 0 };
        let Some(screen) = self.screen.as_mut().filter(|screen| screen.picture.size() == head.size) else {
            return Err(without_key);
        };
        if head.key != screen.key.time {
            // A light keyframe was passed: units end at a keyframe, so what is shown is what it holds.
            if !is_played || head.key < screen.shown {
                return Err(without_key);
            }
            screen.key.restart(head.key);
        }
        let operations_limit = unit::operations_limit(head.size)?;
        let pixels_limit = unit::unit_pixels_limit(head.size)?;
        self.decompress(operations, operations_limit, pixels, pixels_limit, |bytes| {
            Ok(OperationReader::new(bytes, head.size, head.time))
        })?;
        self.next = self.operations.next_frame()?;
        Ok(())
    }

    /// Time of the next frame of the loaded unit; `None` where it is played out or none is loaded.
    pub fn next_time(&self) -> Option<Timestamp> {
        self.next
    }

    /// Applies the frames of the loaded unit up to and including `time`.
    ///
    /// # Errors
    /// [`Error::Malformed`]: the rest of the unit is dropped.
    pub fn play_to(&mut self, time: Timestamp) -> Result<()> {
        while let Some(next) = self.next.take_if(|next| *next <= time) {
            self.frame()?;
            if let Some(screen) = &mut self.screen {
                screen.shown = next;
                screen.pure_key = None;
            }
            self.next = self.operations.next_frame()?;
        }
        Ok(())
    }

    /// What is shown; an empty picture before the first keyframe.
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
        self.operations.room() + self.pixels.capacity() + self.staged.capacity()
    }

    /// Gives the room of the streams back: it followed the size of another picture.
    fn drop_room(&mut self) {
        self.operations = OperationReader::default();
        self.pixels = Vec::new();
        self.pixels_used = 0;
        self.staged = Vec::new();
    }

    /// Makes the picture one of this size, all of it damaged and about to be drawn.
    fn start(&mut self, size: Size, time: Timestamp) -> Result<()> {
        match &mut self.screen {
            Some(screen) if screen.picture.size() == size => {
                screen.damage = Damage::all(size);
                screen.pure_key = None;
            }
            screen => {
                let picture = Picture::new(size)?;
                *screen = Some(Screen {
                    picture,
                    damage: Damage::all(size),
                    shown: time,
                    key: KeptKey::new(size, time),
                    pure_key: None,
                });
            }
        }
        Ok(())
    }

    /// Decompresses both streams into the room of those before.
    fn decompress(
        &mut self,
        operations: &[u8],
        operations_limit: usize,
        pixels: &[u8],
        pixels_limit: usize,
        reader: impl FnOnce(Vec<u8>) -> Result<OperationReader>,
    ) -> Result<()> {
        let decompressor = match &mut self.decompressor {
            Some(decompressor) => decompressor,
            slot @ None => slot.insert(Decompressor::new()?),
        };
        self.pixels_used = 0;
        decompressor.decompress(pixels, pixels_limit, &mut self.pixels)?;
        let mut bytes = std::mem::take(&mut self.operations).into_bytes();
        decompressor.decompress(operations, operations_limit, &mut bytes)?;
        self.operations = reader(bytes)?;
        Ok(())
    }

    fn frame(&mut self) -> Result<()> {
        self.copies.clear();
        let mut operation = self.operations.next_operation()?;
        while let Some(Operation::Copy(copy)) = operation {
            self.copies.push(copy);
            operation = self.operations.next_operation()?;
        }
        if let Some(screen) = &mut self.screen {
            for copy in &self.copies {
                screen.damage.add(copy.to);
                for tile in screen.damage.tiles_of(copy.to) {
                    screen.key.keep(&screen.picture, tile)?;
                }
            }
            copy_rects(&mut screen.picture, &self.copies, &mut self.staged)
                .ok_or(Error::Malformed { what: "copied rectangle", offset: 0 })?;
        }
        while let Some(Operation::Box(tile_box)) = operation {
            self.draw_kept(&tile_box)?;
            operation = self.operations.next_operation()?;
        }
        Ok(())
    }

    /// Draws a box of a unit, keeping what the keyframe showed there.
    fn draw_kept(&mut self, tile_box: &BoxOperation) -> Result<()> {
        let Some(screen) = &mut self.screen else { return Ok(()) };
        let tile = tile_box.tile as usize;
        if tile_box.coding != Coding::AsKey {
            screen.key.keep(&screen.picture, tile)?;
            return self.draw(tile_box);
        }
        // A tile that is not kept still shows what the keyframe showed.
        if screen.key.kept.contains(tile) {
            screen.damage.add_tile(tile);
            copy_between(&screen.key.picture, &mut screen.picture, tile_box.rect);
        }
        Ok(())
    }

    fn draw(&mut self, tile_box: &BoxOperation) -> Result<()> {
        let malformed = Error::Malformed { what: "pixels of a box", offset: self.pixels_used as u64 };
        let rest = self.pixels.get(self.pixels_used..).unwrap_or_default();
        let Some(bytes) = rest.get(..tile_box.pixel_bytes()) else { return Err(malformed) };
        let Some(screen) = &mut self.screen else { return Err(malformed) };
        self.pixels_used += bytes.len();
        screen.damage.add_tile(tile_box.tile as usize);
        draw_box(&mut screen.picture, tile_box, bytes).ok_or(malformed)
    }
}
