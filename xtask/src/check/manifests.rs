//! The manifests: versions and lints stand once, at the root; wasm-bindgen is one version everywhere.

use super::finding::Finding;
use crate::workspace::{self, TextFile};
use crate::{process, setup};
use anyhow::{Context, Result};
use std::process::Command;

const RULE_VERSIONS: &str = "versions";
const RULE_LINTS: &str = "lints";
const RULE_WASM_BINDGEN: &str = "wasm-bindgen";

/// The one member with lints of its own: those of the workspace forbid what the fuzzer's macro expands to.
const OWN_LINTS: &str = "fuzz/Cargo.toml";

/// Checks all manifests, and the installed wasm-bindgen where there is one.
pub(super) fn check(files: &[TextFile]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in
        files.iter().filter(|file| file.path.ends_with("/Cargo.toml") && file.path.matches('/').count() == 1)
    {
        findings.extend(versions_at_root(file));
        findings.extend(inherits_lints(file));
    }
    let root = files.iter().find(|file| file.path == "Cargo.toml").context("there is no root manifest")?;
    let lock = files.iter().find(|file| file.path == "Cargo.lock").context("there is no Cargo.lock")?;
    // a second lock file or none is impossible, but a crate that nobody uses is not in it
    if let Some(locked) = workspace::locked_version(&lock.text, "wasm-bindgen") {
        let program = setup::pinned()?;
        let installed = if program.is_file() {
            Some(process::output(Command::new(&program).arg("--version"))?)
        } else {
            None
        };
        findings.extend(one_wasm_bindgen(&root.text, &locked, installed.as_deref()));
    }
    Ok(findings)
}

/// Every dependency of a member takes its version from the root.
fn versions_at_root(file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_dependencies = false;
    for (index, line) in file.text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            in_dependencies = line.trim_matches(['[', ']']).ends_with("dependencies");
            continue;
        }
        if !in_dependencies || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        let is_inherited = name.trim().ends_with(".workspace") || value.contains("workspace = true");
        let names_version = value.starts_with('"') || value.contains("version") || value.contains("git =");
        if !is_inherited && names_version && (value.starts_with('"') || value.starts_with('{')) {
            let what = format!("{} takes its version from the root manifest", name.trim());
            findings.push(Finding::at(RULE_VERSIONS, &file.path, index + 1, what));
        }
    }
    findings
}

fn inherits_lints(file: &TextFile) -> Option<Finding> {
    let mut lines = file.text.lines().map(str::trim).skip_while(|line| *line != "[lints]");
    let inherits = lines.nth(1) == Some("workspace = true");
    (!inherits && file.path != OWN_LINTS)
        .then(|| Finding::in_file(RULE_LINTS, &file.path, "the lints of the workspace are not inherited"))
}

/// The crate is pinned exactly, to what is locked, and the installed tool is of that version.
fn one_wasm_bindgen(root: &str, locked: &str, installed: Option<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let pin = format!("wasm-bindgen = \"={locked}\"");
    if !root.lines().any(|line| line.trim() == pin) {
        let what = format!("must read `{pin}`, which is the version in Cargo.lock");
        findings.push(Finding::in_file(RULE_WASM_BINDGEN, "Cargo.toml", what));
    }
    if let Some(installed) = installed
        && installed.split_whitespace().nth(1) != Some(locked)
    {
        let what = format!("Cargo.lock names {locked}, the installed tool is {}", installed.trim());
        findings.push(Finding::in_file(RULE_WASM_BINDGEN, "Cargo.lock", what));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> TextFile {
        TextFile { path: "ui/Cargo.toml".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_version_in_a_member_is_found() {
        let text = "[dependencies]\nserde.workspace = true\nyew = \"0.23\"\ngloo = { version = \"0.12\" }\n";
        let lines: Vec<_> =
            versions_at_root(&manifest(text)).into_iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [Some(3), Some(4)]);
        let text = "[package]\nversion = \"1\"\n[dependencies]\nweb-sys = { workspace = true, features = [\"Window\"] }\n";
        assert_eq!(versions_at_root(&manifest(text)), []);
    }

    #[test]
    fn a_member_without_the_lints_is_found() {
        assert!(inherits_lints(&manifest("[package]\nname = \"ui\"\n")).is_some());
        assert!(inherits_lints(&manifest("[lints]\nworkspace = true\n")).is_none());
    }

    #[test]
    fn every_difference_between_pin_lock_and_tool_is_found() {
        let root = "[workspace.dependencies]\nwasm-bindgen = \"=0.2.129\"\n";
        assert_eq!(one_wasm_bindgen(root, "0.2.129", Some("wasm-bindgen 0.2.129\n")), []);
        assert_eq!(one_wasm_bindgen(root, "0.2.129", None), []);
        assert_eq!(one_wasm_bindgen(root, "0.2.130", None).len(), 1);
        assert_eq!(one_wasm_bindgen(root, "0.2.129", Some("wasm-bindgen 0.2.128")).len(), 1);
        assert_eq!(one_wasm_bindgen("wasm-bindgen = \"0.2\"\n", "0.2.129", None).len(), 1);
    }
}
