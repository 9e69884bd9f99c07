//! The facts of a recording, as its scenario knows them. In JSON, one file beside each recording.

use events::statistics::{ApplicationTime, Bucket, CommandRun, TypeCount};
use events::{Overlay, Side};
use recording::facts::{Kind, SessionFacts};
use serde::{Deserialize, Serialize};

/// What is true of a recording. Times are presentation times in microseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// Title of the scenario.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// Name of the recording.
    pub name: String,
    /// Desktop, terminal or events only.
    pub kind: Kind,
    /// Wall-clock start in milliseconds since 1970-01-01 UTC.
    pub started_at_ms: i64,
    /// Length.
    pub duration_us: u64,
    /// Who was recorded, and where.
    pub session: SessionFacts,
    /// When nobody did anything for longer than 30 s; empty where only events are recorded, which does not tell.
    pub idle: Vec<Stretch>,
    /// How long each application was in focus.
    pub screen_time: Vec<ApplicationTime>,
    /// Each file that went from one machine to the other.
    pub transfers: Vec<Transfer>,
    /// The same, by minutes of the clock in UTC.
    pub transfers_per_minute: TransfersPerMinute,
    /// Each command.
    pub commands: Vec<CommandRun>,
    /// How many events there are of each type, the most frequent first, then by name.
    pub counts: Vec<TypeCount>,
    /// What is to be doubted of the events.
    pub doubts: DoubtCounts,
    /// What the overlay shows at some times; empty without performance data.
    pub overlay: Vec<OverlayAt>,
    /// Measurements of the load, and of round trips.
    pub measured: (u64, u64),
    /// Tones that are heard.
    pub tones: Vec<Tone>,
    /// Texts that can be read on the screen, and from when on.
    pub texts: Vec<ShownText>,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// From here.
    pub start_us: u64,
    /// To here.
    pub end_us: u64,
}

/// A file that went from one machine to the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// When.
    pub at_us: u64,
    /// Where it came from.
    pub file_source: Side,
    /// Its name.
    pub file_name: String,
    /// Its size in bytes, where that is known.
    pub file_size: Option<u64>,
}

/// Transfers by minutes, for each choice of direction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransfersPerMinute {
    /// All of them.
    pub all: Vec<Bucket>,
    /// From host to client.
    pub host_to_client: Vec<Bucket>,
    /// From client to host.
    pub client_to_host: Vec<Bucket>,
}

/// How many events there are to doubt, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtCounts {
    /// Their source says a time outside of the recording.
    pub outside: u64,
    /// Told long after they were over.
    pub late: u64,
    /// Of a type that is not known, or with values that do not fit.
    pub unknown: u64,
}

/// What the overlay shows at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverlayAt {
    /// When.
    pub at_us: u64,
    /// What.
    pub overlay: Overlay,
}

/// A tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tone {
    /// From here.
    pub start_us: u64,
    /// To here.
    pub end_us: u64,
    /// Its frequency.
    pub hz: u32,
}

/// A text on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownText {
    /// From when on.
    pub at_us: u64,
    /// The text.
    pub text: String,
}
