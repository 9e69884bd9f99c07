//! What a frame changed.

use crate::picture::{Picture, TILE_PX};
use crate::units::{Rect, Size, Timestamp};

/// Side of a block in pixels.
const BLOCK_PX: u32 = 8;
/// Blocks in a row of a tile.
const TILE_BLOCKS: u32 = TILE_PX / BLOCK_PX;

/// What one frame of the screen changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameChanges {
    /// When it is shown.
    pub time: Timestamp,
    /// Size of its picture.
    pub size: Size,
    /// It is the first one, or one of another size than the frame before: all of it is new, and `tiles` is empty.
    pub is_new_picture: bool,
    /// The tiles that differ from the frame before, rising.
    pub tiles: Vec<TileChanges>,
    /// For each changed block of those tiles that have some ([`TileChanges::edges`]), in their order and within a tile
    /// by rising bits.
    pub edges: Vec<BlockEdges>,
}

/// What changed in a tile of 64x64 pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileChanges {
    /// Number of the tile, row by row.
    pub tile: u32,
    /// The blocks of 8x8 pixels with at least one pixel that differs: bit row * 8 + column. Never empty.
    pub blocks: u64,
}

/// Most changed blocks of a tile of which it is told where in them the pixels differ. Where more changed, as in a video,
/// nearly all pixels did: telling which ones would take ten times as much as all else in the track.
const EDGE_BLOCKS: u32 = 16;

impl TileChanges {
    /// Number of blocks of which it is told where in them pixels differ: all that changed, or none.
    pub fn edges(&self) -> usize {
        let blocks = self.blocks.count_ones();
        if blocks <= EDGE_BLOCKS { blocks as usize } else { 0 }
    }
}

/// Where in a block the pixels lie that differ. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockEdges {
    /// Rows with such a pixel; bit 0 is the uppermost.
    pub rows: u8,
    /// Columns with such a pixel; bit 0 is the leftmost.
    pub columns: u8,
}

impl BlockEdges {
    /// Where two pictures differ in a block. It lies inside both.
    pub fn between(before: &Picture, after: &Picture, block: Rect) -> Self {
        let (mut rows, mut columns) = (0_u8, 0_u8);
        let both = before.rows(block).into_iter().flatten().zip(after.rows(block).into_iter().flatten());
        for (row, (before, after)) in both.enumerate() {
            let (before, after) = (before.as_chunks::<4>().0, after.as_chunks::<4>().0);
            let mut differ = 0_u8;
            for (column, (before, after)) in before.iter().zip(after).enumerate() {
                differ |= u8::from(before != after) << column;
            }
            rows |= u8::from(differ != 0) << row;
            columns |= differ;
        }
        Self { rows, columns }
    }
}

impl FrameChanges {
    /// Adds the changed blocks of a tile: those where `before` and `after`, both of this frame's size, differ.
    pub(crate) fn add(&mut self, tile: TileChanges, before: &Picture, after: &Picture) {
        let rect = tile_rect(self.size, tile.tile);
        self.tiles.push(tile);
        if tile.edges() == 0 {
            return;
        }
        for bit in bits(tile.blocks) {
            self.edges.push(BlockEdges::between(before, after, block_rect(rect, bit)));
        }
    }
}

/// The pixels of a tile, cut off at the edge of a picture of this size; empty beyond it.
pub fn tile_rect(size: Size, tile: u32) -> Rect {
    let columns = size.width.div_ceil(TILE_PX).max(1);
    let y = (tile / columns).saturating_mul(TILE_PX);
    Rect::new(tile % columns * TILE_PX, y, TILE_PX, TILE_PX).intersect(Rect::of(size))
}

/// The pixels of the block of a tile with this bit, cut off with the tile.
pub fn block_rect(tile: Rect, bit: u32) -> Rect {
    let (x, y) = (tile.x + bit % TILE_BLOCKS * BLOCK_PX, tile.y + bit / TILE_BLOCKS * BLOCK_PX);
    Rect::new(x, y, BLOCK_PX, BLOCK_PX).intersect(tile)
}

/// All blocks of a tile that lies in the picture with these pixels.
pub fn all_blocks(tile: Rect) -> u64 {
    let columns = tile.width.div_ceil(BLOCK_PX).min(TILE_BLOCKS);
    let rows = tile.height.div_ceil(BLOCK_PX).min(TILE_BLOCKS);
    let row = (1_u64 << columns) - 1;
    (0..rows).fold(0, |mask, at| mask | row << (at * TILE_BLOCKS))
}

/// Number of tiles of a picture.
pub(super) fn tile_count(size: Size) -> u32 {
    size.width.div_ceil(TILE_PX).saturating_mul(size.height.div_ceil(TILE_PX))
}

/// The bits of a mask, rising.
pub(crate) fn bits(mut mask: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit)
    })
}
