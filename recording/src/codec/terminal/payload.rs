//! The bytes of units and keyframes; `docs/terminal-codec.md` specifies them.

use crate::codec::packed;
use crate::codec::varint::{self, Fields};
use crate::error::Result;
use crate::limits;
use crate::terminal::TerminalEvent;
use crate::units::{Size, Timestamp};
use std::ops::Range;

const UNIT: &str = "terminal unit";
const KEY: &str = "terminal keyframe";

/// What an event of a unit does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Feeds these bytes of the unit's text.
    Output(Range<usize>),
    /// Gives the terminal another size.
    Resize(Size),
}

/// A run of events, their texts joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) events: Vec<(Timestamp, Step)>,
    pub(super) text: String,
}

impl Unit {
    pub(super) fn encode(&self, level: i32) -> Result<Vec<u8>> {
        let start = self.events.first().map_or(Timestamp::ZERO, |(time, _)| *time);
        let mut fields = Vec::with_capacity(self.text.len() + self.events.len() * 4 + 16);
        varint::put(&mut fields, start.as_us());
        varint::put(&mut fields, self.events.len() as u64);
        let mut last = start;
        for (time, step) in &self.events {
            varint::put(&mut fields, time.since(last).as_us());
            last = *time;
            match step {
                Step::Output(range) => varint::put(&mut fields, (range.len() as u64) << 1),
                Step::Resize(size) => {
                    varint::put(&mut fields, 1);
                    varint::put(&mut fields, size.width.into());
                    varint::put(&mut fields, size.height.into());
                }
            }
        }
        fields.extend_from_slice(self.text.as_bytes());
        packed::pack(&fields, level)
    }

    pub(super) fn decode(payload: &[u8]) -> Result<Self> {
        let unpacked = packed::unpack(payload, UNIT, limits::TRACK_CHUNK_BYTES)?;
        let mut fields = Fields::new(&unpacked, UNIT);
        let mut time = Timestamp::from_us(fields.varint()?);
        let count = fields.varint()?;
        let mut events = Vec::new();
        let mut text_len = 0_usize;
        for _ in 0..count {
            let delta = fields.varint()?;
            time = Timestamp::from_us(time.as_us().checked_add(delta).ok_or_else(|| fields.malformed())?);
            let head = fields.varint()?;
            let step = if head == 1 {
                Step::Resize(size(&mut fields)?)
            } else if head & 1 == 0 {
                let end = usize::try_from(head >> 1)
                    .ok()
                    .and_then(|len| text_len.checked_add(len))
                    .ok_or_else(|| fields.malformed())?;
                let range = text_len..end;
                text_len = end;
                Step::Output(range)
            } else {
                return Err(fields.malformed());
            };
            events.push((time, step));
        }
        let bytes = fields.take(text_len as u64)?;
        let text = std::str::from_utf8(bytes).map_err(|_| fields.malformed())?.to_owned();
        fields.end()?;
        let at_characters = events.iter().all(|(_, step)| match step {
            Step::Output(range) => text.is_char_boundary(range.end),
            Step::Resize(_) => true,
        });
        if !at_characters {
            return Err(fields.malformed());
        }
        Ok(Self { events, text })
    }
}

/// What happens in the payload of a data chunk, by rising time.
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
pub fn decode_terminal(payload: &[u8]) -> Result<Vec<(Timestamp, TerminalEvent)>> {
    let Unit { events, text } = Unit::decode(payload)?;
    let event = |(time, step)| {
        let event = match step {
            Step::Output(range) => TerminalEvent::Output(text.get(range).unwrap_or_default().to_owned()),
            Step::Resize(size) => TerminalEvent::Resize(size),
        };
        (time, event)
    };
    Ok(events.into_iter().map(event).collect())
}

/// The time of each event in the payload of a data chunk, and the bytes of its output; a resize has none.
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
pub fn event_sizes(payload: &[u8]) -> Result<Vec<(Timestamp, usize)>> {
    let unit = Unit::decode(payload)?;
    let size = |step: &Step| match step {
        Step::Output(range) => range.len(),
        Step::Resize(_) => 0,
    };
    Ok(unit.events.iter().map(|(time, step)| (*time, size(step))).collect())
}

/// The state of the terminal at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) time: Timestamp,
    pub(super) size: Size,
    /// Output that brings an empty terminal of that size into the state.
    pub(super) state: String,
}

impl Key {
    pub(super) fn encode(&self, level: i32) -> Result<Vec<u8>> {
        let mut fields = Vec::with_capacity(self.state.len() + 16);
        varint::put(&mut fields, self.time.as_us());
        varint::put(&mut fields, self.size.width.into());
        varint::put(&mut fields, self.size.height.into());
        fields.extend_from_slice(self.state.as_bytes());
        packed::pack(&fields, level)
    }

    pub(super) fn decode(payload: &[u8]) -> Result<Self> {
        let mut unpacked = packed::unpack(payload, KEY, limits::TERMINAL_KEY_BYTES)?;
        let mut fields = Fields::new(&unpacked, KEY);
        let time = Timestamp::from_us(fields.varint()?);
        let size = size(&mut fields)?;
        let state_at = fields.position();
        let malformed = fields.malformed();
        unpacked.drain(..state_at);
        let state = String::from_utf8(unpacked).map_err(|_| malformed)?;
        Ok(Self { time, size, state })
    }
}

/// Columns and rows that this build can show.
fn size(fields: &mut Fields<'_>) -> Result<Size> {
    let size = Size::new(fields.u32()?, fields.u32()?);
    if limits::terminal_size(size) == size { Ok(size) } else { Err(fields.malformed()) }
}
