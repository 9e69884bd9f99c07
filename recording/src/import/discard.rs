//! An output for those who want what an importer does, not what it tells.

use super::Output;
use crate::audio::Audio;
use crate::error::Result;
use crate::facts::Facts;
use crate::input::{Input, PointerShape};
use crate::picture::{Damage, Picture};
use crate::terminal::TerminalEvent;
use crate::units::Timestamp;
use events::{Event, Performance};

/// Takes all and keeps nothing but the end: to measure importers, and to feed them hostile bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard {
    /// When the session ended.
    pub ended: Timestamp,
}

impl Output for Discard {
    fn begin(&mut self, _: &Facts) -> Result<()> {
        Ok(())
    }

    fn frame(&mut self, _: Timestamp, picture: &Picture, damage: &Damage) -> Result<()> {
        debug_assert_eq!(picture.size(), damage.size(), "the damage is of another picture");
        Ok(())
    }

    fn pointer_shape(&mut self, _: Timestamp, _: Option<&PointerShape>) -> Result<()> {
        Ok(())
    }

    fn pointer_position(&mut self, _: Timestamp, _: i32, _: i32) -> Result<()> {
        Ok(())
    }

    fn terminal(&mut self, _: Timestamp, _: &TerminalEvent) -> Result<()> {
        Ok(())
    }

    fn input(&mut self, _: Timestamp, _: &Input) -> Result<()> {
        Ok(())
    }

    fn event(&mut self, _: &Event) -> Result<()> {
        Ok(())
    }

    fn performance(&mut self, _: &Performance) -> Result<()> {
        Ok(())
    }

    fn audio(&mut self, _: u32, _: Timestamp, _: &Audio<'_>) -> Result<()> {
        Ok(())
    }

    fn end(&mut self, time: Timestamp) -> Result<()> {
        self.ended = time;
        Ok(())
    }
}
