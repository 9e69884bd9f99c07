//! A rectangle of pixels being read, in whatever encoding (RFC 6143 section 7.7).

use super::canvas::Canvas;
use super::hextile::Hextile;
use super::inflate::Inflater;
use super::pixel::PixelFormat;
use super::reader::{Reader, Step};
use super::rre::Rre;
use super::tight::Tight;
use super::zrle::Zrle;
use crate::units::Rect;

/// What goes on from rectangle to rectangle.
pub(super) struct Streams {
    tight: Tight,
    zrle: Inflater,
}

/// The rectangle, and how far it has been read.
pub(super) struct Rectangle {
    rect: Rect,
    drawing: Drawing,
}

enum Drawing {
    /// The row that comes next.
    Raw(u32),
    Copy,
    Rre(Rre),
    Hextile(Hextile),
    Tight,
    Zrle(Zrle),
}

impl Streams {
    pub(super) fn new() -> Self {
        Self { tight: Tight::new(), zrle: Inflater::new() }
    }
}

impl Rectangle {
    /// A rectangle in an encoding; `None` where that is not one of pixels.
    pub(super) fn new(rect: Rect, encoding: i32) -> Option<Self> {
        let drawing = match encoding {
            0 => Drawing::Raw(0),
            1 => Drawing::Copy,
            2 => Drawing::Rre(Rre::new(false)),
            4 => Drawing::Rre(Rre::new(true)),
            5 => Drawing::Hextile(Hextile::default()),
            7 | -260 => Drawing::Tight,
            16 => Drawing::Zrle(Zrle::new()),
            _ => return None,
        };
        Some(Self { rect, drawing })
    }

    /// Reads a part of it, and draws that. Answers whether it was the last.
    pub(super) fn step(
        &mut self,
        reader: &mut Reader<'_>,
        format: &PixelFormat,
        streams: &mut Streams,
        canvas: &mut Canvas,
    ) -> Step<bool> {
        let rect = self.rect;
        match &mut self.drawing {
            Drawing::Copy => {
                let (x, y) = (reader.u16()?, reader.u16()?);
                canvas.copy(x.into(), y.into(), rect)?;
                Ok(true)
            }
            Drawing::Rre(rre) => rre.step(rect, reader, format, canvas),
            Drawing::Zrle(zrle) => zrle.step(rect, reader, format, &mut streams.zrle, canvas),
            Drawing::Raw(_) | Drawing::Hextile(_) | Drawing::Tight if rect.is_empty() => Ok(true),
            Drawing::Raw(row) => {
                let mut line = Vec::new();
                format.add_line(reader.bytes(rect.width as usize * format.bytes())?, &mut line);
                canvas.put_line(rect.x, rect.y + *row, &line)?;
                *row += 1;
                Ok(*row >= rect.height)
            }
            Drawing::Hextile(hextile) => hextile.step(rect, reader, format, canvas),
            Drawing::Tight => {
                streams.tight.rectangle(rect, reader, format, canvas)?;
                Ok(true)
            }
        }
    }
}
