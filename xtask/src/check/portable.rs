//! The core builds for the browser as well.

use super::finding::Finding;
use crate::process;
use anyhow::Result;
use std::process::Command;

const RULE: &str = "portable";

/// The pure crates, as far as they exist.
const CORE: [&str; 4] = ["recording", "player", "api", "policy"];

/// Compiles each pure crate for wasm32. What the compiler says goes to the terminal.
pub(super) fn check() -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for package in CORE.into_iter().filter(|package| crate::workspace::root().join(package).is_dir()) {
        let mut command = process::cargo("check");
        command.args(["--quiet", "--package", package, "--target", "wasm32-unknown-unknown"]);
        findings.extend(compile(package, &mut command)?);
    }
    Ok(findings)
}

fn compile(package: &str, command: &mut Command) -> Result<Option<Finding>> {
    let status = process::tee(command, |_| ())?;
    Ok((!status.success())
        .then(|| Finding::in_file(RULE, package, "does not build for wasm32-unknown-unknown")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_does_not_build_is_found() {
        assert!(compile("recording", &mut Command::new("false")).unwrap().is_some());
        assert!(compile("recording", &mut Command::new("true")).unwrap().is_none());
    }
}
