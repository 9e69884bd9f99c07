//! RRE (RFC 6143 section 7.7.3) and its compact kin: a background and rectangles on it, each of one colour.

use super::canvas::Canvas;
use super::pixel::PixelFormat;
use super::reader::{Reader, Step};
use crate::units::Rect;

/// A rectangle being read.
pub(super) struct Rre {
    /// Places take one byte each rather than two.
    is_compact: bool,
    /// Rectangles that are to come; `None` before the background.
    left: Option<u32>,
}

impl Rre {
    pub(super) fn new(is_compact: bool) -> Self {
        Self { is_compact, left: None }
    }

    /// Reads the background or one rectangle. Answers whether it was the last.
    pub(super) fn step(
        &mut self,
        rect: Rect,
        reader: &mut Reader<'_>,
        format: &PixelFormat,
        canvas: &mut Canvas,
    ) -> Step<bool> {
        let Some(left) = self.left else {
            let count = reader.u32()?;
            let background = format.colour(reader.bytes(format.bytes())?);
            canvas.fill(rect, background)?;
            self.left = Some(count);
            return Ok(count == 0);
        };
        let colour = format.colour(reader.bytes(format.bytes())?);
        let [x, y, width, height] = if self.is_compact {
            reader.array::<4>()?.map(u32::from)
        } else {
            [reader.u16()?, reader.u16()?, reader.u16()?, reader.u16()?].map(u32::from)
        };
        canvas.fill(Rect::new(rect.x + x, rect.y + y, width, height).intersect(rect), colour)?;
        let left = left.saturating_sub(1);
        self.left = Some(left);
        Ok(left == 0)
    }
}
