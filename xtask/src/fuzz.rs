//! `cargo xtask fuzz`: everything that reads foreign bytes, under libFuzzer, and a ledger of what was run.

use crate::long::Ledger;
use crate::{process, workspace};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Coverage, on a stable compiler: the pass of LLVM that libFuzzer reads, and checks that a release leaves out.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions=on -Coverflow-checks=on";
/// A run that takes more memory than this, in megabytes, is a crash.
const MEMORY_MB: u32 = 1024;
/// A run that takes longer than this, in seconds, is a crash.
const TIMEOUT_S: u32 = 20;

/// What the command line asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Seconds for each target.
    pub(crate) seconds: u32,
    /// The targets; all where none is named.
    pub(crate) targets: Vec<String>,
}

/// Fuzzes each target in turn, and adds a line for each to `evidence/fuzz.tsv`. What crashed lies in `fuzz/crashes/`.
pub(crate) fn fuzz(options: &Options) -> Result<ExitCode> {
    let folder = workspace::target_dir().join("fuzz");
    let corpora = folder.join("corpora");
    let listed = process::output(
        process::cargo("run")
            .args(["--quiet", "--package", "fuzz", "--bin", "seeds", "--", "samples"])
            .arg(&corpora),
    )?;
    let all: Vec<&str> = listed.lines().collect();
    if let Some(unknown) = options.targets.iter().find(|target| !all.contains(&target.as_str())) {
        bail!("there is no target `{unknown}`; there are {}", all.join(", "));
    }
    let program = build(&folder)?;
    let mut ledger =
        Ledger::open("fuzz.tsv", "date\tcommit\ttarget\tseconds\texecutions\tedges\tcorpus\tcrashes")?;
    let mut crashes = 0;
    for target in all
        .iter()
        .filter(|target| options.targets.is_empty() || options.targets.iter().any(|name| name == *target))
    {
        let run = one(&program, target, &corpora.join(target), options.seconds)?;
        crashes += run.crashes;
        ledger.add(&format!(
            "{target}\t{}\t{}\t{}\t{}\t{}",
            options.seconds, run.executions, run.edges, run.corpus, run.crashes
        ))?;
        println!("{target}: {run:?}");
    }
    Ok(if crashes == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What libFuzzer said at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Run {
    executions: u64,
    edges: u64,
    corpus: u64,
    crashes: usize,
}

impl Run {
    /// Takes what a line of its output says: `#9 DONE cov: 12 ft: 34 corp: 5/678b …`.
    fn add_line(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix('#') else { return };
        let mut words = rest.split_whitespace();
        let Some(executions) = words.next().and_then(|word| word.parse().ok()) else { return };
        self.executions = executions;
        while let Some(word) = words.next() {
            let number = |text: Option<&str>| text.and_then(|text| text.split('/').next()?.parse().ok());
            match word {
                "cov:" => self.edges = number(words.next()).unwrap_or(self.edges),
                "corp:" => self.corpus = number(words.next()).unwrap_or(self.corpus),
                _ => {}
            }
        }
    }
}

fn one(program: &Path, target: &str, corpus: &Path, seconds: u32) -> Result<Run> {
    let crashes = workspace::root().join("fuzz/crashes").join(target);
    fs::create_dir_all(&crashes).with_context(|| format!("cannot create {}", crashes.display()))?;
    let before = files(&crashes)?;
    let mut command = Command::new(program);
    command
        .arg(corpus)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-rss_limit_mb={MEMORY_MB}"))
        .arg(format!("-timeout={TIMEOUT_S}"))
        .arg(format!("-artifact_prefix={}/", crashes.display()))
        .args(["-max_len=131072", "-reload=0"])
        .env("AFTERIMAGE_FUZZ_TARGET", target)
        .stdout(Stdio::inherit());
    let mut run = Run::default();
    process::tee_errors(&mut command, |line| run.add_line(line))?;
    run.crashes = files(&crashes)?.saturating_sub(before);
    if files(&crashes)? == 0 {
        fs::remove_dir(&crashes).with_context(|| format!("cannot remove {}", crashes.display()))?;
    }
    Ok(run)
}

fn files(folder: &Path) -> Result<usize> {
    Ok(fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?.count())
}

fn build(folder: &Path) -> Result<PathBuf> {
    let host = process::output(Command::new("rustc").arg("-vV"))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    process::run(
        process::cargo("build")
            .args(["--release", "--package", "fuzz", "--bin", "fuzz", "--features", "libfuzzer"])
            // with a target named, the flags are not those of build scripts
            .args(["--target", host, "--target-dir"])
            .arg(folder)
            .env("RUSTFLAGS", FLAGS),
    )?;
    Ok(folder.join(host).join("release/fuzz"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let mut run = Run::default();
        for line in [
            "INFO: seed corpus: files: 9",
            "#1024\tNEW    cov: 10 ft: 20 corp: 3/40b lim: 4 exec/s: 0 rss: 30Mb",
            "#4096\tDONE   cov: 12 ft: 34 corp: 5/678b lim: 4 exec/s: 9 rss: 31Mb",
            "Done 4096 runs in 2 second(s)",
        ] {
            run.add_line(line);
        }
        assert_eq!(run, Run { executions: 4096, edges: 12, corpus: 5, crashes: 0 });
    }
}
