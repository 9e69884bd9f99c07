//! The event track: markers and other moments of note. `docs/terminal-codec.md` specifies the bytes.

use super::timed::{self, TimedList};
use super::varint;
use crate::chunk::{Chunk, Track};
use crate::error::Result;
use crate::limits;
use crate::terminal::Event;
use crate::units::Timestamp;

const MARKER: u8 = 0;
const EXIT: u8 = 1;

/// Encodes markers and other moments of note.
pub struct EventEncoder(TimedList);

impl EventEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self(TimedList::new(Track::Event, level))
    }

    /// Takes an event at `time`, and appends the chunks that are complete with it to `out`. A label is cut to
    /// [`limits::LABEL_BYTES`].
    ///
    /// # Errors
    /// Those of compressing.
    pub fn event(&mut self, time: Timestamp, event: &Event, out: &mut Vec<Chunk>) -> Result<()> {
        self.0.add(time, out, |fields| match event {
            Event::Marker(label) => {
                let label = label.get(..label.floor_char_boundary(limits::LABEL_BYTES)).unwrap_or_default();
                fields.push(MARKER);
                varint::put(fields, label.len() as u64);
                fields.extend_from_slice(label.as_bytes());
            }
            Event::Exit(status) => {
                fields.push(EXIT);
                varint::put_signed(fields, (*status).into());
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

    /// Ends the track.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.0.flush(out)
    }
}

/// Events with times that never fall, from the payload of a chunk of the event track.
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
pub fn decode_events(payload: &[u8]) -> Result<Vec<(Timestamp, Event)>> {
    timed::decode(payload, "event chunk", |fields| match fields.byte()? {
        MARKER => Ok(Event::Marker(fields.text()?.to_owned())),
        EXIT => Ok(Event::Exit(fields.i32()?)),
        _ => Err(fields.malformed()),
    })
}
