//! What a recording tells when all of it is looked at: activity, idle periods, the history of a region, text,
//! events.
//!
//! As the engine, nothing here waits or asks for the time. A [`Task`] goes through a recording in small pieces, so
//! that whoever runs it can play on beside it; where bytes are missing it says which. `docs/analysis.md` says what
//! the answers mean.

mod cells;
mod decide;
mod histogram;
mod idle;
mod index;
mod load;
mod packets;
mod region;
mod replay;
mod search;
mod spans;
mod task;
mod text;

pub use cells::CellHistory;
pub use histogram::histogram;
pub use idle::{IdleRules, idle_periods};
pub use index::LoadIndex;
pub use load::{LoadTrack, Loaded};
pub use packets::GatherPackets;
pub use region::RegionHistory;
pub use search::{Hit, Hits, TextSearch};
pub use task::Task;
pub use text::{Run, ScreenText};
