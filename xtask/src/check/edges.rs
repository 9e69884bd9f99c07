//! Which crate may depend on which: edges inside the workspace, and what the core must not draw in.

use super::finding::Finding;
use crate::process;
use anyhow::{Context, Result};
use serde_json::Value;

const RULE_EDGE: &str = "edge";
const RULE_CORE: &str = "core";

/// For each crate, the crates of the workspace that it may depend on. A crate that is not listed may not exist.
const ALLOWED: &[(&str, &[&str])] = &[
    ("events", &[]),
    ("recording", &["events"]),
    ("scenario", &["events", "recording"]),
    ("player", &["events", "recording"]),
    ("api", &["events"]),
    ("policy", &["api", "events"]),
    ("gateway", &["api", "events", "policy", "scenario", "recording", "player", "test-databases"]),
    ("agent", &["api", "events", "recording", "policy"]),
    ("ui", &["api", "events", "player", "policy"]),
    ("test-databases", &[]),
    ("tests", &["events", "scenario", "recording", "player", "api", "policy", "test-databases"]),
    ("xtask", &[]),
    ("fuzz", &["events", "recording", "player"]),
];

/// Crates that are pure: no I/O, no clock, no randomness, no runtime, no web, no server.
const CORE: &[&str] = &["events", "recording", "scenario", "player", "api", "policy"];

/// What no core crate may draw in, on any target, directly or not.
const BANNED_IN_CORE: &[&str] = &[
    "async-std",
    "axum",
    "chrono",
    "diesel",
    "getrandom",
    "hyper",
    "jiff",
    "mio",
    "notify",
    "rand",
    "rand_core",
    "rayon",
    "reqwest",
    "sea-orm",
    "smol",
    "socket2",
    "sqlx",
    "time",
    "tokio",
    "tower",
    "ureq",
    "uuid",
];

/// What no core crate may draw in either, but for `player`, whose `web` module is compiled for the browser.
const BROWSER_ONLY: &[&str] = &["gloo", "gloo-net", "js-sys", "wasm-bindgen", "web-sys", "yew"];

/// Reads the graph from cargo and checks it.
pub(super) fn check() -> Result<Vec<Finding>> {
    let metadata = process::output(process::cargo("metadata").args(["--format-version", "1", "--no-deps"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let packages = packages(&metadata)?;
    let mut findings = workspace_edges(&packages);
    for package in packages.iter().filter(|package| CORE.contains(&package.name.as_str())) {
        for target in [None, Some("wasm32-unknown-unknown")] {
            let mut tree = process::cargo("tree");
            tree.args(["--package", &package.name, "--edges", "normal", "--prefix", "none"]);
            if let Some(target) = target {
                tree.args(["--target", target]);
            }
            findings.extend(core_tree(&package.name, target, &process::output(&mut tree)?));
        }
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// A crate of the workspace and the names of what its manifest depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Package {
    name: String,
    dependencies: Vec<String>,
}

fn packages(metadata: &Value) -> Result<Vec<Package>> {
    let packages =
        metadata.get("packages").and_then(Value::as_array).context("cargo metadata lists no packages")?;
    packages
        .iter()
        .map(|package| {
            let name = package.get("name").and_then(Value::as_str).context("a package has no name")?;
            let dependencies = package
                .get("dependencies")
                .and_then(Value::as_array)
                .context("a package has no dependencies")?;
            let names = dependencies.iter().filter_map(|one| one.get("name").and_then(Value::as_str));
            Ok(Package { name: name.to_owned(), dependencies: names.map(str::to_owned).collect() })
        })
        .collect()
}

fn workspace_edges(packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
            findings.push(Finding::in_file(
                RULE_EDGE,
                &package.name,
                "the architecture knows no crate of this name",
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let is_ours = ALLOWED.iter().any(|(name, _)| name == dependency);
            if is_ours && !allowed.contains(&dependency.as_str()) {
                let what = format!("must not depend on {dependency}");
                findings.push(Finding::in_file(RULE_EDGE, &package.name, what));
            }
        }
    }
    findings
}

/// Checks what `cargo tree` prints, one `name vVERSION` a line.
fn core_tree(package: &str, target: Option<&str>, tree: &str) -> Vec<Finding> {
    let in_browser_module = package == "player" && target.is_some();
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| BANNED_IN_CORE.contains(name) || (!in_browser_module && BROWSER_ONLY.contains(name)))
        .map(|name| {
            let what = format!("draws in {name} for {}", target.unwrap_or("the native target"));
            Finding::in_file(RULE_CORE, package, what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        Package {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(|&one| one.to_owned()).collect(),
        }
    }

    #[test]
    fn an_edge_from_the_recording_to_the_player_is_found() {
        let findings =
            workspace_edges(&[package("recording", &["serde", "player"]), package("player", &["recording"])]);
        assert_eq!(findings, [Finding::in_file(RULE_EDGE, "recording", "must not depend on player")]);
    }

    #[test]
    fn a_crate_that_the_architecture_does_not_know_is_found() {
        assert_eq!(workspace_edges(&[package("helpers", &[])]).len(), 1);
    }

    #[test]
    fn the_console_must_not_reach_past_the_player() {
        assert_eq!(workspace_edges(&[package("ui", &["api", "events", "player", "gateway"])]).len(), 1);
    }

    #[test]
    fn a_runtime_in_the_core_is_found_on_every_target() {
        let tree = "player v0.1.0\nrecording v0.1.0\ntokio v1.0.0 (*)\n";
        assert_eq!(core_tree("player", None, tree).len(), 1);
        assert_eq!(core_tree("player", Some("wasm32-unknown-unknown"), tree).len(), 1);
    }

    #[test]
    fn only_the_player_may_draw_in_the_browser_and_only_there() {
        let tree = "x v0.1.0\nweb-sys v0.3.0\n";
        assert_eq!(core_tree("player", Some("wasm32-unknown-unknown"), tree), []);
        assert_eq!(core_tree("player", None, tree).len(), 1);
        assert_eq!(core_tree("recording", Some("wasm32-unknown-unknown"), tree).len(), 1);
    }

    #[test]
    fn dependencies_are_read_from_cargo_metadata() {
        let metadata =
            serde_json::json!({ "packages": [{ "name": "ui", "dependencies": [{ "name": "api" }] }] });
        assert_eq!(packages(&metadata).unwrap(), [package("ui", &["api"])]);
    }
}
