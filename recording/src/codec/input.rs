//! The input track: keys, mouse and typed text. `docs/terminal-codec.md` specifies the bytes.

use super::timed::{self, CHUNK_BYTES, TimedList};
use super::varint;
use crate::chunk::{Chunk, Track};
use crate::error::Result;
use crate::input::Input;
use crate::units::Timestamp;

const KEY_UP: u8 = 0;
const KEY_DOWN: u8 = 1;
const MOUSE: u8 = 2;
const TEXT: u8 = 3;

/// Encodes what the user did.
pub struct InputEncoder(TimedList);

impl InputEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self(TimedList::new(Track::Input, level))
    }

    /// Takes what the user did at `time`, and appends the chunks that are complete with it to `out`. A text of more
    /// than 64 KiB becomes several.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn input(&mut self, time: Timestamp, input: &Input, out: &mut Vec<Chunk>) -> Result<()> {
        match input {
            Input::Key { keysym, pressed } => self.0.add(time, out, |fields| {
                fields.push(if *pressed { KEY_DOWN } else { KEY_UP });
                varint::put(fields, (*keysym).into());
            }),
            Input::Mouse { x, y, buttons } => self.0.add(time, out, |fields| {
                fields.push(MOUSE);
                varint::put_signed(fields, (*x).into());
                varint::put_signed(fields, (*y).into());
                fields.push(*buttons);
            }),
            Input::Text(text) => {
                let mut rest = text.as_str();
                loop {
                    let (piece, after) = rest.split_at(rest.floor_char_boundary(CHUNK_BYTES));
                    self.0.add(time, out, |fields| {
                        fields.push(TEXT);
                        varint::put(fields, piece.len() as u64);
                        fields.extend_from_slice(piece.as_bytes());
                    })?;
                    if after.is_empty() {
                        return Ok(());
                    }
                    rest = after;
                }
            }
        }
    }

    /// Closes the chunk that is being filled.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.0.flush(out)
    }

    /// Ends the track.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.0.flush(out)
    }
}

/// What the user did, with times that never fall, from the payload of a chunk of the input track.
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
pub fn decode_inputs(payload: &[u8]) -> Result<Vec<(Timestamp, Input)>> {
    timed::decode(payload, "input chunk", |fields| match fields.byte()? {
        KEY_UP => Ok(Input::Key { keysym: fields.u32()?, pressed: false }),
        KEY_DOWN => Ok(Input::Key { keysym: fields.u32()?, pressed: true }),
        MOUSE => Ok(Input::Mouse { x: fields.i32()?, y: fields.i32()?, buttons: fields.byte()? }),
        TEXT => Ok(Input::Text(fields.text()?.to_owned())),
        _ => Err(fields.malformed()),
    })
}
