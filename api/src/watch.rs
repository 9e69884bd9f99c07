//! The WebSocket through which the gateway tells an open page what has changed for it: `GET paths::WATCH`.
//!
//! Messages are JSON text. The client says which recording it shows; the gateway says when it may no longer be shown,
//! when rights changed, and when the sign-in session ended, after which it closes the socket.

use serde::{Deserialize, Serialize};

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum WatchRequest {
    /// It shows this recording. Answered with [`WatchEvent::Hidden`] where it may not be shown.
    Show {
        /// Id of the recording.
        recording: String,
    },
    /// It shows it no longer.
    Leave {
        /// Id of the recording.
        recording: String,
    },
}

/// What the gateway says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum WatchEvent {
    /// The recording may not be shown, or no longer.
    Hidden {
        /// Id of the recording.
        recording: String,
    },
    /// The role or the rights changed: ask for the session again.
    RightsChanged,
    /// The sign-in session ended.
    SignedOut,
}

/// The names of all messages that a page can send, for the table of what each asks of whom it answers.
pub const REQUESTS: [&str; 2] = ["show", "leave"];
