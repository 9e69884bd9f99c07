//! The recording that the tests of the pages show.

use api::{Kind, Recording, SizeOnScreen};

/// A complete terminal session of 38 minutes and 32 seconds, begun on 22 February 2026 at 09:16:05 UTC.
pub(crate) fn recording() -> Recording {
    Recording {
        id: "0192".into(),
        name: "deploy.cast".into(),
        title: None,
        kind: Kind::Terminal,
        size_on_screen: SizeOnScreen { width: 80, height: 24 },
        session: api::SessionFacts::default(),
        events: None,
        started_at_ms: Some(1_771_751_765_000),
        imported_at_ms: 1_771_751_765_000,
        duration_us: 2_312_000_000,
        size_bytes: 4_712_345,
        source_format: "asciicast-v2".into(),
        root_sha256: String::new(),
        import_notes: Vec::new(),
        truncated: false,
        session_id: "0193".into(),
        care: api::Care::default(),
    }
}
