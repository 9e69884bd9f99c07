//! `afterimage`: the server and the command-line tool.

use clap::Parser;
use gateway::cli::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(Arguments::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("afterimage: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
