//! `cargo xtask supply`: whether what this project is built from may be here.
//!
//! Bans, licences and sources stand in `deny.toml`, and cargo-deny checks them.

mod report;

pub(crate) use report::supply;
