//! The terminal track, until drawing its cells is built in.

use super::track::PictureTrack;
use recording::chunk::Part;
use recording::facts::Facts;
use recording::picture::{Damage, Picture};
use recording::units::Timestamp;
use recording::{Error, Result};

/// Stands for the decoders that are not built in yet: there is no way to make one.
pub(super) enum TerminalScreen {}

impl TerminalScreen {
    /// Refuses.
    ///
    /// # Errors
    /// [`Error::Unsupported`] always.
    pub(super) fn new(facts: &Facts) -> Result<Self> {
        Err(Error::Unsupported { what: "kind of recording", found: format!("{:?}", facts.kind) })
    }
}

impl PictureTrack for TerminalScreen {
    fn reset(&mut self, _facts: &Facts) -> Result<()> {
        match *self {}
    }

    fn load_key(&mut self, _part: Part, _payload: &[u8]) -> Result<()> {
        match *self {}
    }

    fn load_unit(&mut self, _first: &[u8], _second: Option<&[u8]>) -> Result<()> {
        match *self {}
    }

    fn play_to(&mut self, _time: Timestamp) -> Result<()> {
        match *self {}
    }

    fn next_time(&self) -> Option<Timestamp> {
        match *self {}
    }

    fn shown(&self) -> Timestamp {
        match *self {}
    }

    fn render(&mut self) -> Result<()> {
        match *self {}
    }

    fn picture(&self) -> &Picture {
        match *self {}
    }

    fn take_damage(&mut self) -> Damage {
        match *self {}
    }
}
