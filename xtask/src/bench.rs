//! `cargo xtask bench`: measures beside other players, and prints tables.

use crate::gateway::{self, Profile};
use crate::setup::{self, Purpose};
use crate::{console, process, workspace};
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the command line asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Fewer seeks, and the shipped samples only.
    pub(crate) quick: bool,
    /// Folder of recordings; without it the folder beside the checkout, or the shipped samples.
    pub(crate) folder: Option<PathBuf>,
}

/// Builds everything as it ships, and starts the benchmark.
pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    let tools = setup::prepare(Purpose::Test)?;
    let console = console::build(&tools)?;
    let program = gateway::build(Profile::Release)?;
    let mut command = process::cargo();
    command
        .args(["run", "--release", "--quiet", "--package", "tests", "--bin", "bench", "--"])
        .env("AFTERIMAGE_BIN", &program)
        .env("AFTERIMAGE_CONSOLE", &console)
        .env("AFTERIMAGE_CACHE", workspace::cache_dir()?);
    if options.quick {
        command.arg("--quick");
    }
    if let Some(folder) = &options.folder {
        command.arg(std::path::absolute(folder)?);
    }
    process::run(tools.on_path(&mut command)?)?;
    Ok(ExitCode::SUCCESS)
}
