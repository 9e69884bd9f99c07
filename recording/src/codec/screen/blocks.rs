//! Which 8x8-pixel blocks of a tile differ between two pictures.

use super::operation::{BLOCK_PX, BlockBox, TILE_BLOCKS};
use crate::picture::Picture;
use crate::units::Rect;

/// Bytes of a row of a block.
const BLOCK_ROW_BYTES: usize = BLOCK_PX as usize * 4;

/// The blocks of a tile that differ, the bit of each at row * 8 + column. `tile` lies inside both pictures.
pub(super) fn changed_blocks(before: &Picture, after: &Picture, tile: Rect) -> u64 {
    let mut changed = 0_u64;
    for y in 0..tile.height {
        let rows = (before.row(tile.x, tile.y + y, tile.width), after.row(tile.x, tile.y + y, tile.width));
        let (Some(before), Some(after)) = rows else { continue };
        if before == after {
            continue;
        }
        let mut row = 0_u64;
        let blocks = before.chunks(BLOCK_ROW_BYTES).zip(after.chunks(BLOCK_ROW_BYTES));
        for (column, (before, after)) in blocks.enumerate() {
            row |= u64::from(before != after) << column;
        }
        changed |= row << (y / BLOCK_PX * TILE_BLOCKS);
    }
    changed
}

/// The smallest box that holds all blocks of a mask, which is not empty.
pub(super) fn bounding_box(blocks: u64) -> BlockBox {
    let first_row = blocks.trailing_zeros() / TILE_BLOCKS;
    let last_row = (u64::BITS - 1 - blocks.leading_zeros()) / TILE_BLOCKS;
    let folded = blocks.to_le_bytes().into_iter().fold(0_u8, |columns, row| columns | row);
    let first_column = folded.trailing_zeros();
    let last_column = u8::BITS - 1 - folded.leading_zeros();
    BlockBox {
        column: first_column as u16,
        row: first_row as u16,
        columns: (last_column - first_column + 1) as u16,
        rows: (last_row - first_row + 1) as u16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_holds_its_blocks() {
        let at = |row: u32, column: u32| 1_u64 << (row * 8 + column);
        let blocks = bounding_box(at(2, 3));
        assert_eq!((blocks.column, blocks.row, blocks.columns, blocks.rows), (3, 2, 1, 1));
        let blocks = bounding_box(at(1, 7) | at(6, 2));
        assert_eq!((blocks.column, blocks.row, blocks.columns, blocks.rows), (2, 1, 6, 6));
        let blocks = bounding_box(u64::MAX);
        assert_eq!((blocks.column, blocks.row, blocks.columns, blocks.rows), (0, 0, 8, 8));
    }
}
