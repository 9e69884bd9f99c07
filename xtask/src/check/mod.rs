//! `cargo xtask check`: the rules of ARCHITECTURE.md and STYLE.md that a program can hold us to.
//!
//! Each rule is a function from sources to findings, with a test that shows it fail.

mod edges;
mod finding;
mod manifests;
mod placement;
mod portable;
mod report;
mod rust_source;
mod sinks;
mod tidy;

pub(crate) use report::check;
