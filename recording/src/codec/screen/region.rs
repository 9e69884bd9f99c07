//! When the pixels of a rectangle changed, found out with as little decoding as that takes.
//!
//! The operation lists tell which frames touch the rectangle. A frame with an operation that lies inside it all the
//! way changed it, since every operation changes something. Where operations only reach into it, the pixels decide:
//! a walk backwards marks the operations that made them, and only those are run.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::block_set::BlockSet;
use super::operation::{Coding, CopyOperation, Operation, OperationReader};
use super::payload::UnitHead;
use crate::chunk::Part;
use crate::error::{Error, Result};
use crate::units::{Rect, Size, Timestamp};
use std::ops::Range;

/// What happens to a rectangle from a keyframe on, full or light, up to the next full one at most.
///
/// Tell it all units with [`RegionSpan::add_unit`], then [`RegionSpan::plan`]; that done, a
/// [`super::RegionDecoder`] runs what is marked.
pub struct RegionSpan {
    /// The part of the rectangle inside the picture.
    pub(super) rect: Rect,
    pub(super) size: Size,
    pub(super) key_time: Timestamp,
    pub(super) frames: Vec<Frame>,
    pub(super) operations: Vec<Planned>,
    pub(super) units: Vec<UnitPlan>,
    pub(super) moments: Vec<Moment>,
    /// What of the keyframe is needed.
    pub(super) key_blocks: BlockSet,
    pub(super) uses_key: bool,
    pub(super) opens: bool,
}

/// A frame: its time and its operations.
pub(super) struct Frame {
    pub(super) time: Timestamp,
    pub(super) operations: Range<usize>,
}

/// An operation, and whether it is needed.
pub(super) struct Planned {
    pub(super) operation: Operation,
    /// Where its pixels start among those of the unit.
    pub(super) pixels_at: usize,
    pub(super) is_needed: bool,
}

/// A unit.
pub(super) struct UnitPlan {
    pub(super) frames: Range<usize>,
    /// Time of the last keyframe before it, full or light.
    pub(super) key: Timestamp,
    pub(super) has_work: bool,
    pub(super) needs_pixels: bool,
}

/// The frames of one time, of which some touch the rectangle.
pub(super) struct Moment {
    pub(super) time: Timestamp,
    /// From the first to the last frame that touches it.
    pub(super) frames: Range<usize>,
    /// Whether it certainly changed it; otherwise the pixels decide.
    pub(super) is_certain: bool,
    /// Whether anything is to be told of it.
    pub(super) is_asked: bool,
}

/// What is asked about the ends of a span, where a moment reaches over its keyframe or the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpanEnds {
    /// What the rectangle shows after all frames of the keyframe's time is needed.
    pub opens: bool,
    /// What it shows before the first frame of this time or later is needed, or at the end where there is none. Those
    /// frames are not looked at.
    pub closes_before: Option<Timestamp>,
}

impl RegionSpan {
    /// A span of pictures of `size` from a keyframe of this time on, full or light. `rect` may reach beyond the picture.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where such pictures are too large.
    pub fn new(rect: Rect, size: Size, key_time: Timestamp) -> Result<Self> {
        let clipped = rect.intersect(Rect::of(size));
        let rect = if clipped.is_empty() { Rect::default() } else { clipped };
        Ok(Self {
            rect,
            size,
            key_time,
            frames: Vec::new(),
            operations: Vec::new(),
            units: Vec::new(),
            moments: Vec::new(),
            key_blocks: BlockSet::new(size)?,
            uses_key: false,
            opens: false,
        })
    }

    /// Size of the picture that the payload of a chunk of operations plays on.
    ///
    /// # Errors
    /// [`Error::Truncated`] and [`Error::Unsupported`].
    pub fn size_of(operations: &[u8]) -> Result<Size> {
        Ok(UnitHead::read(operations)?.0.size)
    }

    /// Adds the next unit: the payload of its chunk of operations.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::Truncated`], [`Error::Unsupported`] and [`Error::LimitReached`]; nothing is added
    /// then.
    pub fn add_unit(&mut self, operations: &[u8]) -> Result<()> {
        let (head, _) = UnitHead::read(operations)?;
        if head.size != self.size {
            return Err(Error::Malformed { what: "unit without its keyframe", offset: 0 });
        }
        let (frames, planned) = (self.frames.len(), self.operations.len());
        let added = self.add_frames(&mut OperationReader::read(Part::Operations, operations)?);
        if let Err(error) = added {
            self.frames.truncate(frames);
            self.operations.truncate(planned);
            return Err(error);
        }
        let frames = frames..self.frames.len();
        self.units.push(UnitPlan { frames, key: head.key, has_work: false, needs_pixels: false });
        Ok(())
    }

    fn add_frames(&mut self, lists: &mut OperationReader) -> Result<()> {
        let mut pixels_at = 0;
        while let Some(time) = lists.next_frame()? {
            let first = self.operations.len();
            while let Some(operation) = lists.next_operation()? {
                self.operations.push(Planned { operation, pixels_at, is_needed: false });
                if let Operation::Box(tile_box) = operation {
                    pixels_at += tile_box.pixel_bytes();
                }
            }
            self.frames.push(Frame { time, operations: first..self.operations.len() });
        }
        Ok(())
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.units.len()
    }

    /// The part of the rectangle inside the picture.
    pub fn rect(&self) -> Rect {
        self.rect
    }

    /// Marks what has to be run to tell which of the times that are asked about are changes, and gives those that are
    /// certain without. Frames at the keyframe's own time are told apart from it by [`SpanEnds::opens`] only. Call it
    /// once.
    pub fn plan(&mut self, ends: SpanEnds, is_asked: impl Fn(Timestamp) -> bool) -> Vec<Timestamp> {
        self.opens = ends.opens;
        self.find_moments(ends, is_asked);
        let asked = self.moments.iter().filter(|moment| moment.is_asked && moment.is_certain);
        let certain = asked.map(|moment| moment.time).collect();
        self.mark(ends);
        certain
    }

    /// Whether the keyframe is needed; of a light one, the full one too that it builds on.
    pub fn needs_key(&self) -> bool {
        !self.key_blocks.is_empty()
    }

    /// Whether a unit is to be run.
    pub fn has_work(&self, unit: usize) -> bool {
        self.units.get(unit).is_some_and(|unit| unit.has_work)
    }

    /// Whether there is anything to be run, or anything of the keyframe needed.
    pub fn has_any_work(&self) -> bool {
        self.needs_key() || self.units.iter().any(|unit| unit.has_work)
    }

    /// About how many bytes of memory it takes.
    pub fn held_bytes(&self) -> usize {
        size_of_val(self.operations.as_slice())
            + size_of_val(self.frames.as_slice())
            + self.key_blocks.held_bytes()
    }

    /// Whether a unit's pixels are needed for that.
    pub fn needs_pixels(&self, unit: usize) -> bool {
        self.units.get(unit).is_some_and(|unit| unit.needs_pixels)
    }

    /// The rectangles of a frame's operations.
    pub(super) fn touched(&self, frame: &Frame) -> impl Iterator<Item = Rect> {
        let operations = self.operations.get(frame.operations.clone()).unwrap_or_default();
        operations
            .iter()
            .map(|planned| touches(&planned.operation).intersect(self.rect))
            .filter(|rect| !rect.is_empty())
    }

    fn find_moments(&mut self, ends: SpanEnds, is_asked: impl Fn(Timestamp) -> bool) {
        let mut moments: Vec<Moment> = Vec::new();
        for (at, frame) in self.frames.iter().enumerate() {
            if self.touched(frame).next().is_none() {
                continue;
            }
            match moments.last_mut() {
                // Two frames of one time may undo each other.
                Some(moment) if moment.time == frame.time => {
                    moment.frames.end = at + 1;
                    moment.is_certain = false;
                }
                _ => {
                    let operations = self.operations.get(frame.operations.clone()).unwrap_or_default();
                    let is_certain = operations.iter().any(|planned| {
                        let rect = touches(&planned.operation);
                        rect.intersect(self.rect) == rect
                    });
                    // What is asked about the ends covers these.
                    let is_asked = frame.time > self.key_time
                        && ends.closes_before.is_none_or(|time| frame.time < time)
                        && is_asked(frame.time);
                    moments.push(Moment { time: frame.time, frames: at..at + 1, is_certain, is_asked });
                }
            }
        }
        self.moments = moments;
    }

    /// Walks backwards and marks the operations that make what is looked at.
    fn mark(&mut self, ends: SpanEnds) {
        let mut needed = self.key_blocks.clone();
        // What has to be known of the last keyframe.
        let mut as_key = needed.clone();
        let mut moments = std::mem::take(&mut self.moments);
        moments.retain(|moment| moment.is_asked && !moment.is_certain);
        let mut next_moment = moments.len();
        if ends.closes_before.is_some() {
            needed.add(self.rect);
        }
        let mut is_opening_due = ends.opens;
        for unit in (0..self.units.len()).rev() {
            let Some((frames, key)) = self.units.get(unit).map(|unit| (unit.frames.clone(), unit.key)) else {
                continue;
            };
            for at in frames.rev() {
                let Some(frame) = self.frames.get(at) else { continue };
                if ends.closes_before.is_some_and(|time| frame.time >= time) {
                    continue;
                }
                if is_opening_due && frame.time <= self.key_time {
                    is_opening_due = false;
                    needed.add(self.rect);
                }
                let moment = next_moment.checked_sub(1).and_then(|at| moments.get(at));
                let moment = moment.filter(|moment| moment.frames.contains(&at));
                if let Some(moment) = moment
                    && at + 1 == moment.frames.end
                {
                    self.add_touched(moment, &mut needed);
                }
                let operations = frame.operations.clone();
                let (has_work, needs_pixels) = self.mark_frame(operations, &mut needed, &mut as_key);
                if let Some(unit) = self.units.get_mut(unit) {
                    unit.has_work |= has_work;
                    unit.needs_pixels |= needs_pixels;
                }
                if let Some(moment) = moment
                    && at == moment.frames.start
                {
                    self.add_touched(moment, &mut needed);
                    next_moment -= 1;
                }
            }
            let earlier = unit.checked_sub(1).and_then(|unit| self.units.get(unit));
            if earlier.is_none_or(|earlier| earlier.key != key) {
                needed.merge(&mut as_key);
            }
        }
        if is_opening_due {
            needed.add(self.rect);
        }
        self.key_blocks = needed;
        self.moments = moments;
    }

    fn add_touched(&self, moment: &Moment, needed: &mut BlockSet) {
        for frame in self.frames.get(moment.frames.clone()).unwrap_or_default() {
            self.touched(frame).for_each(|rect| needed.add(rect));
        }
    }

    /// Marks the operations of a frame that make what is needed after it, and turns that into what is needed before.
    fn mark_frame(
        &mut self,
        operations: Range<usize>,
        needed: &mut BlockSet,
        as_key: &mut BlockSet,
    ) -> (bool, bool) {
        let (mut has_work, mut needs_pixels) = (false, false);
        let mut sources: Vec<Rect> = Vec::new();
        let operations = self.operations.get_mut(operations).unwrap_or_default();
        for planned in operations.iter_mut().rev() {
            if needed.is_empty() {
                break;
            }
            let rect = touches(&planned.operation);
            if !needed.touches(rect) {
                continue;
            }
            planned.is_needed = true;
            has_work = true;
            match &planned.operation {
                Operation::Box(tile_box) if tile_box.coding == Coding::AsKey => {
                    self.uses_key = true;
                    as_key.add(rect);
                }
                Operation::Box(_) => needs_pixels = true,
                Operation::Copy(copy) => {
                    needed.each_in(rect, |block| sources.push(source_of(copy, block)));
                }
            }
            needed.remove(rect);
        }
        sources.into_iter().for_each(|source| needed.add(source));
        (has_work, needs_pixels)
    }
}

/// The pixels that an operation writes.
fn touches(operation: &Operation) -> Rect {
    match operation {
        Operation::Copy(copy) => copy.to,
        Operation::Box(tile_box) => tile_box.rect,
    }
}

/// Where a copy takes the part of `block` from that it writes.
fn source_of(copy: &CopyOperation, block: Rect) -> Rect {
    let part = copy.to.intersect(block);
    let (x, y) = (copy.from_x + (part.x - copy.to.x), copy.from_y + (part.y - copy.to.y));
    Rect::new(x, y, part.width, part.height)
}
