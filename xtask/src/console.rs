//! Building the console: the Yew application, the player's worker and the static files, by Trunk.

use crate::setup::Tools;
use crate::{process, workspace};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::UNIX_EPOCH;

/// Everything that can change what Trunk builds.
const INPUTS: [&str; 11] = [
    "api",
    "events",
    "player",
    "recording",
    "static",
    "ui",
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
];

/// Builds the console where an input changed since the last build, and gives the folder of its files.
pub(crate) fn build(tools: &Tools) -> Result<PathBuf> {
    let root = workspace::root();
    let dist = root.join("dist");
    let stamp = dist.join(".inputs");
    let inputs = fingerprint()?;
    // a missing stamp is a build that was cut short
    if fs::read_to_string(&stamp).is_ok_and(|built| built == inputs) && dist.join("index.html").is_file() {
        return Ok(dist);
    }
    let mut command = Command::new("trunk");
    command.args(["build", "--release"]).current_dir(&root);
    // a colour setting that Trunk does not know would stop it
    command.env_remove("NO_COLOR");
    process::run(tools.on_path(&mut command)?)?;
    fs::write(&stamp, inputs).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(dist)
}

/// Path, length and time of change of every input: equal fingerprints mean equal builds.
fn fingerprint() -> Result<String> {
    let root = workspace::root();
    let mut text = String::new();
    for input in INPUTS {
        let path = root.join(input);
        let files = if path.is_dir() { workspace::source_paths(&path)? } else { vec![path] };
        for file in files {
            let Ok(facts) = file.metadata() else { continue };
            let changed = facts.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
            text.push_str(&format!("{} {} {changed}\n", file.display(), facts.len()));
        }
    }
    Ok(text)
}
