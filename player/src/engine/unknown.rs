//! What is shown in place of pixels that are not known: a dark hatch, so that nobody takes it for what was recorded.

use recording::picture::Picture;
use recording::units::{Rect, Size};

/// How much of a picture is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// So many pixels.
    pub pixels: u64,
    /// The least rectangle that holds all of them; an empty one where there are none.
    pub bounds: Rect,
}

impl Unknown {
    /// The share of a picture of this size, 0 to 1.
    pub fn share(self, size: Size) -> f64 {
        let count = |pixels: u64| u32::try_from(pixels).map_or(f64::INFINITY, f64::from);
        // No picture has as many pixels as cannot be counted.
        if self.pixels == 0 { 0.0 } else { (count(self.pixels) / count(size.area())).clamp(0.0, 1.0) }
    }
}

/// The stripes, from the top right to the bottom left: two greys that both a light and a dark screen stand out from.
const STRIPES: [[u8; 4]; 2] = [[22, 22, 26, 255], [104, 104, 112, 255]];
/// Pixels from one stripe to the next of its kind, along a row.
const PERIOD_PX: usize = 16;
/// Of these, so many are of the second kind.
const SECOND_PX: usize = 4;

/// Draws over all pixels of alpha 0. Answers how many there are, and where.
pub(super) fn hatch(picture: &mut Picture) -> Unknown {
    let [first, second] = STRIPES;
    let mut pattern = [first; PERIOD_PX];
    pattern[..SECOND_PX].fill(second);
    let stride = picture.stride().max(1);
    let mut unknown = Unknown::default();
    let (mut left, mut right) = (u32::MAX, 0);
    let (mut top, mut bottom) = (u32::MAX, 0);
    for (row, y) in picture.rgba_mut().chunks_mut(stride).zip(0_u32..) {
        let (pixels, _) = row.as_chunks_mut::<4>();
        let stripes = pattern.iter().cycle().skip(y as usize % PERIOD_PX);
        for ((pixel, hatched), x) in pixels.iter_mut().zip(stripes).zip(0_u32..) {
            if pixel[3] == 0 {
                *pixel = *hatched;
                unknown.pixels += 1;
                (left, right) = (left.min(x), right.max(x + 1));
                (top, bottom) = (top.min(y), y + 1);
            }
        }
    }
    if unknown.pixels > 0 {
        unknown.bounds = Rect::new(left, top, right - left, bottom - top);
    }
    unknown
}

/// Rectangles that hold all pixels of alpha 0 and no others, each pixel in one of them.
pub(super) fn rects(picture: &Picture) -> Vec<Rect> {
    let mut rects = Vec::new();
    // Those that reach down to the row before, from the left.
    let mut open: Vec<Rect> = Vec::new();
    for (row, y) in picture.rgba().chunks(picture.stride().max(1)).zip(0_u32..) {
        let mut above = std::mem::take(&mut open).into_iter().peekable();
        for (x, width) in runs(row) {
            while let Some(rect) = above.next_if(|rect| rect.x < x) {
                rects.push(rect);
            }
            let height = match above.next_if(|rect| (rect.x, rect.width) == (x, width)) {
                Some(rect) => rect.height + 1,
                None => 1,
            };
            open.push(Rect::new(x, y + 1 - height, width, height));
        }
        rects.extend(above);
    }
    rects.extend(open);
    rects
}

/// Runs of pixels of alpha 0 in a row: where they start, and how long they are.
fn runs(row: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    let (pixels, _) = row.as_chunks::<4>();
    let mut x = 0;
    pixels.chunk_by(|one, other| (one[3] == 0) == (other[3] == 0)).filter_map(move |run| {
        let width = u32::try_from(run.len()).unwrap_or(u32::MAX);
        let start = x;
        x += width;
        run.first().is_some_and(|pixel| pixel[3] == 0).then_some((start, width))
    })
}

#[cfg(test)]
mod tests {
    use super::{Unknown, hatch, rects};
    use recording::picture::Picture;
    use recording::units::{Rect, Size};

    fn with_unknown(unknown: &[Rect]) -> Picture {
        let mut picture = Picture::new(Size::new(40, 20)).unwrap();
        for rect in unknown {
            for y in rect.y..rect.bottom() {
                picture.row_mut(rect.x, y, rect.width).unwrap().fill(0);
            }
        }
        picture
    }

    #[test]
    fn rectangles_hold_what_is_unknown_and_no_more() {
        let cases: [&[Rect]; 5] = [
            &[],
            &[Rect::new(0, 0, 40, 20)],
            &[Rect::new(3, 2, 5, 4), Rect::new(20, 4, 8, 9)],
            &[Rect::new(0, 0, 9, 5), Rect::new(4, 3, 20, 8), Rect::new(39, 19, 1, 1)],
            &[Rect::new(5, 0, 3, 20), Rect::new(0, 9, 40, 1), Rect::new(5, 12, 9, 2)],
        ];
        for unknown in cases {
            let mut picture = with_unknown(unknown);
            let rects = rects(&picture);
            assert!(with_unknown(&rects) == picture, "{unknown:?} became {rects:?}");
            let area: u64 = rects.iter().map(|rect| Size::new(rect.width, rect.height).area()).sum();
            let unknown = hatch(&mut picture);
            assert_eq!(unknown.pixels, area, "no pixel is in two of {rects:?}");
            let ends = |end: fn(&Rect) -> u32| rects.iter().map(end).max().unwrap_or(0);
            assert_eq!(
                (unknown.bounds.right(), unknown.bounds.bottom()),
                (ends(|rect| rect.right()), ends(|rect| rect.bottom()))
            );
            let starts = |start: fn(&Rect) -> u32| rects.iter().map(start).min().unwrap_or(0);
            assert_eq!((unknown.bounds.x, unknown.bounds.y), (starts(|rect| rect.x), starts(|rect| rect.y)));
            assert_eq!(hatch(&mut picture), Unknown::default());
        }
    }

    #[test]
    fn the_hatch_is_seen_on_light_and_on_dark() {
        let mut picture = with_unknown(&[Rect::new(0, 0, 40, 20)]);
        hatch(&mut picture);
        let (pixels, _) = picture.rgba().as_chunks::<4>();
        let light = pixels.iter().filter(|pixel| pixel[1] > 90).count();
        assert!((pixels.len() / 6..pixels.len() / 3).contains(&light), "{light} of {}", pixels.len());
        assert!(pixels.iter().all(|pixel| pixel[1] < 128 && pixel[3] == 255));
    }
}
