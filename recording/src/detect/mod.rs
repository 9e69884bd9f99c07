//! What happened in a session, found out while it is imported: commands, typed text, titles, programs in focus, sizes.
//! `docs/events.md` says how, and how well.
//!
//! All of it reads foreign text: what is held is bounded, and nothing of it is trusted.

mod commands;
mod desktop;
mod detecting;
mod keys;
mod observed;
mod prompt;
mod screen;
mod sequence;
mod terminal;
mod typing;

pub use detecting::Detecting;
