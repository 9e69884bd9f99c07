//! Sound of a session. A **sample** is one moment of it: one value for each channel.

use crate::error::{Error, Result};
use crate::limits;
use crate::units::{Span, Timestamp};

/// How fast samples follow each other, and how many values each has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AudioFormat {
    rate: u32,
    channels: u8,
}

impl AudioFormat {
    /// A format of `rate` samples a second with `channels` values each.
    ///
    /// # Errors
    /// [`Error::Unsupported`] unless the rate lies within [`limits::AUDIO_RATE`] and there are 1 to
    /// [`limits::AUDIO_CHANNELS`] channels.
    pub fn new(rate: u32, channels: u8) -> Result<Self> {
        if !limits::AUDIO_RATE.contains(&rate) || channels == 0 || channels > limits::AUDIO_CHANNELS {
            let found = format!("{rate} samples a second in {channels} channels");
            return Err(Error::Unsupported { what: "sound", found });
        }
        Ok(Self { rate, channels })
    }

    /// Samples a second.
    pub const fn rate(self) -> u32 {
        self.rate
    }

    /// Values of a sample.
    pub const fn channels(self) -> u8 {
        self.channels
    }

    /// When sample number `sample` is heard in a row that starts at `start`, rounded down to the microsecond.
    pub fn time_of(self, start: Timestamp, sample: u64) -> Timestamp {
        start.plus(Span::from_us(saturated(u128::from(sample) * 1_000_000 / u128::from(self.rate))))
    }

    /// When sample number `sample - 1` has been heard out, rounded up to the microsecond.
    pub fn end_of(self, start: Timestamp, sample: u64) -> Timestamp {
        let us = (u128::from(sample) * 1_000_000).div_ceil(u128::from(self.rate));
        start.plus(Span::from_us(saturated(us)))
    }

    /// How many samples begin within `span` from the start of a row.
    pub fn samples_in(self, span: Span) -> u64 {
        saturated((u128::from(span.as_us()) * u128::from(self.rate)).div_ceil(1_000_000))
    }
}

fn saturated(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// A piece of sound.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Audio<'a> {
    /// Samples as they are.
    Pcm {
        /// Their format.
        format: AudioFormat,
        /// Samples x channels, as many as whole samples take; what is left over is not taken.
        values: &'a [i16],
    },
    /// One packet of Opus (RFC 6716, section 3).
    Opus {
        /// Channels to decode it to: 1 or 2.
        channels: u8,
        /// The packet.
        packet: &'a [u8],
    },
}

impl std::fmt::Debug for Audio<'_> {
    // Never dumps what was said.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pcm { format, values } => write!(f, "Pcm({format:?}, {} values)", values.len()),
            Self::Opus { channels, packet } => {
                write!(f, "Opus({channels} channels, {} bytes)", packet.len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_samples_agree() {
        let format = AudioFormat::new(44_100, 2).expect("common");
        let start = Timestamp::from_us(7);
        for sample in [0, 1, 2, 441, 44_099, 44_100, 44_101, 1 << 40] {
            let time = format.time_of(start, sample);
            assert_eq!(format.samples_in(time.since(start)), sample, "it begins at its time, not before");
            assert!(format.end_of(start, sample) >= time);
            assert!(format.end_of(start, sample).since(time) <= Span::from_us(1));
        }
        assert_eq!(format.time_of(start, 44_100 * 3600), Timestamp::from_us(3_600_000_007));
    }

    #[test]
    fn odd_formats_are_refused() {
        assert!(AudioFormat::new(0, 2).is_err());
        assert!(AudioFormat::new(u32::MAX, 2).is_err());
        assert!(AudioFormat::new(44_100, 0).is_err());
        assert!(AudioFormat::new(44_100, 9).is_err());
    }
}
