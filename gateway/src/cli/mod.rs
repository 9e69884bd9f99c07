//! The command line. `docs/cli.md` describes it.

mod arguments;
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
mod storyboard;
mod target;
mod verify;

pub use arguments::Arguments;

use crate::{Error, Result};
use arguments::Command;

/// Everything was done, or found sound.
const DONE: u8 = 0;
/// It was done, but the recording is damaged or incomplete.
const FAULTS: u8 = 1;

/// Does what the arguments say, and returns the code to exit with.
///
/// # Errors
/// Whatever stopped it; [`Error::exit_code`] has the code for it.
pub fn run(arguments: Arguments) -> Result<u8> {
    match arguments.command {
        Command::Serve(command) => serve::run(command),
        Command::Import(command) => import::run(&command),
        Command::List(command) => list::run(&command),
        Command::Info(command) => info::run(&command),
        Command::Verify(command) => verify::run(&command),
        Command::Frame(command) => frame::run(&command),
        Command::Storyboard(command) => storyboard::run(&command),
        Command::Convert(command) => convert::run(&command),
        Command::Repack(command) => repack::run(&command),
        Command::Generate(command) => generate::run(&command),
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
