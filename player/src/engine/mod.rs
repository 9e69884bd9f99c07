//! The playback engine: where a time leads, which bytes that takes, and the picture it gives.
//!
//! [`Engine`] plays one recording. It never waits: where bytes are missing it answers
//! [`recording::Error::Missing`], lists all ranges that the request takes in [`Engine::needs`], and leaves the
//! picture as it was. [`Clock`] turns the passing of time into positions.

mod ahead;
mod audio;
mod chunks;
mod clock;
mod desktop;
mod fault;
mod index;
mod plan;
mod playback;
mod pointer;
mod preview;
mod ranges;
mod route;
mod terminal;
mod track;
mod unknown;
mod walk;

pub use audio::Sound;
pub use clock::Clock;
pub use fault::Fault;
pub(crate) use plan::{Step, steps};
pub use playback::{Engine, Shown};
pub use pointer::Pointer;
pub use preview::Preview;
pub(crate) use ranges::GAP_BYTES;
pub use ranges::coalesce;
pub use unknown::Unknown;
