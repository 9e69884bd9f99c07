//! Tight (rfbproto, "Tight encoding"): one colour, a JPEG or PNG picture, or pixels through a filter and one of four
//! zlib streams.

use super::canvas::Canvas;
use super::inflate::Inflater;
use super::pixel::PixelFormat;
use super::reader::{Reader, Step, Stop};
use crate::import::image;
use crate::units::Rect;

/// Fewer bytes than this are not packed.
const PACKED_FROM_BYTES: usize = 12;

const FILL: u8 = 8;
const JPEG: u8 = 9;
const PNG: u8 = 10;
/// The flag that a filter is named.
const HAS_FILTER: u8 = 4;

/// The four streams of the session.
pub(super) struct Tight {
    streams: [Inflater; 4],
}

/// How pixels are written.
enum Filter {
    /// As they are.
    Copy,
    /// As numbers of these colours: one bit each where there are two, else a byte.
    Palette(Vec<[u8; 4]>),
    /// As differences from what their neighbours lead to expect.
    Gradient,
}

impl Tight {
    pub(super) fn new() -> Self {
        Self { streams: std::array::from_fn(|_| Inflater::new()) }
    }

    /// Reads all of a rectangle. Nothing is done before all of it is there: it has at most 4 MiB.
    pub(super) fn rectangle(
        &mut self,
        rect: Rect,
        reader: &mut Reader<'_>,
        format: &PixelFormat,
        canvas: &mut Canvas,
    ) -> Step {
        let control = reader.u8()?;
        let kind = control >> 4;
        match kind {
            FILL => {
                let colour = format.tight_colour(reader.bytes(format.tight_bytes())?);
                self.reset(control);
                Ok(canvas.fill(rect, colour)?)
            }
            JPEG | PNG => {
                let length = compact_length(reader)?;
                let data = reader.bytes(length)?;
                self.reset(control);
                picture(rect, data, canvas)
            }
            0..FILL => self.basic(rect, control, reader, format, canvas),
            _ => Err(Stop::Damaged("Tight rectangle of an unknown kind")),
        }
    }

    fn reset(&mut self, control: u8) {
        for (number, stream) in self.streams.iter_mut().enumerate() {
            if control >> number & 1 != 0 {
                stream.reset();
            }
        }
    }

    fn basic(
        &mut self,
        rect: Rect,
        control: u8,
        reader: &mut Reader<'_>,
        format: &PixelFormat,
        canvas: &mut Canvas,
    ) -> Step {
        let filter = if control >> 4 & HAS_FILTER == 0 { 0 } else { reader.u8()? };
        let filter = match filter {
            0 => Filter::Copy,
            1 => {
                let count = usize::from(reader.u8()?) + 1;
                let pixels = reader.bytes(count * format.tight_bytes())?;
                let colours = pixels.chunks_exact(format.tight_bytes());
                Filter::Palette(colours.map(|pixel| format.tight_colour(pixel)).collect())
            }
            2 => Filter::Gradient,
            _ => return Err(Stop::Damaged("Tight rectangle with an unknown filter")),
        };
        let width = rect.width as usize;
        let row_bytes = match &filter {
            Filter::Palette(colours) if colours.len() <= 2 => width.div_ceil(8),
            Filter::Palette(_) => width,
            Filter::Copy | Filter::Gradient => width * format.tight_bytes(),
        };
        let total = row_bytes.saturating_mul(rect.height as usize);
        let is_packed = total >= PACKED_FROM_BYTES;
        let length = if is_packed { compact_length(reader)? } else { total };
        let mut data = reader.bytes(length)?;
        self.reset(control);
        let stream = self.streams.get_mut(usize::from(control >> 4 & 3));
        let mut stream = stream.filter(|_| is_packed);
        let mut row = vec![0; row_bytes];
        let mut lines = Lines { filter, format, above: vec![[0; 3]; width], line: Vec::new() };
        for y in rect.y..rect.bottom() {
            if let Some(stream) = &mut stream {
                stream.fill(&mut data, &mut row)?;
            } else {
                let (next, rest) = data.split_at_checked(row_bytes).unwrap_or_default();
                row.copy_from_slice(next);
                data = rest;
            }
            canvas.put_line(rect.x, y, lines.next(&row, width)?)?;
        }
        match stream {
            Some(stream) => stream.skip(data),
            None => Ok(()),
        }
    }
}

/// Makes lines of RGBA of the rows of a rectangle.
struct Lines<'a> {
    filter: Filter,
    format: &'a PixelFormat,
    /// Channels of the row before.
    above: Vec<[u32; 3]>,
    line: Vec<u8>,
}

impl Lines<'_> {
    fn next(&mut self, row: &[u8], width: usize) -> Step<&[u8]> {
        const OUTSIDE: Stop = Stop::Damaged("number that is not in the palette of its rectangle");
        self.line.clear();
        let pixels = row.chunks_exact(self.format.tight_bytes());
        match &self.filter {
            Filter::Copy => {
                pixels.for_each(|pixel| self.line.extend_from_slice(&self.format.tight_colour(pixel)));
            }
            Filter::Palette(colours) if colours.len() <= 2 => {
                let bits = row.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
                for bit in bits.take(width) {
                    let colour = colours.get(usize::from(bit)).ok_or(OUTSIDE)?;
                    self.line.extend_from_slice(colour);
                }
            }
            Filter::Palette(colours) => {
                for number in row {
                    let colour = colours.get(usize::from(*number)).ok_or(OUTSIDE)?;
                    self.line.extend_from_slice(colour);
                }
            }
            Filter::Gradient => {
                let max = self.format.max();
                let (mut left, mut above_left) = ([0; 3], [0; 3]);
                for (pixel, above) in pixels.zip(&mut self.above) {
                    let channels = self
                        .format
                        .tight_channels(pixel)
                        .ok_or(Stop::Damaged("gradient of pixels that are numbers of a palette"))?;
                    let mut sum = [0; 3];
                    for (channel, slot) in sum.iter_mut().enumerate() {
                        let at = |of: &[u32; 3]| of.get(channel).copied().unwrap_or(0);
                        let limit = at(&max);
                        let expected = (at(&left) + at(above)).saturating_sub(at(&above_left)).min(limit);
                        *slot = (expected + at(&channels)) & limit;
                    }
                    self.line.extend_from_slice(&self.format.colour_of_channels(sum));
                    above_left = std::mem::replace(above, sum);
                    left = sum;
                }
            }
        }
        Ok(&self.line)
    }
}

/// One to three bytes of 7, 7 and 8 bits, the lowest first.
fn compact_length(reader: &mut Reader<'_>) -> Step<usize> {
    let mut length = 0;
    for shift in [0, 7] {
        let byte = usize::from(reader.u8()?);
        length |= (byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(length);
        }
    }
    Ok(length | usize::from(reader.u8()?) << 14)
}

/// Draws an encoded picture.
fn picture(rect: Rect, data: &[u8], canvas: &mut Canvas) -> Step {
    let image = match image::decode(data, canvas.area_limit_px()) {
        Ok(image) => image,
        Err(what) => {
            canvas.passed_over = Some(what);
            return Ok(());
        }
    };
    canvas.work.add(image.size.area())?;
    let width = rect.width.min(image.size.width) as usize * 4;
    let rows = image.rgba.chunks_exact((image.size.width as usize * 4).max(4));
    let mut line = Vec::new();
    for (y, row) in (rect.y..rect.bottom()).zip(rows) {
        line.clear();
        line.extend_from_slice(row.get(..width).unwrap_or_default());
        // over black
        line.as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| pixel[3] = 255);
        canvas.put_line(rect.x, y, &line)?;
    }
    Ok(())
}
