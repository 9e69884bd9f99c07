//! Packs the pixels of a box: a palette and indices, or predicted colours.

use super::operation::Coding;
use super::packed::PackedWriter;
use crate::picture::{Picture, TILE_PX};
use crate::units::Rect;

/// Most pixels in a box.
const BOX_PIXELS: usize = (TILE_PX * TILE_PX) as usize;
/// Most colours in a palette.
const PALETTE_COLOURS: usize = 256;
/// Up to this many colours a palette is better than any prediction.
const SURE_COLOURS: u16 = 16;
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
    /// The pixels as green, red less green, blue less green.
    planes: [Vec<u8>; 3],
    packed: PackedWriter,
}

impl Packer {
    pub(super) fn new() -> Self {
        Self {
            pixels: Vec::with_capacity(BOX_PIXELS),
            slots: Vec::with_capacity(BOX_PIXELS),
            table: Box::new([FREE; SLOTS]),
            indices: Box::new([0; SLOTS]),
            palette: Vec::with_capacity(PALETTE_COLOURS),
            planes: [const { Vec::new() }; 3],
            packed: PackedWriter::default(),
        }
    }

    /// Appends the pixels of `rect` to `bytes` and says how they are stored. `rect` lies inside the picture and is no
    /// larger than a tile.
    pub(super) fn pack(&mut self, picture: &Picture, rect: Rect, bytes: &mut Vec<u8>) -> Coding {
        self.read(picture, rect);
        let width = rect.width as usize;
        let has_palette = self.find_palette();
        let colours = self.palette.len() as u16;
        let coding = match colours {
            _ if !has_palette => self.better_prediction(width).0,
            1 => Coding::Solid,
            2..=SURE_COLOURS => Coding::Palette { colours },
            _ => {
                let (prediction, bits) = self.better_prediction(width);
                if self.palette_bits(width) <= bits { Coding::Palette { colours } } else { prediction }
            }
        };
        // A palette may take more than the pixels themselves where the box is small.
        let most = Coding::Above.pixel_bytes(rect.width, rect.height);
        let is_larger = coding.pixel_bytes(rect.width, rect.height) > most;
        let coding = if is_larger {
            self.split();
            Coding::Above
        } else {
            coding
        };
        match coding {
            Coding::Solid => self.write_palette(bytes),
            Coding::Palette { colours } => {
                self.write_palette(bytes);
                self.write_indices(width, Coding::index_bits(colours), bytes);
            }
            Coding::Above => self.write_above(width, bytes),
            Coding::Packed { .. } => {
                self.packed.parts().into_iter().for_each(|part| bytes.extend(part));
            }
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

    fn write_above(&self, width: usize, bytes: &mut Vec<u8>) {
        for plane in &self.planes {
            let mut above = None;
            for row in plane.chunks_exact(width) {
                let mut differences = [0; TILE_PX as usize];
                subtract(row, above, &mut differences);
                bytes.extend(&differences[..width]);
                above = Some(row);
            }
        }
    }

    /// The better of both predictions, and about how many bits it takes after compression.
    fn better_prediction(&mut self, width: usize) -> (Coding, u32) {
        self.split();
        let above = self.above_bits(width);
        let packed = self.pack_bits(width);
        // Packed, there is less to decompress.
        if packed / 10 * 6 < above {
            (Coding::Packed { bytes: self.packed.len() as u16 }, packed)
        } else {
            (Coding::Above, above)
        }
    }

    /// Packs the planes by bits, and tells how many they take.
    fn pack_bits(&mut self, width: usize) -> u32 {
        self.packed.clear();
        let [green, red, blue] = &self.planes;
        let rows = green.chunks_exact(width).zip(red.chunks_exact(width)).zip(blue.chunks_exact(width));
        rows.for_each(|((green, red), blue)| self.packed.row([green, red, blue]));
        self.packed.len() as u32 * 8
    }

    /// Splits the pixels into green, red less green, blue less green.
    fn split(&mut self) {
        let [greens, reds, blues] = &mut self.planes;
        for plane in [&mut *greens, &mut *reds, &mut *blues] {
            plane.clear();
            plane.resize(self.pixels.len(), 0);
        }
        for (((pixel, to_green), to_red), to_blue) in self.pixels.iter().zip(greens).zip(reds).zip(blues) {
            let [_, red, green, blue] = pixel.to_be_bytes();
            (*to_green, *to_red, *to_blue) = (green, red.wrapping_sub(green), blue.wrapping_sub(green));
        }
    }

    /// About how many bits the prediction from above takes after compression: 1 for a pixel that is as predicted.
    fn above_bits(&self, width: usize) -> u32 {
        let mut above = [None; 3];
        let mut sum = 0;
        let [green, red, blue] = &self.planes;
        let rows = green.chunks_exact(width).zip(red.chunks_exact(width)).zip(blue.chunks_exact(width));
        for ((green, red), blue) in rows {
            let mut lens = [0_u8; TILE_PX as usize];
            for (row, above) in [green, red, blue].into_iter().zip(&mut above) {
                let mut differences = [0; TILE_PX as usize];
                subtract(row, *above, &mut differences);
                for (len, difference) in lens.iter_mut().zip(differences) {
                    *len = len.wrapping_add(bit_length(difference.cast_signed().unsigned_abs()));
                }
                *above = Some(row);
            }
            let bits = lens.iter().map(|len| u16::from(if *len == 0 { 1 } else { len.wrapping_add(9) }));
            // Beyond the box all is as predicted.
            sum += u32::from(bits.fold(0, u16::wrapping_add)) - (TILE_PX - width as u32);
        }
        sum
    }

    /// About how many bits a palette takes after compression.
    fn palette_bits(&self, width: usize) -> u32 {
        let index_bits = self.palette.len().ilog2() + 1;
        let above = std::iter::repeat_n(None, width).chain(self.slots.iter().map(Some));
        let mut left = None;
        let mut bits = self.palette.len() as u32 * 16;
        for (slot, above) in self.slots.iter().zip(above) {
            bits += if left == Some(slot) || above == Some(slot) { 1 } else { index_bits };
            left = Some(slot);
        }
        bits
    }
}

/// The differences of a row to the values above; of the first row, to those on the left.
fn subtract(row: &[u8], above: Option<&[u8]>, differences: &mut [u8; TILE_PX as usize]) {
    if let Some(above) = above {
        for ((difference, value), above) in differences.iter_mut().zip(row).zip(above) {
            *difference = value.wrapping_sub(*above);
        }
    } else {
        let lefts = std::iter::once(&0).chain(row);
        for ((difference, value), left) in differences.iter_mut().zip(row).zip(lefts) {
            *difference = value.wrapping_sub(*left);
        }
    }
}

/// Bits up to the highest that is set, by comparing, which is done for many values at once.
fn bit_length(value: u8) -> u8 {
    [0, 1, 3, 7, 15, 31, 63, 127]
        .into_iter()
        .fold(0, |len: u8, bound| len.wrapping_add(u8::from(value > bound)))
}
