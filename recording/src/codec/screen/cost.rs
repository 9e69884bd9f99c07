//! When to write a keyframe: by what it costs to decode all that follows the last one.

use crate::units::{Size, Span, Timestamp};

/// A keyframe is due when what follows the last one costs more than this to decode.
const KEY_COST: Span = Span::from_ms(25);
/// Shortest time between two light keyframes.
const KEY_DISTANCE: Span = Span::from_secs(2);
/// After this time a full keyframe replaces a light one that has grown.
const FULL_KEY_DISTANCE: Span = Span::from_secs(300);
/// What a unit costs beside its content: finding it, its hash, starting to decompress. In nanoseconds.
const UNIT_NS: u64 = 400_000;

/// Decode cost since the last keyframe, and when that was.
#[derive(Debug)]
pub(super) struct KeyCost {
    /// What may follow a keyframe.
    allowed_ns: u64,
    /// Shortest time between two light keyframes.
    distance: Span,
    ns: u64,
    due_ns: u64,
    last_key: Timestamp,
    last_full_key: Timestamp,
}

impl Default for KeyCost {
    fn default() -> Self {
        Self::new(KEY_COST, KEY_DISTANCE)
    }
}

impl KeyCost {
    /// Keyframes where more than `allowed` follows the last one, at least `distance` apart.
    pub(super) fn new(allowed: Span, distance: Span) -> Self {
        let allowed_ns = allowed.as_us().saturating_mul(1000);
        Self {
            allowed_ns,
            distance,
            ns: 0,
            due_ns: allowed_ns,
            last_key: Timestamp::ZERO,
            last_full_key: Timestamp::ZERO,
        }
    }

    /// A keyframe was written.
    pub(super) fn key(&mut self, time: Timestamp, is_full: bool) {
        self.ns = 0;
        self.due_ns = self.allowed_ns;
        self.last_key = time;
        if is_full {
            self.last_full_key = time;
        }
    }

    /// A unit was written.
    pub(super) fn unit(&mut self) {
        self.ns += UNIT_NS;
    }

    /// A frame with this many decompressed bytes and copied or drawn pixels was added.
    pub(super) fn frame(&mut self, bytes: usize, drawn_px: u64) {
        self.ns += decode_ns(bytes, drawn_px);
    }

    /// Whether a keyframe at `time` is due.
    pub(super) fn is_key_due(&self, time: Timestamp) -> bool {
        self.ns > self.due_ns && time.since(self.last_key) >= self.distance
    }

    /// Whether a due light keyframe saves enough: it has to be decoded as well. Where it does not, it is due again
    /// only after more has followed.
    pub(super) fn is_light_worthwhile(&mut self, bytes: usize, drawn_px: u64) -> bool {
        let is_worthwhile = decode_ns(bytes, drawn_px) * 2 <= self.ns;
        if !is_worthwhile {
            self.due_ns = self.ns + self.ns / 2;
        }
        is_worthwhile
    }

    /// Whether a due keyframe had better be a full one, where a light one would hold `light_px` pixels: because it
    /// would hold nearly all, or much and the full one is old.
    pub(super) fn is_full_better(&self, time: Timestamp, light_px: u64, size: Size) -> bool {
        let is_old = time.since(self.last_full_key) >= FULL_KEY_DISTANCE;
        light_px * 10 >= size.area() * if is_old { 1 } else { 9 }
    }

    /// Whether a frame that writes `intra_px` pixels as whole tiles had better be a full keyframe.
    pub(super) fn is_scene_change(intra_px: u64, size: Size) -> bool {
        intra_px * 10 >= size.area() * 9
    }
}

/// Estimate for one core in a browser: 800 MB/s decompressed and unpacked, 1.5 Gpx/s copied.
fn decode_ns(bytes: usize, drawn_px: u64) -> u64 {
    bytes as u64 * 5 / 4 + drawn_px * 2 / 3
}
