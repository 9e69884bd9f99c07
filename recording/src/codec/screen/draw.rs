//! Draws boxes and copied rectangles into a picture.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::operation::{BoxOperation, Coding, CopyOperation};
use super::packed::Row;
use super::unpack::PackedRows;
use crate::picture::{Picture, TILE_PX};
use crate::units::Rect;

/// A pixel as it lies in a picture: red, green, blue, 255.
type Pixel = [u8; 4];

const BLACK: Pixel = [0, 0, 0, 255];

/// Draws a box from exactly its bytes; `None` where they are too few or the box is not inside the picture, which
/// may be half drawn then.
pub(super) fn draw_box(picture: &mut Picture, tile_box: &BoxOperation, bytes: &[u8]) -> Option<()> {
    let rows = Rows::of(picture, tile_box.rect)?;
    match tile_box.coding {
        Coding::Solid => {
            let (red, green, blue) = bytes.first_chunk().map(|[r, g, b]| (*r, *g, *b))?;
            let pixel = [red, green, blue, 255];
            rows.for_each(|row| {
                let (pixels, _) = row.as_chunks_mut::<4>();
                pixels.fill(pixel);
            });
        }
        Coding::Palette { colours } => {
            let (palette, indices) = bytes.split_at_checked(usize::from(colours) * 3)?;
            let (palette, _) = palette.as_chunks::<3>();
            let row_bytes = (tile_box.rect.width * Coding::index_bits(colours)).div_ceil(8) as usize;
            let indices = indices.chunks_exact(row_bytes.max(1));
            match Coding::index_bits(colours) {
                1 => draw_1_bit(rows, indices, palette),
                2 => draw_2_bit(rows, indices, palette),
                4 => draw_4_bit(rows, indices, palette),
                _ => draw_8_bit(rows, indices, palette),
            }
        }
        Coding::Above => draw_above(rows, tile_box.rect, bytes)?,
        Coding::Packed { .. } => draw_packed(rows, tile_box.rect, bytes)?,
        Coding::AsKey => return None,
    }
    Some(())
}

/// Makes `rect` of one picture the same as in another of the same size; `None` where it is not inside both.
pub(super) fn copy_between(from: &Picture, to: &mut Picture, rect: Rect) -> Option<()> {
    let from = from.rows(rect)?;
    let to = Rows::of(to, rect)?;
    for (to, from) in to.bytes.chunks_mut(to.stride).zip(from) {
        to.get_mut(..from.len())?.copy_from_slice(from);
    }
    Some(())
}

/// The rows of a rectangle inside a picture.
struct Rows<'a> {
    bytes: &'a mut [u8],
    stride: usize,
    row_bytes: usize,
}

impl<'a> Rows<'a> {
    fn of(picture: &'a mut Picture, rect: Rect) -> Option<Self> {
        if rect.is_empty() || rect.right() > picture.size().width || rect.bottom() > picture.size().height {
            return None;
        }
        let stride = picture.stride();
        let start = rect.y as usize * stride + rect.x as usize * 4;
        let row_bytes = rect.width as usize * 4;
        let len = (rect.height as usize - 1) * stride + row_bytes;
        let bytes = picture.rgba_mut().get_mut(start..start.checked_add(len)?)?;
        Some(Self { bytes, stride, row_bytes })
    }

    fn for_each(self, mut draw: impl FnMut(&mut [u8])) {
        for row in self.bytes.chunks_mut(self.stride) {
            if let Some(row) = row.get_mut(..self.row_bytes) {
                draw(row);
            }
        }
    }

    /// Each row of pixels with its row of indices.
    fn with(self, indices: std::slice::ChunksExact<'_, u8>, mut draw: impl FnMut(&mut [Pixel], &[u8])) {
        for (row, indices) in self.bytes.chunks_mut(self.stride).zip(indices) {
            if let Some(row) = row.get_mut(..self.row_bytes) {
                draw(row.as_chunks_mut().0, indices);
            }
        }
    }
}

fn opaque([red, green, blue]: [u8; 3]) -> Pixel {
    [red, green, blue, 255]
}

/// The first colours of a palette; what it does not name is black.
fn colours<const N: usize>(palette: &[[u8; 3]]) -> [Pixel; N] {
    let mut colours = [BLACK; N];
    for (colour, rgb) in colours.iter_mut().zip(palette) {
        *colour = opaque(*rgb);
    }
    colours
}

fn draw_1_bit(rows: Rows<'_>, indices: std::slice::ChunksExact<'_, u8>, palette: &[[u8; 3]]) {
    let [zero, one] = colours(palette);
    let pick = |bits: u8, bit: u8| if bits >> bit & 1 == 0 { zero } else { one };
    let mut quads = [[BLACK; 4]; 16];
    for (bits, quad) in (0_u8..16).zip(&mut quads) {
        *quad = [pick(bits, 0), pick(bits, 1), pick(bits, 2), pick(bits, 3)];
    }
    rows.with(indices, |row, indices| {
        let (eights, tail) = row.as_chunks_mut::<8>();
        let mut bytes = indices.iter();
        for (eight, byte) in eights.iter_mut().zip(&mut bytes) {
            let (low, high) = eight.split_at_mut(4);
            low.copy_from_slice(quads.get(usize::from(byte & 15)).unwrap_or(&[BLACK; 4]));
            high.copy_from_slice(quads.get(usize::from(byte >> 4)).unwrap_or(&[BLACK; 4]));
        }
        let last = bytes.next().copied().unwrap_or(0);
        for (bit, pixel) in (0..8).zip(tail) {
            *pixel = pick(last, bit);
        }
    });
}

fn draw_2_bit(rows: Rows<'_>, indices: std::slice::ChunksExact<'_, u8>, palette: &[[u8; 3]]) {
    let [zero, one, two, three] = colours(palette);
    let pick = |bits: u8| match bits & 3 {
        0 => zero,
        1 => one,
        2 => two,
        _ => three,
    };
    let mut pairs = [[BLACK; 2]; 16];
    for (bits, pair) in (0_u8..16).zip(&mut pairs) {
        *pair = [pick(bits), pick(bits >> 2)];
    }
    rows.with(indices, |row, indices| {
        let (quads, tail) = row.as_chunks_mut::<4>();
        let mut bytes = indices.iter();
        for (quad, byte) in quads.iter_mut().zip(&mut bytes) {
            let (low, high) = quad.split_at_mut(2);
            low.copy_from_slice(pairs.get(usize::from(byte & 15)).unwrap_or(&[BLACK; 2]));
            high.copy_from_slice(pairs.get(usize::from(byte >> 4)).unwrap_or(&[BLACK; 2]));
        }
        let last = bytes.next().copied().unwrap_or(0);
        for (place, pixel) in (0_u8..4).zip(tail) {
            *pixel = pick(last >> (place * 2));
        }
    });
}

fn draw_4_bit(rows: Rows<'_>, indices: std::slice::ChunksExact<'_, u8>, palette: &[[u8; 3]]) {
    let colours: [Pixel; 16] = colours(palette);
    let pick = |bits: u8| colours.get(usize::from(bits & 15)).copied().unwrap_or(BLACK);
    rows.with(indices, |row, indices| {
        let (pairs, tail) = row.as_chunks_mut::<2>();
        let mut bytes = indices.iter();
        for ([left, right], byte) in pairs.iter_mut().zip(&mut bytes) {
            *left = pick(*byte);
            *right = pick(byte >> 4);
        }
        if let ([pixel], Some(byte)) = (tail, bytes.next()) {
            *pixel = pick(*byte);
        }
    });
}

fn draw_8_bit(rows: Rows<'_>, indices: std::slice::ChunksExact<'_, u8>, palette: &[[u8; 3]]) {
    let colours: [Pixel; 256] = colours(palette);
    rows.with(indices, |row, indices| {
        for (pixel, index) in row.iter_mut().zip(indices) {
            *pixel = colours.get(usize::from(*index)).copied().unwrap_or(BLACK);
        }
    });
}

/// The values of a row of the three planes, at first those of the row above.
type Planes = [Row; 3];

fn draw_above(rows: Rows<'_>, rect: Rect, bytes: &[u8]) -> Option<()> {
    let (width, height) = (rect.width as usize, rect.height as usize);
    let plane = width * height;
    let (green, rest) = bytes.split_at_checked(plane)?;
    let (red, blue) = rest.split_at_checked(plane)?;
    let lines = green.chunks_exact(width).zip(red.chunks_exact(width)).zip(blue.chunks_exact(width));
    let mut planes: Planes = [[0; TILE_PX as usize]; 3];
    let mut is_first = true;
    let mut lines = lines.map(|((green, red), blue)| [green, red, blue]);
    rows.for_each(|row| {
        let Some(differences) = lines.next() else { return };
        if std::mem::take(&mut is_first) {
            add_left(&mut planes, differences);
        } else {
            add_above(&mut planes, differences);
        }
        join(row, &planes);
    });
    Some(())
}

fn draw_packed(rows: Rows<'_>, rect: Rect, bytes: &[u8]) -> Option<()> {
    let mut packed = PackedRows::new(rect.width as usize, rect.height as usize, bytes)?;
    let mut planes: Planes = [[0; TILE_PX as usize]; 3];
    let mut is_whole = true;
    rows.for_each(|row| {
        is_whole = is_whole && packed.next(&mut planes).is_some();
        join(row, &planes);
    });
    (is_whole && packed.is_empty()).then_some(())
}

/// Makes pixels of a row of the three planes. By pairs and then pairs of pairs, which is done for many at once.
#[inline(always)]
fn join(row: &mut [u8], planes: &Planes) {
    if let Ok(row) = <&mut [u8; TILE_PX as usize * 4]>::try_from(&mut *row) {
        join_tile(row, planes);
    } else {
        let mut whole = [0; TILE_PX as usize * 4];
        join_tile(&mut whole, planes);
        row.iter_mut().zip(whole).for_each(|(to, byte)| *to = byte);
    }
}

/// The same for a row of a whole tile.
#[inline(always)]
fn join_tile(row: &mut [u8; TILE_PX as usize * 4], [green, red, blue]: &Planes) {
    let greens = green.as_chunks::<16>().0.iter();
    let lines = greens.zip(red.as_chunks::<16>().0).zip(blue.as_chunks::<16>().0);
    for (pixels, ((green, red), blue)) in row.as_chunks_mut::<64>().0.iter_mut().zip(lines) {
        let mut low = [0_u16; 16];
        for (low, (green, red)) in low.iter_mut().zip(green.iter().zip(red)) {
            *low = u16::from(red.wrapping_add(*green)) | u16::from(*green) << 8;
        }
        let mut high = [0_u16; 16];
        for (high, (green, blue)) in high.iter_mut().zip(green.iter().zip(blue)) {
            *high = u16::from(blue.wrapping_add(*green)) | 0xff00;
        }
        for (pixel, (low, high)) in pixels.as_chunks_mut::<4>().0.iter_mut().zip(low.iter().zip(high)) {
            *pixel = (u32::from(*low) | u32::from(high) << 16).to_le_bytes();
        }
    }
}

/// The first row: differences to the pixel on the left, to zero for the first one.
fn add_left(planes: &mut Planes, differences: [&[u8]; 3]) {
    for (values, differences) in planes.iter_mut().zip(differences) {
        let mut left = 0_u8;
        for (value, difference) in values.iter_mut().zip(differences) {
            left = left.wrapping_add(*difference);
            *value = left;
        }
    }
}

/// Differences to the pixel above.
fn add_above(planes: &mut Planes, differences: [&[u8]; 3]) {
    for (values, differences) in planes.iter_mut().zip(differences) {
        for (value, difference) in values.iter_mut().zip(differences) {
            *value = value.wrapping_add(*difference);
        }
    }
}

/// Runs copies that all read the picture as it was before any of them was written; `None` where one is not inside
/// the picture, which may be half drawn then.
pub(super) fn copy_rects(
    picture: &mut Picture,
    copies: &[CopyOperation],
    staged: &mut Vec<u8>,
) -> Option<()> {
    staged.clear();
    // Only sources that an earlier copy overwrites have to be put aside.
    let is_overwritten = |at: usize, copy: &CopyOperation| {
        copies.iter().take(at).any(|earlier| !earlier.to.intersect(copy.source()).is_empty())
    };
    for (at, copy) in copies.iter().enumerate() {
        if is_overwritten(at, copy) {
            let source = copy.source();
            for y in source.y..source.bottom() {
                staged.extend_from_slice(picture.row(source.x, y, source.width)?);
            }
        }
    }
    let mut rest = staged.as_slice();
    for (at, copy) in copies.iter().enumerate() {
        if is_overwritten(at, copy) {
            let row_bytes = copy.to.width as usize * 4;
            for y in copy.to.y..copy.to.bottom() {
                let (row, after) = rest.split_at_checked(row_bytes)?;
                picture.row_mut(copy.to.x, y, copy.to.width)?.copy_from_slice(row);
                rest = after;
            }
        } else {
            copy_rect(picture, copy)?;
        }
    }
    Some(())
}

/// Copies one rectangle, which may overlap where it comes from.
fn copy_rect(picture: &mut Picture, copy: &CopyOperation) -> Option<()> {
    let (source, to, size) = (copy.source(), copy.to, picture.size());
    let is_inside = |rect: Rect| rect.right() <= size.width && rect.bottom() <= size.height;
    if !is_inside(source) || !is_inside(to) {
        return None;
    }
    let stride = picture.stride();
    let row_bytes = to.width as usize * 4;
    let place = |rect: Rect, row: u32| (rect.y + row) as usize * stride + rect.x as usize * 4;
    let rgba = picture.rgba_mut();
    let mut copy_row = |row: u32| {
        let start = place(source, row);
        rgba.copy_within(start..start + row_bytes, place(to, row));
    };
    if to.y > source.y {
        (0..to.height).rev().for_each(&mut copy_row);
    } else {
        (0..to.height).for_each(&mut copy_row);
    }
    Some(())
}
