//! The push parser of the container.

use super::ebml::{self, Found, HEAD_BYTES, Head};
use crate::error::{Error, Result};
use crate::import::Report;
use crate::limits;
use crate::units::{Size, Timestamp};

/// A codec of video that browsers decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// VP8 (RFC 6386).
    Vp8,
    /// VP9.
    Vp9,
}

/// The track of video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Video {
    /// Its codec.
    pub codec: Codec,
    /// Columns and rows in pixels as the track names them; pictures may have others.
    pub size: Size,
}

/// An encoded picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Presentation time as the file has it: files need not start at zero.
    pub time: Timestamp,
    /// Whether it can be decoded without those before it.
    pub is_key: bool,
    /// The picture, in the track's codec.
    pub data: &'a [u8],
}

// IDs of elements (RFC 9559 section 5)
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK_ENTRY: u32 = 0xAE;
const TRACK_NUMBER: u32 = 0xD7;
const TRACK_TYPE: u32 = 0x83;
const CODEC_ID: u32 = 0x86;
const VIDEO: u32 = 0xE0;
const PIXEL_WIDTH: u32 = 0xB0;
const PIXEL_HEIGHT: u32 = 0xBA;
const CLUSTER: u32 = 0x1F43_B675;
const CLUSTER_TIMESTAMP: u32 = 0xE7;
const SIMPLE_BLOCK: u32 = 0xA3;
const BLOCK_GROUP: u32 = 0xA0;
const BLOCK: u32 = 0xA1;

/// Longest content of an element that is neither a block nor passed over.
const VALUE_BYTES: u64 = 64;

/// Reads a WebM file that comes in pieces. Holds one block at most.
#[derive(Default)]
pub struct WebmReader {
    pending: Vec<u8>,
    /// Bytes of an element that is passed over.
    skip: u64,
    offset: u64,
    /// Nanoseconds of a tick, where the file tells.
    scale_ns: Option<u64>,
    cluster_ticks: u64,
    /// The track whose entry is being read.
    entry: Entry,
    /// The track that is played, by its number.
    video: Option<(u64, Video)>,
    last: Timestamp,
    is_damaged: bool,
    report: Report,
}

#[derive(Default)]
struct Entry {
    number: u64,
    is_video: bool,
    codec: Option<Codec>,
    size: Size,
}

impl WebmReader {
    /// A reader of one file.
    pub fn new() -> Self {
        Self::default()
    }

    /// The track of video, once there was a packet of it.
    pub fn video(&self) -> Option<Video> {
        self.video.map(|(_, video)| video)
    }

    /// Takes the next bytes of the file, and hands on the packets that they complete, with the track that they are of.
    /// Times never fall.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a track of video that is neither VP8 nor VP9, [`Error::LimitReached`] for a packet
    /// over [`limits::WEBM_PACKET_BYTES`], and those of `taker`. Damage is no error: it ends what is read.
    pub fn feed(
        &mut self,
        bytes: &[u8],
        taker: &mut dyn FnMut(Video, Packet<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut held = std::mem::take(&mut self.pending);
        held.extend_from_slice(bytes);
        let mut rest = held.as_slice();
        while !self.is_damaged && !rest.is_empty() {
            if self.skip > 0 {
                let skipped = rest.len().min(usize::try_from(self.skip).unwrap_or(usize::MAX));
                self.skip -= skipped as u64;
                self.take(&mut rest, skipped);
                continue;
            }
            match ebml::head(rest.get(..HEAD_BYTES).unwrap_or(rest)) {
                Found::More => break,
                Found::Nothing => self.damage(),
                Found::Head(head) => {
                    if !self.element(head, &mut rest, taker)? {
                        break;
                    }
                }
            }
        }
        if !self.is_damaged {
            let done = held.len() - rest.len();
            held.drain(..done);
            self.pending = held;
        }
        Ok(())
    }

    /// The file ends here.
    ///
    /// # Errors
    /// [`Error::Empty`] where there was no picture.
    pub fn finish(&mut self) -> Result<Report> {
        if self.video.is_none() {
            return Err(Error::Empty { what: "WebM video" });
        }
        self.report.truncated |= self.is_damaged || !self.pending.is_empty() || self.skip > 0;
        Ok(std::mem::take(&mut self.report))
    }

    /// Reads an element. False where more bytes are needed.
    fn element(
        &mut self,
        head: Head,
        rest: &mut &[u8],
        taker: &mut dyn FnMut(Video, Packet<'_>) -> Result<()>,
    ) -> Result<bool> {
        match head.id {
            // these are entered, so that an unknown size does no harm
            SEGMENT | INFO | TRACKS | CLUSTER | BLOCK_GROUP | VIDEO => {
                self.take(rest, head.bytes);
                return Ok(true);
            }
            TRACK_ENTRY => {
                self.entry = Entry::default();
                self.take(rest, head.bytes);
                return Ok(true);
            }
            _ => {}
        }
        let Some(length) = head.length else {
            self.damage();
            return Ok(true);
        };
        let limit = match head.id {
            SIMPLE_BLOCK | BLOCK => limits::WEBM_PACKET_BYTES,
            TIMESTAMP_SCALE | TRACK_NUMBER | TRACK_TYPE | CODEC_ID | PIXEL_WIDTH | PIXEL_HEIGHT
            | CLUSTER_TIMESTAMP => VALUE_BYTES,
            _ => {
                self.take(rest, head.bytes);
                self.skip = length;
                return Ok(true);
            }
        };
        if length > limit {
            return Err(Error::LimitReached { what: "element of a WebM video in bytes", limit });
        }
        // INVARIANT: within the limits, which are far below
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some(content) = rest.get(head.bytes..head.bytes.saturating_add(length)) else { return Ok(false) };
        match head.id {
            SIMPLE_BLOCK | BLOCK => self.block(content, taker)?,
            id => self.value(id, content),
        }
        self.take(rest, head.bytes + length);
        Ok(true)
    }

    fn value(&mut self, id: u32, content: &[u8]) {
        let number = ebml::number(content);
        let side = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        match id {
            TIMESTAMP_SCALE => self.scale_ns = Some(number).filter(|scale| *scale > 0),
            CLUSTER_TIMESTAMP => self.cluster_ticks = number,
            TRACK_NUMBER => self.entry.number = number,
            TRACK_TYPE => self.entry.is_video = number == 1,
            PIXEL_WIDTH => self.entry.size.width = side(number),
            PIXEL_HEIGHT => self.entry.size.height = side(number),
            CODEC_ID => {
                self.entry.codec = match content {
                    b"V_VP8" => Some(Codec::Vp8),
                    b"V_VP9" => Some(Codec::Vp9),
                    _ => None,
                };
            }
            _ => {}
        }
    }

    /// A block (RFC 9559 section 10): the track, the time since the cluster's, flags, and a picture.
    fn block(&mut self, block: &[u8], taker: &mut dyn FnMut(Video, Packet<'_>) -> Result<()>) -> Result<()> {
        let Some((number, time, flags, data)) = parts(block) else {
            self.report.note("block that cannot be read", self.offset);
            return Ok(());
        };
        let Some(video) = self.video_of(number)? else {
            self.report.note("block of another track, which is not kept", self.offset);
            return Ok(());
        };
        const LACING: u8 = 0x06;
        if flags & LACING != 0 || data.is_empty() {
            self.report.note("block without a single picture", self.offset);
            return Ok(());
        }
        let ticks = self.cluster_ticks.saturating_add_signed(time.into());
        let ns = u128::from(ticks) * u128::from(self.scale_ns.unwrap_or(1_000_000));
        let time = Timestamp::from_us(u64::try_from(ns / 1000).unwrap_or(u64::MAX));
        if time > Timestamp::from_ms(limits::DURATION_SECONDS * 1000) {
            self.report.note("time beyond the longest recording", self.offset);
            return Ok(());
        }
        if time < self.last {
            self.report.note("time that falls back", self.offset);
        }
        self.last = self.last.max(time);
        let is_key = is_key(video.codec, data);
        taker(video, Packet { time: self.last, is_key, data })
    }

    /// The video, where the track of this number is it. The first track of video that has a block is played.
    fn video_of(&mut self, number: u64) -> Result<Option<Video>> {
        if self.video.is_none() && self.entry.is_video && self.entry.number == number {
            let Some(codec) = self.entry.codec else {
                let found = "neither VP8 nor VP9".to_owned();
                return Err(Error::Unsupported { what: "codec of a WebM video", found });
            };
            self.video = Some((number, Video { codec, size: self.entry.size }));
        }
        Ok(self.video.filter(|(own, _)| *own == number).map(|(_, video)| video))
    }

    fn take(&mut self, rest: &mut &[u8], count: usize) {
        *rest = rest.get(count..).unwrap_or_default();
        self.offset = self.offset.saturating_add(count as u64);
    }

    fn damage(&mut self) {
        self.report.note("element that cannot be one", self.offset);
        self.is_damaged = true;
    }
}

/// Number of the track, time, flags and content of a block.
fn parts(block: &[u8]) -> Option<(u64, i16, u8, &[u8])> {
    let first = *block.first()?;
    let bytes = first.leading_zeros() as usize + 1;
    let (number, rest) = block.split_at_checked(bytes)?;
    // INVARIANT: at most nine bytes, so that the mask fits
    let number = ebml::number(number) & ((1_u64 << (7 * bytes)) - 1);
    match rest {
        [high, low, flags, data @ ..] => Some((number, i16::from_be_bytes([*high, *low]), *flags, data)),
        _ => None,
    }
}

/// Whether a picture can be decoded alone (RFC 6386 section 9.1; VP9 bitstream specification section 6.2).
fn is_key(codec: Codec, data: &[u8]) -> bool {
    let first = data.first().copied().unwrap_or(0xFF);
    match codec {
        Codec::Vp8 => first & 1 == 0,
        // marker, profile of two bits, then what is shown again, then whether it depends on others
        Codec::Vp9 if first & 0x30 == 0x30 => first & 0x06 == 0,
        Codec::Vp9 => first & 0x0C == 0,
    }
}
