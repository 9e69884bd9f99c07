//! Playback of Afterimage recordings.
//!
//! [`engine`] is pure: no I/O, no clock, no randomness. It says which bytes it needs, is told the time, and holds
//! the picture. [`analysis`] tells what all of a recording holds. For wasm32 the crate also carries the worker that fetches, keeps time and draws, and beside it the
//! `<afterimage-player>` element; both are described in `README.md`.

pub mod analysis;
pub mod engine;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod long;
pub mod terminal;
#[cfg(target_arch = "wasm32")]
pub mod web;

pub use engine::{Clock, Engine, Fault, Pointer, Shown, Sound, Unknown};
