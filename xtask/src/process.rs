//! Other programs: shown, started and waited for.

use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A command of the cargo that runs this program, so that nested calls use the same toolchain; in the checkout. It is
/// held to the lock file, for what was checked and tested is what the lock file names.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(crate::workspace::root()).arg(subcommand);
    // formatting looks at no dependency, and knows no such option
    if subcommand != "fmt" {
        command.arg("--locked");
    }
    command
}

/// Shows the command, runs it to its end with this terminal, and fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    show(command);
    let status = command.status().with_context(|| format!("cannot start {}", described(command)))?;
    if !status.success() {
        bail!("{} failed: {status}", described(command));
    }
    Ok(())
}

/// What the command prints on its standard output. Fails where it fails, with what it said.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {}", described(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed: {}\n{}", described(command), output.status, said.trim_end());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs the command, repeats each line of its standard output on ours and gives it to `on_line`.
pub(crate) fn tee(command: &mut Command, on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    show(command);
    let mut child = start(command.stdout(Stdio::piped()))?;
    let stdout = child.stdout.take().context("the child has no standard output")?;
    repeat(stdout, |text| print!("{text}"), on_line)?;
    Ok(child.wait()?)
}

/// The same of its standard error.
pub(crate) fn tee_errors(command: &mut Command, on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    show(command);
    let mut child = start(command.stderr(Stdio::piped()))?;
    let stderr = child.stderr.take().context("the child has no standard error")?;
    repeat(stderr, |text| eprint!("{text}"), on_line)?;
    Ok(child.wait()?)
}

fn start(command: &mut Command) -> Result<Child> {
    command.spawn().with_context(|| format!("cannot start {}", described(command)))
}

fn repeat(from: impl Read, say: impl Fn(&str), mut on_line: impl FnMut(&str)) -> Result<()> {
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    // by bytes, for a test may print anything
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        say(&text);
        on_line(text.trim_end_matches(['\r', '\n']));
        line.clear();
    }
    Ok(())
}

/// Whether a program of this name is on the search path.
pub(crate) fn is_on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| is_program(&folder.join(program))))
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}

fn show(command: &Command) {
    eprintln!("$ {}", described(command));
}

fn described(command: &Command) -> String {
    let program = Path::new(command.get_program());
    // the whole path of a tool says less than its name
    let mut text = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_resolves_dependencies_is_held_to_the_lock_file() {
        for subcommand in ["build", "check", "clippy", "install", "metadata", "run", "test", "tree"] {
            let arguments: Vec<OsString> = cargo(subcommand).get_args().map(OsString::from).collect();
            assert_eq!(arguments, [subcommand, "--locked"]);
        }
        assert_eq!(cargo("fmt").get_args().count(), 1);
    }
}
