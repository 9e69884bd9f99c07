//! A program that must not outlive the test.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

/// A running program; dropping it ends it.
#[derive(Debug)]
pub struct Running {
    child: Child,
    name: &'static str,
}

impl Running {
    /// Starts the program and reads its standard output up to the line that `pick` takes something from, such as the
    /// port that it listens on.
    ///
    /// # Errors
    /// Where it cannot be started, or ends before it has printed that line.
    pub fn start<T>(
        name: &'static str,
        command: &mut Command,
        pick: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let mut child =
            command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {name}"))?;
        let stdout = child.stdout.take().context("the child has no standard output")?;
        let mut running = Self { child, name };
        let mut lines = BufReader::new(stdout);
        let mut said = String::new();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                bail!("{name} ended at its start: {}\n{said}", running.child.wait()?);
            }
            if let Some(picked) = pick(line.trim_end()) {
                read_to_the_end(lines);
                return Ok((running, picked));
            }
            said.push_str(&line);
        }
    }

    /// Number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("cannot end {}: {error}", self.name);
        }
    }
}

/// A program whose output nobody reads stops when the pipe is full.
fn read_to_the_end(mut lines: BufReader<ChildStdout>) {
    thread::spawn(move || {
        let mut line = Vec::new();
        while matches!(lines.read_until(b'\n', &mut line), Ok(1..)) {
            line.clear();
        }
    });
}
