//! Finds what moved: a few vectors by rolling hash, and the rectangles that they explain.

use super::operation::{BLOCK_PX, CopyOperation, FRAME_COPIES, TILE_BLOCKS};
use crate::picture::{Picture, TILE_PX};
use crate::units::{Rect, Size};
use std::collections::HashMap;

/// Pixels in a piece of a row that is looked for.
const PIECE_PX: usize = 32;
/// Colour changes that make a piece worth looking for.
const PIECE_CHANGES: usize = 6;
/// Pieces looked for in each tile.
const TILE_PIECES: usize = 4;
/// Times that one piece may be found: one found more often is a pattern.
const PIECE_HITS: u32 = 16;
/// Votes that make a vector worth trying.
const VECTOR_VOTES: u32 = 3;
/// Vectors tried for a frame.
const VECTORS: usize = 4;
/// Fewest changed blocks that a copied rectangle explains.
const COPY_BLOCKS: u32 = 16;
/// Multiplier of the rolling hash: odd, its bits well mixed.
const HASH_FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A changed tile and its changed blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChangedTile {
    /// Number of the tile, row-major.
    pub(super) tile: u32,
    /// The pixels of the tile.
    pub(super) rect: Rect,
    /// The blocks that differ and are not explained yet, the bit of each at row * 8 + column.
    pub(super) blocks: u64,
}

/// Where a pixel comes from, relative to where it goes.
type Vector = (i32, i32);

/// A piece of the new picture that is looked for in the one before.
struct Piece {
    x: u32,
    y: u32,
    hits: u32,
}

/// Finds motion, keeping its tables from one frame to the next.
pub(super) struct Motion {
    pieces: HashMap<u64, Piece>,
    filter: Vec<u64>,
    votes: HashMap<Vector, u32>,
    grid: Grid,
    lowest_power: u64,
}

impl Motion {
    pub(super) fn new() -> Self {
        let lowest_power = (0..PIECE_PX).fold(1_u64, |power, _| power.wrapping_mul(HASH_FACTOR));
        Self {
            pieces: HashMap::new(),
            filter: vec![0; 1024],
            votes: HashMap::new(),
            grid: Grid::default(),
            lowest_power,
        }
    }

    /// Copies that explain part of the change, at most [`FRAME_COPIES`], none overlapping another. Takes the
    /// explained blocks off `changed`, which is in the order of the tiles.
    pub(super) fn explain(
        &mut self,
        before: &Picture,
        after: &Picture,
        changed: &mut [ChangedTile],
    ) -> Vec<CopyOperation> {
        self.collect_pieces(before, after, changed);
        if self.pieces.len() < VECTOR_VOTES as usize {
            return Vec::new();
        }
        self.collect_votes(before, changed);
        let vectors = self.best_vectors();
        if vectors.is_empty() {
            return Vec::new();
        }
        self.grid.reset(after.size(), changed);
        let mut copies = Vec::new();
        for vector in vectors {
            self.grid.find_equal(before, after, changed, vector);
            self.grid.cover(vector, &mut copies);
        }
        self.grid.take_explained(changed);
        copies
    }

    fn collect_pieces(&mut self, before: &Picture, after: &Picture, changed: &[ChangedTile]) {
        self.pieces.clear();
        self.filter.fill(0);
        for tile in changed {
            let mut found = 0;
            // 37 has no divisor in common with 64: the rows come in an order that is spread over the tile.
            for step in 0..TILE_PX {
                let y = step * 37 % TILE_PX;
                if y >= tile.rect.height || tile.blocks >> (y / BLOCK_PX * TILE_BLOCKS) & 0xff == 0 {
                    continue;
                }
                found += self.collect_row(before, after, tile.rect, tile.rect.y + y);
                if found >= TILE_PIECES {
                    break;
                }
            }
        }
    }

    fn collect_row(&mut self, before: &Picture, after: &Picture, tile: Rect, y: u32) -> usize {
        let rows = (before.row(tile.x, y, tile.width), after.row(tile.x, y, tile.width));
        let (Some(before), Some(after)) = rows else { return 0 };
        let mut found = 0;
        for (piece, x) in after.chunks_exact(PIECE_PX * 4).zip((tile.x..).step_by(PIECE_PX)) {
            let offset = (x - tile.x) as usize * 4;
            let (pixels, _) = piece.as_chunks::<4>();
            let changes = pixels.windows(2).filter(|pair| pair[0] != pair[1]).count();
            if changes < PIECE_CHANGES || before.get(offset..offset + piece.len()) == Some(piece) {
                continue;
            }
            let hash = pixels.iter().fold(0, |hash, pixel| roll_in(hash, *pixel));
            found += 1;
            let (word, bit) = filter_place(hash);
            if let Some(word) = self.filter.get_mut(word) {
                *word |= bit;
            }
            self.pieces.entry(hash).or_insert(Piece { x, y, hits: 0 });
        }
        found
    }

    /// Rolls the hash over the rows of `before` inside the changed tiles.
    fn collect_votes(&mut self, before: &Picture, changed: &[ChangedTile]) {
        self.votes.clear();
        let mut rest = changed;
        while let Some(first) = rest.first() {
            let run = rest
                .iter()
                .zip((first.rect.x..).step_by(TILE_PX as usize))
                .take_while(|(tile, x)| tile.rect.y == first.rect.y && tile.rect.x == *x);
            let tiles = run.count();
            let (run, after) = rest.split_at(tiles);
            rest = after;
            let width = run.iter().map(|tile| tile.rect.width).sum();
            for y in first.rect.y..first.rect.bottom() {
                if let Some(row) = before.row(first.rect.x, y, width) {
                    self.collect_row_votes(row, first.rect.x, y);
                }
            }
        }
    }

    fn collect_row_votes(&mut self, row: &[u8], x: u32, y: u32) {
        let (pixels, _) = row.as_chunks::<4>();
        let Some((head, tail)) = pixels.split_at_checked(PIECE_PX) else { return };
        let mut hash = head.iter().fold(0, |hash, pixel| roll_in(hash, *pixel));
        self.vote(hash, x, y);
        for ((entering, leaving), x) in tail.iter().zip(pixels).zip(x + 1..) {
            let leaving = u64::from(u32::from_le_bytes(*leaving)).wrapping_mul(self.lowest_power);
            hash = roll_in(hash, *entering).wrapping_sub(leaving);
            let (word, bit) = filter_place(hash);
            if self.filter.get(word).is_some_and(|word| word & bit != 0) {
                self.vote(hash, x, y);
            }
        }
    }

    fn vote(&mut self, hash: u64, x: u32, y: u32) {
        let Some(piece) = self.pieces.get_mut(&hash) else { return };
        piece.hits += 1;
        let vector = (x as i32 - piece.x as i32, y as i32 - piece.y as i32);
        if piece.hits <= PIECE_HITS && vector != (0, 0) {
            *self.votes.entry(vector).or_default() += 1;
        }
    }

    fn best_vectors(&self) -> Vec<Vector> {
        let length = |(x, y): Vector| x.unsigned_abs() + y.unsigned_abs();
        let mut vectors: Vec<_> = self.votes.iter().filter(|(_, votes)| **votes >= VECTOR_VOTES).collect();
        vectors
            .sort_unstable_by_key(|(vector, votes)| (std::cmp::Reverse(**votes), length(**vector), **vector));
        vectors.into_iter().take(VECTORS).map(|(vector, _)| *vector).collect()
    }
}

fn roll_in(hash: u64, pixel: [u8; 4]) -> u64 {
    hash.wrapping_mul(HASH_FACTOR).wrapping_add(u32::from_le_bytes(pixel).into())
}

/// Word and bit of a hash in a filter of 65,536 bits.
fn filter_place(hash: u64) -> (usize, u64) {
    let place = hash.wrapping_mul(HASH_FACTOR) >> 48;
    ((place >> 6) as usize, 1 << (place & 63))
}

/// The blocks of the whole picture.
#[derive(Default)]
struct Grid {
    size: Size,
    columns: usize,
    rows: usize,
    /// Blocks that differ and are not explained yet.
    is_changed: Vec<bool>,
    /// Blocks that equal the picture before, moved by the current vector, and are not copied yet.
    is_equal: Vec<bool>,
    /// Blocks that a copy explains.
    is_copied: Vec<bool>,
    /// Equal blocks from here to the right.
    equal_run: Vec<u16>,
}

impl Grid {
    fn reset(&mut self, size: Size, changed: &[ChangedTile]) {
        self.size = size;
        self.columns = size.width.div_ceil(BLOCK_PX) as usize;
        self.rows = size.height.div_ceil(BLOCK_PX) as usize;
        let blocks = self.columns * self.rows;
        for flags in [&mut self.is_changed, &mut self.is_equal, &mut self.is_copied] {
            flags.clear();
            flags.resize(blocks, false);
        }
        self.equal_run.clear();
        self.equal_run.resize(blocks, 0);
        for tile in changed {
            for_each_block(tile, self.columns, |bit, block, _| {
                if let Some(flag) = self.is_changed.get_mut(block) {
                    *flag = tile.blocks >> bit & 1 == 1;
                }
            });
        }
    }

    fn find_equal(&mut self, before: &Picture, after: &Picture, changed: &[ChangedTile], vector: Vector) {
        self.is_equal.fill(false);
        for tile in changed {
            for_each_block(tile, self.columns, |_, block, rect| {
                let is_free = self.is_copied.get(block) == Some(&false);
                if is_free
                    && is_moved(before, after, rect, vector)
                    && let Some(flag) = self.is_equal.get_mut(block)
                {
                    *flag = true;
                }
            });
        }
        for row in 0..self.rows {
            self.count_runs(row);
        }
    }

    fn count_runs(&mut self, row: usize) {
        let blocks = row * self.columns..(row + 1) * self.columns;
        let (Some(is_equal), Some(runs)) =
            (self.is_equal.get(blocks.clone()), self.equal_run.get_mut(blocks))
        else {
            return;
        };
        let mut run = 0;
        for (is_equal, slot) in is_equal.iter().zip(runs).rev() {
            run = if *is_equal { run + 1 } else { 0 };
            *slot = run;
        }
    }

    /// Covers what the vector explains by rectangles.
    fn cover(&mut self, vector: Vector, copies: &mut Vec<CopyOperation>) {
        for row in 0..self.rows {
            for column in 0..self.columns {
                let block = row * self.columns + column;
                if !(self.is_changed[block] && self.is_equal[block]) {
                    continue;
                }
                if copies.len() as u64 == FRAME_COPIES {
                    return;
                }
                // What is equal on the left as well makes a larger rectangle.
                let equal_left =
                    self.is_equal[row * self.columns..block].iter().rev().take_while(|equal| **equal);
                let left = column - equal_left.count();
                let best = [left, column]
                    .into_iter()
                    .map(|column| self.largest(column, row))
                    .max_by_key(|area| area.3);
                if let Some((column, columns, rows, explained)) = best
                    && explained >= COPY_BLOCKS
                {
                    copies.push(self.copy(vector, column, row, columns, rows));
                }
            }
        }
    }

    /// The rectangle of equal blocks with this top left corner that explains most: column, columns, rows, blocks explained.
    fn largest(&self, column: usize, row: usize) -> (usize, usize, usize, u32) {
        let (mut best, mut columns) = ((column, 0, 0, 0), usize::MAX);
        let mut area = 0;
        for below in row..self.rows {
            columns = columns.min(usize::from(self.equal_run[below * self.columns + column]));
            if columns == 0 {
                break;
            }
            let rows = below - row + 1;
            if columns * rows > area {
                area = columns * rows;
                best = (column, columns, rows, 0);
            }
        }
        let (_, columns, rows, explained) = &mut best;
        for below in row..row + *rows {
            let start = below * self.columns + column;
            *explained += self.is_changed[start..start + *columns]
                .iter()
                .map(|changed| u32::from(*changed))
                .sum::<u32>();
        }
        best
    }

    fn copy(
        &mut self,
        vector: Vector,
        column: usize,
        row: usize,
        columns: usize,
        rows: usize,
    ) -> CopyOperation {
        for below in row..row + rows {
            let start = below * self.columns + column;
            self.is_changed[start..start + columns].fill(false);
            self.is_equal[start..start + columns].fill(false);
            self.is_copied[start..start + columns].fill(true);
            self.count_runs(below);
        }
        let to = Rect::new(
            column as u32 * BLOCK_PX,
            row as u32 * BLOCK_PX,
            columns as u32 * BLOCK_PX,
            rows as u32 * BLOCK_PX,
        )
        .intersect(Rect::of(self.size));
        CopyOperation {
            to,
            from_x: to.x.wrapping_add_signed(vector.0),
            from_y: to.y.wrapping_add_signed(vector.1),
        }
    }

    fn take_explained(&self, changed: &mut [ChangedTile]) {
        for tile in changed {
            let mut blocks = tile.blocks;
            for_each_block(tile, self.columns, |bit, block, _| {
                if self.is_copied.get(block) == Some(&true) {
                    blocks &= !(1 << bit);
                }
            });
            tile.blocks = blocks;
        }
    }
}

/// Each block of a tile inside the picture: its bit in the tile, its number in the grid, its pixels.
fn for_each_block(tile: &ChangedTile, grid_columns: usize, mut visit: impl FnMut(u32, usize, Rect)) {
    for row in 0..tile.rect.height.div_ceil(BLOCK_PX) {
        for column in 0..tile.rect.width.div_ceil(BLOCK_PX) {
            let x = tile.rect.x + column * BLOCK_PX;
            let y = tile.rect.y + row * BLOCK_PX;
            let block = (y / BLOCK_PX) as usize * grid_columns + (x / BLOCK_PX) as usize;
            let rect = Rect::new(x, y, BLOCK_PX, BLOCK_PX).intersect(tile.rect);
            visit(row * TILE_BLOCKS + column, block, rect);
        }
    }
}

/// Whether `rect` of the picture after shows what the picture before showed at `rect` moved by `vector`.
fn is_moved(before: &Picture, after: &Picture, rect: Rect, vector: Vector) -> bool {
    let source = rect.x.checked_add_signed(vector.0).zip(rect.y.checked_add_signed(vector.1));
    let Some((source_x, source_y)) = source else { return false };
    (0..rect.height).all(|row| {
        match (before.row(source_x, source_y + row, rect.width), after.row(rect.x, rect.y + row, rect.width))
        {
            (Some(before), Some(after)) => before == after,
            _ => false,
        }
    })
}
