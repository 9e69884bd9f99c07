//! The event track: what happened in the session. `docs/events.md` specifies the bytes.

use super::timed::{self, RepeatedList};
use super::varint::{self, Fields};
use crate::chunk::{Chunk, Track};
use crate::error::Result;
use crate::limits;
use crate::units::Timestamp;
use events::{Event, EventType, Happening, Severity, Value};

/// Bits of the first byte of an event: 0 no severity, then 1 for normal to 3 for severe.
const SEVERITY: u8 = 0b11;
const HAS_RULE: u8 = 1 << 2;
const HAS_CLAIM: u8 = 1 << 3;
const IS_NAMED: u8 = 1 << 4;
const KNOWN_FLAGS: u8 = SEVERITY | HAS_RULE | HAS_CLAIM | IS_NAMED;

const WHOLE: u8 = 0;
const NEGATIVE: u8 = 1;
const TEXT: u8 = 2;

/// Encodes events.
pub struct EventEncoder(RepeatedList);

impl EventEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self(RepeatedList::new(Track::Event, level))
    }

    /// Takes an event, and appends the chunks that are complete with it to `out`. Told earlier than the one before, it
    /// counts as told then. Texts are cut to [`limits::EVENT_TEXT_BYTES`], fields to [`limits::EVENT_FIELDS`].
    ///
    /// # Errors
    /// Those of compressing.
    pub fn event(&mut self, event: &Event, out: &mut Vec<Chunk>) -> Result<()> {
        let told = self.0.at_the_earliest(Timestamp::from_us(event.told_us.max(event.at_us)));
        self.0.add(told, out, |bytes| put(bytes, event, told.as_us().saturating_sub(event.at_us)))
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

fn put(bytes: &mut Vec<u8>, event: &Event, before_us: u64) {
    let kind = event.what.event_type();
    let mut flags = match event.severity {
        None => 0,
        Some(Severity::Normal) => 1,
        Some(Severity::Medium) => 2,
        Some(Severity::Severe) => 3,
    };
    for (flag, is_set) in [
        (HAS_RULE, event.rule.is_some()),
        (HAS_CLAIM, event.claimed_us.is_some()),
        (IS_NAMED, kind.is_none()),
    ] {
        flags |= if is_set { flag } else { 0 };
    }
    bytes.push(flags);
    varint::put(bytes, before_us);
    match kind {
        Some(kind) => varint::put(bytes, kind.number().into()),
        None => put_text(bytes, event.what.name()),
    }
    if let Some(rule) = &event.rule {
        put_text(bytes, rule);
    }
    if let Some(claimed_us) = event.claimed_us {
        varint::put_signed(bytes, claimed_us);
    }
    match &event.what {
        Happening::Other(other) => {
            let fields = other.fields.get(..limits::EVENT_FIELDS).unwrap_or(&other.fields);
            varint::put(bytes, fields.len() as u64);
            for (name, value) in fields {
                varint::put(bytes, 0);
                put_text(bytes, name);
                put_value(bytes, value);
            }
        }
        known => {
            let values = known.values();
            varint::put(bytes, values.len() as u64);
            for (dimension, value) in &values {
                varint::put(bytes, dimension.number.into());
                put_value(bytes, value);
            }
        }
    }
}

fn put_value(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Whole(number) => {
            bytes.push(WHOLE);
            varint::put(bytes, *number);
        }
        Value::Negative(number) => {
            bytes.push(NEGATIVE);
            varint::put_signed(bytes, *number);
        }
        Value::Text(text) => {
            bytes.push(TEXT);
            put_text(bytes, text);
        }
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    let (text, end) = limits::event_text(text);
    varint::put(bytes, (text.len() + end.len()) as u64);
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(end.as_bytes());
}

/// Events in the order in which they were told, from the payload of a chunk of the event track. Types, dimensions and
/// values that this version does not know are kept as [`Happening::Other`].
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
pub fn decode_events(payload: &[u8]) -> Result<Vec<Event>> {
    let entries = timed::decode(payload, "event chunk", read)?;
    Ok(entries
        .into_iter()
        .map(|(told, (before_us, event))| {
            let told_us = told.as_us();
            Event { at_us: told_us.saturating_sub(before_us), told_us, ..event }
        })
        .collect())
}

/// How long before it was told an event happened, and the event without its times.
fn read(bytes: &mut Fields<'_>) -> Result<(u64, Event)> {
    let flags = bytes.byte()?;
    if flags & !KNOWN_FLAGS != 0 {
        return Err(bytes.malformed());
    }
    let before_us = bytes.varint()?;
    let (name, kind) = if flags & IS_NAMED == 0 {
        let number = bytes.varint()?;
        let kind = u16::try_from(number).ok().and_then(EventType::from_number);
        (kind.map_or_else(|| format!("#{number}"), |kind| kind.name().to_owned()), kind)
    } else {
        (bytes.text()?.to_owned(), None)
    };
    let rule = if flags & HAS_RULE == 0 { None } else { Some(bytes.text()?.to_owned()) };
    let claimed_us = if flags & HAS_CLAIM == 0 { None } else { Some(bytes.signed()?) };
    let count = bytes.varint()?;
    let mut fields = Vec::new();
    for _ in 0..count {
        let name = match bytes.varint()? {
            0 => bytes.text()?.to_owned(),
            number => {
                let dimensions = kind.map_or(&[][..], EventType::dimensions);
                let known = dimensions.iter().find(|dimension| u64::from(dimension.number) == number);
                known.map_or_else(|| format!("#{number}"), |dimension| dimension.name.to_owned())
            }
        };
        let value = match bytes.byte()? {
            WHOLE => Value::Whole(bytes.varint()?),
            NEGATIVE => Value::signed(bytes.signed()?),
            TEXT => Value::Text(bytes.text()?.to_owned()),
            _ => return Err(bytes.malformed()),
        };
        fields.push((name, value));
    }
    let severity = match flags & SEVERITY {
        0 => None,
        1 => Some(Severity::Normal),
        2 => Some(Severity::Medium),
        _ => Some(Severity::Severe),
    };
    let what = Happening::from_named(&name, fields);
    Ok((before_us, Event { severity, rule, claimed_us, ..Event::new(0, what) }))
}
