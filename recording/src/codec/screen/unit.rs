//! What a unit or keyframe may hold at most.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::operation::{FRAME_COPIES, UNIT_FRAMES};
use crate::error::{Error, Result};
use crate::limits;
use crate::picture::TILE_PX;
use crate::units::{Size, Span};

/// A unit ends with the frame that takes it past this many bytes of pixels.
pub(super) const UNIT_PIXEL_BYTES: usize = 256 * 1024;
/// A unit ends with the frame that takes it past this many bytes of operation lists.
pub(super) const UNIT_OPERATION_BYTES: usize = 64 * 1024;
/// Longest unit while there is much to store.
pub(super) const BUSY_UNIT: Span = Span::from_secs(1);
/// Longest unit while there is little to store.
pub(super) const IDLE_UNIT: Span = Span::from_secs(10);
/// A unit with fewer bytes of pixels than this is not busy.
pub(super) const IDLE_PIXEL_BYTES: usize = 16 * 1024;

/// Most bytes that one operation takes: six numbers of up to ten bytes for a copy, less for a box.
const OPERATION_BYTES: usize = 60;
/// Most bytes that the head of a frame takes.
const FRAME_HEAD_BYTES: usize = 30;
/// Most bytes that a box takes: the tiles skipped, kind, colours, place.
const BOX_BYTES: usize = 14;

/// Most bytes of a unit's or keyframe's decompressed operation lists on a picture of `size`.
///
/// # Errors
/// [`Error::LimitReached`] where such a picture is too large; so for the others here.
pub(super) fn operations_limit(size: Size) -> Result<usize> {
    pixels(size)?;
    let tiles = size.width.div_ceil(TILE_PX) as usize * size.height.div_ceil(TILE_PX) as usize;
    let copies = usize::try_from(FRAME_COPIES).unwrap_or(usize::MAX) * OPERATION_BYTES;
    Ok(UNIT_OPERATION_BYTES + UNIT_FRAMES * FRAME_HEAD_BYTES + copies + tiles * BOX_BYTES)
}

/// Most bytes of a keyframe's decompressed pixels: each pixel once, uncompressed.
pub(super) fn key_pixels_limit(size: Size) -> Result<usize> {
    Ok(pixels(size)? * 3)
}

/// Most bytes of a unit's decompressed pixels: what ends it, and a frame that rewrites the whole picture.
pub(super) fn unit_pixels_limit(size: Size) -> Result<usize> {
    Ok(UNIT_PIXEL_BYTES + pixels(size)? * 3)
}

fn pixels(size: Size) -> Result<usize> {
    let is_long = size.width > limits::PICTURE_SIDE_PX || size.height > limits::PICTURE_SIDE_PX;
    usize::try_from(size.area())
        .ok()
        .filter(|area| !is_long && *area as u64 <= limits::PICTURE_AREA_PX)
        .ok_or(Error::LimitReached { what: "picture area", limit: limits::PICTURE_AREA_PX })
}
