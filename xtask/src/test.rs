//! `cargo xtask test`: every test there is, and one line that sums them up.

use crate::gateway::{self, Profile};
use crate::setup::{self, Purpose, Tools};
use crate::{console, dist, process, workspace};
use anyhow::{Context, Result};
use std::process::{Command, ExitCode};

/// Seconds that one test in the browser may take; the default of 20 is short for a busy machine.
const BROWSER_TEST_TIMEOUT_S: &str = "120";

/// Sums of all runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl Tally {
    /// Adds what a `test result:` line of the test harness says; other lines say nothing.
    pub(crate) fn add_line(&mut self, line: &str) {
        let Some(rest) = line.trim_start().strip_prefix("test result: ") else { return };
        for part in rest.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// Runs one command. Where it fails without having counted a failure (it did not compile, it was killed), that
    /// is a failure too.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        let before = self.failed;
        let status = process::tee(command, |line| self.add_line(line))?;
        if !status.success() && self.failed == before {
            eprintln!("error: this run ended with {status}");
            self.failed += 1;
        }
        Ok(())
    }

    /// Prints the closing line, and turns it into the exit code.
    pub(crate) fn close(self) -> ExitCode {
        if self.ignored > 0 {
            println!("\n({} more are ignored here: `cargo xtask long` runs them)", self.ignored);
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 && self.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Sets up, builds what the tests use, and runs them all, whichever fail.
pub(crate) fn test() -> Result<ExitCode> {
    let tools = setup::prepare(Purpose::Test)?;
    let console = console::build(&tools)?;
    let program = gateway::build(Profile::Dev)?;
    let package = dist::build(&tools)?;
    let mut tally = Tally::default();
    let mut native = process::cargo("test");
    native
        .args(["--workspace", "--no-fail-fast"])
        .env("AFTERIMAGE_BIN", &program)
        .env("AFTERIMAGE_CONSOLE", &console)
        .env("AFTERIMAGE_PACKAGE", &package)
        // it was installed: tests on it are not to be skipped
        .env("AFTERIMAGE_POSTGRES", "required")
        .env("AFTERIMAGE_CACHE", workspace::cache_dir()?);
    // set, it is a promise: tests on it are not to be skipped
    if let Some(provider) = setup::provider()? {
        native.env("AFTERIMAGE_PROVIDER", provider);
    }
    tally.run(tools.on_path(&mut native)?)?;
    for package in packages_with_browser_tests()? {
        tally.run(&mut in_browser(&tools, &package)?)?;
    }
    Ok(tally.close())
}

fn in_browser(tools: &Tools, package: &str) -> Result<Command> {
    let mut command = Command::new("wasm-pack");
    command
        .args(["test", "--headless", "--chrome", "--mode", "no-install", package, "--locked"])
        .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TEST_TIMEOUT_S)
        .current_dir(workspace::root());
    tools.on_path(&mut command)?;
    Ok(command)
}

/// The packages whose manifest asks for the browser's test harness.
fn packages_with_browser_tests() -> Result<Vec<String>> {
    let mut packages = Vec::new();
    for package in ["player", "ui"] {
        let manifest = workspace::root().join(package).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest)
            .with_context(|| format!("cannot read {}", manifest.display()))?;
        if text.contains("wasm-bindgen-test") {
            packages.push(package.to_owned());
        }
    }
    Ok(packages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_runs_are_summed() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s",
            "test result: ok. 4 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.51s",
        ] {
            tally.add_line(line);
        }
        assert_eq!(tally, Tally { passed: 8, failed: 2, ignored: 1 });
    }

    #[test]
    fn a_run_that_dies_without_a_result_is_a_failure() {
        let mut tally = Tally::default();
        tally.run(Command::new("sh").args(["-c", "echo starting; exit 101"])).unwrap();
        assert_eq!(tally, Tally { passed: 0, failed: 1, ignored: 0 });
    }

    #[test]
    fn a_failure_that_was_counted_is_not_counted_twice() {
        let mut tally = Tally::default();
        let script = "echo 'test result: FAILED. 0 passed; 1 failed; 0 ignored'; exit 101";
        tally.run(Command::new("sh").args(["-c", script])).unwrap();
        assert_eq!(tally, Tally { passed: 0, failed: 1, ignored: 0 });
    }

    #[test]
    fn nothing_run_is_no_success() {
        assert_eq!(Tally::default().close(), ExitCode::FAILURE);
        assert_eq!(Tally { passed: 1, ..Tally::default() }.close(), ExitCode::SUCCESS);
        assert_eq!(Tally { passed: 1, failed: 1, ..Tally::default() }.close(), ExitCode::FAILURE);
    }
}
