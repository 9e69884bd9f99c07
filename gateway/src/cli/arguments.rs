//! What can be typed.

use super::serve::Serve;
use clap::{Parser, Subcommand};

/// Plays, checks and serves session recordings.
#[derive(Debug, Parser)]
#[command(name = "afterimage", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// How much to log to standard error: error, warn, info, debug or trace.
    #[arg(long, global = true, env = "AFTERIMAGE_LOG", default_value = "warn", value_name = "LEVEL")]
    pub log: tracing::level_filters::LevelFilter,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the console and the API on this machine.
    Serve(Serve),
}
