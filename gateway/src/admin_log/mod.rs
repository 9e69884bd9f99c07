//! The administrator logs: entries that hang together by their hashes, so that a changed, removed or reordered one is
//! found, and checkpoints of them outside the database, so that a log that was cut short or rewritten is.
//!
//! [`crate::store`] keeps the entries. `docs/admin-log.md` describes both.

mod act;
mod chain;
mod checkpoint;
mod keeper;
mod place;

pub use act::{Act, Action, By};
pub use chain::{Chain, Entry, Fault, Hash, Head};
pub use checkpoint::{Checkpoint, CheckpointKey};
pub use keeper::Keeper;
pub use place::Place;
