//! Synthetic sessions whose facts are known: a scenario says what happens, a seed how exactly. `docs/scenarios.md` has
//! the file format and the facts.
//!
//! A [`Scenario`] is read from its text, gives its [`Take`]s for a seed, and each of them tells a recorder what
//! happens while it keeps a ledger, from which the [`Truth`] is drawn up. The same seed gives the same bytes. Pure like
//! the rest of the core: whoever calls reads and writes the files.

mod date;
mod desktop;
mod error;
mod ledger;
mod load;
mod people;
mod plan;
mod play;
mod random;
mod routine;
mod scene;
mod script;
mod sound;
mod stage;
mod terminal;
mod truth;

#[cfg(test)]
mod tests;

pub use error::{Error, Result};
pub use plan::Take;
pub use script::{RegistryAction, Scenario, Session, Step};
pub use truth::{DoubtCounts, OverlayAt, ShownText, Stretch, Tone, Transfer, TransfersPerMinute, Truth};
