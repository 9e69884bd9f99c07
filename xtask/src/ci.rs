//! `cargo xtask ci`: what must hold before a change lands.

use crate::setup::{self, Purpose};
use crate::{check, process, supply, test};
use anyhow::Result;
use std::process::ExitCode;

/// The crates with code that only the browser compiles.
const IN_BROWSER: [&str; 2] = ["player", "ui"];

/// Formatting, lints, the rules of the architecture, the dependencies, and all tests; the cheapest first, stopping at the first that fails.
pub(crate) fn ci() -> Result<ExitCode> {
    setup::prepare(Purpose::Check)?;
    process::run(process::cargo("fmt").args(["--all", "--check"]))?;
    process::run(process::cargo("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    for package in IN_BROWSER {
        process::run(process::cargo("clippy").args([
            "--package",
            package,
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "-D",
            "warnings",
        ]))?;
    }
    let checked = check::check()?;
    if checked != ExitCode::SUCCESS {
        return Ok(checked);
    }
    let supplied = supply::supply()?;
    if supplied != ExitCode::SUCCESS {
        return Ok(supplied);
    }
    test::test()
}
