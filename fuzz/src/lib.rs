//! What is fuzzed: each [`Target`] takes any bytes and must neither panic nor hang nor take memory without bound.
//!
//! `cargo xtask fuzz` runs them under libFuzzer; a plain test replays every crash that was ever found.

mod codecs;
#[path = "../../tests/src/packing.rs"]
mod packing;
mod seeds;
mod targets;

pub use seeds::seeds;
pub use targets::{TARGETS, Target};
