//! What happens in a recorded session: one schema of event types and their dimensions for importers, agents, the
//! event track, statistics, search and policies, the performance data that is recorded beside them, and whose session
//! it is.
//!
//! Pure like the rest of the core, and small enough for the console: it knows neither containers nor the network.

mod doubt;
mod event;
mod field;
mod filter;
mod happening;
mod performance;
mod program;
mod schema;
mod session;
pub mod statistics;
mod value;

pub use doubt::{Doubt, LATE_US};
pub use event::{Event, Severity};
pub use field::{ClipboardData, CommandEvidence, Side};
pub use filter::EventFilter;
pub use happening::{EventType, Happening, OtherHappening};
pub use performance::{Load, Overlay, Performance, REFRESH_US, Reading, overlay_at};
pub use program::program;
pub use schema::{Dimension, Family, Measure};
pub use session::SessionFacts;
pub use value::Value;
