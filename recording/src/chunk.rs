//! What the codecs hand to the container: a piece of one track.

use crate::units::Timestamp;

/// What a track carries. The number is the one in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Track {
    /// Pictures of a desktop ([`crate::codec::screen`]).
    Screen = 1,
    /// Output of a terminal, its resizes and keyframes ([`crate::codec::terminal`]).
    Terminal = 2,
    /// Pointer positions and shapes ([`crate::codec::pointer`]).
    Pointer = 3,
    /// Keyboard and mouse input ([`crate::codec::input`]).
    Input = 4,
    /// Sound ([`crate::codec::audio`]).
    Audio = 5,
    /// What happened ([`crate::codec::event`]).
    Event = 6,
    /// Performance data ([`crate::codec::performance`]).
    Performance = 7,
    /// Thumbnails for previews and the storyboard ([`crate::codec::thumbnail`]).
    Thumbnail = 8,
    /// Searchable text; reserved in version 1.
    Text = 9,
    /// When how much changed: a summary of the others ([`crate::codec::activity`]).
    Activity = 10,
    /// What each frame of the screen track changed ([`crate::codec::changes`]).
    Changes = 11,
}

impl Track {
    /// Every track, in the order of the numbers.
    pub const ALL: [Self; 11] = [
        Self::Screen,
        Self::Terminal,
        Self::Pointer,
        Self::Input,
        Self::Audio,
        Self::Event,
        Self::Performance,
        Self::Thumbnail,
        Self::Text,
        Self::Activity,
        Self::Changes,
    ];

    /// The track with this number, if there is one.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|track| *track as u8 == number)
    }

    /// The track's number in the file.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The track's name in lists, code and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Terminal => "terminal",
            Self::Pointer => "pointer",
            Self::Input => "input",
            Self::Audio => "audio",
            Self::Event => "event",
            Self::Performance => "performance",
            Self::Thumbnail => "thumbnail",
            Self::Text => "text",
            Self::Activity => "activity",
            Self::Changes => "changes",
        }
    }
}

/// What a chunk is within its track. The number is the one in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Part {
    /// The track's data between two times: terminal output, input, events; pixels of the screen track.
    Data = 0,
    /// The operation lists of the screen track, apart from the pixels they use. The chunk with the pixels of
    /// the same unit follows it directly, with the same times.
    Operations = 1,
    /// A full keyframe: playing can start here.
    Key = 2,
    /// A light keyframe: what differs from the last full keyframe of the track.
    LightKey = 3,
}

impl Part {
    /// The part with this number, if there is one.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Data),
            1 => Some(Self::Operations),
            2 => Some(Self::Key),
            3 => Some(Self::LightKey),
            _ => None,
        }
    }

    /// The part's number in the file.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// A piece of one track as the codecs make it and the container stores it.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The track it belongs to.
    pub track: Track,
    /// What it is within the track.
    pub part: Part,
    /// Time of the first thing in it.
    pub start: Timestamp,
    /// Time of the last thing in it, at or after `start`.
    pub end: Timestamp,
    /// The encoded bytes; each codec says how.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Chunk {
    // Never dumps the payload: it may hold what someone typed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chunk")
            .field("track", &self.track)
            .field("part", &self.part)
            .field("start", &self.start)
            .field("end", &self.end)
            .field("payload_bytes", &self.payload.len())
            .finish()
    }
}
