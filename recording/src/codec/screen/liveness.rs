//! Which operations on the way to a time are still to be seen then.
//!
//! Operation lists are walked backwards from the time. At first every block of the picture is needed. An operation
//! that draws a needed block is live; a block that it covers wholly is not needed any more before it. A live copy
//! needs the blocks that it reads. What is needed in the end comes from the picture that the walk leads back to: a
//! keyframe, or what is shown already. All operations that are not live can be left out, and units without live
//! operations need not even be fetched.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::loaded::ScreenUnit;
use super::needed::Blocks;
use super::operation::{Coding, Operation};
use crate::error::{Error, Result};
use crate::units::{Rect, Size, Timestamp};
use std::ops::Range;

/// The state of a walk backwards: what is needed of the picture at the place that was reached.
#[derive(Clone, Debug)]
pub struct Liveness {
    need: Blocks,
    /// What is needed of the picture that the keyframe of `key` shows.
    key_need: Blocks,
    /// Needed before the frame that is being walked through.
    sources: Blocks,
    key: Option<Timestamp>,
    size: Size,
}

/// The live operations of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveOperations {
    /// Their places in the unit's list, rising.
    pub(super) places: Vec<u32>,
    needs_pixels: bool,
}

impl LiveOperations {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether one of them uses the unit's pixels.
    pub fn needs_pixels(&self) -> bool {
        self.needs_pixels
    }
}

impl Liveness {
    /// A walk that starts where all of a picture of this size is needed.
    pub fn new(size: Size) -> Self {
        Self {
            need: Blocks::all(size),
            key_need: Blocks::none(size),
            sources: Blocks::none(size),
            key: None,
            size,
        }
    }

    /// Size of the picture.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Whether nothing older matters.
    pub fn is_done(&self) -> bool {
        self.need.is_empty() && self.key_need.is_empty()
    }

    /// Whether something is needed of what the keyframe shows to which the last unit refers.
    pub fn needs_key(&self) -> bool {
        !self.key_need.is_empty()
    }

    /// Walks back over these frames of a unit, and says what of them is live. All that is needed of the keyframe that
    /// the unit refers to is kept apart; where that is another one than before, all that was is needed from here on.
    ///
    /// # Errors
    /// [`Error::Malformed`] where the unit is of a picture of another size, or refers to a keyframe that is later
    /// than that of the unit after it.
    pub fn unit(&mut self, unit: &ScreenUnit, frames: Range<usize>) -> Result<LiveOperations> {
        if unit.size() != self.size {
            return Err(without_key());
        }
        self.pass_key(unit.key_time())?;
        let mut live = LiveOperations::default();
        for frame in unit.frames_in(frames).iter().rev() {
            if self.need.is_empty() {
                break;
            }
            self.frame(unit, frame.operations.clone(), &mut live);
        }
        live.places.reverse();
        Ok(live)
    }

    /// Walks back to the keyframe of `time`: what was needed of a later one is needed of the picture from here on.
    ///
    /// # Errors
    /// [`Error::Malformed`] where it is later than that to which the unit after it refers.
    pub fn pass_key(&mut self, time: Timestamp) -> Result<()> {
        match self.key.replace(time) {
            Some(key) if key < time => Err(without_key()),
            Some(key) if key > time => {
                self.need.absorb(&mut self.key_need);
                Ok(())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Time of the keyframe of which something is needed that is kept apart so far.
    pub fn needed_key(&self) -> Option<Timestamp> {
        self.key.filter(|_| self.needs_key())
    }

    /// Walks back over the keyframe of `time`, which holds what the picture shows at this place: what is needed of it
    /// is needed of the picture from here on. Whether that was anything.
    pub fn meet_key(&mut self, time: Timestamp) -> bool {
        let is_needed = self.needed_key() == Some(time);
        if is_needed {
            self.need.absorb(&mut self.key_need);
        }
        is_needed
    }

    /// Walks back over the loss of `area`: rectangles of whole blocks that were changed in a way that is not known.
    /// Whether any of that was needed; it is not any more, before that.
    pub fn lose(&mut self, area: &[Rect]) -> bool {
        let picture = Rect::of(self.size);
        let mut is_needed = false;
        for rect in area.iter().map(|rect| rect.intersect(picture)).filter(|rect| !rect.is_empty()) {
            is_needed |= self.need.meets(rect);
            self.need.remove_covered(rect);
        }
        is_needed
    }

    fn frame(&mut self, unit: &ScreenUnit, operations: Range<u32>, live: &mut LiveOperations) {
        let mut has_sources = false;
        for (place, placed) in operations.clone().zip(unit.operations_in(operations)).rev() {
            match &placed.operation {
                Operation::Box(tile_box) => {
                    if !self.need.meets(tile_box.rect) {
                        continue;
                    }
                    if tile_box.coding == Coding::AsKey {
                        self.key_need.add(tile_box.rect);
                    } else {
                        live.needs_pixels = true;
                    }
                    self.need.remove_covered(tile_box.rect);
                }
                Operation::Copy(copy) => {
                    if !self.need.meets(copy.to) {
                        continue;
                    }
                    self.need.add_sources(copy, &mut self.sources);
                    self.need.remove_covered(copy.to);
                    has_sources = true;
                }
            }
            live.places.push(place);
        }
        if has_sources {
            self.need.absorb(&mut self.sources);
        }
    }

    /// The tiles that are needed of the picture where the walk has led to, rising.
    pub(super) fn tiles(&self) -> Vec<u32> {
        self.need.tiles()
    }
}

fn without_key() -> Error {
    Error::Malformed { what: "unit without its keyframe", offset: 0 }
}
