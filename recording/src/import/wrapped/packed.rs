//! A source that is unpacked only as far as someone asks for.

use super::Unwrapper;
use crate::error::Result;
use crate::import::Report;
use crate::import::detect::HEAD_BYTES;

/// Compressed bytes unpacked at once.
const STEP_BYTES: usize = 4 * 1024;

/// Keeps what came until it is asked for.
pub(in crate::import) struct Packed {
    unwrapper: Unwrapper,
    pending: Vec<u8>,
    used: usize,
    is_ended: bool,
    is_done: bool,
    report: Report,
}

impl Packed {
    pub(in crate::import) fn new() -> Self {
        Self {
            unwrapper: Unwrapper::new(),
            pending: Vec::new(),
            used: 0,
            is_ended: false,
            is_done: false,
            report: Report::default(),
        }
    }

    /// Takes the next bytes of the source.
    pub(in crate::import) fn feed(&mut self, bytes: &[u8]) {
        self.pending.drain(..self.used.min(self.pending.len()));
        self.used = 0;
        self.pending.extend_from_slice(bytes);
    }

    /// The source ends with what was fed.
    pub(in crate::import) fn end(&mut self) {
        self.is_ended = true;
    }

    /// Whether the source has ended and all of it was unpacked.
    pub(in crate::import) fn is_done(&self) -> bool {
        self.is_done
    }

    /// Unpacks a little of what is there; false where there is nothing.
    ///
    /// # Errors
    /// [`crate::Error::LimitReached`] for what unpacks to too much, and those of `take`.
    pub(in crate::import) fn unpack(&mut self, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<bool> {
        let pending = self.pending.get(self.used..).unwrap_or_default();
        let step = pending.get(..STEP_BYTES).unwrap_or(pending);
        if !step.is_empty() {
            self.used += step.len();
            self.unwrapper.feed(step, take)?;
            return Ok(true);
        }
        if !self.is_ended || self.is_done {
            return Ok(false);
        }
        self.is_done = true;
        self.report = self.unwrapper.finish(take)?;
        Ok(true)
    }

    /// What was found damaged or missing, once all of it was unpacked.
    pub(in crate::import) fn take_report(&mut self) -> Report {
        std::mem::take(&mut self.report)
    }
}

/// The start of what is packed in a file that starts with `head`: at most [`HEAD_BYTES`] of it.
pub(in crate::import) fn unwrap_head(head: &[u8]) -> Vec<u8> {
    let mut unwrapped = Vec::new();
    let mut packed = Packed::new();
    packed.feed(head);
    packed.end();
    // a head that cannot be unpacked any further is as long as it is
    while unwrapped.len() < HEAD_BYTES {
        let unpacked = packed.unpack(&mut |bytes| {
            let room = HEAD_BYTES.saturating_sub(unwrapped.len());
            unwrapped.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
            Ok(())
        });
        if !matches!(unpacked, Ok(true)) {
            break;
        }
    }
    unwrapped
}
