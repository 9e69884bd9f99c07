//! `afterimage config`

use super::output::print;
use super::{DONE, serve};
use crate::config::{self, Config, Loaded, Shown};
use crate::{Error, Result};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Configuration {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check every value, and the files and folders it names. Prints every fault, or the configuration in effect.
    Check(FileArgument),
    /// Print the configuration in effect, secrets hidden, and where each value comes from.
    Show(FileArgument),
}

/// Where the configuration file is.
#[derive(Clone, Debug, Args)]
pub(super) struct FileArgument {
    /// Configuration file (TOML); docs/operations.md has its keys.
    #[arg(long, env = "AFTERIMAGE_CONFIG", value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

impl FileArgument {
    /// Reads the configuration, with these options of the command line before it.
    ///
    /// # Errors
    /// [`Error::Config`] with every fault.
    pub(super) fn read(&self, options: config::Options) -> Result<Loaded> {
        Config::read(options, std::env::vars_os(), self.config.as_deref())
            .map_err(|faults| Error::Config { faults })
    }
}

pub(super) fn run(command: &Configuration) -> Result<u8> {
    let (Command::Check(file) | Command::Show(file)) = &command.command;
    let loaded = file.read(Vec::new())?;
    if matches!(command.command, Command::Check(_)) {
        let faults = config::check(&loaded);
        if !faults.is_empty() {
            return Err(Error::Config { faults });
        }
    }
    for warning in loaded.warnings.iter().chain(&serve::doubts(&loaded.config)) {
        eprintln!("afterimage: warning: {warning}");
    }
    print(&loaded.shown.iter().map(line).collect::<String>())?;
    Ok(DONE)
}

fn line(Shown { key, value, origin }: &Shown) -> String {
    format!("{key} = {}  # {origin}\n", crate::display::Plain(value))
}
