//! The payload of a chunk: segments of sound, each a row of packets without a gap.

use super::super::varint::{self, Fields};
use super::flac::{self, STREAM_HEADER_BYTES};
use super::opus;
use crate::audio::AudioFormat;
use crate::error::{Error, Result};
use crate::limits;
use crate::units::{Span, Timestamp};

const WHAT: &str = "audio chunk";
const VERSION: u8 = 1;
/// Most samples of a packet: those of a FLAC frame.
const PACKET_SAMPLES: u64 = 65_536;

/// How sound is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioCodec {
    /// Frames of FLAC with 16 bits a value: a packet is a frame.
    Flac,
    /// Packets of Opus at 48,000 samples a second, in 1 or 2 channels.
    Opus,
}

/// A piece of a segment that a decoder takes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioPacket {
    /// Its length.
    pub bytes: usize,
    /// Samples that it gives.
    pub samples: u64,
}

/// Sound without a gap or a change of format, part of a run.
///
/// A **run** is sound whose samples are counted on from one moment: sample `n` of it is heard `n` / rate after its
/// start, over all its segments. So segments of a run that follow each other join without a seam, and nothing
/// drifts.
#[derive(Clone, PartialEq, Eq)]
pub struct AudioSegment {
    /// Number of the run in the recording.
    pub run: u64,
    /// How it is stored.
    pub codec: AudioCodec,
    /// Format of the samples.
    pub format: AudioFormat,
    /// When sample 0 of the run is heard.
    pub run_start: Timestamp,
    /// Number of the first sample in the run.
    pub first: u64,
    /// Number of samples, that of all packets together.
    pub samples: u64,
    /// The packets in order.
    pub packets: Vec<AudioPacket>,
    /// The bytes of all packets.
    pub data: Vec<u8>,
}

impl std::fmt::Debug for AudioSegment {
    // Never dumps what was said.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AudioSegment")
            .field("run", &self.run)
            .field("codec", &self.codec)
            .field("format", &self.format)
            .field("start", &self.start())
            .field("first", &self.first)
            .field("samples", &self.samples)
            .field("bytes", &self.data.len())
            .finish_non_exhaustive()
    }
}

impl AudioSegment {
    /// When its first sample is heard.
    pub fn start(&self) -> Timestamp {
        self.format.time_of(self.run_start, self.first)
    }

    /// When its last sample has been heard out.
    pub fn end(&self) -> Timestamp {
        self.format.end_of(self.run_start, self.first.saturating_add(self.samples))
    }

    /// The packets' bytes.
    pub fn packets(&self) -> impl Iterator<Item = (AudioPacket, &[u8])> {
        let mut rest = self.data.as_slice();
        self.packets.iter().map(move |packet| {
            let (bytes, after) = rest.split_at(packet.bytes.min(rest.len()));
            rest = after;
            (*packet, bytes)
        })
    }

    /// What a decoder of FLAC is told before the frames, `fLaC` and the STREAMINFO block (RFC 9639, sections 6 and
    /// 8.2); with it, the packets are a file of FLAC. `None` for Opus, which needs nothing.
    pub fn stream_header(&self) -> Option<[u8; STREAM_HEADER_BYTES]> {
        match self.codec {
            AudioCodec::Flac => Some(flac::stream_header(self.format, self.samples)),
            AudioCodec::Opus => None,
        }
    }

    /// Decodes it: samples x channels.
    ///
    /// # Errors
    /// [`Error::Malformed`] where a frame is damaged; [`Error::Unsupported`] for Opus, which is decoded by the
    /// browser only.
    pub fn pcm(&self) -> Result<Vec<i16>> {
        if self.codec == AudioCodec::Opus {
            return Err(Error::Unsupported { what: "sound outside of a browser", found: "Opus".into() });
        }
        let mut values = Vec::new();
        for (packet, bytes) in self.packets() {
            flac::decode_frame(bytes, self.format, packet.samples, &mut values)?;
        }
        Ok(values)
    }

    /// Appends a packet.
    pub(super) fn push(&mut self, samples: u64, bytes: &[u8]) {
        self.packets.push(AudioPacket { bytes: bytes.len(), samples });
        self.data.extend_from_slice(bytes);
        self.samples += samples;
    }
}

/// The payload of a chunk with these segments.
pub(super) fn encode(segments: &[AudioSegment]) -> Vec<u8> {
    let mut payload = vec![VERSION];
    varint::put(&mut payload, segments.len() as u64);
    for segment in segments {
        varint::put(&mut payload, segment.run);
        payload.push(match segment.codec {
            AudioCodec::Flac => 0,
            AudioCodec::Opus => 1,
        });
        varint::put(&mut payload, segment.format.rate().into());
        payload.push(segment.format.channels());
        varint::put(&mut payload, segment.run_start.as_us());
        varint::put(&mut payload, segment.first);
        varint::put(&mut payload, segment.packets.len() as u64);
        for packet in &segment.packets {
            varint::put(&mut payload, packet.bytes as u64);
            varint::put(&mut payload, packet.samples);
        }
    }
    for segment in segments {
        payload.extend_from_slice(&segment.data);
    }
    payload
}

/// The segments in the payload of a chunk of the audio track, by rising start. `start` and `end` are those of the
/// chunk. What is in the packets is not looked at.
///
/// # Errors
/// [`Error::Malformed`] where it is damaged or lies outside of the chunk's times, [`Error::Unsupported`] for another
/// layout or format, [`Error::LimitReached`] beyond [`limits::AUDIO_CHUNK_BYTES`],
/// [`limits::AUDIO_CHUNK_SEGMENTS`] or [`limits::AUDIO_CHUNK_VALUES`].
pub fn decode_audio(payload: &[u8], start: Timestamp, end: Timestamp) -> Result<Vec<AudioSegment>> {
    if payload.len() > limits::AUDIO_CHUNK_BYTES {
        return Err(over(limits::AUDIO_CHUNK_BYTES as u64));
    }
    let mut fields = Fields::new(payload, WHAT);
    let version = fields.byte()?;
    if version != VERSION {
        return Err(Error::Unsupported { what: WHAT, found: format!("layout {version}") });
    }
    let count = fields.varint()?;
    if count > limits::AUDIO_CHUNK_SEGMENTS as u64 {
        return Err(over(limits::AUDIO_CHUNK_SEGMENTS as u64));
    }
    let mut segments = Vec::new();
    let mut values = 0;
    for _ in 0..count {
        let segment = decode_head(&mut fields, &mut values)?;
        let is_ordered = segments.last().is_none_or(|last: &AudioSegment| last.start() <= segment.start());
        if !is_ordered || segment.start() < start || segment.end() > end {
            return Err(fields.malformed());
        }
        segments.push(segment);
    }
    for segment in &mut segments {
        let bytes = segment.packets.iter().map(|packet| packet.bytes as u64).sum();
        segment.data = fields.take(bytes)?.to_vec();
        if segment.codec == AudioCodec::Opus
            && segment.packets().any(|(packet, bytes)| opus::samples(bytes) != Some(packet.samples))
        {
            return Err(fields.malformed());
        }
    }
    fields.end()?;
    Ok(segments)
}

/// A segment without its bytes. `values` counts samples x channels of the whole chunk.
fn decode_head(fields: &mut Fields<'_>, values: &mut u64) -> Result<AudioSegment> {
    let run = fields.varint()?;
    let codec = match fields.byte()? {
        0 => AudioCodec::Flac,
        1 => AudioCodec::Opus,
        other => return Err(Error::Unsupported { what: "sound", found: format!("codec {other}") }),
    };
    let rate = fields.u32()?;
    let format = AudioFormat::new(rate, fields.byte()?)?;
    if codec == AudioCodec::Opus && (rate != opus::RATE || format.channels() > 2) {
        return Err(fields.malformed());
    }
    let run_start = Timestamp::from_us(fields.varint()?);
    let first = fields.varint()?;
    let longest = format.samples_in(Span::from_secs(limits::DURATION_SECONDS));
    if first > longest {
        return Err(fields.malformed());
    }
    let mut segment = AudioSegment {
        run,
        codec,
        format,
        run_start,
        first,
        samples: 0,
        packets: Vec::new(),
        data: Vec::new(),
    };
    let count = fields.varint()?;
    for _ in 0..count {
        let bytes = fields.u32()?;
        let samples = fields.varint()?;
        if bytes == 0 || samples == 0 || samples > PACKET_SAMPLES {
            return Err(fields.malformed());
        }
        *values += samples * u64::from(format.channels());
        if *values > limits::AUDIO_CHUNK_VALUES {
            return Err(over(limits::AUDIO_CHUNK_VALUES));
        }
        let bytes = usize::try_from(bytes).map_err(|_| fields.malformed())?;
        segment.packets.push(AudioPacket { bytes, samples });
        segment.samples += samples;
    }
    if count == 0 {
        return Err(fields.malformed());
    }
    Ok(segment)
}

fn over(limit: u64) -> Error {
    Error::LimitReached { what: WHAT, limit }
}
