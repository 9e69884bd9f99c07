//! The performance track: round trips, processors, memory and network. `docs/events.md` specifies the bytes.

use super::timed::{self, RepeatedList};
use super::varint;
use crate::chunk::{Chunk, Track};
use crate::error::Result;
use crate::units::Timestamp;
use events::{Load, Performance, Reading};

const ROUND_TRIP: u8 = 0;
const LOAD: u8 = 1;

/// Encodes measurements.
pub struct PerformanceEncoder(RepeatedList);

impl PerformanceEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self(RepeatedList::new(Track::Performance, level))
    }

    /// Takes a measurement, and appends the chunks that are complete with it to `out`. Made earlier than the one
    /// before, it counts as made then.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn measured(&mut self, performance: &Performance, out: &mut Vec<Chunk>) -> Result<()> {
        self.0.add(Timestamp::from_us(performance.at_us), out, |bytes| match performance.reading {
            Reading::RoundTrip(us) => {
                bytes.push(ROUND_TRIP);
                varint::put(bytes, us);
            }
            Reading::Load(load) => {
                bytes.push(LOAD);
                varint::put(bytes, load.cpu.into());
                varint::put(bytes, load.memory.into());
                varint::put(bytes, load.sent_bytes);
                varint::put(bytes, load.received_bytes);
            }
        })
    }

    /// Closes the chunk that is being filled.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.0.flush(out)
    }

    /// Ends the track of a session that ends at `end`. Where it has more than a few chunks, all of it is written once
    /// more, in chunks of [`crate::chunk::Part::Key`].
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, end: Timestamp, out: &mut Vec<Chunk>) -> Result<()> {
        self.0.finish(end, out)
    }
}

/// Measurements with times that never fall, from the payload of a chunk of the performance track.
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
pub fn decode_performance(payload: &[u8]) -> Result<Vec<Performance>> {
    let entries = timed::decode(payload, "performance chunk", |fields| match fields.byte()? {
        ROUND_TRIP => Ok(Reading::RoundTrip(fields.varint()?)),
        LOAD => Ok(Reading::Load(Load {
            cpu: fields.u32()?,
            memory: fields.u32()?,
            sent_bytes: fields.varint()?,
            received_bytes: fields.varint()?,
        })),
        _ => Err(fields.malformed()),
    })?;
    Ok(entries.into_iter().map(|(time, reading)| Performance { at_us: time.as_us(), reading }).collect())
}
