//! Errors over HTTP: `application/problem+json` (RFC 9457).

use serde::{Deserialize, Serialize};

/// What went wrong, for people and programs. Holds no data of a recording and no path of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Stable code for programs, such as `recording_not_found`.
    pub code: String,
    /// What happened, in one sentence.
    pub title: String,
    /// What exactly, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
