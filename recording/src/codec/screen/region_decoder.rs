//! Runs what a [`RegionSpan`] marked.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::decoder::KeptKey;
use super::draw::{copy_between, copy_rects, draw_box};
use super::operation::{Coding, CopyOperation, Operation, OperationReader};
use super::payload::KeyHead;
use super::region::{Frame, Planned, RegionSpan};
use super::unit;
use crate::chunk::Part;
use crate::codec::zstd::Decompressor;
use crate::error::{Error, Result};
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Timestamp};

/// What a rectangle shows: the part of it inside the picture, and its pixels.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RegionContent {
    rect: Rect,
    pixels: Vec<u8>,
}

/// Runs spans one after the other: [`RegionDecoder::start`], [`RegionDecoder::play`] for each unit that has work, in
/// order, and [`RegionDecoder::finish`].
///
/// # Limits
/// Holds a picture, what the last keyframe showed where that is needed, and the pixels of one unit.
#[derive(Default)]
pub struct RegionDecoder {
    decompressor: Option<Decompressor>,
    /// Right where it is needed, anything elsewhere.
    picture: Picture,
    key: Option<KeptKey>,
    pixels: Vec<u8>,
    staged: Vec<u8>,
    next_moment: usize,
    /// What a moment found where it touches the rectangle.
    before: Vec<u8>,
    opening: Option<RegionContent>,
    found: Vec<Timestamp>,
}

/// What running a span told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionOutcome {
    /// Times at which pixels of the rectangle changed, beyond those that were certain.
    pub changes: Vec<Timestamp>,
    /// What the rectangle shows after all frames of the keyframe's time, where that was asked for.
    pub opening: Option<RegionContent>,
    /// What it shows at the end of what was run.
    pub closing: RegionContent,
}

impl RegionDecoder {
    /// A decoder that has run nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a span; `key` is the payload of its full keyframe, where that is needed, and `light` that of the light
    /// one which it starts from, where it does.
    ///
    /// # Errors
    /// [`Error::Malformed`] (also where the keyframe is needed and not there), [`Error::Truncated`],
    /// [`Error::Unsupported`] and [`Error::LimitReached`]: nothing can be told of the span.
    pub fn start(&mut self, span: &RegionSpan, key: Option<&[u8]>, light: Option<&[u8]>) -> Result<()> {
        if self.picture.size() != span.size {
            self.picture = Picture::new(span.size)?;
        }
        self.key = span.uses_key.then(|| KeptKey::new(span.size, span.key_time));
        self.next_moment = 0;
        self.opening = None;
        self.found.clear();
        if span.needs_key() {
            let key = key.ok_or(Error::Malformed { what: "keyframe", offset: 0 })?;
            let base = self.draw_key(span, Part::Key, key)?.time;
            if let Some(light) = light
                && self.draw_key(span, Part::LightKey, light)?.base != base
            {
                return Err(Error::Malformed { what: "light keyframe without its full one", offset: 0 });
            }
        }
        Ok(())
    }

    /// Runs the marked operations of a unit; `pixels` is the payload of its chunk of pixels, where that is needed.
    ///
    /// # Errors
    /// As for [`RegionDecoder::start`]: nothing can be told of the rest of the span.
    pub fn play(&mut self, span: &RegionSpan, unit: usize, pixels: Option<&[u8]>) -> Result<()> {
        let Some(plan) = span.units.get(unit) else { return Ok(()) };
        if plan.needs_pixels {
            let pixels = pixels.ok_or(Error::Malformed { what: "unit without its pixels", offset: 0 })?;
            let limit = unit::unit_pixels_limit(span.size)?;
            decompressor(&mut self.decompressor)?.decompress(pixels, limit, &mut self.pixels)?;
        }
        if let Some(key) = &mut self.key {
            key.pass(plan.key);
        }
        for at in plan.frames.clone() {
            let Some(frame) = span.frames.get(at) else { continue };
            if span.opens && self.opening.is_none() && frame.time > span.key_time {
                self.opening = Some(self.content(span));
            }
            let moment = span.moments.get(self.next_moment).filter(|moment| moment.frames.contains(&at));
            if moment.is_some_and(|moment| moment.frames.start == at) {
                self.before = self.touched(span, self.next_moment);
            }
            self.run(span, frame)?;
            if let Some(moment) = moment.filter(|moment| moment.frames.end == at + 1) {
                if self.touched(span, self.next_moment) != self.before {
                    self.found.push(moment.time);
                }
                self.next_moment += 1;
            }
        }
        Ok(())
    }

    /// Ends a span: what it told.
    pub fn finish(&mut self, span: &RegionSpan) -> RegionOutcome {
        let closing = self.content(span);
        let opening = self.opening.take().or_else(|| span.opens.then(|| closing.clone()));
        RegionOutcome { changes: std::mem::take(&mut self.found), opening, closing }
    }

    fn content(&self, span: &RegionSpan) -> RegionContent {
        let mut pixels = Vec::new();
        append(&self.picture, span.rect, &mut pixels);
        RegionContent { rect: span.rect, pixels }
    }

    /// The pixels of the rectangle where the frames of a moment touch it.
    fn touched(&self, span: &RegionSpan, moment: usize) -> Vec<u8> {
        let mut pixels = Vec::new();
        let frames = span.moments.get(moment).and_then(|moment| span.frames.get(moment.frames.clone()));
        for frame in frames.unwrap_or_default() {
            span.touched(frame).for_each(|rect| append(&self.picture, rect, &mut pixels));
        }
        pixels
    }

    /// Draws the tiles of a keyframe that are needed.
    fn draw_key(&mut self, span: &RegionSpan, part: Part, payload: &[u8]) -> Result<KeyHead> {
        let key = KeyHead::read(payload)?;
        let malformed = Error::Malformed { what: "keyframe", offset: 0 };
        if key.head.size != span.size {
            return Err(malformed);
        }
        let limit = unit::key_pixels_limit(span.size)?;
        decompressor(&mut self.decompressor)?.decompress(key.pixels, limit, &mut self.pixels)?;
        let mut lists = OperationReader::read(part, payload)?;
        let mut pixels_at = 0;
        while let Some(operation) = lists.next_operation()? {
            let Operation::Box(tile_box) = operation else { return Err(malformed) };
            let end = pixels_at + tile_box.pixel_bytes();
            if span.key_blocks.touches(tile_box.rect) {
                let pixels = self.pixels.get(pixels_at..end);
                pixels
                    .and_then(|pixels| draw_box(&mut self.picture, &tile_box, pixels))
                    .ok_or_else(|| malformed.clone())?;
            }
            pixels_at = end;
        }
        Ok(key.head)
    }

    fn run(&mut self, span: &RegionSpan, frame: &Frame) -> Result<()> {
        let planned = span.operations.get(frame.operations.clone()).unwrap_or_default();
        let needed = || planned.iter().filter(|planned| planned.is_needed);
        let copy = |planned: &Planned| match planned.operation {
            Operation::Copy(copy) => Some(copy),
            Operation::Box(_) => None,
        };
        let copies: Vec<CopyOperation> = needed().filter_map(copy).collect();
        if let Some(key) = &mut self.key {
            let grid = Damage::none(span.size);
            for tile in copies.iter().flat_map(|copy| grid.tiles_of(copy.to)) {
                key.keep(&self.picture, tile)?;
            }
        }
        copy_rects(&mut self.picture, &copies, &mut self.staged)
            .ok_or(Error::Malformed { what: "copied rectangle", offset: 0 })?;
        for planned in needed() {
            let Operation::Box(tile_box) = planned.operation else { continue };
            let tile = tile_box.tile as usize;
            if tile_box.coding == Coding::AsKey {
                if let Some(kept) = self.key.as_ref().and_then(|key| key.kept(tile)) {
                    copy_between(kept, &mut self.picture, tile_box.rect);
                }
                continue;
            }
            if let Some(key) = &mut self.key {
                key.keep(&self.picture, tile)?;
            }
            let pixels = self.pixels.get(planned.pixels_at..planned.pixels_at + tile_box.pixel_bytes());
            pixels
                .and_then(|pixels| draw_box(&mut self.picture, &tile_box, pixels))
                .ok_or(Error::Malformed { what: "pixels of a box", offset: planned.pixels_at as u64 })?;
        }
        Ok(())
    }
}

fn decompressor(slot: &mut Option<Decompressor>) -> Result<&mut Decompressor> {
    match slot {
        Some(decompressor) => Ok(decompressor),
        slot @ None => Ok(slot.insert(Decompressor::new()?)),
    }
}

fn append(picture: &Picture, rect: Rect, pixels: &mut Vec<u8>) {
    for row in picture.rows(rect).into_iter().flatten() {
        pixels.extend_from_slice(row);
    }
}
