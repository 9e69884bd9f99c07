//! The files of a script, of which only so much is unpacked as is needed.

use super::timing::Timing;
use crate::error::Result;
use crate::import::Report;
use crate::import::wrapped::Packed;

/// A file of which the timing tells how much came when.
pub(super) struct Log {
    packed: Packed,
    /// What was unpacked; the first `used` of it are done with.
    pending: Vec<u8>,
    used: usize,
    offset: u64,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { packed: Packed::new(), pending: Vec::new(), used: 0, offset: 0 }
    }

    /// Takes the next bytes of the file.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.packed.feed(bytes);
    }

    /// The file ends.
    pub(super) fn end(&mut self) {
        self.packed.end();
    }

    /// Unpacks until `len` bytes are there, or all that the file has left; whether that could be done.
    pub(super) fn fill(&mut self, len: usize) -> Result<bool> {
        while self.bytes().len() < len {
            self.pending.drain(..self.used.min(self.pending.len()));
            self.used = 0;
            let pending = &mut self.pending;
            let is_more = self.packed.unpack(&mut |bytes| {
                pending.extend_from_slice(bytes);
                Ok(())
            })?;
            if !is_more {
                return Ok(self.packed.is_done());
            }
        }
        Ok(true)
    }

    /// The first line without its line feed, empty where `limit` bytes hold none; `None` where more of the file is
    /// needed.
    pub(super) fn line(&mut self, limit: usize) -> Result<Option<Vec<u8>>> {
        let mut len = 1;
        loop {
            let is_filled = self.fill(len)?;
            if let Some(end) = self.bytes().iter().take(limit).position(|byte| *byte == b'\n') {
                return Ok(Some(self.bytes().get(..end).unwrap_or_default().to_vec()));
            }
            if !is_filled {
                return Ok(None);
            }
            if self.bytes().len() < len || len > limit {
                return Ok(Some(Vec::new()));
            }
            len = self.bytes().len() + 1;
        }
    }

    /// The bytes that are there.
    pub(super) fn bytes(&self) -> &[u8] {
        self.pending.get(self.used..).unwrap_or_default()
    }

    /// Byte offset of the first of them, in the unpacked file.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Passes over `len` bytes, at most those that are there.
    pub(super) fn skip(&mut self, len: usize) {
        let len = len.min(self.bytes().len());
        self.used += len;
        self.offset = self.offset.saturating_add(len as u64);
    }

    /// What unpacking it found.
    pub(super) fn take_report(&mut self) -> Report {
        self.packed.take_report()
    }
}

/// Bytes of the timing that are read at once: each of its lines takes more room when it is read.
const TIMING_STEP_BYTES: usize = 4 * 1024;

/// The timing file.
pub(super) struct TimingLog {
    log: Log,
    /// The lines that were read and not done with.
    pub(super) entries: Timing,
}

impl TimingLog {
    pub(super) fn new() -> Self {
        Self { log: Log::new(), entries: Timing::new() }
    }

    /// Takes the next bytes of the file.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.log.feed(bytes);
    }

    /// The file ends.
    pub(super) fn end(&mut self) {
        self.log.end();
    }

    /// Reads until a line is there or the file is done; whether that could be done.
    pub(super) fn fill(&mut self) -> Result<bool> {
        while self.entries.front().is_none() && !self.entries.is_ended() {
            if !self.log.fill(1)? {
                return Ok(false);
            }
            let bytes = self.log.bytes();
            let len = bytes.len().min(TIMING_STEP_BYTES);
            if len == 0 {
                self.entries.end()?;
            }
            self.entries.feed(bytes.get(..len).unwrap_or_default())?;
            self.log.skip(len);
        }
        Ok(true)
    }

    /// What unpacking it found.
    pub(super) fn take_report(&mut self) -> Report {
        self.log.take_report()
    }
}
