//! Comments on recordings.

use events::Severity;
use serde::{Deserialize, Serialize};

/// What somebody said of a moment of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comment {
    /// Its id, a UUID.
    pub id: String,
    /// The recording, a UUID.
    pub recording_id: String,
    /// What the recording is called.
    pub recording: String,
    /// The moment, in microseconds of presentation time.
    pub at_us: u64,
    /// How grave it is.
    pub severity: Severity,
    /// What was said.
    pub text: String,
    /// Who said it, by the name that the account had then.
    pub author: String,
    /// It is one's own, and one may delete it.
    pub is_own: bool,
    /// When it was said, in milliseconds since 1970-01-01 UTC.
    pub made_at_ms: i64,
}

/// What somebody wants to say of a moment of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewComment {
    /// The moment, in microseconds of presentation time; at most the recording's duration.
    pub at_us: u64,
    /// How grave it is.
    pub severity: Severity,
    /// What is said: 1 to 2,000 characters.
    pub text: String,
}

impl NewComment {
    /// How long the text may be, in characters.
    pub const LONGEST: usize = 2_000;
}

/// A page of one's own comments, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentPage {
    /// The comments.
    pub items: Vec<Comment>,
    /// To be given as `cursor` for the next page; none on the last one.
    pub next_cursor: Option<String>,
}

/// Which page of one's own comments is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct CommentQuery {
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
