//! The header of a frame.

use crate::limits;

/// The two kinds of headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// 12 bytes.
    Plain,
    /// 13 bytes: the last one tells what the frame holds.
    WithChannel,
}

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    Output,
    Input,
    Score,
}

/// When a frame came and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) seconds: u32,
    pub(super) microseconds: u32,
    pub(super) len: u32,
    pub(super) channel: Channel,
}

impl Header {
    /// Bytes of a header.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Plain => 12,
            Self::WithChannel => 13,
        }
    }

    /// Reads a header; `None` where `bytes` are none, or too few.
    pub(super) fn read(self, bytes: &[u8]) -> Option<Frame> {
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let channel = match (self, bytes.get(12)) {
            (Self::Plain, _) | (Self::WithChannel, Some(0)) => Channel::Output,
            (Self::WithChannel, Some(1)) => Channel::Input,
            (Self::WithChannel, Some(2)) => Channel::Score,
            (Self::WithChannel, _) => return None,
        };
        let frame = Frame { seconds: word(0)?, microseconds: word(4)?, len: word(8)?, channel };
        // some recorders round up to a whole second
        (frame.microseconds <= 1_000_000 && frame.len <= limits::TTYREC_FRAME_BYTES).then_some(frame)
    }
}

impl Frame {
    /// Microseconds since the start of whatever clock the recorder had.
    pub(super) fn stamp_us(self) -> u64 {
        u64::from(self.seconds) * 1_000_000 + u64::from(self.microseconds)
    }
}
