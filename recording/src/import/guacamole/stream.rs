//! Streams: data that comes in pieces between other instructions, each under an index that is used again and again.

use super::arguments::{Carried, Refused};
use super::audio::Sounds;
use super::compositing::Operator;
use super::exchange::{Exchange, Exchanged};
use crate::limits;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::collections::BTreeMap;

/// Pads or not, and bits left over: all is taken, as browsers do.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What is counted where the clipboard or a file does not come to its end.
pub(super) const EXCHANGE_CUT: &str = "clipboard or file that never ends";

/// The streams that are open.
#[derive(Default)]
pub(super) struct Streams {
    streams: BTreeMap<i32, Stream>,
    held_bytes: usize,
    pub(super) sounds: Sounds,
    pub(super) exchanged: Exchanged,
}

enum Stream {
    Image(Image),
    /// Sound, by its number.
    Sound(u32),
    /// The clipboard or a file.
    Exchange(Exchange),
    /// Video and the like: passed over.
    Ignored,
}

/// A picture that is to be drawn when its stream ends.
pub(super) struct Image {
    pub(super) operator: Operator,
    pub(super) layer: i32,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) data: Vec<u8>,
}

impl Streams {
    /// Opens a stream for a picture.
    pub(super) fn open_image(&mut self, index: i32, image: Image) -> Carried {
        self.open(index, Stream::Image(image))
    }

    /// Opens a stream of sound. One of an unknown format is passed over.
    pub(super) fn open_sound(&mut self, index: i32, mime: &[u8], offset: u64) -> Carried {
        match self.sounds.open(mime, offset) {
            Ok(number) => {
                let opened = self.open(index, Stream::Sound(number));
                if !matches!(self.streams.get(&index), Some(Stream::Sound(open)) if *open == number) {
                    self.sounds.end(number);
                }
                opened
            }
            Err(refused) => {
                self.open(index, Stream::Ignored)?;
                Err(refused)
            }
        }
    }

    /// Opens a stream of the clipboard or of a file.
    pub(super) fn open_exchange(&mut self, index: i32, exchange: Exchange) -> Carried {
        self.open(index, Stream::Exchange(exchange))
    }

    /// Opens a stream whose data is passed over.
    pub(super) fn open_ignored(&mut self, index: i32) -> Carried {
        self.open(index, Stream::Ignored)
    }

    /// Takes a piece of data in base64.
    pub(super) fn blob(&mut self, index: i32, base64: &[u8]) -> Carried {
        let stream = self.streams.get_mut(&index).ok_or(Refused::Passed("data outside of a stream"))?;
        let image = match stream {
            Stream::Image(image) => image,
            Stream::Sound(number) => return self.sounds.push(*number, &decode_base64(base64)?),
            Stream::Exchange(exchange) => return exchange.push(base64),
            Stream::Ignored => return Ok(()),
        };
        let before = image.data.len();
        let most = base64.len() / 4 * 3 + 3;
        let held = self.held_bytes.saturating_add(most);
        let decoded = if held > limits::GUACAMOLE_STREAM_BYTES {
            Err(Refused::Passed("data over the limit of open streams"))
        } else {
            BASE64.decode_vec(base64, &mut image.data).map_err(|_| Refused::Passed("data that is not base64"))
        };
        self.held_bytes += image.data.len() - before;
        if decoded.is_err() {
            // a picture with a hole is not drawn at all
            self.close(index);
            self.streams.insert(index, Stream::Ignored);
        }
        decoded
    }

    /// Ends a stream. Answers the picture, if it was one.
    pub(super) fn end(&mut self, index: i32) -> Carried<Option<Image>> {
        match self.streams.remove(&index) {
            None => Err(Refused::Passed("end of no stream")),
            Some(Stream::Exchange(exchange)) => self.exchanged.add(exchange).map(|()| None),
            Some(other) => Ok(self.closed(other)),
        }
    }

    /// How many streams of the clipboard or of files have begun and not ended.
    pub(super) fn open_exchanges(&self) -> usize {
        self.streams.values().filter(|stream| matches!(stream, Stream::Exchange(_))).count()
    }

    /// Whether a picture has begun and not ended.
    pub(super) fn has_open_image(&self) -> bool {
        self.streams.values().any(|stream| matches!(stream, Stream::Image(_)))
    }

    fn open(&mut self, index: i32, stream: Stream) -> Carried {
        if self.streams.len() >= limits::GUACAMOLE_STREAMS && !self.streams.contains_key(&index) {
            return Err(Refused::Passed("stream over the limit of open streams"));
        }
        let is_exchange_cut = matches!(self.streams.get(&index), Some(Stream::Exchange(_)));
        let is_cut = self.close(index).is_some();
        self.streams.insert(index, stream);
        if is_exchange_cut {
            Err(Refused::Passed(EXCHANGE_CUT))
        } else if is_cut {
            Err(Refused::Passed("image that never ends"))
        } else {
            Ok(())
        }
    }

    fn close(&mut self, index: i32) -> Option<Image> {
        let stream = self.streams.remove(&index)?;
        self.closed(stream)
    }

    fn closed(&mut self, stream: Stream) -> Option<Image> {
        match stream {
            Stream::Ignored | Stream::Exchange(_) => None,
            Stream::Sound(number) => {
                self.sounds.end(number);
                None
            }
            Stream::Image(image) => {
                self.held_bytes = self.held_bytes.saturating_sub(image.data.len());
                Some(image)
            }
        }
    }
}

/// Decodes one piece of base64.
pub(super) fn decode_base64(base64: &[u8]) -> Carried<Vec<u8>> {
    BASE64.decode(base64).map_err(|_| Refused::Passed("data that is not base64"))
}
