//! Set-up: whatever a command needs and this machine lacks.
//!
//! System packages come from Debian's archive when root runs this; otherwise the one line to run is printed.
//! Tools written in Rust are compiled once into the user's cache, one folder per name and version, so that
//! further checkouts find them there. No build fetches a binary on its own.

mod prepare;
mod provider;
mod schemathesis;
mod system;
mod toolchain;
mod tools;

pub(crate) use prepare::{Purpose, Tools, prepare};
pub(crate) use provider::provider;
pub(crate) use schemathesis::schemathesis;
pub(crate) use tools::pinned;
