//! All of the set-up, in order of cost: what stops it comes before what takes minutes.

use super::tools::Tool;
use super::{system, toolchain, tools};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// What the set-up is for; it decides what is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Checks that only compile.
    Check,
    /// Checks of what the lock file names.
    Supply,
    /// Building and serving the console.
    Run,
    /// Building the console and testing it in a browser.
    Test,
}

/// The tools that were set up.
#[derive(Clone, Debug)]
pub(crate) struct Tools {
    folders: Vec<PathBuf>,
}

impl Tools {
    /// Puts the tools first on the command's search path.
    pub(crate) fn on_path<'a>(&self, command: &'a mut Command) -> Result<&'a mut Command> {
        let old = std::env::var_os("PATH").unwrap_or_else(|| OsString::from("/usr/bin:/bin"));
        let folders = self.folders.iter().cloned().chain(std::env::split_paths(&old));
        let path = std::env::join_paths(folders).context("a folder of the tools cannot stand on PATH")?;
        Ok(command.env("PATH", path))
    }
}

/// Sets up whatever is missing for `purpose`.
pub(crate) fn prepare(purpose: Purpose) -> Result<Tools> {
    system::install_missing(purpose)?;
    toolchain::ensure()?;
    let needed: &[Tool] = match purpose {
        Purpose::Check => &[],
        Purpose::Supply => &[Tool::CargoDeny],
        Purpose::Run => &[Tool::WasmBindgen, Tool::Trunk],
        Purpose::Test => &[Tool::WasmBindgen, Tool::Trunk, Tool::WasmPack],
    };
    let folders = needed.iter().map(|tool| tools::ensure(*tool)).collect::<Result<_>>()?;
    Ok(Tools { folders })
}
