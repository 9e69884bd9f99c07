//! The Afterimage recording: its container, its codecs and the importers of foreign formats.
//!
//! Everything here is pure: no I/O, no clock, no randomness. Bytes go in and out through
//! [`format::Sink`] and [`format::Source`], salts and times are passed in, and the whole crate
//! builds natively and for wasm32. `docs/format.md` specifies the bytes.

pub mod audio;
pub mod changes;
pub mod chunk;
pub mod codec;
pub mod detect;
pub mod error;
pub mod facts;
pub mod format;
pub mod import;
pub mod input;
pub mod limits;
#[cfg(test)]
mod long;
pub mod picture;
pub mod record;
pub mod repack;
pub mod terminal;
pub mod units;

pub use error::{Error, Result};
