//! What predictors leave of a block: Rice codes in partitions (RFC 9639, section 9.2.7).

use super::bits::{BitReader, BitWriter};
use crate::error::Result;

/// Highest partition order that is tried: 256 partitions.
const MOST_ORDER: u32 = 8;
/// Highest Rice parameter of the short form; the value above it says that numbers follow as they are.
const MOST_SHORT: u32 = 14;
/// The same of the long form.
const MOST_LONG: u32 = 30;

/// How a block's residual is written best.
pub(super) struct Partitions {
    order: u32,
    /// The Rice parameter of each partition.
    parameters: Vec<u32>,
    /// What it takes.
    pub(super) bits: u64,
}

/// Folds a signed number: 0, -1, 1, -2 become 0, 1, 2, 3.
fn fold(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

/// The best partitions for the residual of a block of `block` samples; `residual` lacks the first ones, which are
/// written as they are.
pub(super) fn partitions(residual: &[i32], block: usize) -> Partitions {
    let folded: Vec<u32> = residual.iter().map(|value| fold(*value)).collect();
    let warm_up = block.saturating_sub(residual.len());
    let mut best: Option<Partitions> = None;
    for order in 0..=MOST_ORDER {
        let length = block >> order;
        if length << order != block || length <= warm_up {
            break;
        }
        let mut parameters = Vec::with_capacity(1 << order);
        let mut bits = 6;
        let mut rest = folded.as_slice();
        for number in 0..1_usize << order {
            let length = if number == 0 { length - warm_up } else { length };
            let (partition, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            let (parameter, cost) = parameter(partition);
            parameters.push(parameter);
            bits += cost;
        }
        let is_long = parameters.iter().any(|parameter| *parameter > MOST_SHORT);
        bits += (parameters.len() as u64) * if is_long { 5 } else { 4 };
        if best.as_ref().is_none_or(|best| bits < best.bits) {
            best = Some(Partitions { order, parameters, bits });
        }
    }
    best.unwrap_or(Partitions { order: 0, parameters: vec![0], bits: u64::MAX })
}

/// The best Rice parameter for a partition and what it takes.
fn parameter(partition: &[u32]) -> (u32, u64) {
    let sum: u64 = partition.iter().map(|value| u64::from(*value)).sum();
    let count = partition.len() as u64;
    let mean = sum.checked_div(count).unwrap_or(0);
    let guess = mean.checked_ilog2().unwrap_or(0);
    let cost = |parameter: u32| {
        let high: u64 = partition.iter().map(|value| u64::from(value >> parameter)).sum();
        high + count * u64::from(parameter + 1)
    };
    let candidates = guess.saturating_sub(1)..=(guess + 1).min(MOST_LONG);
    candidates.map(|parameter| (parameter, cost(parameter))).min_by_key(|(_, cost)| *cost).unwrap_or((0, 0))
}

/// Writes the residual of a block of `block` samples.
pub(super) fn put(writer: &mut BitWriter, residual: &[i32], block: usize, partitions: &Partitions) {
    let is_long = partitions.parameters.iter().any(|parameter| *parameter > MOST_SHORT);
    writer.put(u32::from(is_long), 2);
    writer.put(partitions.order, 4);
    let warm_up = block.saturating_sub(residual.len());
    let length = block >> partitions.order;
    let mut rest = residual;
    for (number, &parameter) in partitions.parameters.iter().enumerate() {
        writer.put(parameter, if is_long { 5 } else { 4 });
        let length = if number == 0 { length.saturating_sub(warm_up) } else { length };
        let (partition, after) = rest.split_at(length.min(rest.len()));
        rest = after;
        for value in partition {
            let folded = fold(*value);
            writer.put_unary(folded >> parameter);
            writer.put(folded, parameter);
        }
    }
}

/// Reads the residual of a block of `block` samples behind `warm_up` that were read already, and appends it.
pub(super) fn take(
    reader: &mut BitReader<'_>,
    block: usize,
    warm_up: usize,
    out: &mut Vec<i32>,
) -> Result<()> {
    let parameter_bits = match reader.take(2)? {
        0 => 4,
        1 => 5,
        _ => return Err(reader.malformed()),
    };
    let order = reader.take(4)?;
    let length = block >> order;
    if length << order != block || length < warm_up {
        return Err(reader.malformed());
    }
    for number in 0..1_usize << order {
        let length = if number == 0 { length - warm_up } else { length };
        let parameter = reader.take(parameter_bits)?;
        if parameter == (1 << parameter_bits) - 1 {
            let bits = reader.take(5)?;
            for _ in 0..length {
                out.push(reader.take_signed(bits)?);
            }
        } else {
            for _ in 0..length {
                let high = u64::from(reader.take_unary()?) << parameter;
                let folded = high | u64::from(reader.take(parameter)?);
                let folded = u32::try_from(folded).map_err(|_| reader.malformed())?;
                out.push((folded >> 1).cast_signed() ^ -((folded & 1).cast_signed()));
            }
        }
    }
    Ok(())
}
