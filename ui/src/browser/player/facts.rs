//! What a recording says of itself.

use super::{Player, read_json};
use api::{Kind, SizeOnScreen};
use serde::Deserialize;

/// What the recording says of itself, and what its import passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct MediaFacts {
    pub(crate) kind: Option<Kind>,
    /// Size at the start: pixels for a desktop, cells for a terminal.
    pub(crate) size: Option<SizeOnScreen>,
    /// Wall-clock start in milliseconds since 1970-01-01 UTC.
    pub(crate) started_at_ms: Option<i64>,
    pub(crate) title: Option<String>,
    /// Of an import in the browser.
    #[serde(skip)]
    pub(crate) report: Option<ImportReport>,
}

/// What an import passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ImportReport {
    /// Whether the source ended in the middle of something.
    pub(crate) is_truncated: bool,
    pub(crate) notes: Vec<ImportNote>,
}

/// One kind of thing that was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct ImportNote {
    pub(crate) what: String,
    /// How often.
    pub(crate) count: u64,
}

impl Player {
    /// What the element knows of the recording; what cannot be read is left out.
    pub(super) fn facts(&self) -> MediaFacts {
        let mut facts: MediaFacts = read_json(&self.0.facts()).unwrap_or_default();
        facts.report = read_json(&self.0.report());
        if let Some(kind) = self.0.kind().as_string() {
            facts.kind = match kind.as_str() {
                "terminal" => Some(Kind::Terminal),
                "events" => Some(Kind::Events),
                _ => Some(Kind::Desktop),
            };
        }
        facts
    }
}
