//! A terminal recording from its start to its end, time by time.

use super::task::{lacking, read};
use recording::Result;
use recording::chunk::{Part, Track};
use recording::codec::terminal::TerminalDecoder;
use recording::format::{Entry, Recording, Source};
use recording::units::Timestamp;
use std::ops::Range;

/// Plays the terminal track of a recording whose whole index is loaded.
pub(super) struct Replay {
    recording: Recording,
    decoder: TerminalDecoder,
    entries: Vec<Entry>,
    next: usize,
    /// What is shown is not known: up to the first keyframe, and from damage to the next one.
    is_lost: bool,
    /// Time of the keyframe that it started from last.
    from: Timestamp,
}

impl Replay {
    pub(super) fn new(recording: Recording) -> Self {
        let entries = recording.entries(Track::Terminal).to_vec();
        Self {
            recording,
            decoder: TerminalDecoder::new(),
            entries,
            next: 0,
            is_lost: true,
            from: Timestamp::ZERO,
        }
    }

    /// Goes on to the next time at which something happens, and plays all of that time; `None` at the end.
    ///
    /// # Errors
    /// [`recording::Error::Missing`] and those of the source; it goes on from there when called again.
    pub(super) fn advance(&mut self, source: &impl Source) -> Result<Option<Timestamp>> {
        loop {
            let time = self.decoder.next_time();
            // Events of one time may be spread over several units.
            let Some(entry) =
                self.entries.get(self.next).filter(|entry| time.is_none_or(|time| entry.start <= time))
            else {
                let Some(time) = time else { return Ok(None) };
                self.decoder.play_to(time)?;
                return Ok(Some(time));
            };
            let is_wanted = match entry.part {
                Part::Key => self.is_lost,
                Part::Data => !self.is_lost,
                Part::Operations | Part::LightKey => false,
            };
            let chunk = if is_wanted { read(&self.recording, source, entry)? } else { None };
            let (part, start) = (entry.part, entry.start);
            self.next += 1;
            let loaded = chunk.map(|chunk| match part {
                Part::Key => self.decoder.load_key(&chunk.payload),
                Part::Data | Part::Operations | Part::LightKey => self.decoder.load_unit(&chunk.payload),
            });
            match loaded {
                Some(Ok(())) if part == Part::Key => {
                    self.is_lost = false;
                    self.from = start;
                    return Ok(Some(start));
                }
                Some(Ok(())) => {}
                Some(Err(_)) | None => self.is_lost |= is_wanted,
            }
        }
    }

    /// Since when all that happened is known.
    pub(super) fn known_from(&self) -> Timestamp {
        self.from
    }

    /// The terminal as it stands.
    pub(super) fn decoder(&mut self) -> &mut TerminalDecoder {
        &mut self.decoder
    }

    pub(super) fn needs(&self, source: &impl Source) -> Vec<Range<u64>> {
        let entries = self.entries.get(self.next..).unwrap_or_default().iter();
        let is_needed = |(place, entry): &(usize, &Entry)| match entry.part {
            Part::Key => *place == 0 && self.is_lost,
            Part::Data => true,
            Part::Operations | Part::LightKey => false,
        };
        lacking(source, entries.enumerate().filter(is_needed).map(|(_, entry)| entry))
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        (self.next as u64, self.entries.len().max(1) as u64)
    }
}
