//! Sets of blocks of a picture, as a planner keeps them: what is needed, and where it comes from.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::operation::{BLOCK_PX, CopyOperation};
use crate::picture::TILE_PX;
use crate::units::{Rect, Size};

/// Some of the 8x8-pixel blocks of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    size: Size,
    /// Bytes in a row of blocks; each holds the eight blocks of a tile, the leftmost in the lowest bit.
    stride: usize,
    bits: Vec<u8>,
}

/// Columns and rows of blocks, from the first to one past the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockRange {
    columns: (u32, u32),
    rows: (u32, u32),
}

impl BlockRange {
    /// The bytes of a row that it lies in, each with its bits.
    fn bytes(self) -> impl Iterator<Item = (usize, u8)> {
        let (first, last) = self.columns;
        (first / 8..last.div_ceil(8)).map(move |byte| {
            let low = first.saturating_sub(byte * 8).min(8);
            let high = last.saturating_sub(byte * 8).min(8);
            let mask = (0xff_u32 << low) & !(0xff_u32 << high) & 0xff;
            (byte as usize, u8::try_from(mask).unwrap_or(u8::MAX))
        })
    }

    fn rows(self) -> std::ops::Range<usize> {
        self.rows.0 as usize..self.rows.1 as usize
    }
}

impl Blocks {
    /// No block of a picture of this size.
    pub(super) fn none(size: Size) -> Self {
        let stride = size.width.div_ceil(TILE_PX) as usize;
        Self { size, stride, bits: vec![0; stride * size.height.div_ceil(BLOCK_PX) as usize] }
    }

    /// All blocks of a picture of this size.
    pub(super) fn all(size: Size) -> Self {
        let mut blocks = Self::none(size);
        blocks.set_range(blocks.touched(Rect::of(size)));
        blocks
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bits.iter().all(|bits| *bits == 0)
    }

    /// The blocks that hold a pixel of `rect`, which lies inside the picture.
    pub(super) fn touched(&self, rect: Rect) -> BlockRange {
        BlockRange {
            columns: (rect.x / BLOCK_PX, rect.right().min(self.size.width).div_ceil(BLOCK_PX)),
            rows: (rect.y / BLOCK_PX, rect.bottom().min(self.size.height).div_ceil(BLOCK_PX)),
        }
    }

    /// The blocks of which every pixel inside the picture lies in `rect`.
    fn covered(&self, rect: Rect) -> BlockRange {
        let last = |end: u32, side: u32| if end >= side { side.div_ceil(BLOCK_PX) } else { end / BLOCK_PX };
        let columns = (rect.x.div_ceil(BLOCK_PX), last(rect.right(), self.size.width));
        let rows = (rect.y.div_ceil(BLOCK_PX), last(rect.bottom(), self.size.height));
        let ordered = |(first, last): (u32, u32)| (first, last.max(first));
        BlockRange { columns: ordered(columns), rows: ordered(rows) }
    }

    fn row(&self, row: usize) -> &[u8] {
        self.bits.get(row * self.stride..(row + 1) * self.stride).unwrap_or_default()
    }

    fn row_mut(&mut self, row: usize) -> &mut [u8] {
        self.bits.get_mut(row * self.stride..(row + 1) * self.stride).unwrap_or_default()
    }

    /// Whether some block of `rect` is in the set.
    pub(super) fn meets(&self, rect: Rect) -> bool {
        let range = self.touched(rect);
        range.rows().any(|row| {
            let row = self.row(row);
            range.bytes().any(|(byte, mask)| row.get(byte).is_some_and(|bits| bits & mask != 0))
        })
    }

    fn set_range(&mut self, range: BlockRange) {
        for row in range.rows() {
            let row = self.row_mut(row);
            for (byte, mask) in range.bytes() {
                row.get_mut(byte).into_iter().for_each(|bits| *bits |= mask);
            }
        }
    }

    /// Adds the blocks of `rect`, which is aligned to blocks.
    pub(super) fn add(&mut self, rect: Rect) {
        self.set_range(self.touched(rect));
    }

    /// Takes out the blocks that `rect` covers.
    pub(super) fn remove_covered(&mut self, rect: Rect) {
        let range = self.covered(rect);
        for row in range.rows() {
            let row = self.row_mut(row);
            for (byte, mask) in range.bytes() {
                row.get_mut(byte).into_iter().for_each(|bits| *bits &= !mask);
            }
        }
    }

    /// Adds all blocks of another set, which is emptied. Both are of pictures of the same size.
    pub(super) fn absorb(&mut self, other: &mut Self) {
        for (to, from) in self.bits.iter_mut().zip(&mut other.bits) {
            *to |= std::mem::take(from);
        }
    }

    /// Adds to `sources` the blocks that `copy` reads for those of its blocks that are in this set.
    pub(super) fn add_sources(&self, copy: &CopyOperation, sources: &mut Self) {
        let to = self.touched(copy.to);
        let from = self.touched(copy.source());
        let (by_columns, splits_columns) = distance(copy.to.x, copy.from_x);
        let (by_rows, splits_rows) = distance(copy.to.y, copy.from_y);
        for row in to.rows() {
            let bits = self.row(row);
            for below in 0..=i64::from(splits_rows) {
                let source_row = i64::try_from(row).unwrap_or(i64::MAX) + by_rows + below;
                let Some(source_row) =
                    usize::try_from(source_row).ok().filter(|row| from.rows().contains(row))
                else {
                    continue;
                };
                let source = sources.row_mut(source_row);
                for (byte, mask) in to.bytes() {
                    let needed = u32::from(bits.get(byte).copied().unwrap_or(0) & mask);
                    let needed = if splits_columns { needed | needed << 1 } else { needed };
                    if needed == 0 {
                        continue;
                    }
                    let first = i64::try_from(byte).unwrap_or(i64::MAX) * 8 + by_columns;
                    let moved = (needed << first.rem_euclid(8)).to_le_bytes();
                    for (place, bits) in (first.div_euclid(8)..).zip(moved) {
                        add_bits(source, place, bits, from);
                    }
                }
            }
        }
    }

    /// Numbers of the tiles that hold a block of the set, rising.
    pub(super) fn tiles(&self) -> Vec<u32> {
        let tile_rows = self.bits.chunks(self.stride.max(1) * 8).zip(0_u32..);
        let columns = u32::try_from(self.stride).unwrap_or(u32::MAX);
        let mut tiles = Vec::new();
        for (rows, tile_row) in tile_rows {
            for column in 0..columns {
                let is_in =
                    rows.iter().skip(column as usize).step_by(self.stride.max(1)).any(|bits| *bits != 0);
                if is_in {
                    tiles.push(tile_row.saturating_mul(columns).saturating_add(column));
                }
            }
        }
        tiles
    }
}

/// Adds bits to a byte of a row as far as they lie in the columns of `within`.
fn add_bits(row: &mut [u8], place: i64, bits: u8, within: BlockRange) {
    let Ok(place) = usize::try_from(place) else { return };
    let Some(to) = row.get_mut(place).filter(|_| bits != 0) else { return };
    let (first, last) = within.columns;
    let start = u32::try_from(place).unwrap_or(u32::MAX).saturating_mul(8);
    let low = first.saturating_sub(start).min(8);
    let high = last.saturating_sub(start).min(8);
    let mask = (0xff_u32 << low) & !(0xff_u32 << high) & 0xff;
    *to |= bits & u8::try_from(mask).unwrap_or(u8::MAX);
}

/// By how many blocks a copy moves, rounded down, and whether what one block shows comes from two.
fn distance(to: u32, from: u32) -> (i64, bool) {
    let by = i64::from(from) - i64::from(to);
    (by.div_euclid(BLOCK_PX.into()), by.rem_euclid(BLOCK_PX.into()) != 0)
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "small numbers")]
mod tests {
    use super::Blocks;
    use crate::codec::screen::CopyOperation;
    use crate::codec::screen::session::Random;
    use crate::units::{Rect, Size};

    fn random_rect(random: &mut Random, size: Size) -> Rect {
        let x = random.below(size.width as usize) as u32;
        let y = random.below(size.height as usize) as u32;
        let width = 1 + random.below((size.width - x) as usize) as u32;
        let height = 1 + random.below((size.height - y) as usize) as u32;
        Rect::new(x, y, width, height)
    }

    /// The pixels of a set, one by one.
    fn pixels(blocks: &Blocks) -> Vec<bool> {
        let size = blocks.size;
        let at = |x: u32, y: u32| {
            blocks.bits[(y / 8) as usize * blocks.stride + (x / 64) as usize] >> (x / 8 % 8) & 1 == 1
        };
        (0..size.height).flat_map(|y| (0..size.width).map(move |x| (x, y))).map(|(x, y)| at(x, y)).collect()
    }

    #[test]
    fn agrees_with_sets_of_pixels() {
        let mut random = Random(5);
        for _ in 0..2000 {
            let size = Size::new(1 + random.below(200) as u32, 1 + random.below(90) as u32);
            let index = |x: u32, y: u32| (y * size.width + x) as usize;
            let mut blocks = Blocks::none(size);
            blocks.add(random_rect(&mut random, size));
            let rect = random_rect(&mut random, size);
            assert_eq!(blocks.meets(rect), {
                let mut touching = Blocks::none(size);
                touching.add(rect);
                pixels(&blocks).into_iter().zip(pixels(&touching)).any(|(one, other)| one && other)
            });
            let (to, from) = (random_rect(&mut random, size), random_rect(&mut random, size));
            let to = Rect::new(to.x, to.y, to.width.min(from.width), to.height.min(from.height));
            let copy = CopyOperation { to, from_x: from.x, from_y: from.y };
            let mut sources = Blocks::none(size);
            blocks.add_sources(&copy, &mut sources);
            let (needed, found) = (pixels(&blocks), pixels(&sources));
            let mut exact = vec![false; needed.len()];
            for y in 0..to.height {
                for x in 0..to.width {
                    exact[index(from.x + x, from.y + y)] |= needed[index(to.x + x, to.y + y)];
                }
            }
            assert!(exact.iter().zip(&found).all(|(exact, found)| !exact || *found), "{copy:?} on {size:?}");
            assert!(exact.contains(&true) || sources.is_empty());
            blocks.remove_covered(rect);
            for (left, before, at) in
                pixels(&blocks).into_iter().zip(needed).zip(0..).map(|((a, b), c)| (a, b, c))
            {
                let (x, y) = (at % size.width, at / size.width);
                let block = Rect::new(x / 8 * 8, y / 8 * 8, 8, 8).intersect(Rect::of(size));
                assert_eq!(left, before && block.intersect(rect) != block);
            }
        }
    }

    #[test]
    fn names_its_tiles() {
        let mut blocks = Blocks::none(Size::new(200, 130));
        blocks.add(Rect::new(64, 56, 8, 16));
        blocks.add(Rect::new(192, 128, 8, 2));
        assert_eq!(blocks.tiles(), [1, 5, 11]);
        assert_eq!(Blocks::all(Size::new(65, 65)).tiles(), [0, 1, 2, 3]);
    }
}
