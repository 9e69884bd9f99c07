//! Writing FLAC frames (RFC 9639, section 9): fixed predictors, Rice codes, stereo as mid and side where that is
//! shorter.

use super::bits::{BitWriter, crc8, crc16};
use super::residual::{self, Partitions};

/// Highest order of the fixed predictors.
const MOST_ORDER: usize = 4;

/// One channel of a block, as it is written best.
struct Subframe<'a> {
    values: &'a [i32],
    bits: u32,
    /// Lowest bits that are zero in all values, and are not written.
    wasted: u32,
    shape: Shape,
    /// What it takes, about: the header is not counted.
    cost: u64,
}

enum Shape {
    Constant(i32),
    Verbatim,
    Fixed { first: Vec<i32>, residual: Vec<i32>, partitions: Partitions },
}

/// One frame of `values`: samples x `channels` of 16 bits at `rate` samples a second; at most 65,535 samples.
/// `position` is the number of its first sample in the stream.
pub(super) fn encode_frame(values: &[i16], channels: u8, rate: u32, position: u64) -> Vec<u8> {
    let count = usize::from(channels.max(1));
    let block = values.len() / count;
    let planes: Vec<Vec<i32>> = (0..count)
        .map(|channel| values.iter().skip(channel).step_by(count).map(|value| i32::from(*value)).collect())
        .collect();
    let mut writer = BitWriter::default();
    match planes.as_slice() {
        [left, right] => put_stereo(&mut writer, left, right, (block, rate, position)),
        planes => {
            put_header(&mut writer, (block, rate, position), channels.saturating_sub(1));
            for plane in planes {
                put_subframe(&mut writer, &subframe(plane, 16));
            }
        }
    }
    let mut bytes = writer.into_bytes();
    let crc = crc16(&bytes);
    bytes.extend_from_slice(&crc.to_be_bytes());
    bytes
}

/// Of the four ways to write two channels, takes the shortest.
fn put_stereo(writer: &mut BitWriter, left: &[i32], right: &[i32], place: (usize, u32, u64)) {
    let side: Vec<i32> = left.iter().zip(right).map(|(left, right)| left - right).collect();
    let mid: Vec<i32> = left.iter().zip(right).map(|(left, right)| (left + right) >> 1).collect();
    let left = subframe(left, 16);
    let right = subframe(right, 16);
    let side = subframe(&side, 17);
    let mid = subframe(&mid, 16);
    let ways = [(1, &left, &right), (8, &left, &side), (9, &side, &right), (10, &mid, &side)];
    let Some((way, first, second)) =
        ways.into_iter().min_by_key(|(_, first, second)| first.cost.saturating_add(second.cost))
    else {
        return;
    };
    put_header(writer, place, way);
    put_subframe(writer, first);
    put_subframe(writer, second);
}

fn put_header(writer: &mut BitWriter, (block, rate, position): (usize, u32, u64), channels: u8) {
    let mut header = BitWriter::default();
    // sync, and "blocks differ in length"
    header.put(0xfff9, 16);
    let last = u32::try_from(block.saturating_sub(1)).unwrap_or(u32::MAX);
    header.put(if last < 256 { 6 } else { 7 }, 4);
    let code = rate_code(rate);
    header.put(code.unwrap_or(if rate <= 0xffff { 13 } else { 0 }), 4);
    header.put(channels.into(), 4);
    // 16 bits a value, and a bit that is always zero
    header.put(0b1000, 4);
    put_number(&mut header, position);
    header.put(last, if last < 256 { 8 } else { 16 });
    if code.is_none() && rate <= 0xffff {
        header.put(rate, 16);
    }
    let bytes = header.into_bytes();
    let crc = crc8(&bytes);
    for byte in bytes.into_iter().chain([crc]) {
        writer.put(byte.into(), 8);
    }
}

/// The number that stands for a usual rate.
fn rate_code(rate: u32) -> Option<u32> {
    Some(match rate {
        88_200 => 1,
        176_400 => 2,
        192_000 => 3,
        8_000 => 4,
        16_000 => 5,
        22_050 => 6,
        24_000 => 7,
        32_000 => 8,
        44_100 => 9,
        48_000 => 10,
        96_000 => 11,
        _ => return None,
    })
}

/// A number of up to 36 bits the way UTF-8 writes code points (RFC 9639, section 9.1.5).
fn put_number(writer: &mut BitWriter, number: u64) {
    let number = number & ((1 << 36) - 1);
    let bits = 64 - number.leading_zeros();
    if bits <= 7 {
        writer.put((number & 0x7f) as u32, 8);
        return;
    }
    // each byte after the first holds 6 bits; the first has a one for each byte, then a zero
    let more = (1..=6).find(|more| bits <= 6 * more + 6_u32.saturating_sub(*more)).unwrap_or(6);
    let ones = (0xff00_u32 >> (more + 1)) & 0xff;
    writer.put(ones | ((number >> (6 * more)) & 0x3f) as u32, 8);
    for place in (0..more).rev() {
        writer.put(0x80 | ((number >> (6 * place)) & 0x3f) as u32, 8);
    }
}

/// How to write a channel of values of `bits` bits.
fn subframe(values: &[i32], bits: u32) -> Subframe<'_> {
    if let Some(&first) = values.first()
        && values.iter().all(|value| *value == first)
    {
        return Subframe { values, bits, wasted: 0, shape: Shape::Constant(first), cost: bits.into() };
    }
    let wasted = values.iter().fold(0, |all, value| all | value).trailing_zeros().min(bits - 1);
    let kept: Vec<i32> = values.iter().map(|value| value >> wasted).collect();
    let verbatim = u64::from(bits - wasted) * values.len() as u64;
    let order = best_order(&kept);
    let residual = residual(&kept, order);
    let partitions = residual::partitions(&residual, kept.len());
    let cost = partitions.bits.saturating_add(order as u64 * u64::from(bits - wasted));
    if cost >= verbatim {
        return Subframe { values, bits, wasted, shape: Shape::Verbatim, cost: verbatim };
    }
    let first = kept.get(..order).unwrap_or_default().to_vec();
    Subframe { values, bits, wasted, shape: Shape::Fixed { first, residual, partitions }, cost }
}

/// The order whose residual is the smallest in sum.
fn best_order(values: &[i32]) -> usize {
    let most = MOST_ORDER.min(values.len().saturating_sub(1));
    let sum = |order: usize| -> u64 {
        // all orders are compared over the same samples
        let skipped = most - order;
        residual(values, order).iter().skip(skipped).map(|value| u64::from(value.unsigned_abs())).sum()
    };
    (0..=most).min_by_key(|order| sum(*order)).unwrap_or(0)
}

/// What the fixed predictor of this order leaves: the differences, taken that many times.
fn residual(values: &[i32], order: usize) -> Vec<i32> {
    let mut residual = values.to_vec();
    for _ in 0..order {
        let after = residual.iter().skip(1);
        residual = residual.iter().zip(after).map(|(before, value)| value - before).collect();
    }
    residual
}

fn put_subframe(writer: &mut BitWriter, subframe: &Subframe<'_>) {
    let bits = subframe.bits - subframe.wasted;
    let kind = match &subframe.shape {
        Shape::Constant(_) => 0,
        Shape::Verbatim => 1,
        Shape::Fixed { first, .. } => 8 + u32::try_from(first.len()).unwrap_or(0),
    };
    writer.put(kind, 7);
    writer.put(u32::from(subframe.wasted > 0), 1);
    if subframe.wasted > 0 {
        writer.put_unary(subframe.wasted - 1);
    }
    match &subframe.shape {
        Shape::Constant(value) => writer.put_signed(*value, bits),
        Shape::Verbatim => {
            for value in subframe.values {
                writer.put_signed(value >> subframe.wasted, bits);
            }
        }
        Shape::Fixed { first, residual, partitions } => {
            for value in first {
                writer.put_signed(*value, bits);
            }
            residual::put(writer, residual, subframe.values.len(), partitions);
        }
    }
}
