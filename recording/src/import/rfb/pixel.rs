//! Pixels as the protocol carries them (RFC 6143 section 7.4).

use super::reader::{Reader, Step, Stop};

/// How pixels are carried, with the palette where they are numbers of one.
#[derive(Clone, Debug)]
pub(super) struct PixelFormat {
    bytes: usize,
    depth: u8,
    is_big_endian: bool,
    is_true_colour: bool,
    /// Largest red, green and blue.
    max: [u32; 3],
    /// By how many bits they are shifted left.
    shift: [u32; 3],
    palette: Vec<[u8; 3]>,
}

/// Where the bytes are that a compact pixel leaves out of its four.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// It leaves none out.
    Nothing,
    First,
    Last,
}

impl PixelFormat {
    /// Reads the 16 bytes of a `PIXEL_FORMAT`.
    pub(super) fn read(reader: &mut Reader<'_>) -> Step<Self> {
        let [bits, depth, big_endian, true_colour] = reader.array()?;
        let max = [reader.u16()?, reader.u16()?, reader.u16()?].map(u32::from);
        let shift = reader.array::<3>()?.map(u32::from);
        reader.bytes(3)?;
        let bytes = match bits {
            8 => 1,
            16 => 2,
            32 => 4,
            _ => return Err(Stop::Damaged("pixel of neither 8, 16 nor 32 bits")),
        };
        let is_true_colour = true_colour != 0;
        let format = Self {
            bytes,
            depth,
            is_big_endian: big_endian != 0,
            is_true_colour,
            max,
            shift,
            palette: Vec::new(),
        };
        let is_plausible = (1..=bits).contains(&depth)
            && big_endian <= 1
            && true_colour <= 1
            && (!is_true_colour || (max.iter().all(|max| *max > 0) && shift.iter().all(|shift| *shift < 32)));
        if is_plausible { Ok(format) } else { Err(Stop::Damaged("pixel format that cannot be")) }
    }

    /// Bytes of a pixel.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Sets an entry of the palette: red, green and blue of 16 bits each (section 7.6.2).
    pub(super) fn set_palette(&mut self, index: u16, colour: [u16; 3]) {
        let index = usize::from(index);
        if self.palette.len() <= index {
            self.palette.resize(index + 1, [0; 3]);
        }
        if let Some(slot) = self.palette.get_mut(index) {
            *slot = colour.map(|channel| channel.to_be_bytes()[0]);
        }
    }

    /// Bytes of a compact pixel (`CPIXEL`, section 7.7.5).
    pub(super) fn compact_bytes(&self) -> usize {
        if self.missing() == Missing::Nothing { self.bytes } else { 3 }
    }

    /// Whether a pixel of Tight is three bytes: red, green and blue (`TPIXEL`).
    pub(super) fn is_tight_rgb(&self) -> bool {
        self.bytes == 4 && self.is_true_colour && self.depth == 24 && self.max == [255; 3]
    }

    /// Bytes of a pixel of Tight.
    pub(super) fn tight_bytes(&self) -> usize {
        if self.is_tight_rgb() { 3 } else { self.bytes }
    }

    /// The colour of a pixel: RGBA, opaque.
    pub(super) fn colour(&self, pixel: &[u8]) -> [u8; 4] {
        self.colour_of(self.value(pixel))
    }

    /// The colour of a compact pixel.
    pub(super) fn compact_colour(&self, pixel: &[u8]) -> [u8; 4] {
        self.colour_of(match (self.missing(), pixel) {
            (Missing::First, &[a, b, c]) => self.value(&[0, a, b, c]),
            (Missing::Last, &[a, b, c]) => self.value(&[a, b, c, 0]),
            _ => self.value(pixel),
        })
    }

    /// The colour of a pixel of Tight.
    pub(super) fn tight_colour(&self, pixel: &[u8]) -> [u8; 4] {
        match *pixel {
            [red, green, blue] if self.is_tight_rgb() => [red, green, blue, 255],
            _ => self.colour(pixel),
        }
    }

    /// Red, green and blue of a pixel of Tight, each from 0 to its largest; `None` where pixels have no channels.
    pub(super) fn tight_channels(&self, pixel: &[u8]) -> Option<[u32; 3]> {
        match *pixel {
            [red, green, blue] if self.is_tight_rgb() => Some([red, green, blue].map(u32::from)),
            _ if self.is_true_colour => Some(self.channels(self.value(pixel))),
            _ => None,
        }
    }

    /// The largest red, green and blue.
    pub(super) fn max(&self) -> [u32; 3] {
        self.max
    }

    /// The colour of channels, each from 0 to its largest.
    pub(super) fn colour_of_channels(&self, channels: [u32; 3]) -> [u8; 4] {
        let mut colour = [255; 4];
        for ((slot, channel), max) in colour.iter_mut().zip(channels).zip(self.max) {
            *slot = match max {
                255 => u8::try_from(channel).unwrap_or(255),
                _ => u8::try_from((channel * 255 + max / 2).checked_div(max).unwrap_or(0)).unwrap_or(255),
            };
        }
        colour
    }

    /// Adds the colours of pixels to a line of RGBA.
    pub(super) fn add_line(&self, pixels: &[u8], line: &mut Vec<u8>) {
        for pixel in pixels.chunks_exact(self.bytes) {
            line.extend_from_slice(&self.colour(pixel));
        }
    }

    fn colour_of(&self, value: u32) -> [u8; 4] {
        if self.is_true_colour {
            return self.colour_of_channels(self.channels(value));
        }
        let index = usize::try_from(value).unwrap_or(usize::MAX);
        let [red, green, blue] = self.palette.get(index).copied().unwrap_or_default();
        [red, green, blue, 255]
    }

    fn channels(&self, value: u32) -> [u32; 3] {
        let [red, green, blue] = self.shift.map(|shift| value.checked_shr(shift).unwrap_or(0));
        [red & self.max[0], green & self.max[1], blue & self.max[2]]
    }

    fn value(&self, pixel: &[u8]) -> u32 {
        let add = |value: u32, byte: &u8| (value << 8) | u32::from(*byte);
        if self.is_big_endian { pixel.iter().fold(0, add) } else { pixel.iter().rev().fold(0, add) }
    }

    /// Which byte of four is left out of a compact pixel: one that has no bit of any channel.
    fn missing(&self) -> Missing {
        if self.bytes != 4 || !self.is_true_colour || self.depth > 24 {
            return Missing::Nothing;
        }
        let used = self
            .max
            .iter()
            .zip(self.shift)
            .fold(0_u64, |used, (max, shift)| used | (u64::from(*max) << shift.min(32)));
        let (has_high, has_low) = (used & !0xFF_FFFF != 0, used & 0xFF != 0);
        match (has_high, has_low, self.is_big_endian) {
            (false, _, false) | (true, false, true) => Missing::Last,
            (false, _, true) | (true, false, false) => Missing::First,
            (true, true, _) => Missing::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(bits: u8, depth: u8, big: u8, max: [u16; 3], shift: [u8; 3]) -> PixelFormat {
        let mut bytes = vec![bits, depth, big, 1];
        max.iter().for_each(|max| bytes.extend(max.to_be_bytes()));
        bytes.extend(shift);
        bytes.extend([0; 3]);
        PixelFormat::read(&mut Reader::new(&bytes)).unwrap_or_else(|_| unreachable!("a sound format"))
    }

    #[test]
    fn colours_are_where_the_shifts_say() {
        let little = format(32, 24, 0, [255; 3], [16, 8, 0]);
        assert_eq!(little.colour(&[3, 2, 1, 9]), [1, 2, 3, 255]);
        assert_eq!(little.compact_colour(&[3, 2, 1]), [1, 2, 3, 255]);
        assert_eq!(little.tight_colour(&[1, 2, 3]), [1, 2, 3, 255]);
        let big = format(32, 24, 1, [255; 3], [16, 8, 0]);
        assert_eq!(big.colour(&[9, 1, 2, 3]), [1, 2, 3, 255]);
        assert_eq!(big.compact_colour(&[1, 2, 3]), [1, 2, 3, 255]);
        let high = format(32, 24, 0, [255; 3], [24, 16, 8]);
        assert_eq!(high.colour(&[9, 3, 2, 1]), [1, 2, 3, 255]);
        assert_eq!(high.compact_colour(&[3, 2, 1]), [1, 2, 3, 255]);
        let high = format(32, 24, 1, [255; 3], [24, 16, 8]);
        assert_eq!(high.compact_colour(&[1, 2, 3]), [1, 2, 3, 255]);
    }

    #[test]
    fn channels_of_few_bits_reach_full_light() {
        let format = format(16, 16, 1, [31, 63, 31], [11, 5, 0]);
        assert_eq!(format.colour(&[0xFF, 0xFF]), [255; 4]);
        assert_eq!(format.colour(&[0xF8, 0x00]), [255, 0, 0, 255]);
        assert_eq!(format.colour(&[0x04, 0x10]), [0, 130, 132, 255]);
        assert_eq!(format.compact_bytes(), 2);
        assert_eq!(format.tight_bytes(), 2);
    }

    #[test]
    fn a_depth_of_thirty_bits_is_not_compact() {
        let format = format(32, 30, 0, [1023; 3], [20, 10, 0]);
        assert_eq!(format.compact_bytes(), 4);
        assert_eq!(format.colour(&0x3FF0_0000_u32.to_le_bytes()), [255, 0, 0, 255]);
    }
}
