//! What to fetch while nobody waits for it: what lies ahead of playing, or around a place.

use super::playback::{Engine, lacks, picture_track};
use super::ranges::{GAP_BYTES, coalesce};
use recording::Error;
use recording::chunk::Track;
use recording::format::Source;
use recording::units::Timestamp;
use std::ops::Range;

impl<S: Source> Engine<S> {
    /// Byte ranges that playing from the shown time to `until` lacks, at most about `budget_bytes`: what to fetch
    /// while there is time. It looks no further than to where playing passes about `reach_bytes`, so that what is
    /// fetched last does not push out what is needed first.
    pub fn prefetch(&mut self, until: Timestamp, reach_bytes: u64, budget_bytes: u64) -> Vec<Range<u64>> {
        let mut left = reach_bytes;
        let ahead = self.index.between(picture_track(self.kind), self.shown.time, until);
        let end = ahead.iter().find(|entry| {
            left = left.saturating_sub(entry.len.into());
            left == 0
        });
        let until = end.map_or(until, |entry| entry.start);
        self.lacking(self.shown.time, until, budget_bytes)
    }

    /// Byte ranges that are lacking of what starts from `from` to `until`, at most about `budget_bytes`.
    pub fn lacking(&mut self, from: Timestamp, until: Timestamp, budget_bytes: u64) -> Vec<Range<u64>> {
        let mut ranges = Vec::new();
        if let Err(Error::Missing { offset, len }) = self.index.load(&self.source, from, until) {
            ranges.push(offset..offset.saturating_add(len));
        }
        let mut left = budget_bytes;
        for track in [picture_track(self.kind), Track::Pointer] {
            for entry in self.index.between(track, from, until) {
                if left == 0 {
                    break;
                }
                if let Some(range) = lacks(&self.source, entry) {
                    left = left.saturating_sub(range.end - range.start);
                    ranges.push(range);
                }
            }
        }
        coalesce(ranges, GAP_BYTES)
    }
}
