//! The tables of the administrator logs.

mod append;
pub(super) mod entity;
mod playbacks;
mod read;
mod verify;

pub(super) use append::{append, wait_for_turn};
pub use playbacks::Playback;
pub(super) use playbacks::note_playback;
pub use read::LogFilter;
pub use verify::Verified;
