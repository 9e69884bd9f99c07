//! The list of recordings and one recording.
//!
//! `GET /api/v1/recordings?limit=&cursor=` answers a [`RecordingPage`], newest first; `GET /api/v1/recordings/{id}`
//! a [`Recording`]; `GET /api/v1/recordings/{id}/content` the bytes of the container, with ranges.

use serde::{Deserialize, Serialize};

/// Whether the picture is a desktop's or a terminal's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Pixels.
    Desktop,
    /// Cells of text.
    Terminal,
}

/// Size of the picture at the start: pixels for a desktop, cells for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeOnScreen {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// A recording as lists and pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// UUID version 7.
    pub id: String,
    /// Name of the file it was imported from, without its folder.
    pub name: String,
    /// Title, as the source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Desktop or terminal.
    pub kind: Kind,
    /// Size of the picture at the start.
    pub size_on_screen: SizeOnScreen,
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
}

/// One page of the list of recordings, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingPage {
    /// The recordings.
    pub items: Vec<Recording>,
    /// Hand this back as `cursor` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
