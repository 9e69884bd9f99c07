//! Sound: streams of samples without times, placed by the `sync` that follows (`docs/audio.md`).

use super::arguments::{Carried, Refused};
use crate::audio::{Audio, AudioFormat};
use crate::error::Result;
use crate::import::{Output, Report};
use crate::limits;
use crate::units::{Span, Timestamp};
use std::collections::BTreeMap;

/// How far sound may lie from where the sync places it.
const TOLERANCE: Span = Span::from_ms(200);

const UNKNOWN: Refused = Refused::Passed("sound of an unknown format, which is not kept");

/// The sounds that go on, or wait for a frame.
#[derive(Default)]
pub(super) struct Sounds {
    sounds: BTreeMap<u32, Sound>,
    next: u32,
    /// Time of the last frame that was told.
    told: Timestamp,
    /// Bytes that wait, of all sounds together.
    held_bytes: usize,
}

struct Sound {
    /// Offset in the source of the instruction that started it.
    offset: u64,
    format: AudioFormat,
    width: Width,
    /// What came since the last frame, and less than a sample from before.
    bytes: Vec<u8>,
    /// How much of it came with the last blob.
    latest_bytes: usize,
    /// Where the samples are counted from, and how many there were.
    row: Option<(Timestamp, u64)>,
    /// When the last samples that were told are heard.
    latest: Timestamp,
    has_ended: bool,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Width {
    /// A signed byte.
    One,
    /// A signed number of two bytes, the lower first.
    Two,
}

impl Width {
    const fn bytes(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

impl Sounds {
    /// `audio`: a sound starts. Answers the number to hand its data in under.
    pub(super) fn open(&mut self, mime: &[u8], offset: u64) -> Carried<u32> {
        let (width, format) = parse(mime).ok_or(UNKNOWN)?;
        if self.sounds.len() >= limits::GUACAMOLE_SOUNDS {
            return Err(Refused::Passed("sound over the limit of those at once"));
        }
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        let sound = Sound {
            offset,
            format,
            width,
            bytes: Vec::new(),
            latest_bytes: 0,
            row: None,
            latest: Timestamp::ZERO,
            has_ended: false,
        };
        self.sounds.insert(number, sound);
        Ok(number)
    }

    /// Takes samples.
    pub(super) fn push(&mut self, number: u32, bytes: &[u8]) -> Carried {
        let Some(sound) = self.sounds.get_mut(&number) else { return Ok(()) };
        if self.held_bytes.saturating_add(bytes.len()) > limits::GUACAMOLE_STREAM_BYTES {
            return Err(Refused::Passed("data over the limit of open streams"));
        }
        self.held_bytes += bytes.len();
        sound.bytes.extend_from_slice(bytes);
        sound.latest_bytes = bytes.len();
        Ok(())
    }

    /// A sound has ended; what came of it waits for the frame.
    pub(super) fn end(&mut self, number: u32) {
        if let Some(sound) = self.sounds.get_mut(&number) {
            sound.has_ended = true;
        }
    }

    /// Tells of all that came up to a frame.
    pub(super) fn tell(
        &mut self,
        now: Timestamp,
        output: &mut dyn Output,
        report: &mut Report,
    ) -> Result<()> {
        for (number, sound) in &mut self.sounds {
            let before = sound.bytes.len();
            sound.tell(*number, self.told, now, output)?;
            self.held_bytes = self.held_bytes.saturating_sub(before - sound.bytes.len());
            if sound.has_ended && !sound.bytes.is_empty() {
                self.held_bytes = self.held_bytes.saturating_sub(sound.bytes.len());
                report.note("sound that ends within a sample", sound.offset);
            }
        }
        self.sounds.retain(|_, sound| !sound.has_ended);
        self.told = now;
        Ok(())
    }

    /// Counts what came after the last frame: it belongs to none.
    pub(super) fn drop_rest(&mut self, report: &mut Report) {
        for sound in std::mem::take(&mut self.sounds).into_values() {
            if !sound.bytes.is_empty() {
                report.note("sound after the last frame", sound.offset);
            }
        }
    }
}

impl Sound {
    /// Tells of what came between two frames.
    fn tell(
        &mut self,
        number: u32,
        before: Timestamp,
        now: Timestamp,
        output: &mut dyn Output,
    ) -> Result<()> {
        let sample_bytes = self.width.bytes() * usize::from(self.format.channels());
        let count = self.bytes.len() / sample_bytes;
        if count == 0 {
            return Ok(());
        }
        let whole: Vec<u8> = self.bytes.drain(..count * sample_bytes).collect();
        let values: Vec<i16> = match self.width {
            Width::One => whole.iter().map(|byte| i16::from(byte.cast_signed()) << 8).collect(),
            Width::Two => whole.as_chunks().0.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect(),
        };
        let latest = (self.latest_bytes / sample_bytes).min(count);
        let (start, played) = self.place((count - latest) as u64, before, now);
        self.latest = self.format.time_of(start, played);
        output.audio(number, self.latest, &Audio::Pcm { format: self.format, values: &values })?;
        self.row = Some((start, played + count as u64));
        Ok(())
    }

    /// Where the next samples are counted from and how many there were before them. They came between two frames,
    /// and `earlier` of them before the last piece.
    fn place(&self, earlier: u64, before: Timestamp, now: Timestamp) -> (Timestamp, u64) {
        if let Some((start, played)) = self.row {
            let next = self.format.time_of(start, played);
            if next.plus(TOLERANCE) >= before && next <= now.plus(TOLERANCE) {
                return (start, played);
            }
        }
        // Pieces come as they are played: the last one not before those that came with it have been heard.
        let lead = self.format.time_of(Timestamp::ZERO, earlier).since(Timestamp::ZERO);
        let first = Timestamp::from_us(now.as_us().saturating_sub(lead.as_us())).max(before);
        (first.max(self.latest), 0)
    }
}

/// Reads `audio/L16;rate=44100,channels=2` as guacamole-common-js does (`RawAudioFormat`); a rate must be there.
fn parse(mime: &[u8]) -> Option<(Width, AudioFormat)> {
    let (kind, parameters) = std::str::from_utf8(mime).ok()?.split_once(';')?;
    let width = match kind.trim() {
        kind if kind.eq_ignore_ascii_case("audio/L8") => Width::One,
        kind if kind.eq_ignore_ascii_case("audio/L16") => Width::Two,
        _ => return None,
    };
    let mut rate = None;
    let mut channels = 1;
    for parameter in parameters.split([',', ';']) {
        let (name, value) = parameter.split_once('=')?;
        match name.trim() {
            "rate" => rate = Some(value.trim().parse().ok()?),
            "channels" => channels = value.trim().parse().ok()?,
            _ => return None,
        }
    }
    Some((width, AudioFormat::new(rate?, channels).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_the_clients_do() {
        let format = |rate, channels| AudioFormat::new(rate, channels).expect("usual");
        for (mime, parsed) in [
            ("audio/L16;rate=44100,channels=2", Some((Width::Two, format(44_100, 2)))),
            ("audio/L8;channels=2,rate=8000", Some((Width::One, format(8_000, 2)))),
            ("AUDIO/l16; rate = 48000", Some((Width::Two, format(48_000, 1)))),
            ("audio/L16", None),
            ("audio/L16;", None),
            ("audio/L16;channels=2", None),
            ("audio/L16;rate=44100,channels=0", None),
            ("audio/L16;rate=44100,channels=99", None),
            ("audio/L16;rate=-1", None),
            ("audio/L16;rate=99999999999", None),
            ("audio/L16;rate=44100,bits=16", None),
            ("audio/L24;rate=44100", None),
            ("audio/ogg", None),
            ("", None),
            ("audio/L16;rate=4\u{e9}100", None),
        ] {
            assert_eq!(parse(mime.as_bytes()), parsed, "{mime}");
        }
    }
}
