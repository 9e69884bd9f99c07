//! Hextile (RFC 6143 section 7.7.4): tiles of 16x16, raw or a background with rectangles on it.

use super::canvas::Canvas;
use super::pixel::PixelFormat;
use super::reader::{Reader, Step};
use crate::units::Rect;

const TILE_PX: u32 = 16;

const RAW: u8 = 1;
const BACKGROUND: u8 = 2;
const FOREGROUND: u8 = 4;
const ANY_RECTANGLES: u8 = 8;
const COLOURED: u8 = 16;

/// A rectangle being read: the tile that comes next, and the colours of the one before.
#[derive(Default)]
pub(super) struct Hextile {
    next: u32,
    background: [u8; 4],
    foreground: [u8; 4],
}

impl Hextile {
    /// Reads one tile. Answers whether it was the last.
    pub(super) fn step(
        &mut self,
        rect: Rect,
        reader: &mut Reader<'_>,
        format: &PixelFormat,
        canvas: &mut Canvas,
    ) -> Step<bool> {
        let columns = rect.width.div_ceil(TILE_PX).max(1);
        let count = columns * rect.height.div_ceil(TILE_PX);
        let (x, y) = (self.next % columns * TILE_PX, self.next / columns * TILE_PX);
        let tile = Rect::new(rect.x + x, rect.y + y, TILE_PX, TILE_PX).intersect(rect);
        let kind = reader.u8()?;
        if kind & RAW != 0 {
            let row_bytes = tile.width as usize * format.bytes();
            let pixels = reader.bytes(row_bytes * tile.height as usize)?;
            let mut line = Vec::new();
            for (y, row) in (tile.y..).zip(pixels.chunks_exact(row_bytes.max(1))) {
                line.clear();
                format.add_line(row, &mut line);
                canvas.put_line(tile.x, y, &line)?;
            }
        } else {
            // nothing is drawn before all of the tile is there
            let [mut background, mut foreground] = [self.background, self.foreground];
            if kind & BACKGROUND != 0 {
                background = format.colour(reader.bytes(format.bytes())?);
            }
            if kind & FOREGROUND != 0 {
                foreground = format.colour(reader.bytes(format.bytes())?);
            }
            let count = if kind & ANY_RECTANGLES != 0 { reader.u8()? } else { 0 };
            let colour_bytes = if kind & COLOURED != 0 { format.bytes() } else { 0 };
            let rectangles = reader.bytes(usize::from(count) * (colour_bytes + 2))?;
            canvas.fill(tile, background)?;
            for rectangle in rectangles.chunks_exact(colour_bytes + 2) {
                let (colour, place) = rectangle.split_at(colour_bytes);
                let colour = if colour.is_empty() { foreground } else { format.colour(colour) };
                let &[place, size] = place else { continue };
                let [x, y, width, height] = [place >> 4, place & 15, size >> 4, size & 15].map(u32::from);
                let part = Rect::new(tile.x + x, tile.y + y, width + 1, height + 1);
                canvas.fill(part.intersect(tile), colour)?;
            }
            (self.background, self.foreground) = (background, foreground);
        }
        self.next += 1;
        Ok(self.next >= count)
    }
}
