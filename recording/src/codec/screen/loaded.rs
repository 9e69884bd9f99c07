//! Chunks taken apart: decompressed, checked, and ready to be drawn from in any order.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::draw::draw_box;
use super::operation::{BoxOperation, Coding, Operation, OperationReader};
use super::payload::{KeyHead, UnitHead};
use super::unit;
use crate::chunk::Part;
use crate::codec::zstd;
use crate::error::{Error, Result};
use crate::picture::{Picture, TILE_PX};
use crate::units::{Rect, Size, Timestamp};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The operation lists of a unit.
#[derive(Debug)]
pub struct ScreenUnit {
    head: UnitHead,
    frames: Vec<UnitFrame>,
    operations: Vec<Placed>,
    pixel_bytes: usize,
}

/// A frame of a unit.
#[derive(Clone, Debug)]
pub(super) struct UnitFrame {
    pub(super) time: Timestamp,
    /// Places in the unit's list.
    pub(super) operations: Range<u32>,
}

/// An operation with where its pixels start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) operation: Operation,
    pub(super) pixels_at: u32,
}

impl ScreenUnit {
    /// Reads the payload of a chunk of operations, all of it.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::Truncated`], [`Error::Unsupported`] and [`Error::LimitReached`].
    ///
    /// # Limits
    /// Takes at most about 20 bytes for each byte of the decompressed lists.
    pub fn read(payload: &[u8]) -> Result<Self> {
        let (head, _) = UnitHead::read(payload)?;
        let limit = unit::unit_pixels_limit(head.size)?;
        let mut reader = OperationReader::read(Part::Operations, payload)?;
        let (mut frames, mut operations, mut pixel_bytes) = (Vec::new(), Vec::new(), 0_usize);
        let beyond = || Error::Malformed { what: "pixels of a unit", offset: 0 };
        while let Some(time) = reader.next_frame()? {
            let first = place(operations.len())?;
            while let Some(operation) = reader.next_operation()? {
                operations.push(Placed { operation, pixels_at: place(pixel_bytes)? });
                if let Operation::Box(tile_box) = operation {
                    pixel_bytes += tile_box.pixel_bytes();
                }
                if pixel_bytes > limit {
                    return Err(beyond());
                }
            }
            frames.push(UnitFrame { time, operations: first..place(operations.len())? });
        }
        Ok(Self { head, frames, operations, pixel_bytes })
    }

    /// Size of the picture that it draws on.
    pub fn size(&self) -> Size {
        self.head.size
    }

    /// Time of the keyframe before it, full or light.
    pub fn key_time(&self) -> Timestamp {
        self.head.key
    }

    /// Number of frames.
    pub fn frame_count(&self) -> usize {
        self.frames.len()
    }

    /// Number of frames at or before `time`.
    pub fn frames_to(&self, time: Timestamp) -> usize {
        self.frames.partition_point(|frame| frame.time <= time)
    }

    /// Time of a frame by its number.
    pub fn frame_time(&self, frame: usize) -> Option<Timestamp> {
        self.frames.get(frame).map(|frame| frame.time)
    }

    /// Bytes of memory that it takes.
    pub fn held_bytes(&self) -> usize {
        self.frames.capacity() * size_of::<UnitFrame>() + self.operations.capacity() * size_of::<Placed>()
    }

    pub(super) fn frames_in(&self, frames: Range<usize>) -> &[UnitFrame] {
        let end = frames.end.min(self.frames.len());
        self.frames.get(frames.start..end).unwrap_or_default()
    }

    pub(super) fn operations_in(
        &self,
        places: Range<u32>,
    ) -> impl DoubleEndedIterator<Item = &Placed> + ExactSizeIterator {
        self.operations.get(places.start as usize..places.end as usize).unwrap_or_default().iter()
    }
}

/// The pixels of a unit.
#[derive(Debug)]
pub struct ScreenPixels {
    bytes: Vec<u8>,
}

impl ScreenPixels {
    /// Reads the payload of a chunk of pixels, which belong to `unit`.
    ///
    /// # Errors
    /// [`Error::Malformed`] (also where they are too few) and [`Error::LimitReached`].
    pub fn read(payload: &[u8], unit: &ScreenUnit) -> Result<Self> {
        let bytes = zstd::decompress(payload, unit::unit_pixels_limit(unit.head.size)?)?;
        if bytes.len() < unit.pixel_bytes {
            return Err(Error::Malformed { what: "pixels of a unit", offset: bytes.len() as u64 });
        }
        Ok(Self { bytes })
    }

    /// Bytes of memory that they take.
    pub fn held_bytes(&self) -> usize {
        self.bytes.capacity()
    }

    pub(super) fn of(&self, placed: &Placed, tile_box: &BoxOperation) -> Option<&[u8]> {
        self.bytes.get(placed.pixels_at as usize..)?.get(..tile_box.pixel_bytes())
    }
}

/// A keyframe, full or light, whose tiles are unpacked when they are first drawn.
#[derive(Debug)]
pub struct ScreenKey {
    part: Part,
    head: KeyHead,
    tiles: Vec<KeyTile>,
    pixels: Vec<u8>,
}

#[derive(Debug)]
struct KeyTile {
    tile_box: BoxOperation,
    pixels_at: u32,
    /// The pixels of a tile that is dear to unpack, once it was drawn: rows of the tile, cut off at the picture's edge.
    unpacked: OnceLock<Picture>,
}

impl ScreenKey {
    /// Reads the payload of a keyframe: a full one ([`Part::Key`]) or a light one ([`Part::LightKey`]).
    ///
    /// # Errors
    /// [`Error::Malformed`] (also for other parts), [`Error::Truncated`], [`Error::Unsupported`] and
    /// [`Error::LimitReached`].
    pub fn read(part: Part, payload: &[u8]) -> Result<Self> {
        let malformed = |what| Error::Malformed { what, offset: 0 };
        let key = KeyHead::read(payload)?;
        let head = key.head;
        match part {
            Part::Key if head.base == head.time => {}
            Part::LightKey if head.base <= head.time => {}
            Part::Key | Part::LightKey | Part::Data | Part::Operations => return Err(malformed("keyframe")),
        }
        let mut reader = OperationReader::read(part, payload)?;
        if part == Part::Key && reader.boxes_left() != reader.tile_count() {
            return Err(malformed("full keyframe"));
        }
        let pixels = zstd::decompress(key.pixels, unit::key_pixels_limit(head.size)?)?;
        let (mut tiles, mut pixel_bytes) = (Vec::new(), 0);
        while let Some(operation) = reader.next_operation()? {
            match operation {
                Operation::Box(tile_box) if tile_box.is_intra && tile_box.coding != Coding::AsKey => {
                    tiles.push(KeyTile {
                        tile_box,
                        pixels_at: place(pixel_bytes)?,
                        unpacked: OnceLock::new(),
                    });
                    pixel_bytes += tile_box.pixel_bytes();
                }
                Operation::Box(_) | Operation::Copy(_) => return Err(malformed("box in a keyframe")),
            }
            if pixel_bytes > pixels.len() {
                return Err(malformed("pixels of a keyframe"));
            }
        }
        Ok(Self { part, head, tiles, pixels })
    }

    /// Time of the frame that it holds.
    pub fn time(&self) -> Timestamp {
        self.head.time
    }

    /// Size of the picture.
    pub fn size(&self) -> Size {
        self.head.size
    }

    /// Bytes of memory that it takes once all of it was drawn.
    pub fn held_bytes(&self) -> usize {
        let dear = self.tiles.iter().filter(|tile| is_dear(tile.tile_box.coding)).count();
        let tile_bytes = TILE_PX as usize * TILE_PX as usize * 4;
        self.pixels.capacity() + self.tiles.capacity() * size_of::<KeyTile>() + dear * tile_bytes
    }

    /// Numbers of the tiles that it holds, rising.
    fn tile_numbers(&self) -> impl Iterator<Item = u32> {
        self.tiles.iter().map(|tile| tile.tile_box.tile)
    }

    fn tile(&self, tile: u32) -> Option<&KeyTile> {
        let place = self.tiles.binary_search_by_key(&tile, |tile| tile.tile_box.tile).ok()?;
        self.tiles.get(place)
    }

    /// Draws what it shows in `rect`, which lies inside of the tile.
    fn draw(&self, tile: &KeyTile, rect: Rect, picture: &mut Picture) -> Option<()> {
        let whole = tile.tile_box.rect;
        let bytes = self.pixels.get(tile.pixels_at as usize..)?.get(..tile.tile_box.pixel_bytes())?;
        if !is_dear(tile.tile_box.coding) && rect == whole {
            return draw_box(picture, &tile.tile_box, bytes);
        }
        let unpack = || {
            let mut unpacked = Picture::new(Size::new(whole.width, whole.height)).unwrap_or_default();
            let here = Rect::new(0, 0, whole.width, whole.height);
            // Where it fails the picture is empty, and nothing can be copied from it.
            draw_box(&mut unpacked, &BoxOperation { rect: here, ..tile.tile_box }, bytes)
                .map_or_else(Picture::default, |()| unpacked)
        };
        let once;
        let unpacked = if is_dear(tile.tile_box.coding) {
            tile.unpacked.get_or_init(unpack)
        } else {
            once = unpack();
            &once
        };
        for y in rect.y..rect.bottom() {
            let from = unpacked.row(rect.x.checked_sub(whole.x)?, y.checked_sub(whole.y)?, rect.width)?;
            picture.row_mut(rect.x, y, rect.width)?.copy_from_slice(from);
        }
        Some(())
    }
}

/// Whether unpacking takes much longer than copying.
fn is_dear(coding: Coding) -> bool {
    match coding {
        Coding::Above | Coding::Packed { .. } => true,
        Coding::Solid | Coding::Palette { .. } | Coding::AsKey => false,
    }
}

/// A picture to start from: a full keyframe, with a light one on top of it where there is one.
#[derive(Clone, Debug)]
pub struct KeyPicture {
    full: Arc<ScreenKey>,
    light: Option<Arc<ScreenKey>>,
}

impl KeyPicture {
    /// The picture that a full keyframe shows, or a light one that was made for it.
    ///
    /// # Errors
    /// [`Error::Malformed`] where the two do not belong together.
    pub fn new(full: Arc<ScreenKey>, light: Option<Arc<ScreenKey>>) -> Result<Self> {
        let belongs = |light: &Arc<ScreenKey>| {
            light.part == Part::LightKey
                && light.head.base == full.head.time
                && light.head.size == full.head.size
        };
        if full.part != Part::Key || !light.as_ref().is_none_or(belongs) {
            return Err(Error::Malformed { what: "light keyframe without its full one", offset: 0 });
        }
        Ok(Self { full, light })
    }

    /// Size of the picture.
    pub fn size(&self) -> Size {
        self.full.head.size
    }

    /// Time of the frame that it shows.
    pub fn time(&self) -> Timestamp {
        self.last().head.time
    }

    pub(super) fn full(&self) -> &Arc<ScreenKey> {
        &self.full
    }

    fn last(&self) -> &ScreenKey {
        self.light.as_ref().unwrap_or(&self.full)
    }

    /// Numbers of the tiles that the last of its keyframes holds, rising.
    pub(super) fn last_tiles(&self) -> Vec<u32> {
        self.last().tile_numbers().collect()
    }

    /// Draws what it shows in `rect`, which lies inside of the tile of this number.
    pub(super) fn draw(&self, tile: u32, rect: Rect, picture: &mut Picture) -> Option<()> {
        if let Some((light, tile)) = self.light.as_ref().and_then(|light| Some((light, light.tile(tile)?))) {
            return light.draw(tile, rect, picture);
        }
        self.full.draw(self.full.tile(tile)?, rect, picture)
    }
}

fn place(at: usize) -> Result<u32> {
    u32::try_from(at)
        .map_err(|_| Error::LimitReached { what: "unit or keyframe in bytes", limit: u32::MAX.into() })
}
