//! `cargo xtask long`: the randomised tests with many times the cases, and a ledger of what was run.

use crate::test::Tally;
use crate::{process, workspace};
use anyhow::{Context, Result, ensure};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// Runs the tests of the crates that read hostile bytes, those usually ignored too, with `factor` times as many
/// cases (tests read it from `AFTERIMAGE_LONG`), and adds a line to `evidence/long.tsv`.
pub(crate) fn long(factor: u32) -> Result<ExitCode> {
    ensure!(factor > 0, "the factor should be at least 1");
    let mut ledger = Ledger::open("long.tsv", "date\tcommit\tfactor\tpassed\tfailed\tseconds")?;
    let started = Instant::now();
    let mut tally = Tally::default();
    tally.run(
        process::cargo("test")
            .args(["--release", "--no-fail-fast", "--package", "recording", "--package", "player"])
            .args(["--", "--include-ignored"])
            .env("AFTERIMAGE_LONG", factor.to_string()),
    )?;
    ledger.add(&format!("{factor}\t{}\t{}\t{}", tally.passed, tally.failed, started.elapsed().as_secs()))?;
    Ok(tally.close())
}

/// A table in `evidence/` that only grows: what was run when, on which commit.
pub(crate) struct Ledger {
    file: File,
    when: String,
}

impl Ledger {
    /// The ledger of this name, begun with `head` where it is not there. Date and commit are taken now, for a run takes
    /// hours and a commit made meanwhile is not the one that was tested.
    pub(crate) fn open(name: &str, head: &str) -> Result<Self> {
        let root = workspace::root();
        let date = process::output(Command::new("date").args(["-u", "+%Y-%m-%dT%H:%MZ"]))?;
        let commit =
            process::output(Command::new("git").args(["rev-parse", "--short=7", "HEAD"]).current_dir(&root))?;
        // what earlier runs wrote here, and what crashed in them, does not change what is run now
        let changed = process::output(
            Command::new("git")
                .args(["status", "--porcelain", "--", ".", ":(exclude)evidence", ":(exclude)fuzz/crashes"])
                .current_dir(&root),
        )?;
        let dirty = if changed.trim().is_empty() { "" } else { "-dirty" };
        let folder = root.join("evidence");
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let path = folder.join(name);
        let is_new = !path.exists();
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        if is_new {
            file.write_all(format!("{head}\n").as_bytes())?;
        }
        Ok(Self { file, when: format!("{}\t{}{dirty}", date.trim(), commit.trim()) })
    }

    /// Adds a line: date and commit, then `columns`.
    pub(crate) fn add(&mut self, columns: &str) -> Result<()> {
        Ok(self.file.write_all(format!("{}\t{columns}\n", self.when).as_bytes())?)
    }
}
