//! What can be typed.

use super::config::Configuration;
use super::confirm_clock::ConfirmClock;
use super::convert::Convert;
use super::frame::Frame;
use super::generate::Generate;
use super::import::Import;
use super::info::Info;
use super::list::List;
use super::repack::Repack;
use super::serve::Serve;
use super::sign_in_link::SignInLink;
use super::storyboard::Storyboard;
use super::verify::Verify;
use super::verify_log::VerifyLog;
use crate::Result;
use crate::data::Data;
use crate::import::Sources;
use crate::store::DatabaseAddress;
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// Plays, checks and serves session recordings.
#[derive(Debug, Parser)]
#[command(name = "afterimage", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// How much to log to standard error: off, error, warn, info, debug or trace [default: warn, and info for serve;
    /// env: AFTERIMAGE_LOG]
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(super) log: Option<tracing::level_filters::LevelFilter>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the console and the API on this machine.
    Serve(Serve),
    /// Check or show the configuration of the server.
    Config(Configuration),
    /// Print a link that signs in to an account once, within ten minutes.
    SignInLink(SignInLink),
    /// Import recordings into a data folder: Guacamole, VNC (RFB), asciicast, ttyrec, script, tlog, and Afterimage's own.
    Import(Import),
    /// List the recordings of a data folder, newest import first.
    List(List),
    /// Tell what a recording is.
    Info(Info),
    /// Check every byte of a recording.
    Verify(Verify),
    /// Check every entry of the administrator logs.
    VerifyLog(VerifyLog),
    /// Say that the clock of this machine is right, after it jumped: until then nothing that was deleted is purged.
    ConfirmClock(ConfirmClock),
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

/// The folder that holds the recordings and, unless another one is named, the database.
#[derive(Debug, Args)]
pub(super) struct DataFolder {
    /// Data folder.
    #[arg(long, env = "AFTERIMAGE_DATA", value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    database: DatabaseArgument,
}

impl DataFolder {
    /// The folder.
    pub(super) fn path(&self) -> &Path {
        &self.data
    }

    /// Opens what is there.
    pub(super) async fn open(&self) -> Result<Data> {
        Data::open_on(&self.data, &self.database.address(&self.data)?).await
    }

    /// Opens what is there, and makes what is missing.
    pub(super) async fn create(&self) -> Result<Data> {
        Data::create_on(&self.data, &self.database.address(&self.data)?).await
    }
}

/// Which database lists the recordings.
#[derive(Debug, Args)]
pub(super) struct DatabaseArgument {
    /// Database in PostgreSQL, such as postgres://USER@HOST/DATABASE; a SQLite file in the data folder otherwise. Others
    /// on this machine can read a password that is written here: the environment variable and PGPASSFILE are for those.
    #[arg(long, env = "AFTERIMAGE_DATABASE_ADDRESS", hide_env_values = true, value_name = "URL")]
    database: Option<Hidden>,
}

impl DatabaseArgument {
    /// The address that was given, or the file in the data folder.
    fn address(&self, folder: &Path) -> Result<DatabaseAddress> {
        match &self.database {
            Some(Hidden(text)) => text.parse(),
            None => Ok(DatabaseAddress::in_folder(folder)),
        }
    }
}

/// A text that may hold a password. It is read later, since an argument that cannot be read is shown.
#[derive(Clone)]
pub(super) struct Hidden(String);

impl Hidden {
    /// The text itself.
    pub(super) fn text(&self) -> OsString {
        self.0.clone().into()
    }
}

impl From<String> for Hidden {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("..")
    }
}

/// The recording that a command is about.
#[derive(Debug, Args)]
pub(super) struct Subject {
    /// A recording: a file, or the id of one in the data folder.
    #[arg(value_name = "FILE|ID")]
    pub(super) recording: PathBuf,
    /// Data folder, where an id is given.
    #[arg(long, env = "AFTERIMAGE_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseArgument,
}

impl Subject {
    /// Opens the data folder; `None` where none was named.
    pub(super) async fn open_data(&self) -> Result<Option<Data>> {
        let Some(folder) = &self.data else { return Ok(None) };
        Data::open_on(folder, &self.database.address(folder)?).await.map(Some)
    }
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
