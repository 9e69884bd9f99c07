//! Reading FLAC frames (RFC 9639, section 9), and the header of the stream that they make.

use super::bits::{BitReader, crc8, crc16};
use super::residual;
use crate::audio::AudioFormat;
use crate::error::Result;

/// Length of what [`stream_header`] answers.
pub(super) const STREAM_HEADER_BYTES: usize = 42;

/// What stands before the frames of a stream (RFC 9639, sections 6 and 8.2): `fLaC` and the STREAMINFO block, of
/// blocks of any length, 16 bits a value, `samples` in all, without a hash.
pub(super) fn stream_header(format: AudioFormat, samples: u64) -> [u8; STREAM_HEADER_BYTES] {
    let mut header = [0; STREAM_HEADER_BYTES];
    // the last block of metadata (0x80), of kind 0 and 34 bytes; blocks of 16 to 65,535 samples
    let fixed = [b'f', b'L', b'a', b'C', 0x80, 0, 0, 34, 0, 16, 0xff, 0xff, 0, 0, 0, 0, 0, 0];
    let packed = (u64::from(format.rate()) << 44)
        | (u64::from(format.channels() - 1) << 41)
        | (15 << 36)
        | (samples & ((1 << 36) - 1));
    let bytes = fixed.into_iter().chain(packed.to_be_bytes());
    for (place, byte) in header.iter_mut().zip(bytes) {
        *place = byte;
    }
    header
}

/// How the channels of a frame are told.
enum Channels {
    Apart(usize),
    LeftSide,
    SideRight,
    MidSide,
}

/// Decodes one frame, which must hold `samples` samples of `format` in 16 bits and nothing behind them. Appends
/// samples x channels to `out`.
///
/// # Errors
/// [`crate::Error::Malformed`].
pub(super) fn decode_frame(
    bytes: &[u8],
    format: AudioFormat,
    samples: u64,
    out: &mut Vec<i16>,
) -> Result<()> {
    let mut reader = BitReader::new(bytes);
    let (block, channels) = take_header(&mut reader, format)?;
    if block as u64 != samples {
        return Err(reader.malformed());
    }
    let planes = match channels {
        Channels::Apart(count) => {
            (0..count).map(|_| take_subframe(&mut reader, block, 16)).collect::<Result<Vec<_>>>()?
        }
        Channels::LeftSide => {
            let left = take_subframe(&mut reader, block, 16)?;
            let side = take_subframe(&mut reader, block, 17)?;
            let right = left.iter().zip(&side).map(|(left, side)| left - side).collect();
            vec![left, right]
        }
        Channels::SideRight => {
            let side = take_subframe(&mut reader, block, 17)?;
            let right = take_subframe(&mut reader, block, 16)?;
            let left = side.iter().zip(&right).map(|(side, right)| side + right).collect();
            vec![left, right]
        }
        Channels::MidSide => {
            let mid = take_subframe(&mut reader, block, 16)?;
            let side = take_subframe(&mut reader, block, 17)?;
            // the lowest bit of the sum is that of the difference
            let sums = mid.iter().zip(&side).map(|(mid, side)| (mid << 1) | (side & 1));
            let sums: Vec<i32> = sums.collect();
            let left = sums.iter().zip(&side).map(|(sum, side)| (sum + side) >> 1).collect();
            let right = sums.iter().zip(&side).map(|(sum, side)| (sum - side) >> 1).collect();
            vec![left, right]
        }
    };
    reader.align()?;
    let crc = crc16(reader.taken());
    if reader.take(16)? != u32::from(crc) || !reader.is_at_end() {
        return Err(reader.malformed());
    }
    for sample in 0..block {
        for plane in &planes {
            let value = plane.get(sample).and_then(|value| i16::try_from(*value).ok());
            out.push(value.ok_or_else(|| reader.malformed())?);
        }
    }
    Ok(())
}

/// The number of samples and how the channels are told.
fn take_header(reader: &mut BitReader<'_>, format: AudioFormat) -> Result<(usize, Channels)> {
    if reader.take(15)? != 0xfff8 >> 1 {
        return Err(reader.malformed());
    }
    reader.take(1)?; // whether blocks differ in length: either is taken
    let block_code = reader.take(4)?;
    let rate_code = reader.take(4)?;
    let channels = match reader.take(4)? {
        8 => Channels::LeftSide,
        9 => Channels::SideRight,
        10 => Channels::MidSide,
        last @ 0..=7 => Channels::Apart(last as usize + 1),
        _ => return Err(reader.malformed()),
    };
    let bits_code = reader.take(3)?;
    let count = match channels {
        Channels::Apart(count) => count,
        Channels::LeftSide | Channels::SideRight | Channels::MidSide => 2,
    };
    // 0 is what the header of the stream says, which is 16 as well
    if count != usize::from(format.channels()) || !matches!(bits_code, 0 | 4) || reader.take(1)? != 0 {
        return Err(reader.malformed());
    }
    skip_number(reader)?;
    let block = match block_code {
        1 => 192,
        code @ 2..=5 => 144 << code,
        6 => reader.take(8)? as usize + 1,
        7 => reader.take(16)? as usize + 1,
        code @ 8..=15 => 1 << code,
        _ => return Err(reader.malformed()),
    };
    // The rate is that of the segment; the one told here is passed over.
    let rate_bits = match rate_code {
        0..=11 => 0,
        12 => 8,
        13 | 14 => 16,
        _ => return Err(reader.malformed()),
    };
    reader.take(rate_bits)?;
    let crc = crc8(reader.taken());
    if reader.take(8)? != u32::from(crc) {
        return Err(reader.malformed());
    }
    Ok((block, channels))
}

/// Passes the number of the frame or of its first sample.
fn skip_number(reader: &mut BitReader<'_>) -> Result<()> {
    let first = reader.take(8)?;
    let ones = (first << 24).leading_ones();
    if ones == 1 || ones > 7 {
        return Err(reader.malformed());
    }
    for _ in 1..ones {
        if reader.take(8)? >> 6 != 2 {
            return Err(reader.malformed());
        }
    }
    Ok(())
}

/// One channel of `block` values of `bits` bits.
fn take_subframe(reader: &mut BitReader<'_>, block: usize, bits: u32) -> Result<Vec<i32>> {
    let kind = reader.take(7)?;
    let wasted = if reader.take(1)? == 1 { reader.take_unary()?.saturating_add(1) } else { 0 };
    if wasted >= bits {
        return Err(reader.malformed());
    }
    let bits = bits - wasted;
    let mut values = match kind {
        0 => vec![reader.take_signed(bits)?; block],
        1 => (0..block).map(|_| reader.take_signed(bits)).collect::<Result<Vec<_>>>()?,
        8..=12 => {
            let order = (kind - 8) as usize;
            let values = take_predicted(reader, block, bits, order)?;
            restore(reader, values, order, fixed_coefficients(order), 0)?
        }
        32..=63 => {
            let order = (kind - 31) as usize;
            take_linear(reader, block, bits, order)?
        }
        _ => return Err(reader.malformed()),
    };
    let limit = 1_i64 << (bits - 1);
    for value in &mut values {
        if !(-limit..limit).contains(&i64::from(*value)) {
            return Err(reader.malformed());
        }
        *value <<= wasted;
    }
    Ok(values)
}

/// The first values as they are, and the residual of the others.
fn take_predicted(reader: &mut BitReader<'_>, block: usize, bits: u32, order: usize) -> Result<Vec<i32>> {
    let mut values = take_first(reader, block, bits, order)?;
    residual::take(reader, block, order, &mut values)?;
    Ok(values)
}

fn take_first(reader: &mut BitReader<'_>, block: usize, bits: u32, order: usize) -> Result<Vec<i32>> {
    if order > block {
        return Err(reader.malformed());
    }
    (0..order).map(|_| reader.take_signed(bits)).collect()
}

/// A channel told by a linear predictor of its own.
fn take_linear(reader: &mut BitReader<'_>, block: usize, bits: u32, order: usize) -> Result<Vec<i32>> {
    let mut values = take_first(reader, block, bits, order)?;
    let precision = reader.take(4)? + 1;
    let shift = reader.take_signed(5)?;
    let shift = u32::try_from(shift).map_err(|_| reader.malformed())?;
    if precision == 16 {
        return Err(reader.malformed());
    }
    let coefficients = (0..order).map(|_| reader.take_signed(precision)).collect::<Result<Vec<_>>>()?;
    residual::take(reader, block, order, &mut values)?;
    restore(reader, values, order, &coefficients, shift)
}

/// The coefficients of the fixed predictors, the one for the latest value first.
fn fixed_coefficients(order: usize) -> &'static [i32] {
    match order {
        1 => &[1],
        2 => &[2, -1],
        3 => &[3, -3, 1],
        4 => &[4, -6, 4, -1],
        _ => &[],
    }
}

/// Adds to the residual what is predicted from the values before, in place.
fn restore(
    reader: &BitReader<'_>,
    mut values: Vec<i32>,
    order: usize,
    coefficients: &[i32],
    shift: u32,
) -> Result<Vec<i32>> {
    for at in order..values.len() {
        let (before, rest) = values.split_at_mut(at);
        let latest = before.iter().rev();
        let sum: i64 = coefficients.iter().zip(latest).map(|(a, b)| i64::from(*a) * i64::from(*b)).sum();
        let Some(value) = rest.first_mut() else { break };
        // what a value of 17 bits never exceeds; so sums stay far within 64 bits
        let restored = (sum >> shift) + i64::from(*value);
        *value = i32::try_from(restored)
            .ok()
            .filter(|value| value.unsigned_abs() < 1 << 24)
            .ok_or_else(|| reader.malformed())?;
    }
    Ok(values)
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "test data")]
mod tests {
    use super::super::frame::encode_frame;
    use super::*;

    fn round_trip(values: &[i16], rate: u32, channels: u8) -> usize {
        let format = AudioFormat::new(rate, channels).expect("a usual format");
        let frame = encode_frame(values, channels, rate, 1 << 33);
        let mut decoded = Vec::new();
        let samples = (values.len() / usize::from(channels)) as u64;
        decode_frame(&frame, format, samples, &mut decoded).expect("decodes");
        assert!(decoded == values, "{} values at {rate} in {channels}", values.len());
        frame.len()
    }

    fn tone(samples: usize, channels: usize) -> Vec<i16> {
        let value = |at: usize| ((at as f64 * 0.05).sin() * 12_000.0) as i16;
        (0..samples * channels).map(|at| value(at / channels + at % channels * 3)).collect()
    }

    #[test]
    fn every_kind_of_block_comes_back() {
        for samples in [1, 2, 3, 4, 5, 15, 16, 17, 191, 192, 256, 257, 4096, 4111, 65_535] {
            for channels in [1, 2, 3, 8] {
                let rate = [8_000, 11_025, 44_100, 48_000, 192_000][samples % 5];
                let silent = vec![0; samples * channels];
                round_trip(&silent, rate, channels as u8);
                round_trip(&tone(samples, channels), rate, channels as u8);
                let extreme = (0..samples * channels).map(|at| if at % 3 == 0 { i16::MIN } else { i16::MAX });
                round_trip(&extreme.collect::<Vec<_>>(), rate, channels as u8);
                let coarse: Vec<i16> = tone(samples, channels).iter().map(|value| value & -256).collect();
                round_trip(&coarse, rate, channels as u8);
            }
        }
    }

    #[test]
    fn a_tone_and_silence_are_small() {
        assert!(round_trip(&tone(4096, 2), 44_100, 2) < 4096 * 4 / 3);
        assert!(round_trip(&[0; 8192], 44_100, 2) < 24);
        let coarse: Vec<i16> = tone(4096, 1).iter().map(|value| value & -256).collect();
        assert!(round_trip(&coarse, 44_100, 1) < 4096, "the lowest bits take no room");
    }

    #[test]
    fn the_stream_header_is_that_of_the_specification() {
        let format = AudioFormat::new(44_100, 2).expect("usual");
        let header = stream_header(format, 44_100);
        assert_eq!(&header[..8], b"fLaC\x80\0\0\x22");
        assert_eq!(&header[18..26], [0x0a, 0xc4, 0x42, 0xf0, 0, 0, 0xac, 0x44]);
        assert_eq!(&header[26..], [0; 16]);
    }
}
