//! ZRLE (RFC 6143 section 7.7.6): tiles of 64x64 with palettes and runs, in one zlib stream for the session.

use super::canvas::Canvas;
use super::inflate::Inflater;
use super::pixel::PixelFormat;
use super::reader::{Reader, Step, Stop};
use crate::units::Rect;

const TILE_PX: u32 = 64;
/// No tile takes more when it is unpacked: 64x64 runs of one pixel, each of 4 bytes and a length.
const TILE_BYTES: usize = 64 * 64 * 5 + 1;
/// Unpacked bytes that are held at once.
const HELD_BYTES: usize = 2 * TILE_BYTES;

/// A rectangle being read. What it holds is bounded, however its data comes.
pub(super) struct Zrle {
    next: u32,
    /// Packed bytes that are to come; `None` before their number.
    left: Option<usize>,
    /// Unpacked bytes of tiles that are to be drawn.
    held: Vec<u8>,
}

impl Zrle {
    pub(super) fn new() -> Self {
        Self { next: 0, left: None, held: Vec::new() }
    }

    /// Reads what is there. Answers whether the rectangle is complete.
    pub(super) fn step(
        &mut self,
        rect: Rect,
        reader: &mut Reader<'_>,
        format: &PixelFormat,
        inflater: &mut Inflater,
        canvas: &mut Canvas,
    ) -> Step<bool> {
        let Some(left) = self.left else {
            let length = usize::try_from(reader.u32()?).map_err(|_| Stop::Damaged("length of ZRLE data"))?;
            self.left = Some(length);
            return Ok(length == 0 && rect.is_empty());
        };
        let there = left.min(reader.rest().len());
        let packed = reader.rest().get(..there).unwrap_or_default();
        if self.is_complete(rect) {
            // what is left belongs to no tile, yet to the stream
            inflater.skip(packed)?;
            reader.bytes(there)?;
            self.left = Some(left - there);
            return if there == 0 && left > 0 { Err(Stop::More) } else { Ok(left == there) };
        }
        let start = self.held.len();
        self.held.resize(HELD_BYTES, 0);
        let (taken, filled) = inflater.inflate(packed, self.held.get_mut(start..).unwrap_or_default())?;
        self.held.truncate(start + filled);
        reader.bytes(taken)?;
        let left = left - taken;
        self.left = Some(left);
        let drawn = self.draw(rect, format, canvas)?;
        if self.is_complete(rect) {
            self.held.clear();
            if left == 0 {
                inflater.skip(&[])?;
            }
            return Ok(left == 0);
        }
        if drawn || taken > 0 {
            return Ok(false);
        }
        Err(if left == 0 { Stop::Damaged("ZRLE data that ends early") } else { Stop::More })
    }

    fn is_complete(&self, rect: Rect) -> bool {
        self.next >= rect.width.div_ceil(TILE_PX) * rect.height.div_ceil(TILE_PX)
    }

    /// Draws the tiles that are held as a whole. Answers whether there was one.
    fn draw(&mut self, rect: Rect, format: &PixelFormat, canvas: &mut Canvas) -> Step<bool> {
        let mut at = 0;
        while !self.is_complete(rect) {
            let columns = rect.width.div_ceil(TILE_PX).max(1);
            let (x, y) = (self.next % columns * TILE_PX, self.next / columns * TILE_PX);
            let tile = Rect::new(rect.x + x, rect.y + y, TILE_PX, TILE_PX).intersect(rect);
            let mut reader = Reader::new(self.held.get(at..).unwrap_or_default());
            match draw_tile(tile, &mut reader, format, canvas) {
                Ok(()) => at += reader.taken(),
                Err(Stop::More) => break,
                Err(stop) => return Err(stop),
            }
            self.next += 1;
        }
        self.held.drain(..at);
        Ok(at > 0)
    }
}

fn draw_tile(tile: Rect, reader: &mut Reader<'_>, format: &PixelFormat, canvas: &mut Canvas) -> Step {
    let bytes = format.compact_bytes();
    let kind = reader.u8()?;
    match kind {
        0 => {
            let row_bytes = tile.width as usize * bytes;
            let pixels = reader.bytes(row_bytes * tile.height as usize)?;
            let mut line = Vec::new();
            for (y, row) in (tile.y..).zip(pixels.chunks_exact(row_bytes.max(1))) {
                line.clear();
                for pixel in row.chunks_exact(bytes) {
                    line.extend_from_slice(&format.compact_colour(pixel));
                }
                canvas.put_line(tile.x, y, &line)?;
            }
            Ok(())
        }
        1 => {
            let colour = format.compact_colour(reader.bytes(bytes)?);
            Ok(canvas.fill(tile, colour)?)
        }
        2..=16 => {
            let palette = palette(kind, reader, format)?;
            packed(tile, &palette, reader, canvas)
        }
        128 => runs(tile, reader, canvas, |reader| {
            let colour = format.compact_colour(reader.bytes(bytes)?);
            Ok((colour, length(reader)?))
        }),
        130.. => {
            let palette = palette(kind & 127, reader, format)?;
            runs(tile, reader, canvas, |reader| {
                let index = reader.u8()?;
                let colour = palette.get(usize::from(index & 127)).copied().ok_or(OUTSIDE)?;
                Ok((colour, if index & 128 == 0 { 1 } else { length(reader)? }))
            })
        }
        17..=127 | 129 => Err(Stop::Damaged("ZRLE tile of an unknown kind")),
    }
}

const OUTSIDE: Stop = Stop::Damaged("number that is not in the palette of its tile");

fn palette(count: u8, reader: &mut Reader<'_>, format: &PixelFormat) -> Step<Vec<[u8; 4]>> {
    let pixels = reader.bytes(usize::from(count) * format.compact_bytes())?;
    Ok(pixels.chunks_exact(format.compact_bytes()).map(|pixel| format.compact_colour(pixel)).collect())
}

/// Numbers of a palette, packed into bits; rows start at a byte.
fn packed(tile: Rect, palette: &[[u8; 4]], reader: &mut Reader<'_>, canvas: &mut Canvas) -> Step {
    let bits = match palette.len() {
        2 => 1,
        3 | 4 => 2,
        _ => 4,
    };
    let row_bytes = (tile.width as usize * bits).div_ceil(8);
    let rows = reader.bytes(row_bytes * tile.height as usize)?;
    let mask = (1_u8 << bits) - 1;
    let mut line = Vec::new();
    for (y, row) in (tile.y..).zip(rows.chunks_exact(row_bytes.max(1))) {
        line.clear();
        let numbers = row.iter().flat_map(|byte| (1..=8 / bits).map(move |place| byte >> (8 - place * bits)));
        for number in numbers.take(tile.width as usize) {
            let colour = palette.get(usize::from(number & mask)).ok_or(OUTSIDE)?;
            line.extend_from_slice(colour);
        }
        canvas.put_line(tile.x, y, &line)?;
    }
    Ok(())
}

/// Runs of a colour, over the ends of rows.
fn runs(
    tile: Rect,
    reader: &mut Reader<'_>,
    canvas: &mut Canvas,
    mut next: impl FnMut(&mut Reader<'_>) -> Step<([u8; 4], usize)>,
) -> Step {
    let total = tile.width as usize * tile.height as usize;
    let mut pixels: Vec<[u8; 4]> = Vec::with_capacity(64 * 64);
    while pixels.len() < total {
        let (colour, length) = next(reader)?;
        let end = pixels.len().saturating_add(length);
        if end > total {
            return Err(Stop::Damaged("run beyond the end of its tile"));
        }
        pixels.resize(end, colour);
    }
    for (y, row) in (tile.y..).zip(pixels.chunks_exact((tile.width as usize).max(1))) {
        canvas.put_line(tile.x, y, row.as_flattened())?;
    }
    Ok(())
}

/// One more than the sum of bytes up to one that is not 255.
fn length(reader: &mut Reader<'_>) -> Step<usize> {
    let mut length = 1;
    loop {
        let byte = reader.u8()?;
        length += usize::from(byte);
        // INVARIANT: what is held bounds the number of bytes, and so the sum
        if byte != 255 {
            return Ok(length);
        }
    }
}
