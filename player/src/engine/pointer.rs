//! The pointer over the picture.

use recording::Result;
use recording::codec::pointer::PointerTrack;
use recording::format::Entry;
use recording::input::PointerShape;
use recording::picture::Picture;
use recording::units::{Rect, Size, Timestamp};

/// A pointer to be drawn over the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Column of its hot spot.
    pub x: i32,
    /// Row of its hot spot.
    pub y: i32,
    /// Its shape.
    pub shape: std::sync::Arc<PointerShape>,
}

impl Pointer {
    /// The pixels of a picture of this size that it covers; empty where it lies outside.
    pub fn rect(&self, size: Size) -> Rect {
        let (columns, x) = span(self.x, self.shape.hot_x, self.shape.width, size.width);
        let (rows, y) = span(self.y, self.shape.hot_y, self.shape.height, size.height);
        let rect = Rect::new(x, y, columns, rows);
        if rect.is_empty() { Rect::default() } else { rect }
    }

    /// The pixels under it with it drawn over them: rows x columns x RGBA of [`Pointer::rect`], alpha 255.
    pub fn compose(&self, picture: &Picture) -> (Rect, Vec<u8>) {
        let rect = self.rect(picture.size());
        let mut patch = Vec::new();
        for y in rect.y..rect.bottom() {
            let Some(row) = picture.row(rect.x, y, rect.width) else { return (Rect::default(), Vec::new()) };
            let from = patch.len();
            patch.extend_from_slice(row);
            if let (Some(under), Some(over)) = (patch.get_mut(from..), self.shape_row(rect.x, y)) {
                blend(under, over);
            }
        }
        (rect, patch)
    }

    /// The row of the shape that lies over row `y` of the picture, from column `x` of the picture on.
    fn shape_row(&self, x: u32, y: u32) -> Option<&[u8]> {
        let row = usize::try_from(i64::from(y) - self.top()).ok()?;
        let skip = usize::try_from(i64::from(x) - self.left()).ok()?;
        let width = usize::try_from(self.shape.width).ok()?;
        let start = row.checked_mul(width)?;
        self.shape.rgba.get((start + skip).checked_mul(4)?..(start + width).checked_mul(4)?)
    }

    fn left(&self) -> i64 {
        i64::from(self.x) - i64::from(self.shape.hot_x)
    }

    fn top(&self) -> i64 {
        i64::from(self.y) - i64::from(self.shape.hot_y)
    }
}

/// The pointer track at a time: the chunk that covers it, decoded.
#[derive(Default)]
pub(super) struct PointerLayer {
    /// The chunk by its offset.
    loaded: Option<(u64, PointerTrack)>,
    shown: Option<Pointer>,
}

impl PointerLayer {
    /// Whether this chunk is the one that is decoded.
    pub(super) fn holds(&self, entry: &Entry) -> bool {
        self.loaded.as_ref().is_some_and(|(offset, _)| *offset == entry.offset)
    }

    /// Decodes the payload of a chunk.
    pub(super) fn load(&mut self, entry: &Entry, payload: &[u8]) -> Result<()> {
        self.loaded = Some((entry.offset, PointerTrack::decode(payload)?));
        Ok(())
    }

    /// Shows the pointer as this chunk has it at `time`; none where the chunk is not the one that is decoded.
    pub(super) fn show(&mut self, entry: Option<&Entry>, time: Timestamp) {
        let state = self
            .loaded
            .as_ref()
            .filter(|(offset, _)| entry.is_some_and(|entry| entry.offset == *offset))
            .map(|(_, track)| track.at(time));
        self.shown = state.and_then(|state| {
            let (x, y) = state.position?;
            Some(Pointer { x, y, shape: state.shape? })
        });
    }

    /// The pointer that is shown.
    pub(super) fn pointer(&self) -> Option<Pointer> {
        self.shown.clone()
    }
}

/// Length and start of what a shape covers on one axis.
fn span(position: i32, hot: i32, shape: u32, picture: u32) -> (u32, u32) {
    let start = i64::from(position) - i64::from(hot);
    let end = (start + i64::from(shape)).clamp(0, i64::from(picture));
    let start = start.clamp(0, i64::from(picture));
    // Both lie within 0..=picture.
    (u32::try_from(end - start).unwrap_or(0), u32::try_from(start).unwrap_or(0))
}

/// Draws `over` (RGBA, not premultiplied) over `under` (RGBA, opaque), pixel by pixel.
fn blend(under: &mut [u8], over: &[u8]) {
    for (under, over) in under.chunks_exact_mut(4).zip(over.chunks_exact(4)) {
        let ([red, green, blue, _], &[over_red, over_green, over_blue, alpha]) = (under, over) else {
            continue;
        };
        for (under, over) in [(red, over_red), (green, over_green), (blue, over_blue)] {
            *under = mix(*under, over, alpha);
        }
    }
}

/// `over` weighted with `alpha` of 255 and `under` with the rest, rounded.
fn mix(under: u8, over: u8, alpha: u8) -> u8 {
    let sum = u32::from(over) * u32::from(alpha) + u32::from(under) * u32::from(255 - alpha);
    u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
}

// proptest is there natively only
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::Pointer;
    use crate::long::scaled;
    use proptest::prelude::*;
    use recording::input::PointerShape;
    use recording::picture::Picture;
    use recording::units::{Rect, Size};
    use std::sync::Arc;

    fn pointer(x: i32, y: i32, hot: i32, rgba: Vec<u8>) -> Pointer {
        let shape = PointerShape { width: 2, height: 2, hot_x: hot, hot_y: hot, rgba };
        Pointer { x, y, shape: Arc::new(shape) }
    }

    #[test]
    fn is_cut_off_at_the_edges_and_blended() {
        let mut picture = Picture::new(Size::new(4, 3)).unwrap();
        picture.row_mut(0, 0, 1).unwrap()[0] = 100;
        let rgba = vec![1, 2, 3, 255, 5, 6, 7, 255, 9, 10, 11, 255, 200, 0, 50, 128];
        let (rect, patch) = pointer(0, 0, 1, rgba.clone()).compose(&picture);
        assert_eq!(rect, Rect::new(0, 0, 1, 1));
        assert_eq!(patch, [150, 0, 25, 255], "half of the last pixel of the shape over red 100");
        let (rect, patch) = pointer(3, 2, 0, rgba.clone()).compose(&picture);
        assert_eq!(rect, Rect::new(3, 2, 1, 1));
        assert_eq!(patch, [1, 2, 3, 255]);
        assert_eq!(pointer(-9, 0, 0, rgba).compose(&picture), (Rect::default(), vec![]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(scaled(256)))]

        #[test]
        fn never_leaves_the_picture(x in any::<i32>(), y in -5i32..9, hot in any::<i32>(), cut in 0usize..17) {
            let picture = Picture::new(Size::new(4, 3)).unwrap();
            let (rect, patch) = pointer(x, y, hot, vec![7; cut]).compose(&picture);
            prop_assert_eq!(rect, rect.intersect(Rect::of(picture.size())));
            prop_assert_eq!(patch.len() as u64, u64::from(rect.width) * u64::from(rect.height) * 4);
        }
    }
}
