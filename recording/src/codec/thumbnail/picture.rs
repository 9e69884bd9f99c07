//! A small picture as the track keeps it: brightness in steps of four, colour in steps of eight at half the size.

use crate::error::Result;
use crate::picture::Picture;
use crate::units::Size;

/// Distance from one stored brightness to the next.
const LUMA_STEP: i32 = 4;
/// Distance from one stored colour difference to the next.
const CHROMA_STEP: i32 = 8;
/// The stored value for no colour difference.
const CHROMA_ZERO: i32 = 32;

/// A small, lossy picture.
///
/// Its planes hold, row by row: brightness `(r + 2g + b) / 4` of each pixel, then, averaged over squares of 2x2 pixels
/// (cut off at the edges), `r - b` and `g - (r + b) / 2`.
#[derive(Clone, PartialEq, Eq)]
pub struct Thumbnail {
    size: Size,
    pub(super) planes: [Vec<u8>; 3],
}

impl std::fmt::Debug for Thumbnail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Thumbnail({}x{})", self.size.width, self.size.height)
    }
}

impl Thumbnail {
    /// The thumbnail of a small picture.
    pub fn of(small: &Picture) -> Self {
        let size = small.size();
        let mut thumbnail = Self::blank(size);
        let half = half(size);
        let mut sums = vec![[0_i32; 3]; len(half)];
        let [luma, orange, green] = &mut thumbnail.planes;
        let rows = small.rgba().chunks_exact(small.stride().max(1));
        for (y, (row, luma)) in rows.zip(luma.chunks_exact_mut(columns(size).max(1))).enumerate() {
            let sums = sums.get_mut(y / 2 * columns(half)..).unwrap_or_default();
            let pixels = row.as_chunks::<4>().0.iter().zip(luma);
            for (x, ([r, g, b, _], luma)) in pixels.enumerate() {
                let (r, g, b) = (i32::from(*r), i32::from(*g), i32::from(*b));
                *luma = nearest((r + 2 * g + b + 2) / 4, LUMA_STEP);
                if let Some([count, orange, green]) = sums.get_mut(x / 2) {
                    *count += 1;
                    *orange += r - b;
                    *green += 2 * g - r - b;
                }
            }
        }
        for ((orange, green), [count, of_orange, of_green]) in orange.iter_mut().zip(green).zip(sums) {
            let count = count.max(1);
            *orange = nearest(of_orange.div_euclid(count) + CHROMA_ZERO * CHROMA_STEP, CHROMA_STEP);
            *green = nearest(of_green.div_euclid(2 * count) + CHROMA_ZERO * CHROMA_STEP, CHROMA_STEP);
        }
        thumbnail
    }

    /// A thumbnail whose planes are all zero, to be decoded into.
    pub(super) fn blank(size: Size) -> Self {
        let half = len(half(size));
        Self { size, planes: [vec![0; len(size)], vec![0; half], vec![0; half]] }
    }

    /// Columns and rows.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The picture in RGBA.
    ///
    /// # Errors
    /// [`crate::Error::LimitReached`] where it is too large, as no thumbnail of a recording is.
    pub fn picture(&self) -> Result<Picture> {
        let mut picture = Picture::new(self.size)?;
        let stride = picture.stride();
        let across = columns(half(self.size));
        let [luma, orange, green] = &self.planes;
        let rows = picture.rgba_mut().chunks_exact_mut(stride.max(1));
        for (y, (row, luma)) in rows.zip(luma.chunks_exact(columns(self.size).max(1))).enumerate() {
            let from = y / 2 * across;
            let colours =
                orange.get(from..).unwrap_or_default().iter().zip(green.get(from..).unwrap_or_default());
            let pairs = row.chunks_mut(8).zip(luma.chunks(2));
            for ((pixels, luma), (orange, green)) in pairs.zip(colours) {
                let orange = (i32::from(*orange) - CHROMA_ZERO) * CHROMA_STEP;
                let green = (i32::from(*green) - CHROMA_ZERO) * CHROMA_STEP;
                for (pixel, luma) in pixels.as_chunks_mut::<4>().0.iter_mut().zip(luma) {
                    let luma = level(*luma);
                    let rest = luma - green / 2;
                    let [r, g, b] = [rest + orange / 2, luma + green / 2, rest - orange / 2].map(byte);
                    *pixel = [r, g, b, 255];
                }
            }
        }
        Ok(picture)
    }

    /// Columns of each plane.
    pub(super) fn plane_columns(&self) -> [usize; 3] {
        let half = columns(half(self.size));
        [columns(self.size), half, half]
    }

    /// Bytes of the planes.
    pub(super) fn bytes(&self) -> usize {
        self.planes.iter().map(Vec::len).sum()
    }
}

/// The stored number of a value from 0 to 511: the nearest step.
fn nearest(value: i32, step: i32) -> u8 {
    byte((value + step / 2) / step).min(if step == LUMA_STEP { 63 } else { 64 })
}

/// The brightness of a stored number; the last one is white.
fn level(stored: u8) -> i32 {
    if stored >= 63 { 255 } else { i32::from(stored) * LUMA_STEP }
}

fn byte(value: i32) -> u8 {
    value.clamp(0, 255).to_le_bytes()[0]
}

fn half(size: Size) -> Size {
    Size::new(size.width.div_ceil(2), size.height.div_ceil(2))
}

fn columns(size: Size) -> usize {
    size.width as usize
}

fn len(size: Size) -> usize {
    size.width as usize * size.height as usize
}
