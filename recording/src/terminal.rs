//! What happens in a terminal, as recorded.

use crate::units::Size;

/// One thing on a terminal's track.
#[derive(Clone, PartialEq, Eq)]
pub enum TerminalEvent {
    /// Output of the session: text with escape sequences.
    Output(String),
    /// The terminal has another size from here on: columns x rows.
    Resize(Size),
}

impl std::fmt::Debug for TerminalEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Output(text) => write!(f, "Output({} bytes)", text.len()),
            Self::Resize(size) => write!(f, "Resize({}x{})", size.width, size.height),
        }
    }
}
