//! The command line. `docs/cli.md` describes it.

mod arguments;
mod config;
mod confirm_clock;
mod convert;
mod frame;
mod generate;
mod import;
mod info;
mod list;
mod output;
mod progress;
mod repack;
mod serve;
mod sign_in_link;
mod storyboard;
mod target;
mod verify;
mod verify_log;

pub use arguments::Arguments;

use crate::config::{LogConfig, LogFormat};
use crate::{Error, Result, logging};
use arguments::Command;
use tracing::level_filters::LevelFilter;

/// Everything was done, or found sound.
const DONE: u8 = 0;
/// It was done, but the recording is damaged or incomplete.
const FAULTS: u8 = 1;

/// Does what the arguments say, and returns the code to exit with.
///
/// # Errors
/// Whatever stopped it; [`Error::exit_code`] has the code for it.
pub fn run(arguments: Arguments) -> Result<u8> {
    if !matches!(arguments.command, Command::Serve(_)) {
        logging::start(LogConfig { level: level(arguments.log)?, format: LogFormat::Text });
    }
    match arguments.command {
        Command::Serve(command) => serve::run(&command, arguments.log),
        Command::Config(command) => config::run(&command),
        Command::SignInLink(command) => sign_in_link::run(&command),
        Command::Import(command) => import::run(&command),
        Command::List(command) => list::run(&command),
        Command::Info(command) => info::run(&command),
        Command::Verify(command) => verify::run(&command),
        Command::VerifyLog(command) => verify_log::run(&command),
        Command::ConfirmClock(command) => confirm_clock::run(&command),
        Command::Frame(command) => frame::run(&command),
        Command::Storyboard(command) => storyboard::run(&command),
        Command::Convert(command) => convert::run(&command),
        Command::Repack(command) => repack::run(&command),
        Command::Generate(command) => generate::run(&command),
    }
}

/// How much a command logs; the server has a key of its configuration for it.
fn level(option: Option<LevelFilter>) -> Result<LevelFilter> {
    match (option, std::env::var("AFTERIMAGE_LOG")) {
        (Some(level), _) => Ok(level),
        (None, Ok(text)) if !text.is_empty() => text.parse().map_err(|_| {
            Error::Usage("AFTERIMAGE_LOG: must be one of off, error, warn, info, debug, trace".to_owned())
        }),
        (None, _) => Ok(LevelFilter::WARN),
    }
}

/// Runs what waits for the database, on this thread.
fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Server)?
        .block_on(future)
}
