//! `cargo xtask supply`: whether what this project is built from may be here, and has no known vulnerability.
//!
//! Bans, licences and sources stand in `deny.toml`, and cargo-deny checks them. Advisories are checked here, against a
//! dated snapshot of the RustSec database, for neither a build nor its checks fetch anything but crates. Each rule is a
//! function of what was read and of the date, with a test that shows it fail.

mod finding;
mod report;
mod rules;
mod snapshot;
mod waiver;

pub(crate) use report::supply;
