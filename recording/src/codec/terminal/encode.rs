//! From output and resizes to chunks.

use super::emulator::Emulator;
use super::payload::{Key, Step, Unit};
use crate::chunk::{Chunk, Part, Track};
use crate::error::Result;
use crate::limits;
use crate::terminal::TerminalEvent;
use crate::units::{Size, Span, Timestamp};

/// A unit is closed when it holds this much output, so that a seek decodes little beyond what it needs.
const UNIT_BYTES: usize = 64 * 1024;
/// A unit is closed before an event that lies further than this behind its first one.
const UNIT_SPAN: Span = Span::from_ms(10_000);
/// A keyframe is due after this much work for the emulator, in bytes of output: about 6 ms of replay.
const KEY_WORK_BYTES: u64 = 64 * 1024;
/// Work for a resize: cells that count as one byte of output.
const CELLS_PER_BYTE: u64 = 8;
/// Where the state could not be written as a keyframe, the next attempt comes after this much work.
const RETRY_WORK_BYTES: u64 = 8 * 1024;

/// Encodes a terminal's output and resizes.
pub struct TerminalEncoder {
    level: i32,
    emulator: Emulator,
    unit: Unit,
    last: Timestamp,
    work: u64,
    key_at_work: u64,
    // how much work makes a keyframe due; less than KEY_WORK_BYTES in tests only
    pub(super) key_work: u64,
    started: bool,
}

impl TerminalEncoder {
    /// An encoder for a terminal that starts empty with this size (brought within
    /// [`limits::terminal_size`]), compressing at this zstd level.
    pub fn new(size: Size, level: i32) -> Self {
        Self {
            level,
            emulator: Emulator::new(size),
            unit: Unit::default(),
            last: Timestamp::ZERO,
            work: 0,
            key_at_work: 0,
            key_work: KEY_WORK_BYTES,
            started: false,
        }
    }

    /// Takes what happened at `time`, and appends the chunks that are complete with it to `out`. A time before
    /// the last one counts as the last one. The first chunk is a keyframe at time zero.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn event(&mut self, time: Timestamp, event: &TerminalEvent, out: &mut Vec<Chunk>) -> Result<()> {
        self.start(out)?;
        let time = time.max(self.last);
        // A keyframe holds everything up to its time, so it waits until the time moves on.
        if self.work >= self.key_at_work.max(self.key_work) && time > self.last {
            self.flush(out)?;
            self.key(out)?;
        }
        if self.unit.events.first().is_some_and(|(first, _)| time.since(*first) > UNIT_SPAN) {
            self.flush(out)?;
        }
        self.last = time;
        match event {
            TerminalEvent::Output(text) => {
                self.emulator.output(text);
                self.work += text.len() as u64;
                let mut rest = text.as_str();
                while !rest.is_empty() {
                    let room = UNIT_BYTES.saturating_sub(self.unit.text.len()).max(char::MAX_LEN_UTF8);
                    let (piece, after) = rest.split_at(rest.floor_char_boundary(room));
                    rest = after;
                    let start = self.unit.text.len();
                    self.unit.text.push_str(piece);
                    self.unit.events.push((time, Step::Output(start..self.unit.text.len())));
                    self.flush_when_full(out)?;
                }
            }
            TerminalEvent::Resize(size) => {
                let size = limits::terminal_size(*size);
                self.work += (self.emulator.size().area() + size.area()) / CELLS_PER_BYTE;
                self.emulator.resize(size);
                self.unit.events.push((time, Step::Resize(size)));
                self.flush_when_full(out)?;
            }
        }
        Ok(())
    }

    /// The terminal as it stands.
    pub fn shown(&self) -> &Emulator {
        &self.emulator
    }

    /// Closes the unit that is being filled, so that all events so far are in chunks.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        let Some((start, _)) = self.unit.events.first() else { return Ok(()) };
        let payload = self.unit.encode(self.level)?;
        out.push(Chunk { track: Track::Terminal, part: Part::Data, start: *start, end: self.last, payload });
        self.unit.events.clear();
        self.unit.text.clear();
        Ok(())
    }

    /// Ends the track.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.start(out)?;
        self.flush(out)
    }

    fn start(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        if !self.started {
            self.started = true;
            self.push_key(String::new(), out)?;
        }
        Ok(())
    }

    fn flush_when_full(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        // an event costs a few bytes of its own
        if self.unit.text.len() + self.unit.events.len() * 4 >= UNIT_BYTES { self.flush(out) } else { Ok(()) }
    }

    /// Writes a keyframe if the state can be restored from one exactly; else a later one will do.
    fn key(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        match self.emulator.state() {
            Some(state) if state.len() < limits::TERMINAL_KEY_BYTES - 64 => {
                self.work = 0;
                self.key_at_work = 0;
                self.push_key(state, out)
            }
            Some(_) | None => {
                self.key_at_work = self.work + RETRY_WORK_BYTES;
                Ok(())
            }
        }
    }

    fn push_key(&mut self, state: String, out: &mut Vec<Chunk>) -> Result<()> {
        let key = Key { time: self.last, size: self.emulator.size(), state };
        let payload = key.encode(self.level)?;
        out.push(Chunk {
            track: Track::Terminal,
            part: Part::Key,
            start: self.last,
            end: self.last,
            payload,
        });
        Ok(())
    }
}
