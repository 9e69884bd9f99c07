//! Packs the pixels of a box: a palette and indices, or predicted colours.

use super::operation::Coding;
use crate::picture::{Picture, TILE_PX};
use crate::units::Rect;

/// Most pixels in a box.
const BOX_PIXELS: usize = (TILE_PX * TILE_PX) as usize;
/// Most colours in a palette.
const PALETTE_COLOURS: usize = 256;
/// Slots of the table of colours: a power of two, four times the colours so that chains stay short.
const SLOTS: usize = 1024;
/// No colour has this value: colours are 0xRRGGBB.
const FREE: u32 = u32::MAX;

/// Packs boxes, keeping its tables from one to the next.
pub(super) struct Packer {
    /// The colours of the box's pixels, row after row, 0xRRGGBB.
    pixels: Vec<u32>,
    /// Number of the slot of each pixel's colour.
    slots: Vec<u16>,
    /// Colour of each slot.
    table: Box<[u32; SLOTS]>,
    /// Index of each slot's colour in the palette.
    indices: Box<[u8; SLOTS]>,
    /// Colours found, each with its slot.
    palette: Vec<(u32, u16)>,
}

impl Packer {
    pub(super) fn new() -> Self {
        Self {
            pixels: Vec::with_capacity(BOX_PIXELS),
            slots: Vec::with_capacity(BOX_PIXELS),
            table: Box::new([FREE; SLOTS]),
            indices: Box::new([0; SLOTS]),
            palette: Vec::with_capacity(PALETTE_COLOURS),
        }
    }

    /// Appends the pixels of `rect` to `bytes` and says how they are stored. `rect` lies inside the picture and is no
    /// larger than a tile.
    pub(super) fn pack(&mut self, picture: &Picture, rect: Rect, bytes: &mut Vec<u8>) -> Coding {
        self.read(picture, rect);
        let coding = match self.find_palette() {
            true if self.palette.len() == 1 => Coding::Solid,
            true => Coding::Palette { colours: self.palette.len() as u16 },
            false => Coding::Predicted,
        };
        let coding = match coding {
            Coding::Palette { .. }
                if coding.pixel_bytes(rect.width, rect.height)
                    > Coding::Predicted.pixel_bytes(rect.width, rect.height) =>
            {
                Coding::Predicted
            }
            other => other,
        };
        match coding {
            Coding::Solid => self.write_palette(bytes),
            Coding::Palette { colours } => {
                self.write_palette(bytes);
                self.write_indices(rect.width as usize, Coding::index_bits(colours), bytes);
            }
            Coding::Predicted => self.write_predicted(rect.width as usize, bytes),
            Coding::AsKey => {}
        }
        coding
    }

    fn read(&mut self, picture: &Picture, rect: Rect) {
        self.pixels.clear();
        for y in rect.y..rect.bottom() {
            let row = picture.row(rect.x, y, rect.width).unwrap_or_default();
            let (row, _) = row.as_chunks::<4>();
            self.pixels
                .extend(row.iter().map(|[red, green, blue, _]| u32::from_be_bytes([0, *red, *green, *blue])));
        }
    }

    /// Whether a palette holds all colours; finds their slots and sorts them.
    fn find_palette(&mut self) -> bool {
        self.table.fill(FREE);
        self.palette.clear();
        self.slots.clear();
        let (mut last_pixel, mut last_slot) = (FREE, 0_usize);
        for &pixel in &self.pixels {
            if pixel != last_pixel {
                let mut slot = (pixel.wrapping_mul(0x9e37_79b1) >> 22) as usize;
                while self.table[slot] != pixel {
                    if self.table[slot] == FREE {
                        if self.palette.len() == PALETTE_COLOURS {
                            return false;
                        }
                        self.table[slot] = pixel;
                        self.palette.push((pixel, slot as u16));
                        break;
                    }
                    slot = (slot + 1) % SLOTS;
                }
                (last_pixel, last_slot) = (pixel, slot);
            }
            self.slots.push(last_slot as u16);
        }
        self.palette.sort_unstable();
        for (index, (_, slot)) in self.palette.iter().enumerate() {
            self.indices[usize::from(*slot)] = index as u8;
        }
        true
    }

    fn write_palette(&self, bytes: &mut Vec<u8>) {
        for (colour, _) in &self.palette {
            let [_, red, green, blue] = colour.to_be_bytes();
            bytes.extend([red, green, blue]);
        }
    }

    fn write_indices(&self, width: usize, bits: u32, bytes: &mut Vec<u8>) {
        let index = |slot: &u16| self.indices[usize::from(*slot)];
        if bits == 8 {
            bytes.extend(self.slots.iter().map(index));
            return;
        }
        let per_byte = 8 / bits as usize;
        for row in self.slots.chunks(width) {
            bytes.extend(
                row.chunks(per_byte)
                    .map(|slots| slots.iter().rev().fold(0_u8, |byte, slot| byte << bits | index(slot))),
            );
        }
    }

    fn write_predicted(&self, width: usize, bytes: &mut Vec<u8>) {
        let green = |pixel: u32| (pixel >> 8 & 0xff) as u8;
        let red = |pixel: u32| ((pixel >> 16 & 0xff) as u8).wrapping_sub(green(pixel));
        let blue = |pixel: u32| ((pixel & 0xff) as u8).wrapping_sub(green(pixel));
        self.write_plane(width, green, bytes);
        self.write_plane(width, red, bytes);
        self.write_plane(width, blue, bytes);
    }

    fn write_plane(&self, width: usize, value: impl Fn(u32) -> u8, bytes: &mut Vec<u8>) {
        let (first, rest) = self.pixels.split_at(width);
        let mut left = 0_u8;
        for pixel in first {
            bytes.push(value(*pixel).wrapping_sub(left));
            left = value(*pixel);
        }
        bytes.extend(
            rest.iter().zip(&self.pixels).map(|(pixel, above)| value(*pixel).wrapping_sub(value(*above))),
        );
    }
}
