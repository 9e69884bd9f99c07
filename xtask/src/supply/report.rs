//! Runs the checks and says what they found.

use crate::setup::{self, Purpose, Tools};
use crate::{process, workspace};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// Checks bans, licences and sources.
pub(crate) fn supply() -> Result<ExitCode> {
    let tools = setup::prepare(Purpose::Supply)?;
    Ok(if is_allowed(&tools)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Bans, licences and sources, by cargo-deny, which says itself what it finds.
fn is_allowed(tools: &Tools) -> Result<bool> {
    // cargo-deny reads every crate of the lock file, also those that only other systems compile
    process::run(&mut process::cargo("fetch"))?;
    let mut command = Command::new("cargo-deny");
    command.args(["--frozen", "check", "bans", "licenses", "sources"]).current_dir(workspace::root());
    Ok(process::tee(tools.on_path(&mut command)?, |_| ())?.success())
}
