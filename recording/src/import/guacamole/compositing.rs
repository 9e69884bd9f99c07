//! Channel masks: how drawn pixels meet those that are there.
//!
//! The four bits of a mask say where the source and the destination stay (Guacamole manual, "Drawing: compositing");
//! each known mask is one of Porter and Duff's operators, as the canvas of a browser has them. Pixels are
//! premultiplied RGBA.

pub(super) use crate::import::alpha::{multiply, premultiplied, unpremultiplied};

/// One of the operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// 0x1: destination where the source is.
    DestinationIn,
    /// 0x2: destination where the source is not.
    DestinationOut,
    /// 0x4: source where the destination is.
    SourceIn,
    /// 0x6: source on top, where the destination is.
    SourceAtop,
    /// 0x8: source where the destination is not.
    SourceOut,
    /// 0x9: destination on top, where the source is.
    DestinationAtop,
    /// 0xA: either, where the other is not.
    Xor,
    /// 0xB: destination on top.
    DestinationOver,
    /// 0xC: source, as it is.
    Source,
    /// 0xE: source on top.
    SourceOver,
    /// 0xF: the sum of both.
    Plus,
}

impl Operator {
    /// The operator of a channel mask; `None` for the masks that no client draws (0x0, 0x3, 0x5, 0x7, 0xD).
    pub(super) fn of_mask(mask: i32) -> Option<Self> {
        Some(match mask {
            0x1 => Self::DestinationIn,
            0x2 => Self::DestinationOut,
            0x4 => Self::SourceIn,
            0x6 => Self::SourceAtop,
            0x8 => Self::SourceOut,
            0x9 => Self::DestinationAtop,
            0xA => Self::Xor,
            0xB => Self::DestinationOver,
            0xC => Self::Source,
            0xE => Self::SourceOver,
            0xF => Self::Plus,
            _ => return None,
        })
    }

    /// Whether it clears what lies outside of the source, which a canvas does within its whole clipping region.
    pub(super) fn clears_outside(self) -> bool {
        match self {
            Self::DestinationIn | Self::SourceIn | Self::SourceOut | Self::DestinationAtop | Self::Source => {
                true
            }
            Self::DestinationOut
            | Self::SourceAtop
            | Self::Xor
            | Self::DestinationOver
            | Self::SourceOver
            | Self::Plus => false,
        }
    }

    /// Draws the pixels of `source` onto those of `destination`, one for one.
    pub(super) fn draw(self, destination: &mut [u8], source: &[u8]) {
        match self {
            Self::Source => {
                for (destination, source) in destination.iter_mut().zip(source) {
                    *destination = *source;
                }
            }
            Self::SourceOver => over(destination, source),
            Self::Plus => {
                for (destination, source) in destination.iter_mut().zip(source) {
                    *destination = destination.saturating_add(*source);
                }
            }
            Self::DestinationIn => porter_duff(destination, source, |_, _| 0, |source, _| source),
            Self::DestinationOut => porter_duff(destination, source, |_, _| 0, |source, _| 255 - source),
            Self::SourceIn => porter_duff(destination, source, |_, destination| destination, |_, _| 0),
            Self::SourceAtop => {
                porter_duff(destination, source, |_, destination| destination, |source, _| 255 - source);
            }
            Self::SourceOut => porter_duff(destination, source, |_, destination| 255 - destination, |_, _| 0),
            Self::DestinationAtop => {
                porter_duff(destination, source, |_, destination| 255 - destination, |source, _| source);
            }
            Self::Xor => {
                porter_duff(
                    destination,
                    source,
                    |_, destination| 255 - destination,
                    |source, _| 255 - source,
                );
            }
            Self::DestinationOver => {
                porter_duff(destination, source, |_, destination| 255 - destination, |_, _| 255);
            }
        }
    }
}

/// Draws `source` over `destination`, both as bright and as opaque as `alpha` of 255 says.
pub(super) fn over_with_alpha(destination: &mut [u8], source: &[u8], alpha: u8) {
    for (destination, source) in pixels_mut(destination).zip(pixels(source)) {
        let source = source.map(|channel| multiply(channel, alpha));
        *destination = over_pixel(*destination, source);
    }
}

/// Moves `destination` towards `other` by the coverage of each pixel.
pub(super) fn blend_by_coverage(destination: &mut [u8], other: &[u8], coverage: &[u8]) {
    for ((destination, other), &coverage) in pixels_mut(destination).zip(pixels(other)).zip(coverage) {
        for (destination, &other) in destination.iter_mut().zip(other) {
            *destination = multiply(other, coverage).saturating_add(multiply(*destination, 255 - coverage));
        }
    }
}

/// Makes pixels as transparent as their coverage says.
pub(super) fn cover(pixels: &mut [u8], coverage: &[u8]) {
    for (pixel, &coverage) in pixels_mut(pixels).zip(coverage) {
        *pixel = pixel.map(|channel| multiply(channel, coverage));
    }
}

/// The pixels of a row.
pub(super) fn pixels(row: &[u8]) -> impl Iterator<Item = &[u8; 4]> {
    row.as_chunks::<4>().0.iter()
}

/// The pixels of a row, to be changed.
pub(super) fn pixels_mut(row: &mut [u8]) -> impl Iterator<Item = &mut [u8; 4]> {
    row.as_chunks_mut::<4>().0.iter_mut()
}

fn over(destination: &mut [u8], source: &[u8]) {
    for (destination, source) in pixels_mut(destination).zip(pixels(source)) {
        *destination = match source {
            [_, _, _, 255] => *source,
            _ => over_pixel(*destination, *source),
        };
    }
}

/// Source over destination, rounded as the browsers' 8-bit drawing (Skia) rounds it: what is left of the destination
/// is a number of 256ths, cut off. The players' pictures are matched to the bit by it.
fn over_pixel(destination: [u8; 4], source: [u8; 4]) -> [u8; 4] {
    let left = 256 - u32::from(source[3]);
    let mut result = source;
    for (result, destination) in result.iter_mut().zip(destination) {
        // INVARIANT: at most 255 x 256 / 256
        *result = result.saturating_add(((u32::from(destination) * left) >> 8) as u8);
    }
    result
}

/// Sums source and destination, each as strong as its factor says, which is made of both alphas.
fn porter_duff(
    destination: &mut [u8],
    source: &[u8],
    of_source: impl Fn(u8, u8) -> u8,
    of_destination: impl Fn(u8, u8) -> u8,
) {
    for (destination, source) in pixels_mut(destination).zip(pixels(source)) {
        let source_factor = of_source(source[3], destination[3]);
        let destination_factor = of_destination(source[3], destination[3]);
        for (destination, &source) in destination.iter_mut().zip(source) {
            *destination =
                multiply(source, source_factor).saturating_add(multiply(*destination, destination_factor));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 4] = [255, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 255, 255];
    const HALF: [u8; 4] = [0, 128, 0, 128];
    const NONE: [u8; 4] = [0; 4];

    fn drawn(mask: i32, destination: [u8; 4], source: [u8; 4]) -> [u8; 4] {
        let mut row = destination;
        Operator::of_mask(mask).unwrap().draw(&mut row, &source);
        row
    }

    /// The four bits of a mask: source where the destination is transparent, source where it is opaque, destination
    /// where the source is transparent, destination where it is opaque.
    #[test]
    fn every_mask_keeps_what_its_bits_say() {
        for mask in [0x1, 0x2, 0x4, 0x6, 0x8, 0x9, 0xA, 0xB, 0xC, 0xE] {
            let kept = |bit: i32, pixel| if mask & bit == 0 { NONE } else { pixel };
            assert_eq!(drawn(mask, NONE, RED), kept(0x8, RED), "{mask:x}: source alone");
            assert_eq!(drawn(mask, BLUE, NONE), kept(0x2, BLUE), "{mask:x}: destination alone");
            let both = match (mask & 0x4 != 0, mask & 0x1 != 0) {
                (true, _) => RED,
                (false, true) => BLUE,
                (false, false) => NONE,
            };
            assert_eq!(drawn(mask, BLUE, RED), both, "{mask:x}: both");
            let clears = Operator::of_mask(mask).unwrap().clears_outside();
            assert_eq!(clears, mask & 0x2 == 0, "{mask:x}: outside");
        }
        for mask in [0x0, 0x3, 0x5, 0x7, 0xD, 0x10, -1] {
            assert_eq!(Operator::of_mask(mask), None, "{mask:x}");
        }
    }

    #[test]
    fn blends_half_transparent_pixels() {
        assert_eq!(drawn(0xE, BLUE, HALF), [0, 128, 127, 255]);
        assert_eq!(drawn(0xB, HALF, BLUE), [0, 128, 127, 255]);
        assert_eq!(drawn(0xF, HALF, HALF), [0, 255, 0, 255]);
        assert_eq!(drawn(0x2, BLUE, HALF), [0, 0, 127, 127]);
        assert_eq!(drawn(0x6, BLUE, HALF), [0, 128, 127, 255]);
        assert_eq!(drawn(0xA, BLUE, HALF), [0, 0, 127, 127]);
    }
}
