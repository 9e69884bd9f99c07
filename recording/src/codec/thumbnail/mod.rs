//! The thumbnail track: small pictures of a desktop, or states of a terminal, for previews and the storyboard.
//!
//! `docs/thumbnail-codec.md` specifies the bytes. Thumbnails are lossy and stand for moments up to an interval away:
//! they help to find a place and are evidence of nothing.

mod encode;
mod payload;
mod picture;
mod shrink;
mod storyboard;
#[cfg(test)]
mod tests;

pub use encode::{ShownNow, ThumbnailEncoder};
pub use payload::{ThumbnailGroup, read_thumbnails};
pub use picture::Thumbnail;
pub use shrink::Shrunk;

use crate::units::Size;

/// What stands for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Still {
    /// A small picture of a desktop.
    Picture(Thumbnail),
    /// The state of a terminal.
    Terminal(TerminalStill),
}

/// The state of a terminal, to be drawn by whoever has the font.
#[derive(Clone, PartialEq, Eq)]
pub struct TerminalStill {
    /// Columns and rows.
    pub size: Size,
    /// Output that brings an empty terminal of that size into the state.
    pub state: String,
}

impl std::fmt::Debug for TerminalStill {
    // Never dumps the state: it may hold what someone typed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TerminalStill({}x{}, {} bytes)", self.size.width, self.size.height, self.state.len())
    }
}

impl Still {
    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        match self {
            Self::Picture(thumbnail) => thumbnail.bytes(),
            Self::Terminal(still) => still.state.len(),
        }
    }
}
