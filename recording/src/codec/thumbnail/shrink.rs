//! Small pictures of large ones: each pixel is the average of a square box of pixels.

use crate::error::Result;
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Size};

/// A small picture that follows a large one: only what is damaged is averaged anew.
#[derive(Clone, Debug)]
pub struct Shrunk {
    of: Size,
    factor: u32,
    small: Picture,
}

impl Shrunk {
    /// A black small picture of pictures of the size `of`, with at most `most_px` pixels (at least 1).
    ///
    /// # Errors
    /// [`crate::Error::LimitReached`] where a picture of that size would be too large itself.
    pub fn new(of: Size, most_px: u64) -> Result<Self> {
        let factor = factor(of, most_px);
        let small = Size::new(of.width.div_ceil(factor), of.height.div_ceil(factor));
        Ok(Self { of, factor, small: Picture::new(small)? })
    }

    /// Averages all of `picture`.
    ///
    /// # Errors
    /// As for [`Shrunk::new`].
    pub fn of(picture: &Picture, most_px: u64) -> Result<Self> {
        let mut shrunk = Self::new(picture.size(), most_px)?;
        shrunk.update(picture, &Damage::all(picture.size()));
        Ok(shrunk)
    }

    /// The size of the large picture.
    pub fn full_size(&self) -> Size {
        self.of
    }

    /// The small picture.
    pub fn picture(&self) -> &Picture {
        &self.small
    }

    /// Averages what is damaged anew. Nothing happens where the picture is of another size.
    pub fn update(&mut self, picture: &Picture, damage: &Damage) {
        if picture.size() != self.of || damage.size() != self.of {
            return;
        }
        let factor = self.factor;
        let mut sums = Vec::new();
        for run in damage.runs() {
            // Boxes do not end where tiles do: those at the edges are averaged whole.
            let (from, to) = (run.x / factor, run.right().div_ceil(factor));
            for y in run.y / factor..run.bottom().div_ceil(factor) {
                self.average_row(picture, Rect::new(from, y, to - from, 1), &mut sums);
            }
        }
    }

    /// Averages boxes that lie side by side; `boxes` counts in pixels of the small picture.
    fn average_row(&mut self, picture: &Picture, boxes: Rect, sums: &mut Vec<[u32; 3]>) {
        let factor = self.factor;
        let large = Rect::new(boxes.x * factor, boxes.y * factor, boxes.width * factor, factor)
            .intersect(Rect::of(self.of));
        sums.clear();
        sums.resize(boxes.width as usize, [0; 3]);
        let Some(rows) = picture.rows(large) else { return };
        for row in rows {
            for (sum, pixels) in sums.iter_mut().zip(row.chunks(factor as usize * 4)) {
                let [mut red, mut green, mut blue] = *sum;
                for [r, g, b, _] in pixels.as_chunks::<4>().0 {
                    red += u32::from(*r);
                    green += u32::from(*g);
                    blue += u32::from(*b);
                }
                *sum = [red, green, blue];
            }
        }
        let Some(out) = self.small.row_mut(boxes.x, boxes.y, boxes.width) else { return };
        for (at, (pixel, sum)) in (0..).zip(out.as_chunks_mut::<4>().0.iter_mut().zip(sums)) {
            let width = factor.min(large.width - at * factor);
            let count = width * large.height;
            let [red, green, blue] = sum.map(|sum| ((sum + count / 2) / count).to_le_bytes()[0]);
            *pixel = [red, green, blue, 255];
        }
    }
}

/// The least factor that brings a picture of this size down to `most_px` pixels.
fn factor(size: Size, most_px: u64) -> u32 {
    let most_px = most_px.max(1);
    let fits =
        |factor: u32| Size::new(size.width.div_ceil(factor), size.height.div_ceil(factor)).area() <= most_px;
    // No smaller one can do, and few larger ones are needed.
    let least = u32::try_from((size.area() / most_px).isqrt()).unwrap_or(u32::MAX).max(1);
    (least..u32::MAX).find(|factor| fits(*factor)).unwrap_or(u32::MAX)
}

// proptest is there natively only
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::long::scaled;
    use proptest::prelude::*;

    /// The average of each box, by the book.
    fn averages(picture: &Picture, factor: u32) -> Vec<u8> {
        let size = picture.size();
        let mut bytes = Vec::new();
        for top in (0..size.height).step_by(factor as usize) {
            for left in (0..size.width).step_by(factor as usize) {
                let rect = Rect::new(left, top, factor, factor).intersect(Rect::of(size));
                let pixels: Vec<&[u8]> = picture.rows(rect).unwrap().flat_map(|row| row.chunks(4)).collect();
                for channel in 0..4 {
                    let sum: f64 = pixels.iter().map(|pixel| f64::from(pixel[channel])).sum();
                    bytes.push((sum / pixels.len() as f64 + 0.5).floor() as u8);
                }
            }
        }
        bytes
    }

    fn noise(size: Size, seed: u32) -> Picture {
        let mut picture = Picture::new(size).unwrap();
        let mut state = seed | 1;
        for pixel in picture.rgba_mut().chunks_exact_mut(4) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            pixel[..3].copy_from_slice(&state.to_le_bytes()[1..]);
        }
        picture
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(scaled(64)))]

        #[test]
        fn each_pixel_is_the_average_of_its_box(
            (width, height) in (1_u32..300, 1_u32..300), most_px in 1_u64..20_000, seed in any::<u32>(),
            (x, y, across, down) in (0_u32..300, 0_u32..300, 1_u32..300, 1_u32..300),
        ) {
            let size = Size::new(width, height);
            let before = noise(size, seed);
            let mut shrunk = Shrunk::of(&before, most_px).unwrap();
            prop_assert!(shrunk.picture().size().area() <= most_px);
            prop_assert_eq!(shrunk.picture().rgba(), averages(&before, shrunk.factor));
            prop_assert!(shrunk.factor == 1 || {
                let less = shrunk.factor - 1;
                Size::new(width.div_ceil(less), height.div_ceil(less)).area() > most_px
            }, "a smaller factor would do");

            // A part of it changes, and only that is told.
            let mut after = before.clone();
            let other = noise(size, !seed);
            let mut damage = Damage::none(size);
            let rect = Rect::new(x, y, across, down).intersect(Rect::of(size));
            if !rect.is_empty() {
                for y in rect.y..rect.bottom() {
                    after.row_mut(rect.x, y, rect.width).unwrap()
                        .copy_from_slice(other.row(rect.x, y, rect.width).unwrap());
                }
                damage.add(rect);
            }
            shrunk.update(&after, &damage);
            prop_assert_eq!(shrunk.picture().rgba(), averages(&after, shrunk.factor));
        }
    }

    #[test]
    fn usual_screens_are_divided_evenly() {
        for (width, height, small) in
            [(1920, 1080, (160, 90)), (1280, 720, (160, 90)), (1280, 800, (160, 100)), (100, 80, (100, 80))]
        {
            let shrunk = Shrunk::new(Size::new(width, height), 16_384).unwrap();
            assert_eq!(shrunk.picture().size(), Size::new(small.0, small.1));
        }
        assert_eq!(Shrunk::new(Size::new(0, 9), 16).unwrap().picture().size(), Size::new(0, 9));
    }
}
