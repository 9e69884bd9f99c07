//! How much of each pixel of a cell a character covers.

use std::ops::Range;

/// Points per pixel and direction at which shapes with slanted or round edges are sampled.
const SAMPLES: u16 = 8;

/// Coverage of a cell, or of two for a wide character: rows x columns, row-major, 0 (none) to 255 (full).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    width: u32,
    height: u32,
    coverage: Vec<u8>,
}

impl Mask {
    /// A mask that covers nothing, in pixels.
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, coverage: vec![0; width as usize * height as usize] }
    }

    /// A mask with this coverage; `None` where there is not one byte per pixel.
    pub fn from_coverage(width: u32, height: u32, coverage: Vec<u8>) -> Option<Self> {
        (coverage.len() as u64 == u64::from(width) * u64::from(height)).then_some(Self {
            width,
            height,
            coverage,
        })
    }

    /// Columns and rows.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Rows x columns, row-major.
    pub fn coverage(&self) -> &[u8] {
        &self.coverage
    }

    /// Columns and rows, for arithmetic that may leave the mask.
    pub(super) fn sides(&self) -> (i32, i32) {
        (self.width.cast_signed(), self.height.cast_signed())
    }

    /// Covers a rectangle; what lies outside is ignored.
    pub(super) fn fill(&mut self, columns: Range<i32>, rows: Range<i32>, coverage: u8) {
        let inside = |range: &Range<i32>, side: u32| {
            let clamp = |place: i32| place.clamp(0, side.cast_signed()).cast_unsigned() as usize;
            clamp(range.start)..clamp(range.end)
        };
        let (columns, rows) = (inside(&columns, self.width), inside(&rows, self.height));
        let width = self.width as usize;
        for row in self.coverage.chunks_exact_mut(width.max(1)).take(rows.end).skip(rows.start) {
            if let Some(pixels) = row.get_mut(columns.clone()) {
                pixels.fill(coverage);
            }
        }
    }

    /// Covers what is inside a shape, which tells for a point (in pixels from the upper left corner) whether it is.
    pub(super) fn paint(&mut self, is_inside: impl Fn(f32, f32) -> bool) {
        let (step, all) = (1.0 / f32::from(SAMPLES), SAMPLES * SAMPLES);
        let mut pixels = self.coverage.iter_mut();
        for row in 0..self.height {
            for column in 0..self.width {
                let Some(pixel) = pixels.next() else { return };
                let mut hits = 0_u16;
                for sample in 0..all {
                    let x = column as f32 + (f32::from(sample % SAMPLES) + 0.5) * step;
                    let y = row as f32 + (f32::from(sample / SAMPLES) + 0.5) * step;
                    hits += u16::from(is_inside(x, y));
                }
                let covered = u8::try_from((hits * 255 / all).min(255)).unwrap_or(255);
                *pixel = (*pixel).max(covered);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::reversed_empty_ranges, reason = "such a range is to cover nothing")]
    fn rectangles_are_cut_at_the_edges() {
        let mut mask = Mask::new(3, 2);
        mask.fill(-5..2, 1..9, 7);
        assert_eq!(mask.coverage(), [0, 0, 0, 7, 7, 0]);
        mask.fill(2..1, 0..2, 9);
        assert_eq!(mask.coverage(), [0, 0, 0, 7, 7, 0]);
    }

    #[test]
    fn shapes_cover_pixels_in_part() {
        let mut mask = Mask::new(2, 1);
        mask.paint(|x, _| x < 0.5);
        assert_eq!(mask.coverage(), [127, 0]);
    }
}
