//! What a recording says of itself in its header: JSON, so that it can grow.

use crate::units::{Size, Timestamp};
pub use events::SessionFacts;
use serde::{Deserialize, Serialize};

/// Whether the picture is a desktop's or a terminal's, or whether there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Pixels: the `screen` track.
    #[default]
    Desktop,
    /// Cells: the `terminal` track.
    Terminal,
    /// No picture: only what happened, on the `event` track.
    Events,
}

/// The facts in the header of a recording. Unknown fields are kept out, missing ones are their default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Desktop, terminal or events only.
    pub kind: Kind,
    /// Size at the start: pixels for a desktop, cells for a terminal.
    pub size: Size,
    /// Wall-clock start in milliseconds since 1970-01-01 UTC, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at_ms: Option<i64>,
    /// Links several recordings of one session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Place among the recordings of the session, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u32>,
    /// Who was recorded, and where.
    #[serde(skip_serializing_if = "SessionFacts::is_empty")]
    pub session: SessionFacts,
    /// Title, as the source gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Command that was run, as the source gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Colours of the terminal, where the source names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// The parts of a session that was recorded in several files, by rising start; empty for one that was not. At most
    /// [`crate::limits::PARTS`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartFacts>,
    /// Where it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceFacts>,
    /// The recording that this one was repacked from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<OriginalFacts>,
}

/// The recording that another was repacked from: it has the same content, in other bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OriginalFacts {
    /// The hash over everything in its seal, or in its last checkpoint where it was not closed: 64 hexadecimal digits.
    pub root: String,
    /// Whether it was closed.
    pub is_closed: bool,
    /// What of it was damaged and is missing here: track, first and last time in microseconds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<(String, u64, u64)>,
}

/// One of several files of a session. It lasts until the next one starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartFacts {
    /// Presentation time at which it starts, in microseconds.
    #[serde(rename = "start_us")]
    pub start: Timestamp,
    /// Name of the file, without its folder.
    pub name: String,
}

/// Where an imported recording comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceFacts {
    /// Name of the foreign format, such as `guacamole` or `asciicast-v2`.
    pub format: String,
    /// Name of the file, without its folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Colours of a terminal: foreground, background and 8 or 16 palette entries, each 0xRRGGBB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Default text colour.
    pub foreground: u32,
    /// Default background colour.
    pub background: u32,
    /// The palette: 8 or 16 entries.
    pub palette: Vec<u32>,
}
