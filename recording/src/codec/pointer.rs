//! The pointer track: positions and shapes. Every chunk starts with the complete state, so that each can be read
//! alone. `docs/terminal-codec.md` specifies the bytes.

use super::packed;
use super::varint::{self, Fields};
use crate::chunk::{Chunk, Part, Track};
use crate::error::{Error, Result};
use crate::input::PointerShape;
use crate::limits;
use crate::units::{Span, Timestamp};
use std::sync::Arc;

const WHAT: &str = "pointer chunk";
/// A chunk is closed before an event that lies further than this behind its first one.
const CHUNK_SPAN: Span = Span::from_ms(10_000);
/// A chunk is closed when it holds this many events.
const CHUNK_EVENTS: usize = 16 * 1024;
/// A chunk is closed when its shapes hold this many bytes.
const CHUNK_SHAPE_BYTES: usize = 4 * 1024 * 1024;
/// A chunk is closed when it holds this many shapes.
const CHUNK_SHAPES: usize = 1024;

/// Where the pointer is and what it looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointerState {
    /// Column and row of the hot spot; `None` before it was first placed.
    pub position: Option<(i32, i32)>,
    /// The shape; `None` while it is hidden or not known.
    pub shape: Option<Arc<PointerShape>>,
    /// Time of the last change.
    pub since: Timestamp,
}

/// Encodes pointer positions and shapes.
pub struct PointerEncoder {
    level: i32,
    now: PointerState,
    before: PointerState,
    events: Vec<(Timestamp, Change)>,
    shape_bytes: usize,
    shape_count: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Position(i32, i32),
    Shape(Option<Arc<PointerShape>>),
}

impl PointerEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self {
            level,
            now: PointerState::default(),
            before: PointerState::default(),
            events: Vec::new(),
            shape_bytes: 0,
            shape_count: 0,
        }
    }

    /// The pointer has this shape from `time` on; `None` hides it. A shape beyond
    /// [`limits::POINTER_SIDE_PX`], or whose pixels are not as many as its sides say, hides it as well.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn shape(
        &mut self,
        time: Timestamp,
        shape: Option<&PointerShape>,
        out: &mut Vec<Chunk>,
    ) -> Result<()> {
        let shape = shape.filter(|shape| is_sound(shape));
        if shape == self.now.shape.as_deref() {
            return Ok(());
        }
        let known = self.events.iter().rev().find_map(|(_, change)| match change {
            Change::Shape(Some(known)) if Some(known.as_ref()) == shape => Some(known.clone()),
            Change::Shape(_) | Change::Position(..) => None,
        });
        let added = if known.is_none() { shape.map(|shape| shape.rgba.len()) } else { None };
        let shape = known.or_else(|| shape.cloned().map(Arc::new));
        self.change(time, Change::Shape(shape), out)?;
        self.shape_bytes += added.unwrap_or(0);
        self.shape_count += usize::from(added.is_some());
        Ok(())
    }

    /// The hot spot is at column `x`, row `y` from `time` on.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn position(&mut self, time: Timestamp, x: i32, y: i32, out: &mut Vec<Chunk>) -> Result<()> {
        if self.now.position == Some((x, y)) {
            return Ok(());
        }
        self.change(time, Change::Position(x, y), out)
    }

    /// Closes the chunk that is being filled, so that all changes so far are in chunks.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        let Some((start, _)) = self.events.first() else { return Ok(()) };
        let payload = encode(&self.before, &self.events, self.level)?;
        out.push(Chunk {
            track: Track::Pointer,
            part: Part::Data,
            start: *start,
            end: self.now.since,
            payload,
        });
        self.events.clear();
        self.shape_bytes = 0;
        self.shape_count = 0;
        Ok(())
    }

    /// Ends the track.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.flush(out)
    }

    fn change(&mut self, time: Timestamp, change: Change, out: &mut Vec<Chunk>) -> Result<()> {
        let time = time.max(self.now.since);
        let is_due = self.events.first().is_some_and(|(first, _)| time.since(*first) > CHUNK_SPAN)
            || self.events.len() >= CHUNK_EVENTS
            || self.shape_bytes >= CHUNK_SHAPE_BYTES
            || self.shape_count >= CHUNK_SHAPES;
        if is_due {
            self.flush(out)?;
        }
        if self.events.is_empty() {
            self.before = self.now.clone();
        }
        apply(&mut self.now, time, &change);
        self.events.push((time, change));
        Ok(())
    }
}

/// A decoded chunk of the pointer track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointerTrack {
    before: PointerState,
    events: Vec<(Timestamp, Change)>,
}

impl PointerTrack {
    /// Decodes the payload of a chunk.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
    pub fn decode(payload: &[u8]) -> Result<Self> {
        let unpacked = packed::unpack(payload, WHAT, limits::POINTER_CHUNK_BYTES)?;
        let mut fields = Fields::new(&unpacked, WHAT);
        let mut time = Timestamp::from_us(fields.varint()?);
        let since = Timestamp::from_us(fields.varint()?);
        let shape_count = count(&mut fields, limits::POINTER_CHUNK_SHAPES)?;
        let mut shapes = Vec::new();
        for _ in 0..shape_count {
            shapes.push(Arc::new(decode_shape(&mut fields)?));
        }
        let position = match fields.byte()? {
            0 => None,
            1 => Some((fields.i32()?, fields.i32()?)),
            _ => return Err(fields.malformed()),
        };
        let shape = decode_shape_number(&mut fields, &shapes)?;
        let before = PointerState { position, shape, since };
        let event_count = count(&mut fields, limits::POINTER_CHUNK_EVENTS)?;
        let (mut x, mut y) = position.unwrap_or_default();
        let mut events = Vec::new();
        for _ in 0..event_count {
            // the lowest bit tells what changed, the others how long after the event before
            let head = fields.varint()?;
            time = time.plus(Span::from_us(head >> 1));
            let change = if head & 1 == 0 {
                x = x.wrapping_add(fields.i32()?);
                y = y.wrapping_add(fields.i32()?);
                Change::Position(x, y)
            } else {
                Change::Shape(decode_shape_number(&mut fields, &shapes)?)
            };
            events.push((time, change));
        }
        fields.end()?;
        Ok(Self { before, events })
    }

    /// The pointer at time `time`: the state at the chunk's start where that is earlier.
    pub fn at(&self, time: Timestamp) -> PointerState {
        let mut state = self.before.clone();
        let until = self.events.partition_point(|(event, _)| *event <= time);
        let past = self.events.get(..until).unwrap_or_default();
        // the last of each kind is all that counts
        for is_wanted in [is_position as fn(&Change) -> bool, |change| !is_position(change)] {
            if let Some((event, change)) = past.iter().rev().find(|(_, change)| is_wanted(change)) {
                let since = state.since.max(*event);
                apply(&mut state, since, change);
            }
        }
        state
    }

    /// Time of the first change after `time`.
    pub fn next_time(&self, time: Timestamp) -> Option<Timestamp> {
        let next = self.events.partition_point(|(event, _)| *event <= time);
        self.events.get(next).map(|(event, _)| *event)
    }
}

fn is_position(change: &Change) -> bool {
    matches!(change, Change::Position(..))
}

fn apply(state: &mut PointerState, time: Timestamp, change: &Change) {
    state.since = time;
    match change {
        Change::Position(x, y) => state.position = Some((*x, *y)),
        Change::Shape(shape) => state.shape.clone_from(shape),
    }
}

/// A number of things, at most `limit`.
fn count(fields: &mut Fields<'_>, limit: usize) -> Result<u64> {
    let count = fields.varint()?;
    if count > limit as u64 {
        Err(Error::LimitReached { what: WHAT, limit: limit as u64 })
    } else {
        Ok(count)
    }
}

/// Whether the shape is within the limits and has as many pixels as it says.
fn is_sound(shape: &PointerShape) -> bool {
    shape.width <= limits::POINTER_SIDE_PX
        && shape.height <= limits::POINTER_SIDE_PX
        && shape.rgba.len() as u64 == u64::from(shape.width) * u64::from(shape.height) * 4
}

fn encode(before: &PointerState, events: &[(Timestamp, Change)], level: i32) -> Result<Vec<u8>> {
    let mut shapes: Vec<&Arc<PointerShape>> = Vec::new();
    let in_events = events.iter().filter_map(|(_, change)| match change {
        Change::Shape(shape) => shape.as_ref(),
        Change::Position(..) => None,
    });
    for shape in before.shape.iter().chain(in_events) {
        if !shapes.contains(&shape) {
            shapes.push(shape);
        }
    }
    let start = events.first().map_or(before.since, |(time, _)| *time);
    let mut fields = Vec::new();
    varint::put(&mut fields, start.as_us());
    varint::put(&mut fields, before.since.as_us());
    varint::put(&mut fields, shapes.len() as u64);
    for shape in &shapes {
        varint::put(&mut fields, shape.width.into());
        varint::put(&mut fields, shape.height.into());
        varint::put_signed(&mut fields, shape.hot_x.into());
        varint::put_signed(&mut fields, shape.hot_y.into());
        fields.extend_from_slice(&shape.rgba);
    }
    match before.position {
        None => fields.push(0),
        Some((x, y)) => {
            fields.push(1);
            varint::put_signed(&mut fields, x.into());
            varint::put_signed(&mut fields, y.into());
        }
    }
    put_shape_number(&mut fields, before.shape.as_ref(), &shapes);
    varint::put(&mut fields, events.len() as u64);
    let (mut x, mut y) = before.position.unwrap_or_default();
    let mut last = start;
    for (time, change) in events {
        let delta = time.since(last).as_us() << 1;
        last = *time;
        match change {
            Change::Position(to_x, to_y) => {
                varint::put(&mut fields, delta);
                varint::put_signed(&mut fields, to_x.wrapping_sub(x).into());
                varint::put_signed(&mut fields, to_y.wrapping_sub(y).into());
                (x, y) = (*to_x, *to_y);
            }
            Change::Shape(shape) => {
                varint::put(&mut fields, delta | 1);
                put_shape_number(&mut fields, shape.as_ref(), &shapes);
            }
        }
    }
    packed::pack(&fields, level)
}

/// 0 for none, else the place in the chunk's list of shapes plus one.
fn put_shape_number(fields: &mut Vec<u8>, shape: Option<&Arc<PointerShape>>, shapes: &[&Arc<PointerShape>]) {
    let place = shape.and_then(|shape| shapes.iter().position(|known| *known == shape));
    varint::put(fields, place.map_or(0, |place| place as u64 + 1));
}

fn decode_shape_number(
    fields: &mut Fields<'_>,
    shapes: &[Arc<PointerShape>],
) -> Result<Option<Arc<PointerShape>>> {
    match fields.u32()?.checked_sub(1) {
        None => Ok(None),
        Some(place) => shapes.get(place as usize).cloned().map(Some).ok_or_else(|| fields.malformed()),
    }
}

fn decode_shape(fields: &mut Fields<'_>) -> Result<PointerShape> {
    let (width, height) = (fields.u32()?, fields.u32()?);
    let (hot_x, hot_y) = (fields.i32()?, fields.i32()?);
    if width > limits::POINTER_SIDE_PX || height > limits::POINTER_SIDE_PX {
        return Err(fields.malformed());
    }
    let rgba = fields.take(u64::from(width) * u64::from(height) * 4)?.to_vec();
    Ok(PointerShape { width, height, hot_x, hot_y, rgba })
}
