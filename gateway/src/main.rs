//! `afterimage`: the server and the command-line tool.

use clap::Parser;
use gateway::cli::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(arguments.log)
        .with_target(false)
        .init();
    match cli::run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("afterimage: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
