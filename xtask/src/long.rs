//! `cargo xtask long`: what takes too long for every change, and a ledger of what was run.

use crate::gateway::{self, Profile};
use crate::setup::{self, Purpose};
use crate::test::Tally;
use crate::{console, process, workspace};
use anyhow::{Context, Result, ensure};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// What a long run consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The crates that read hostile bytes: randomised tests, and those usually ignored.
    Codecs,
    /// The gateway's tests that wait for its limits to pass.
    Edge,
    /// The description of the API against the gateway, on both databases, as each role.
    Api,
}

impl Part {
    const ALL: [Self; 3] = [Self::Codecs, Self::Edge, Self::Api];

    const fn name(self) -> &'static str {
        match self {
            Self::Codecs => "codecs",
            Self::Edge => "edge",
            Self::Api => "api",
        }
    }

    /// The part of this name.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|part| part.name() == name);
        found.with_context(|| format!("there is no part {name}: they are codecs, edge and api"))
    }

    fn run(self, factor: u32, tally: &mut Tally) -> Result<()> {
        let mut tests = process::cargo("test");
        match self {
            Self::Codecs => {
                tests.args(["--release", "--no-fail-fast", "--package", "recording", "--package", "player"]);
                tests.args(["--", "--include-ignored"]).env("AFTERIMAGE_LONG", factor.to_string());
                tally.run(&mut tests)
            }
            Self::Edge => {
                tests.args(["--package", "gateway", "--test", "all", "--", "--ignored"]);
                tally.run(&mut tests)
            }
            Self::Api => {
                let tools = setup::prepare(Purpose::Test)?;
                tests.args(["--package", "tests", "--", "--ignored", "--nocapture", "described"]);
                tests
                    .env("AFTERIMAGE_BIN", gateway::build(Profile::Dev)?)
                    .env("AFTERIMAGE_CONSOLE", console::build(&tools)?)
                    .env("AFTERIMAGE_POSTGRES", "required")
                    .env("AFTERIMAGE_SCHEMATHESIS", setup::schemathesis()?)
                    .env("AFTERIMAGE_LONG", factor.to_string());
                tally.run(&mut tests)
            }
        }
    }
}

/// Runs one part, or all, with `factor` times as many cases (tests read it from `AFTERIMAGE_LONG`), and adds a line for
/// each to `evidence/long.tsv`.
pub(crate) fn long(factor: u32, only: Option<Part>) -> Result<ExitCode> {
    ensure!(factor > 0, "the factor should be at least 1");
    let mut ledger = Ledger::open("long.tsv", "date\tcommit\tpart\tfactor\tpassed\tfailed\tseconds")?;
    let mut all = Tally::default();
    for part in Part::ALL.into_iter().filter(|part| only.is_none_or(|only| only == *part)) {
        let started = Instant::now();
        let mut tally = Tally::default();
        part.run(factor, &mut tally)?;
        let seconds = started.elapsed().as_secs();
        ledger.add(&format!("{}\t{factor}\t{}\t{}\t{seconds}", part.name(), tally.passed, tally.failed))?;
        all.passed += tally.passed;
        all.failed += tally.failed;
    }
    Ok(all.close())
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
