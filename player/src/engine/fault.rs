//! What could not be played.

use recording::chunk::Track;
use recording::units::Timestamp;

/// A stretch of a recording that cannot be shown as it was, because a chunk of it is damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The damaged track.
    pub track: Track,
    /// Byte offset of the damaged chunk.
    pub offset: u64,
    /// Length of the damaged chunk in bytes.
    pub len: u64,
    /// From this time on the track is not known.
    pub start: Timestamp,
    /// From this time on it is known again: the next keyframe, or the end of the recording.
    pub end: Timestamp,
    /// What is wrong with the chunk.
    pub reason: recording::Error,
}
