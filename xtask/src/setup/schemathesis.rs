//! schemathesis, which asks an API what its description allows and what it does not: a package of PyPI, installed once per
//! version into the user's cache.

use crate::{process, workspace};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const VERSION: &str = "4.32.5";

/// The program, installed where it is missing.
pub(crate) fn schemathesis() -> Result<PathBuf> {
    let home = workspace::cache_dir()?.join("python").join(format!("schemathesis-{VERSION}"));
    let program = home.join("bin/schemathesis");
    // scripts of an environment hold its path, so that it cannot be moved into place when it is complete
    let complete = home.join("complete");
    if complete.is_file() {
        return Ok(program);
    }
    ensure!(process::is_on_path("python3"), "schemathesis needs Python 3.10 or later with its module venv");
    if home.exists() {
        fs::remove_dir_all(&home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    process::run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    let package = format!("schemathesis=={VERSION}");
    process::run(Command::new(home.join("bin/pip")).args(["install", "--quiet", &package]))?;
    fs::write(&complete, "").with_context(|| format!("cannot write {}", complete.display()))?;
    Ok(program)
}
