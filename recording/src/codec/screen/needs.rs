//! What the picture still needs of what follows the last keyframe. A seek by liveness walks the operation lists
//! backwards from its target and decodes only what survives; this keeps the same account forwards, frame by frame,
//! so that the encoder knows what a seek to the last frame would cost.

use super::operation::{BLOCK_PX, BlockBox, CopyOperation, TILE_BLOCKS, tile_rect};
use crate::picture::TILE_PX;
use crate::units::{Rect, Size};

/// All blocks of a tile.
pub(super) const WHOLE_TILE: u64 = u64::MAX;
/// Units told apart; those after them count as one.
const UNITS: usize = 128;
/// Most things that are kept apart for one tile: as many as it has blocks.
const TILE_NEEDS: usize = (TILE_BLOCKS * TILE_BLOCKS) as usize;

/// Something drawn on a tile that is still seen, or may be.
#[derive(Clone, Copy, Debug)]
struct Need {
    /// The blocks where it is seen.
    blocks: u64,
    /// The units that hold it or what it was copied from, by number since the keyframe.
    units: u128,
    /// What drawing it takes.
    ns: u64,
}

/// What a unit is to a seek that needs it.
#[derive(Clone, Copy, Debug, Default)]
struct UnitCost {
    pixels_ns: u64,
    stored_bytes: u64,
}

/// What the picture needs, tile by tile.
#[derive(Debug, Default)]
pub(super) struct Needs {
    size: Size,
    tiles: Vec<Vec<Need>>,
    units: Vec<UnitCost>,
}

/// What a seek to the last frame has to do beyond loading the keyframe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Alive {
    /// Decompressing pixels and drawing.
    pub(super) ns: u64,
    /// Bytes of the units whose pixels are needed, as they are stored.
    pub(super) stored_bytes: u64,
}

impl Needs {
    /// The picture, of `size`, is that of a keyframe.
    pub(super) fn restart(&mut self, size: Size) {
        let tiles = size.width.div_ceil(TILE_PX) as usize * size.height.div_ceil(TILE_PX) as usize;
        self.size = size;
        self.tiles.iter_mut().for_each(Vec::clear);
        self.tiles.resize_with(tiles, Vec::new);
        self.units.clear();
    }

    /// Units since the keyframe.
    pub(super) fn units(&self) -> usize {
        self.units.len()
    }

    /// The copies of a frame, each with what it takes.
    pub(super) fn copied(&mut self, copies: &[CopyOperation], ns: impl Fn(&CopyOperation) -> u64) {
        let open = self.open_unit();
        let mut drawn = Vec::new();
        for copy in copies {
            let ns = ns(copy);
            for tile in self.tiles_of(copy.to) {
                let whole = tile_rect(self.size, tile);
                let part = whole.intersect(copy.to);
                let x = part.x.wrapping_add(copy.from_x).wrapping_sub(copy.to.x);
                let y = part.y.wrapping_add(copy.from_y).wrapping_sub(copy.to.y);
                let (units, inherited_ns) = self.inherited(Rect::new(x, y, part.width, part.height));
                let share = u64::from(part.width) * u64::from(part.height) * ns
                    / (u64::from(copy.to.width) * u64::from(copy.to.height)).max(1);
                let blocks = blocks_touched(whole, part);
                drawn.push((tile, Need { blocks, units: units | open, ns: inherited_ns + share }));
            }
        }
        for (tile, need) in drawn {
            self.draw(tile, need);
        }
    }

    /// Pixels drawn on blocks of a tile, and what that takes.
    pub(super) fn drawn(&mut self, tile: u32, blocks: Option<BlockBox>, has_pixels: bool, ns: u64) {
        let units = if has_pixels { self.open_unit() } else { 0 };
        self.draw(tile, Need { blocks: blocks.map_or(WHOLE_TILE, mask), units, ns });
    }

    /// The unit ends: what decompressing its pixels takes, and its bytes as they are stored.
    pub(super) fn unit(&mut self, pixels_ns: u64, stored_bytes: u64) {
        let unit = UnitCost { pixels_ns, stored_bytes };
        if self.units.len() < UNITS {
            self.units.push(unit);
        } else if let Some(last) = self.units.last_mut() {
            last.pixels_ns += pixels_ns;
            last.stored_bytes += stored_bytes;
        }
    }

    /// What is needed now.
    pub(super) fn alive(&self) -> Alive {
        let mut units = 0;
        let mut alive = Alive::default();
        for need in self.tiles.iter().flatten() {
            units |= need.units;
            alive.ns += need.ns;
        }
        for (number, unit) in self.units.iter().enumerate() {
            if units >> number & 1 == 1 {
                alive.ns += unit.pixels_ns;
                alive.stored_bytes += unit.stored_bytes;
            }
        }
        alive
    }

    /// The bit of the unit being filled.
    fn open_unit(&self) -> u128 {
        1 << self.units.len().min(UNITS - 1)
    }

    fn draw(&mut self, tile: u32, need: Need) {
        let Some(needs) = self.tiles.get_mut(tile as usize) else { return };
        needs.retain_mut(|older| {
            older.blocks &= !need.blocks;
            older.blocks != 0
        });
        if needs.len() == TILE_NEEDS {
            let all = needs.drain(..).reduce(|all, need| Need {
                blocks: all.blocks | need.blocks,
                units: all.units | need.units,
                ns: all.ns + need.ns,
            });
            needs.extend(all);
        }
        needs.push(need);
    }

    /// The units that what shows in `rect` comes from, and its share of what drawing it takes.
    fn inherited(&self, rect: Rect) -> (u128, u64) {
        let (mut units, mut ns) = (0, 0);
        for tile in self.tiles_of(rect) {
            let whole = tile_rect(self.size, tile);
            let part = rect.intersect(whole);
            let touched = blocks_touched(whole, part);
            let part_px = u64::from(part.width) * u64::from(part.height);
            let touched_px = u64::from(touched.count_ones() * BLOCK_PX * BLOCK_PX).max(1);
            for need in self.tiles.get(tile as usize).into_iter().flatten() {
                let seen = need.blocks & touched;
                if seen != 0 {
                    units |= need.units;
                    let seen_ns =
                        need.ns * u64::from(seen.count_ones()) / u64::from(need.blocks.count_ones());
                    ns += seen_ns * part_px / touched_px;
                }
            }
        }
        (units, ns)
    }

    fn tiles_of(&self, rect: Rect) -> impl Iterator<Item = u32> + use<> {
        let columns = self.size.width.div_ceil(TILE_PX);
        let rect = rect.intersect(Rect::of(self.size));
        (rect.y / TILE_PX..rect.bottom().div_ceil(TILE_PX)).flat_map(move |row| {
            (rect.x / TILE_PX..rect.right().div_ceil(TILE_PX)).map(move |column| row * columns + column)
        })
    }
}

/// The blocks of a box, the bit of each at row * 8 + column.
fn mask(blocks: BlockBox) -> u64 {
    let row = ((1_u64 << blocks.columns) - 1) << blocks.column;
    (blocks.row..blocks.row + blocks.rows).fold(0, |mask, at| mask | row << (u32::from(at) * TILE_BLOCKS))
}

/// The blocks of a tile that a rectangle inside it touches.
fn blocks_touched(tile: Rect, rect: Rect) -> u64 {
    if rect.is_empty() {
        return 0;
    }
    let column = (rect.x - tile.x) / BLOCK_PX;
    let row = (rect.y - tile.y) / BLOCK_PX;
    mask(BlockBox {
        column: column as u16,
        row: row as u16,
        columns: ((rect.right() - tile.x).div_ceil(BLOCK_PX) - column) as u16,
        rows: ((rect.bottom() - tile.y).div_ceil(BLOCK_PX) - row) as u16,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size::new(128, 64);

    fn block(column: u16, row: u16) -> Option<BlockBox> {
        Some(BlockBox { column, row, columns: 1, rows: 1 })
    }

    fn needs() -> Needs {
        let mut needs = Needs::default();
        needs.restart(SIZE);
        needs
    }

    #[test]
    fn what_is_drawn_over_is_not_needed() {
        let mut needs = needs();
        needs.drawn(0, block(3, 3), true, 10);
        needs.unit(100, 1000);
        needs.drawn(0, block(4, 3), true, 20);
        needs.unit(200, 2000);
        assert_eq!(needs.alive(), Alive { ns: 330, stored_bytes: 3000 });
        needs.drawn(0, block(3, 3), true, 30);
        needs.unit(400, 4000);
        assert_eq!(needs.alive(), Alive { ns: 650, stored_bytes: 6000 });
        needs.drawn(0, None, true, 40);
        needs.unit(800, 8000);
        assert_eq!(needs.alive(), Alive { ns: 840, stored_bytes: 8000 });
        needs.drawn(0, None, false, 1);
        assert_eq!(needs.alive(), Alive { ns: 1, stored_bytes: 0 });
        needs.restart(SIZE);
        assert_eq!((needs.alive(), needs.units()), (Alive::default(), 0));
    }

    #[test]
    fn what_was_copied_is_needed_with_where_it_came_from() {
        let mut needs = needs();
        needs.drawn(0, block(0, 0), true, 10);
        needs.unit(100, 1000);
        let copy = CopyOperation { to: Rect::new(64, 0, 8, 8), from_x: 0, from_y: 0 };
        needs.copied(&[copy], |_| 5);
        needs.unit(200, 2000);
        needs.drawn(0, None, false, 0);
        assert_eq!(needs.alive(), Alive { ns: 315, stored_bytes: 3000 });
        needs.drawn(1, block(0, 0), false, 0);
        assert_eq!(needs.alive(), Alive::default());
    }

    #[test]
    fn the_account_stays_within_bounds() {
        let mut needs = needs();
        for number in 0..10_000_u32 {
            // Never a whole block: nothing is taken off.
            let copy =
                CopyOperation { to: Rect::new(number % 3 * 8, 0, 64, 64), from_x: number % 61, from_y: 0 };
            needs.copied(&[copy], |_| 1);
            needs.drawn(number % 2, block((number % 7) as u16, (number % 5) as u16), true, 1);
            needs.unit(1, 1);
        }
        assert!(needs.tiles.iter().all(|tile| tile.len() <= TILE_NEEDS));
        assert_eq!(needs.units(), UNITS);
        let alive = needs.alive();
        assert!(alive.stored_bytes <= 10_000 && alive.ns <= 40_000, "{alive:?}");
    }
}
