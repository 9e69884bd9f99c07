//! Sets of 8x8-pixel blocks of a picture.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::operation::BLOCK_PX;
use super::unit;
use crate::error::Result;
use crate::units::{Rect, Size};

/// A set of blocks of a picture.
#[derive(Clone)]
pub(super) struct BlockSet {
    size: Size,
    columns: usize,
    is_in: Vec<bool>,
    count: usize,
}

impl BlockSet {
    /// No block of a picture of this size.
    ///
    /// # Errors
    /// [`crate::Error::LimitReached`] where such a picture is too large.
    pub(super) fn new(size: Size) -> Result<Self> {
        // A picture that is too large has no limit for its lists.
        unit::operations_limit(size)?;
        let columns = size.width.div_ceil(BLOCK_PX) as usize;
        let rows = size.height.div_ceil(BLOCK_PX) as usize;
        Ok(Self { size, columns, is_in: vec![false; columns * rows], count: 0 })
    }

    /// Bytes of memory it takes.
    pub(super) fn held_bytes(&self) -> usize {
        self.is_in.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds every block that `rect` touches.
    pub(super) fn add(&mut self, rect: Rect) {
        for block in self.blocks(rect) {
            if let Some(slot) = self.is_in.get_mut(block)
                && !std::mem::replace(slot, true)
            {
                self.count += 1;
            }
        }
    }

    /// Takes out every block that lies inside `rect` as far as it lies inside the picture.
    pub(super) fn remove(&mut self, rect: Rect) {
        if rect.is_empty() || self.is_empty() {
            return;
        }
        let end = |end: u32, side: u32| if end >= side { side.div_ceil(BLOCK_PX) } else { end / BLOCK_PX };
        let (left, top) = (rect.x.div_ceil(BLOCK_PX), rect.y.div_ceil(BLOCK_PX));
        let (right, bottom) = (end(rect.right(), self.size.width), end(rect.bottom(), self.size.height));
        for row in top..bottom {
            let start = row as usize * self.columns;
            let blocks = start + left as usize..start + right.max(left) as usize;
            for slot in self.is_in.get_mut(blocks).unwrap_or_default() {
                self.count -= usize::from(std::mem::replace(slot, false));
            }
        }
    }

    /// Whether `rect` touches a block of the set.
    pub(super) fn touches(&self, rect: Rect) -> bool {
        !self.is_empty() && self.blocks(rect).any(|block| self.is_in.get(block) == Some(&true))
    }

    /// Calls with the pixels of each block of the set that `rect` touches.
    pub(super) fn each_in(&self, rect: Rect, mut call: impl FnMut(Rect)) {
        let columns = u32::try_from(self.columns).unwrap_or(u32::MAX);
        for block in self.blocks(rect) {
            if self.is_in.get(block) == Some(&true)
                && let Ok(block) = u32::try_from(block)
            {
                let (column, row) = (block % columns, block / columns);
                call(Rect::new(column * BLOCK_PX, row * BLOCK_PX, BLOCK_PX, BLOCK_PX));
            }
        }
    }

    /// Takes over all blocks of another set of the same size.
    pub(super) fn merge(&mut self, other: &mut Self) {
        if other.is_empty() {
            return;
        }
        for (slot, other) in self.is_in.iter_mut().zip(&mut other.is_in) {
            if std::mem::take(other) && !std::mem::replace(slot, true) {
                self.count += 1;
            }
        }
        other.count = 0;
    }

    /// Numbers of the blocks that `rect` touches, in the set or not.
    fn blocks(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let rect = rect.intersect(Rect::of(self.size));
        let rect = if rect.is_empty() { Rect::default() } else { rect };
        let columns = self.columns;
        let (left, right) = (rect.x / BLOCK_PX, rect.right().div_ceil(BLOCK_PX));
        (rect.y / BLOCK_PX..rect.bottom().div_ceil(BLOCK_PX))
            .flat_map(move |row| (left..right).map(move |column| row as usize * columns + column as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_and_go() {
        let mut set = BlockSet::new(Size::new(20, 12)).unwrap();
        assert!(!set.touches(Rect::new(0, 0, 20, 12)));
        set.add(Rect::new(7, 7, 2, 2));
        let mut blocks = Vec::new();
        set.each_in(Rect::new(0, 0, 99, 99), |block| blocks.push((block.x, block.y)));
        assert_eq!(blocks, [(0, 0), (8, 0), (0, 8), (8, 8)]);
        set.remove(Rect::new(1, 0, 19, 12));
        assert!(set.touches(Rect::new(0, 0, 1, 1)), "not all of it was taken out");
        assert!(!set.touches(Rect::new(8, 0, 12, 12)), "the blocks at the edge are cut off");
        let mut other = BlockSet::new(Size::new(20, 12)).unwrap();
        other.add(Rect::new(19, 11, 1, 1));
        set.merge(&mut other);
        assert!(other.is_empty() && set.touches(Rect::new(16, 8, 4, 4)));
        set.remove(Rect::new(0, 0, 20, 12));
        assert!(set.is_empty());
    }
}
