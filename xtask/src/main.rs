//! Automation of the workspace: `cargo xtask`.

use anyhow::{Result, bail};
use lexopt::prelude::*;
use std::process::ExitCode;

mod bench;
mod check;
mod ci;
mod console;
mod dist;
mod fuzz;
mod gateway;
mod long;
mod process;
mod run;
mod setup;
mod supply;
mod test;
mod workspace;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  run [--port N] [--no-open] [--demo]
                              set up what is missing, build, import the samples, serve the console; --demo shows a
                              generated demonstration instead
  test                        set up what is missing and run every test: native, in the browser, whole system
  check                       check the rules of ARCHITECTURE.md
  supply                      check what Cargo.lock names: bans, licences, sources, known vulnerabilities
  ci                          formatting, lints, check, supply and test
  bench [--quick] [--hours N] [--only SECTION] [FOLDER]
                              measure beside other players; FOLDER holds recordings, of which the longest is also
                              played again and again for N hours; SECTION is events or scrubbing
  dist                        the player as a package for other pages: one script, one WebAssembly file
  fuzz [--seconds N] [TARGET] everything that reads foreign bytes, coverage-guided (default 60 s each)
  long [--only PART] [FACTOR] what takes too long for every change, with FACTOR times as many cases (default 10):
                              PART is codecs, edge or api
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<ExitCode> {
    let mut parser = lexopt::Parser::from_env();
    let command = match parser.next()? {
        Some(Value(command)) => command.to_string_lossy().into_owned(),
        Some(Long("help") | Short('h')) | None => {
            print!("{USAGE}");
            return Ok(ExitCode::SUCCESS);
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "run" => {
            let mut options = run::Options { port: 8080, open: true, demo: false };
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("port") => options.port = parser.value()?.parse()?,
                    Long("no-open") => options.open = false,
                    Long("demo") => options.demo = true,
                    other => return Err(other.unexpected().into()),
                }
            }
            run::run(&options)
        }
        "bench" => {
            let mut options = bench::Options { quick: false, folder: None, hours: Vec::new(), only: None };
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("quick") => options.quick = true,
                    Long("hours") => options.hours.push(parser.value()?.parse()?),
                    Long("only") => options.only = Some(parser.value()?.string()?),
                    Value(folder) if options.folder.is_none() => options.folder = Some(folder.into()),
                    other => return Err(other.unexpected().into()),
                }
            }
            bench::bench(&options)
        }
        "dist" => {
            no_more(&mut parser)?;
            dist::dist()
        }
        "fuzz" => {
            let mut options = fuzz::Options { seconds: 60, targets: Vec::new() };
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("seconds") => options.seconds = parser.value()?.parse()?,
                    Value(target) => options.targets.push(target.string()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            fuzz::fuzz(&options)
        }
        "long" => {
            let (mut factor, mut only) = (None, None);
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("only") => only = Some(long::Part::named(&parser.value()?.string()?)?),
                    Value(value) if factor.is_none() => factor = Some(value.parse()?),
                    other => return Err(other.unexpected().into()),
                }
            }
            long::long(factor.unwrap_or(10), only)
        }
        "test" => {
            no_more(&mut parser)?;
            test::test()
        }
        "check" => {
            no_more(&mut parser)?;
            check::check()
        }
        "supply" => {
            no_more(&mut parser)?;
            supply::supply()
        }
        "ci" => {
            no_more(&mut parser)?;
            ci::ci()
        }
        other => bail!("no command `{other}`\n\n{USAGE}"),
    }
}

fn no_more(parser: &mut lexopt::Parser) -> Result<()> {
    match parser.next()? {
        Some(argument) => Err(argument.unexpected().into()),
        None => Ok(()),
    }
}
