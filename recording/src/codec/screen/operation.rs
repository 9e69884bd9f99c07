//! Operation lists: what a frame does to the picture, without the pixels.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::payload::{KeyHead, UnitHead};
use super::unit;
use crate::chunk::Part;
use crate::codec::zstd;
use crate::error::{Error, Result};
use crate::picture::TILE_PX;
use crate::units::{Rect, Size, Span, Timestamp};

/// Most copied rectangles in a frame.
pub(super) const FRAME_COPIES: u64 = 64;
/// Most frames in a unit: bounds what one unit can cost to decode.
pub(super) const UNIT_FRAMES: usize = 256;
/// Side of the grid on which boxes lie, in pixels.
pub(super) const BLOCK_PX: u32 = 8;
/// Blocks along the side of a tile.
pub(super) const TILE_BLOCKS: u32 = TILE_PX / BLOCK_PX;
/// Flag of a box that is its whole tile.
const WHOLE_TILE: u8 = 0x80;

/// How the pixels of a box are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// One colour: 3 bytes.
    Solid,
    /// 2 to 256 colours and an index of 1, 2, 4 or 8 bits for each pixel, each row padded to whole bytes.
    Palette {
        /// Number of colours.
        colours: u16,
    },
    /// Three planes (green, red less green, blue less green) of differences to the pixel above.
    Above,
    /// The same three planes, of differences to the pixel above or on the left in as few bits as each 8 of them need.
    Packed {
        /// Number of bytes: never more than [`Coding::Above`] takes.
        bytes: u16,
    },
    /// What the last keyframe, full or light, shows at the same place: no bytes.
    AsKey,
}

impl Coding {
    /// Bits of an index into this many colours: 1, 2, 4 or 8.
    pub(super) const fn index_bits(colours: u16) -> u32 {
        match colours {
            0..=2 => 1,
            3..=4 => 2,
            5..=16 => 4,
            _ => 8,
        }
    }

    /// Pixel bytes of a box of this size.
    pub(super) const fn pixel_bytes(self, width: u32, height: u32) -> usize {
        match self {
            Self::Solid => 3,
            Self::Palette { colours } => {
                let row = (width * Self::index_bits(colours)).div_ceil(8);
                colours as usize * 3 + row as usize * height as usize
            }
            Self::Above => width as usize * height as usize * 3,
            Self::Packed { bytes } => bytes as usize,
            Self::AsKey => 0,
        }
    }
}

/// A rectangle copied from the picture as it was before the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyOperation {
    /// Where it goes, in pixels, inside the picture.
    pub to: Rect,
    /// Left edge of where it comes from; the whole source lies inside the picture.
    pub from_x: u32,
    /// Top edge of where it comes from.
    pub from_y: u32,
}

impl CopyOperation {
    /// Where it comes from.
    pub const fn source(self) -> Rect {
        Rect::new(self.from_x, self.from_y, self.to.width, self.to.height)
    }
}

/// Pixels written into one tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxOperation {
    /// Number of the tile, row-major.
    pub tile: u32,
    /// The pixels written, inside the tile and the picture, never empty.
    pub rect: Rect,
    /// The whole tile is written: nothing older matters to it.
    pub is_intra: bool,
    /// How the pixels are stored.
    pub coding: Coding,
}

impl BoxOperation {
    /// How many bytes of the unit's pixels it takes.
    pub const fn pixel_bytes(&self) -> usize {
        self.coding.pixel_bytes(self.rect.width, self.rect.height)
    }
}

/// One thing that a frame does to the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A copied rectangle. Those of a frame come first, read the picture as it was before the frame, and together
    /// cover no more than the picture.
    Copy(CopyOperation),
    /// Pixels written into a tile, at most once for each tile of a frame, in the order of the tiles.
    Box(BoxOperation),
}

/// Reads the decompressed operation lists of a unit or keyframe, frame by frame.
#[derive(Clone, Debug, Default)]
pub struct OperationReader {
    bytes: Vec<u8>,
    position: usize,
    size: Size,
    time: Timestamp,
    frames: usize,
    copies_left: u64,
    boxes_left: u64,
    copied: u64,
    next_tile: u64,
}

impl OperationReader {
    /// A reader of the lists in a chunk of operations or in a keyframe, for planning without the pixels. A keyframe
    /// is read by [`Self::next_operation`] at once, a unit after [`Self::next_frame`].
    ///
    /// # Errors
    /// [`Error::Malformed`] (also for a part without lists), [`Error::Truncated`], [`Error::Unsupported`] and
    /// [`Error::LimitReached`].
    ///
    /// # Limits
    /// Takes at most about 14 bytes for each tile of the picture and 80 KiB.
    pub fn read(part: Part, payload: &[u8]) -> Result<Self> {
        match part {
            Part::Operations => {
                let (head, operations) = UnitHead::read(payload)?;
                let bytes = zstd::decompress(operations, unit::operations_limit(head.size)?)?;
                Ok(Self::new(bytes, head.size, head.time))
            }
            Part::Key | Part::LightKey => {
                let key = KeyHead::read(payload)?;
                let bytes = zstd::decompress(key.operations, unit::operations_limit(key.head.size)?)?;
                Self::of_key(bytes, key.head.size, key.head.time)
            }
            Part::Data => Err(malformed("operation list", 0)),
        }
    }

    /// A reader of a unit's lists on a picture of `size`, the first frame counted from `time` on.
    pub(super) fn new(bytes: Vec<u8>, size: Size, time: Timestamp) -> Self {
        Self { bytes, size, time, ..Self::default() }
    }

    /// A reader of a keyframe's boxes.
    ///
    /// # Errors
    /// [`Error::Malformed`] where their number cannot be read.
    pub(super) fn of_key(bytes: Vec<u8>, size: Size, time: Timestamp) -> Result<Self> {
        let mut reader = Self::new(bytes, size, time);
        reader.boxes_left = reader.varint()?;
        Ok(reader)
    }

    /// Size of the picture that the lists are for.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Number of tiles in the picture.
    pub(super) fn tile_count(&self) -> u64 {
        u64::from(self.size.width.div_ceil(TILE_PX)) * u64::from(self.size.height.div_ceil(TILE_PX))
    }

    /// Boxes of the current frame that have not been read.
    pub(super) fn boxes_left(&self) -> u64 {
        self.boxes_left
    }

    /// Goes on to the next frame and gives its time; `None` at the end. Operations of the frame before that have
    /// not been read are passed over.
    ///
    /// # Errors
    /// [`Error::Malformed`] at the byte of the decompressed lists.
    pub fn next_frame(&mut self) -> Result<Option<Timestamp>> {
        while self.next_operation()?.is_some() {}
        if self.position >= self.bytes.len() {
            return Ok(None);
        }
        let at = self.position;
        self.frames += 1;
        let later = self.varint()?;
        let time = self.time.as_us().checked_add(later).ok_or_else(|| malformed("time of a frame", at))?;
        self.time = Timestamp::ZERO.plus(Span::from_us(time));
        self.copies_left = self.varint()?;
        self.boxes_left = self.varint()?;
        if self.frames > UNIT_FRAMES || self.copies_left > FRAME_COPIES {
            return Err(malformed("number of operations", at));
        }
        self.copied = 0;
        self.next_tile = 0;
        Ok(Some(self.time))
    }

    /// Goes on to the end of the next frame and gives its time and how many bytes it takes before compression: its
    /// part of the list and the pixels of its boxes. `None` at the end.
    ///
    /// # Errors
    /// [`Error::Malformed`] at the byte of the decompressed lists.
    pub fn next_frame_bytes(&mut self) -> Result<Option<(Timestamp, u64)>> {
        while self.next_operation()?.is_some() {}
        let start = self.position;
        let Some(time) = self.next_frame()? else { return Ok(None) };
        let mut pixels = 0_u64;
        while let Some(operation) = self.next_operation()? {
            if let Operation::Box(tile_box) = operation {
                pixels += tile_box.pixel_bytes() as u64;
            }
        }
        Ok(Some((time, pixels + (self.position - start) as u64)))
    }

    /// The next operation of the frame; `None` where there are no more.
    ///
    /// # Errors
    /// [`Error::Malformed`] at the byte of the decompressed lists.
    pub fn next_operation(&mut self) -> Result<Option<Operation>> {
        if self.copies_left > 0 {
            self.copies_left -= 1;
            return self.copy().map(|copy| Some(Operation::Copy(copy)));
        }
        if self.boxes_left > 0 {
            self.boxes_left -= 1;
            return self.tile_box().map(|tile_box| Some(Operation::Box(tile_box)));
        }
        Ok(None)
    }

    fn copy(&mut self) -> Result<CopyOperation> {
        let at = self.position;
        let wrong = || malformed("copied rectangle", at);
        let mut numbers = [0_u32; 4];
        for number in &mut numbers {
            *number = u32::try_from(self.varint()?).map_err(|_| wrong())?;
        }
        let [x, y, width, height] = numbers;
        let from_x = moved(x, self.varint()?).ok_or_else(wrong)?;
        let from_y = moved(y, self.varint()?).ok_or_else(wrong)?;
        let copy = CopyOperation { to: Rect::new(x, y, width, height), from_x, from_y };
        let is_inside = |rect: Rect| rect.right() <= self.size.width && rect.bottom() <= self.size.height;
        if copy.to.is_empty() || !is_inside(copy.to) || !is_inside(copy.source()) {
            return Err(wrong());
        }
        self.copied += u64::from(width) * u64::from(height);
        if self.copied > self.size.area() {
            return Err(wrong());
        }
        Ok(copy)
    }

    fn tile_box(&mut self) -> Result<BoxOperation> {
        let at = self.position;
        let wrong = || malformed("box of pixels", at);
        let number = self.varint()?.checked_add(self.next_tile).filter(|tile| *tile < self.tile_count());
        let number = number.ok_or_else(wrong)?;
        self.next_tile = number + 1;
        let tile = u32::try_from(number).map_err(|_| wrong())?;
        let kind = self.byte()?;
        let coding = match kind & !WHOLE_TILE {
            0 => Coding::Solid,
            1 => Coding::Palette { colours: u16::from(self.byte()?) + 1 },
            2 => Coding::Above,
            3 => Coding::Packed { bytes: u16::from_le_bytes([self.byte()?, self.byte()?]) },
            4 => Coding::AsKey,
            _ => return Err(wrong()),
        };
        if matches!(coding, Coding::Palette { colours: 0..=1 }) {
            return Err(wrong());
        }
        let whole = tile_rect(self.size, tile);
        let is_intra = kind & WHOLE_TILE != 0;
        let rect = if is_intra { whole } else { self.blocks()?.ok_or_else(wrong)?.placed(whole) };
        let is_larger =
            coding.pixel_bytes(rect.width, rect.height) > Coding::Above.pixel_bytes(rect.width, rect.height);
        if rect.is_empty() || matches!(coding, Coding::Packed { .. }) && is_larger {
            return Err(wrong());
        }
        Ok(BoxOperation { tile, rect, is_intra, coding })
    }

    fn blocks(&mut self) -> Result<Option<BlockBox>> {
        let low = self.byte()?;
        let high = self.byte()?;
        Ok(BlockBox::from_bits(u16::from_le_bytes([low, high])))
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = self.bytes.get(self.position).copied();
        let byte = byte.ok_or_else(|| malformed("operation list", self.position))?;
        self.position += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64> {
        let at = self.position;
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if (bits << shift) >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(malformed("number in an operation list", at))
    }
}

/// A box inside a tile, in blocks of 8x8 pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockBox {
    pub(super) column: u16,
    pub(super) row: u16,
    pub(super) columns: u16,
    pub(super) rows: u16,
}

impl BlockBox {
    /// The 12 bits of the file: column, row, columns - 1, rows - 1, from the lowest on.
    pub(super) const fn to_bits(self) -> u16 {
        self.column | self.row << 3 | (self.columns - 1) << 6 | (self.rows - 1) << 9
    }

    fn from_bits(bits: u16) -> Option<Self> {
        let blocks = Self {
            column: bits & 7,
            row: bits >> 3 & 7,
            columns: (bits >> 6 & 7) + 1,
            rows: (bits >> 9 & 7) + 1,
        };
        let is_inside = blocks.column + blocks.columns <= 8 && blocks.row + blocks.rows <= 8;
        (is_inside && bits >> 12 == 0).then_some(blocks)
    }

    /// Its pixels inside the tile whose pixels are `tile`; empty where the picture's edge cuts all of it off.
    pub(super) fn placed(self, tile: Rect) -> Rect {
        let x = tile.x + u32::from(self.column) * BLOCK_PX;
        let y = tile.y + u32::from(self.row) * BLOCK_PX;
        Rect::new(x, y, u32::from(self.columns) * BLOCK_PX, u32::from(self.rows) * BLOCK_PX).intersect(tile)
    }
}

/// The pixels of a tile, cut off at the picture's edge.
pub(super) fn tile_rect(size: Size, tile: u32) -> Rect {
    let columns = size.width.div_ceil(TILE_PX).max(1);
    Rect::new(tile % columns * TILE_PX, tile / columns * TILE_PX, TILE_PX, TILE_PX).intersect(Rect::of(size))
}

/// `place` moved by a zigzag number.
fn moved(place: u32, zigzag: u64) -> Option<u32> {
    let distance = u32::try_from(zigzag >> 1).ok()?;
    if zigzag & 1 == 0 { place.checked_add(distance) } else { place.checked_sub(distance)?.checked_sub(1) }
}

fn malformed(what: &'static str, at: usize) -> Error {
    Error::Malformed { what, offset: at as u64 }
}

/// Writes operation lists.
#[derive(Debug, Default)]
pub(super) struct OperationWriter {
    bytes: Vec<u8>,
}

impl OperationWriter {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Starts a frame `later` after the one before (or after the unit's time).
    pub(super) fn frame(&mut self, later: Span, copies: &[CopyOperation], boxes: usize) {
        self.varint(later.as_us());
        self.varint(copies.len() as u64);
        self.varint(boxes as u64);
        for copy in copies {
            for number in [copy.to.x, copy.to.y, copy.to.width, copy.to.height] {
                self.varint(number.into());
            }
            self.varint(zigzag(copy.to.x, copy.from_x));
            self.varint(zigzag(copy.to.y, copy.from_y));
        }
    }

    /// Starts the boxes of a keyframe.
    pub(super) fn key(&mut self, boxes: usize) {
        self.varint(boxes as u64);
    }

    /// A box `skipped` tiles after the one before; no `blocks` for a whole tile.
    pub(super) fn tile_box(&mut self, skipped: u32, coding: Coding, blocks: Option<BlockBox>) {
        self.varint(skipped.into());
        let whole = if blocks.is_none() { WHOLE_TILE } else { 0 };
        match coding {
            Coding::Solid => self.bytes.push(whole),
            Coding::Palette { colours } => {
                let colours = u8::try_from(colours - 1).unwrap_or(u8::MAX);
                self.bytes.extend([1 | whole, colours]);
            }
            Coding::Above => self.bytes.push(2 | whole),
            Coding::Packed { bytes } => {
                self.bytes.push(3 | whole);
                self.bytes.extend(bytes.to_le_bytes());
            }
            Coding::AsKey => self.bytes.push(4 | whole),
        }
        if let Some(blocks) = blocks {
            self.bytes.extend(blocks.to_bits().to_le_bytes());
        }
    }

    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push((number & 0x7f) as u8);
    }
}

fn zigzag(from: u32, to: u32) -> u64 {
    if to >= from { u64::from(to - from) << 1 } else { u64::from(from - to - 1) << 1 | 1 }
}
