//! When to write a keyframe: by what it costs to decode all that follows the last one.

use crate::units::{Size, Span, Timestamp};

/// A keyframe is due when what follows the last one costs more than this to decode.
const KEY_COST: Span = Span::from_ms(15);
/// Shortest time between two light keyframes.
const KEY_DISTANCE: Span = Span::from_secs(2);
/// After this time a full keyframe replaces a light one that has grown.
const FULL_KEY_DISTANCE: Span = Span::from_secs(300);
/// What a unit costs beside its content: finding it, its hash, starting to decompress. In nanoseconds.
const UNIT_NS: u64 = 400_000;

/// Decode cost since the last keyframe, and when that was.
#[derive(Debug, Default)]
pub(super) struct KeyCost {
    ns: u64,
    last_key: Timestamp,
    last_full_key: Timestamp,
}

impl KeyCost {
    /// A keyframe was written.
    pub(super) fn key(&mut self, time: Timestamp, is_full: bool) {
        self.ns = 0;
        self.last_key = time;
        if is_full {
            self.last_full_key = time;
        }
    }

    /// A unit was written.
    pub(super) fn unit(&mut self) {
        self.ns += UNIT_NS;
    }

    /// A frame with this many decompressed bytes (800 MB/s) and copied pixels (1.5 Gpx/s) was added.
    pub(super) fn frame(&mut self, bytes: usize, copied_px: u64) {
        self.ns += bytes as u64 * 5 / 4 + copied_px * 2 / 3;
    }

    /// Whether a keyframe at `time` is due.
    pub(super) fn is_key_due(&self, time: Timestamp) -> bool {
        self.ns > KEY_COST.as_us() * 1000 && time.since(self.last_key) >= KEY_DISTANCE
    }

    /// Whether a due keyframe had better be a full one, where a light one would hold `light_px` pixels.
    pub(super) fn is_full_better(&self, time: Timestamp, light_px: u64, size: Size) -> bool {
        let is_old = time.since(self.last_full_key) >= FULL_KEY_DISTANCE;
        let share = if is_old { 10 } else { 2 };
        light_px * share > size.area()
    }

    /// Whether a frame that writes `intra_px` pixels as whole tiles had better be a full keyframe.
    pub(super) fn is_scene_change(intra_px: u64, size: Size) -> bool {
        intra_px * 5 > size.area() * 4
    }
}
