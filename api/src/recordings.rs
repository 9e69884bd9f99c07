//! The list of recordings and one recording.
//!
//! `GET /api/v1/recordings` answers a [`crate::RecordingPage`], newest first, as a [`crate::ListQuery`] asks;
//! `GET /api/v1/recordings/{id}` a [`Recording`], and `PATCH` corrects its [`SessionFacts`];
//! `GET /api/v1/recordings/{id}/content` answers the bytes of the container, with ranges. [`crate::paths`] has the
//! addresses.

use crate::Care;
use events::SessionFacts;
use serde::{Deserialize, Serialize};

/// Whether the picture is a desktop's or a terminal's, or whether there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Pixels.
    Desktop,
    /// Cells of text.
    Terminal,
    /// No picture: only what happened.
    Events,
}

impl Kind {
    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Desktop => "Desktop",
            Self::Terminal => "Terminal",
            Self::Events => "Events only",
        }
    }
}

/// Size of the picture at the start: pixels for a desktop, cells for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SizeOnScreen {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// A recording as lists and pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recording {
    /// UUID version 7.
    pub id: String,
    /// Which session it is of, a UUID: the recordings of one session have the same. Restrictions, archiving, deletion and
    /// hold are of the whole session.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub session_id: String,
    /// Name of the file it was imported from, without its folder.
    pub name: String,
    /// Title, as the source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Desktop, terminal or events only.
    pub kind: Kind,
    /// Size of the picture at the start.
    pub size_on_screen: SizeOnScreen,
    /// Who was recorded, and where.
    #[serde(default, skip_serializing_if = "SessionFacts::is_empty")]
    pub session: SessionFacts,
    /// How many events it holds; absent where they were not counted: it was imported by an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<u64>,
    /// Wall-clock start in milliseconds since 1970-01-01 UTC, where the source tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at_ms: Option<i64>,
    /// Wall-clock time of the import in milliseconds since 1970-01-01 UTC.
    pub imported_at_ms: i64,
    /// Length in microseconds.
    pub duration_us: u64,
    /// Size of the container in bytes.
    pub size_bytes: u64,
    /// Format of the source, such as `guacamole` or `asciicast-v2`.
    pub source_format: String,
    /// Root of the hash tree that covers every byte, 64 hexadecimal digits.
    pub root_sha256: String,
    /// What the import passed over, one sentence each; empty where everything was understood.
    #[serde(default)]
    pub import_notes: Vec<String>,
    /// Whether the source ended in the middle of something.
    #[serde(default)]
    pub truncated: bool,
    /// What administrators did with it.
    #[serde(default, skip_serializing_if = "Care::is_none")]
    pub care: Care,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_fields_may_be_absent() {
        let text = r#"{"id":"x","name":"a.cast","kind":"terminal","size_on_screen":{"width":80,"height":24},
            "imported_at_ms":1,"duration_us":2,"size_bytes":3,"source_format":"asciicast-v2","root_sha256":""}"#;
        let recording: Recording = serde_json::from_str(text).expect("all required fields are there");
        assert_eq!(recording.started_at_ms, None);
        assert!(recording.import_notes.is_empty() && !recording.truncated);
        assert!(recording.session.is_empty() && recording.events.is_none());
        let back = serde_json::to_string(&recording).expect("it serialises");
        assert!(!back.contains("started_at_ms") && !back.contains("title"), "{back}");
        assert!(!back.contains("session") && !back.contains("events"), "{back}");
    }
}
