//! The sound of a recording: which chunks a stretch of time takes, and what they hold.

use super::playback::{Engine, lacks};
use recording::chunk::Track;
use recording::codec::audio::{AudioSegment, decode_audio};
use recording::format::{Entry, Source};
use recording::units::Timestamp;
use recording::{Error, Result};

/// Chunks of sound that are read at once at most.
const CHUNKS_AT_ONCE: usize = 16;

/// Sound of a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sound {
    /// All that is heard in it, by rising start within a chunk.
    pub segments: Vec<AudioSegment>,
    /// Byte offset of the last chunk that was looked at: hand it to the next call. `None` where there is none so far.
    pub last: Option<u64>,
}

impl<S: Source> Engine<S> {
    /// Whether the recording has sound.
    pub fn has_audio(&self) -> bool {
        let tracks = &self.recording().summary().tracks;
        tracks.iter().any(|track| track.track == Track::Audio && track.chunks > 0)
    }

    /// The chunks that hold what is heard from `from` to `to`, from the index alone.
    ///
    /// # Errors
    /// [`Error::Missing`] where the index is not there, with what to fetch in [`Engine::needs`].
    pub fn audio_entries(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<Entry>> {
        self.needs.clear();
        if let Err(error) = self.index.load(&self.source, from, to) {
            if let Error::Missing { offset, len } = error {
                self.needs.push(offset..offset.saturating_add(len));
            }
            return Err(error);
        }
        // neither starts nor ends fall within a track
        let entries = self.index.between(Track::Audio, Timestamp::ZERO, to);
        let first = entries.partition_point(|entry| entry.end < from);
        Ok(entries.get(first..).unwrap_or_default().to_vec())
    }

    /// What is heard from `from` to `to`, whole chunks of it, but no chunk up to the one at offset `after`: so that
    /// who asks again, a little later in time, is told nothing twice. Damaged chunks are left out, and listed in
    /// [`Engine::faults`]. What is shown is not touched.
    ///
    /// # Errors
    /// [`Error::Missing`] where bytes are lacking, with all of them in [`Engine::needs`]; [`Error::Unavailable`]
    /// where the source fails.
    pub fn audio(&mut self, from: Timestamp, to: Timestamp, after: Option<u64>) -> Result<Sound> {
        let entries = self.audio_entries(from, to)?;
        let is_new = |entry: &&Entry| after.is_none_or(|after| entry.offset > after);
        let wanted: Vec<_> = entries.iter().filter(is_new).take(CHUNKS_AT_ONCE).copied().collect();
        let wanted = wanted.as_slice();
        self.needs.extend(wanted.iter().filter_map(|entry| lacks(&self.source, entry)));
        if let Some(range) = self.needs.first() {
            return Err(Error::Missing { offset: range.start, len: range.end - range.start });
        }
        let mut sound =
            Sound { segments: Vec::new(), last: wanted.last().map_or(after, |entry| Some(entry.offset)) };
        for entry in wanted.iter().filter(|entry| entry.end > from) {
            if self.bad.contains_key(&entry.offset) {
                continue;
            }
            let chunk = self.recording().chunk(&self.source, entry);
            match chunk.and_then(|chunk| decode_audio(&chunk.payload, chunk.start, chunk.end)) {
                Ok(segments) => sound.segments.extend(segments),
                Err(error @ (Error::Missing { .. } | Error::Unavailable { .. })) => return Err(error),
                Err(reason) => drop(self.bad.insert(entry.offset, (*entry, reason))),
            }
        }
        Ok(sound)
    }
}
