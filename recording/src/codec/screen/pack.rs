//! Packs the pixels of a box: a palette and indices, or predicted colours.

use super::draw::median;
use super::operation::Coding;
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
        let coding = if coding.pixel_bytes(rect.width, rect.height) > most { Coding::Above } else { coding };
        match coding {
            Coding::Solid => self.write_palette(bytes),
            Coding::Palette { colours } => {
                self.write_palette(bytes);
                self.write_indices(width, Coding::index_bits(colours), bytes);
            }
            Coding::Above | Coding::Median => self.write_predicted(width, coding, bytes),
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

    fn write_predicted(&self, width: usize, coding: Coding, bytes: &mut Vec<u8>) {
        let plane = self.pixels.len();
        let start = bytes.len();
        bytes.resize(start + plane * 3, 0);
        let (green, rest) = bytes[start..].split_at_mut(plane);
        let (red, blue) = rest.split_at_mut(plane);
        let places = green.iter_mut().zip(red).zip(blue);
        self.for_each_difference(width, coding, places, |((green, red), blue), difference| {
            [*green, *red, *blue] = difference;
        });
    }

    /// The better of both predictions, and about how many bits it takes after compression.
    fn better_prediction(&self, width: usize) -> (Coding, u32) {
        let bits = |coding| {
            let mut sum = 0;
            self.for_each_difference(width, coding, std::iter::repeat(()), |(), difference| {
                sum += match difference {
                    [0, 0, 0] => 1,
                    other => other
                        .iter()
                        .map(|value| 3 + (8 - value.cast_signed().unsigned_abs().leading_zeros()))
                        .sum(),
                };
            });
            sum
        };
        let (above, median) = (bits(Coding::Above), bits(Coding::Median));
        // The median takes four times as long to decode.
        if median < above - above / 8 { (Coding::Median, median) } else { (Coding::Above, above) }
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

    /// Each pixel's differences to its prediction, with the next of `places`.
    fn for_each_difference<T>(
        &self,
        width: usize,
        coding: Coding,
        places: impl Iterator<Item = T>,
        mut visit: impl FnMut(T, [u8; 3]),
    ) {
        let mut places = places;
        let (first, rest) = self.pixels.split_at(width);
        let mut left = [0; 3];
        for (pixel, place) in first.iter().zip(&mut places) {
            let values = planes(*pixel);
            visit(place, less(values, left));
            left = values;
        }
        for (row, above) in rest.chunks_exact(width).zip(self.pixels.chunks_exact(width)) {
            let mut left = planes(above[0]);
            let mut corner = left;
            for ((pixel, above), place) in row.iter().zip(above).zip(&mut places) {
                let (values, above) = (planes(*pixel), planes(*above));
                let predicted = match coding {
                    Coding::Median => [
                        median(left[0], above[0], corner[0]),
                        median(left[1], above[1], corner[1]),
                        median(left[2], above[2], corner[2]),
                    ],
                    _ => above,
                };
                visit(place, less(values, predicted));
                (left, corner) = (values, above);
            }
        }
    }
}

/// Green, red less green, blue less green.
fn planes(pixel: u32) -> [u8; 3] {
    let [_, red, green, blue] = pixel.to_be_bytes();
    [green, red.wrapping_sub(green), blue.wrapping_sub(green)]
}

fn less([a, b, c]: [u8; 3], [x, y, z]: [u8; 3]) -> [u8; 3] {
    [a.wrapping_sub(x), b.wrapping_sub(y), c.wrapping_sub(z)]
}
