//! The pointer as the server tells of it (RFC 6143 section 7.8.1 and rfbproto).

use super::pixel::PixelFormat;
use super::reader::{Reader, Step, Stop};
use crate::import::Output;
use crate::import::alpha::unpremultiplied;
use crate::input::PointerShape;
use crate::limits;
use crate::units::{Rect, Timestamp};

/// The pointer, until the frame that it came with is complete.
#[derive(Default)]
pub(super) struct Pointer {
    shape: Option<Option<PointerShape>>,
    position: Option<(i32, i32)>,
}

/// The ways in which a shape is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShapeKind {
    /// `Cursor`: pixels and a mask.
    Pixels,
    /// `XCursor`: two colours, which of them, and a mask.
    TwoColours,
    /// `CursorWithAlpha`: premultiplied RGBA.
    Alpha,
}

impl Pointer {
    /// The pointer is at the place that a `PointerPos` names.
    pub(super) fn set_position(&mut self, rect: Rect) {
        let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
        self.position = Some((side(rect.x), side(rect.y)));
    }

    /// Reads a shape. The rectangle's corner is its hot spot. Answers the bytes to pass over where it is too large.
    pub(super) fn read_shape(
        &mut self,
        kind: ShapeKind,
        rect: Rect,
        reader: &mut Reader<'_>,
        format: &PixelFormat,
    ) -> Step<u64> {
        if kind == ShapeKind::Alpha {
            let encoding = reader.i32()?;
            if encoding != 0 {
                return Err(Stop::Unknown { what: "encoding of a pointer", number: encoding.into() });
            }
        }
        let (width, height) = (rect.width as usize, rect.height as usize);
        let area = u64::from(rect.width) * u64::from(rect.height);
        let mask_bytes = width.div_ceil(8) * height;
        if rect.width.max(rect.height) > limits::POINTER_SIDE_PX {
            let mask_bytes = mask_bytes as u64;
            return Ok(match kind {
                ShapeKind::Pixels => area * format.bytes() as u64 + mask_bytes,
                ShapeKind::TwoColours if area == 0 => 0,
                ShapeKind::TwoColours => 6 + 2 * mask_bytes,
                ShapeKind::Alpha => area * 4,
            });
        }
        let mut rgba: Vec<u8> = Vec::new();
        match kind {
            ShapeKind::Alpha => {
                let pixels = reader.bytes(width * height * 4)?;
                rgba.extend(pixels.as_chunks::<4>().0.iter().flat_map(|pixel| unpremultiplied(*pixel)));
            }
            ShapeKind::Pixels => {
                let pixels = reader.bytes(width * height * format.bytes())?;
                let mask = reader.bytes(mask_bytes)?;
                for (pixel, is_there) in pixels.chunks_exact(format.bytes()).zip(bits(mask, width)) {
                    rgba.extend(if is_there { format.colour(pixel) } else { [0; 4] });
                }
            }
            ShapeKind::TwoColours if area == 0 => {}
            ShapeKind::TwoColours => {
                let ([r, g, b], [other_r, other_g, other_b]) = (reader.array::<3>()?, reader.array::<3>()?);
                let (bitmap, mask) = (reader.bytes(mask_bytes)?, reader.bytes(mask_bytes)?);
                for (is_first, is_there) in bits(bitmap, width).zip(bits(mask, width)) {
                    rgba.extend(match (is_there, is_first) {
                        (false, _) => [0; 4],
                        (true, true) => [r, g, b, 255],
                        (true, false) => [other_r, other_g, other_b, 255],
                    });
                }
            }
        }
        let hot = |side: u32| i32::try_from(side).unwrap_or(0);
        let (hot_x, hot_y) = (hot(rect.x), hot(rect.y));
        let shape = PointerShape { width: rect.width, height: rect.height, hot_x, hot_y, rgba };
        self.shape = Some(Some(shape).filter(|_| area > 0));
        Ok(0)
    }

    /// Tells what is new.
    pub(super) fn tell(&mut self, time: Timestamp, output: &mut dyn Output) -> crate::Result<()> {
        if let Some(shape) = self.shape.take() {
            output.pointer_shape(time, shape.as_ref())?;
        }
        if let Some((x, y)) = self.position.take() {
            output.pointer_position(time, x, y)?;
        }
        Ok(())
    }
}

/// The bits of a mask, whose rows start at a byte.
fn bits(mask: &[u8], width: usize) -> impl Iterator<Item = bool> {
    mask.chunks_exact(width.div_ceil(8).max(1)).flat_map(move |row| {
        row.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 != 0)).take(width)
    })
}
