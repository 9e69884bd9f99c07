//! `cargo xtask long`: the randomised tests with many times the cases, and a ledger of what was run.

use crate::test::Tally;
use crate::{process, workspace};
use anyhow::{Context, Result, ensure};
use std::fs::OpenOptions;
use std::io::Write;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// Runs the tests of the crates that read hostile bytes, those usually ignored too, with `factor` times as many
/// cases (tests read it from `AFTERIMAGE_LONG`), and adds a line to `evidence/long.tsv`.
pub(crate) fn long(factor: u32) -> Result<ExitCode> {
    ensure!(factor > 0, "the factor should be at least 1");
    let root = workspace::root();
    // before the run, which takes hours: a commit made meanwhile is not the one that was tested
    let date = process::output(Command::new("date").args(["-u", "+%Y-%m-%dT%H:%MZ"]))?;
    let commit =
        process::output(Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(&root))?;
    let started = Instant::now();
    let mut tally = Tally::default();
    tally.run(
        process::cargo()
            .args(["test", "--release", "--no-fail-fast", "--package", "recording", "--package", "player"])
            .args(["--", "--include-ignored"])
            .env("AFTERIMAGE_LONG", factor.to_string()),
    )?;
    let line = format!(
        "{}\t{}\t{factor}\t{}\t{}\t{}\n",
        date.trim(),
        commit.trim(),
        tally.passed,
        tally.failed,
        started.elapsed().as_secs()
    );
    let folder = root.join("evidence");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let path = folder.join("long.tsv");
    let is_new = !path.exists();
    let mut ledger = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| format!("cannot open {}", path.display()))?;
    if is_new {
        ledger.write_all(b"date\tcommit\tfactor\tpassed\tfailed\tseconds\n")?;
    }
    ledger.write_all(line.as_bytes())?;
    Ok(tally.close())
}
