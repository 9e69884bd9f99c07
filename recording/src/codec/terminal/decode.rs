//! From chunks to the terminal at a time.

use super::emulator::Emulator;
use super::payload::{Key, Step, Unit};
use crate::error::Result;
use crate::units::{Size, Timestamp};
use std::collections::VecDeque;

/// Plays keyframes and units of a terminal track.
///
/// Load the last keyframe at or before the wanted time, then the units after it, and play. Units that are loaded
/// while others wait are queued behind them.
pub struct TerminalDecoder {
    emulator: Emulator,
    units: VecDeque<Unit>,
    // the next event of the first unit
    next: usize,
    shown: Timestamp,
}

impl Default for TerminalDecoder {
    fn default() -> Self {
        Self::new()
    }
}

impl TerminalDecoder {
    /// A decoder with an empty terminal of 80 columns and 24 rows until a keyframe is loaded.
    pub fn new() -> Self {
        Self {
            emulator: Emulator::new(Size::new(80, 24)),
            units: VecDeque::new(),
            next: 0,
            shown: Timestamp::ZERO,
        }
    }

    /// Starts over from a keyframe; what was loaded before is dropped.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`]; the decoder
    /// is as it was before.
    pub fn load_key(&mut self, payload: &[u8]) -> Result<()> {
        let key = Key::decode(payload)?;
        self.emulator = Emulator::new(key.size);
        self.emulator.output(&key.state);
        self.units.clear();
        self.next = 0;
        self.shown = key.time;
        Ok(())
    }

    /// Queues the events of a unit.
    ///
    /// # Errors
    /// As for [`Self::load_key`].
    pub fn load_unit(&mut self, payload: &[u8]) -> Result<()> {
        let unit = Unit::decode(payload)?;
        if !unit.events.is_empty() {
            self.units.push_back(unit);
        }
        Ok(())
    }

    /// Time of the next event in the loaded units.
    pub fn next_time(&self) -> Option<Timestamp> {
        let (time, _) = self.units.front()?.events.get(self.next)?;
        Some(*time)
    }

    /// Applies the loaded events up to and including those at `time`.
    ///
    /// # Errors
    /// None at present; the signature is that of the other decoders.
    pub fn play_to(&mut self, time: Timestamp) -> Result<()> {
        while let Some(unit) = self.units.front() {
            let Some((event_time, step)) = unit.events.get(self.next) else {
                self.units.pop_front();
                self.next = 0;
                continue;
            };
            if *event_time > time {
                break;
            }
            self.shown = self.shown.max(*event_time);
            match step {
                Step::Output(range) => self.emulator.output(unit.text.get(range.clone()).unwrap_or_default()),
                Step::Resize(size) => self.emulator.resize(*size),
            }
            self.next += 1;
        }
        Ok(())
    }

    /// The terminal as it stands.
    pub fn terminal(&self) -> &avt::Terminal {
        self.emulator.terminal()
    }

    /// Columns and rows.
    pub fn size(&self) -> Size {
        self.emulator.size()
    }

    /// Rows whose cells may have changed since they were last taken, rising; all of them after a keyframe or a
    /// resize. The cursor is not counted.
    pub fn take_changed_rows(&mut self) -> Vec<usize> {
        self.emulator.take_changed_rows()
    }

    /// Time of the event applied last, or of the keyframe.
    pub fn shown(&self) -> Timestamp {
        self.shown
    }
}
