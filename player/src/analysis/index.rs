//! Loads the whole index.

use super::task::{Task, missing};
use recording::Result;
use recording::format::{Recording, Source};
use recording::units::Timestamp;
use std::ops::Range;

/// Loads the whole index of a recording: one request, of about 50 KB for an hour of a busy desktop.
pub struct LoadIndex {
    recording: Recording,
    is_loaded: bool,
}

impl LoadIndex {
    /// Starts from what is loaded of it.
    pub fn new(recording: Recording) -> Self {
        Self { recording, is_loaded: false }
    }
}

impl Task for LoadIndex {
    type Found = Recording;

    fn step(&mut self, source: &impl Source) -> Result<Option<Recording>> {
        self.recording.load_whole_index(source)?;
        self.is_loaded = true;
        Ok(Some(self.recording.clone()))
    }

    fn needs(&self, source: &impl Source) -> Vec<Range<u64>> {
        if self.is_loaded { Vec::new() } else { index_needs(&self.recording, source, Timestamp::ZERO) }
    }

    fn progress(&self) -> (u64, u64) {
        (self.is_loaded.into(), 1)
    }
}

/// What loading the index from a time on to the end lacks.
pub(super) fn index_needs(recording: &Recording, source: &impl Source, from: Timestamp) -> Vec<Range<u64>> {
    missing(&recording.clone().load_index(source, from, Timestamp::MAX))
}
