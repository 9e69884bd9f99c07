//! The command line.

mod arguments;
mod serve;

pub use arguments::Arguments;

use crate::Result;
use arguments::Command;

/// Does what the arguments say, and returns the code to exit with.
///
/// # Errors
/// Whatever stopped it; [`crate::Error::exit_code`] has the code for it.
pub fn run(arguments: Arguments) -> Result<u8> {
    match arguments.command {
        Command::Serve(command) => serve::run(command),
    }
}
