//! What can be typed.

use super::convert::Convert;
use super::frame::Frame;
use super::generate::Generate;
use super::import::Import;
use super::info::Info;
use super::list::List;
use super::repack::Repack;
use super::serve::Serve;
use super::storyboard::Storyboard;
use super::verify::Verify;
use crate::import::Sources;
use clap::{Args, Parser, Subcommand};
use std::path::{Path, PathBuf};

/// Plays, checks and serves session recordings.
#[derive(Debug, Parser)]
#[command(name = "afterimage", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// How much to log to standard error: off, error, warn, info, debug or trace.
    #[arg(long, global = true, env = "AFTERIMAGE_LOG", default_value = "warn", value_name = "LEVEL")]
    pub log: tracing::level_filters::LevelFilter,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the console and the API on this machine.
    Serve(Serve),
    /// Import recordings into a data folder: Guacamole, VNC (RFB), asciicast, ttyrec, script, tlog, and Afterimage's own.
    Import(Import),
    /// List the recordings of a data folder, newest import first.
    List(List),
    /// Tell what a recording is.
    Info(Info),
    /// Check every byte of a recording.
    Verify(Verify),
    /// Write the picture that a recording shows at a time, without the pointer, as a PNG file.
    Frame(Frame),
    /// Write small pictures of a whole recording onto one PNG file.
    Storyboard(Storyboard),
    /// Write a file of another format as an Afterimage recording, without a data folder.
    Convert(Convert),
    /// Write a recording again in fewer bytes, its tracks apart, with the same content.
    Repack(Repack),
    /// Write synthetic sessions, each with a file of what is true of it.
    Generate(Generate),
}

/// The folder that holds the database and the recordings.
#[derive(Debug, Args)]
pub(super) struct DataFolder {
    /// Data folder.
    #[arg(long, env = "AFTERIMAGE_DATA", value_name = "DIR")]
    pub(super) data: PathBuf,
}

/// The recording that a command is about.
#[derive(Debug, Args)]
pub(super) struct Subject {
    /// A recording: a file, or the id of one in the data folder.
    #[arg(value_name = "FILE|ID")]
    pub(super) recording: PathBuf,
    /// Data folder, where an id is given.
    #[arg(long, env = "AFTERIMAGE_DATA", value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
}

/// The files beside the data of a script. Where they lie beside it under the usual names, they need not be named.
#[derive(Debug, Args)]
pub(super) struct ScriptFiles {
    /// Timing file of a script whose data is FILE.
    #[arg(long, value_name = "FILE")]
    pub(super) timing: Option<PathBuf>,
    /// Log of what was typed, of the same script.
    #[arg(long, value_name = "FILE", requires = "timing")]
    pub(super) input_log: Option<PathBuf>,
}

impl ScriptFiles {
    /// The script whose data is `data`; `None` where no timing file was named.
    pub(super) fn with(&self, data: &Path) -> Option<Sources> {
        let timing = self.timing.as_deref()?;
        Some(Sources::script(data, timing, self.input_log.as_deref()))
    }
}

/// Who was recorded and where, to be listed with a recording that does not say. It changes nothing in the recording.
#[derive(Debug, Args)]
pub(super) struct SessionArguments {
    /// User who was recorded, where the recording does not say.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Machine that the session ran on, where the recording does not say.
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Machine that the user sat at, where the recording does not say.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// Address of that machine, where the recording does not say.
    #[arg(long, value_name = "ADDRESS")]
    client_address: Option<String>,
    /// Application or desktop that was opened, where the recording does not say.
    #[arg(long, value_name = "NAME")]
    application: Option<String>,
    /// Site that recorded it, where the recording does not say.
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
}

impl SessionArguments {
    /// What was said.
    pub(super) fn facts(&self) -> api::SessionFacts {
        api::SessionFacts {
            user: self.user.clone(),
            host: self.host.clone(),
            client: self.client.clone(),
            client_address: self.client_address.clone(),
            application: self.application.clone(),
            site: self.site.clone(),
        }
    }
}
