//! `cargo xtask dist`: the player as a package for other people's pages, one script and one WebAssembly file.

mod bundle;

use crate::setup::{self, Purpose, Tools};
use crate::{process, workspace};
use anyhow::{Context, Result, bail};
use bundle::Module;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The profile that the worker ships with.
const PROFILE: &str = "worker";
const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the package and says where it is.
pub(crate) fn dist() -> Result<ExitCode> {
    let tools = setup::prepare(Purpose::Run)?;
    let package = build(&tools)?;
    println!("{}", package.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the package and gives its folder.
pub(crate) fn build(tools: &Tools) -> Result<PathBuf> {
    let root = workspace::root();
    let folder = workspace::target_dir().join("package");
    let bound = folder.join("worker");
    process::run(process::cargo("build").args(["--package", "player", "--bin", "worker"]).args([
        "--target",
        TARGET,
        "--profile",
        PROFILE,
    ]))?;
    let program = workspace::target_dir().join(TARGET).join(PROFILE).join("worker.wasm");
    let mut bind = Command::new("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-name", "worker", "--out-dir"])
        .arg(&bound)
        .arg(program);
    process::run(tools.on_path(&mut bind)?)?;

    let package = folder.join("afterimage-player");
    if package.exists() {
        fs::remove_dir_all(&package).with_context(|| format!("cannot remove {}", package.display()))?;
    }
    fs::create_dir_all(&package).with_context(|| format!("cannot create {}", package.display()))?;
    let source = root.join("player/package");
    let mut modules = modules(&root.join("player/src/web/page"))?;
    modules.push(module(&bound.join("worker.js"))?);
    let entry = module(&source.join("entry.js"))?;
    write(&package.join("afterimage-player.js"), bundle::bundle(&entry, &modules)?)?;
    copy(&bound.join("worker_bg.wasm"), &package.join("afterimage-player.wasm"))?;
    write(&package.join("package.json"), manifest(&read(&source.join("package.json"))?)?)?;
    copy(&source.join("afterimage-player.d.ts"), &package.join("afterimage-player.d.ts"))?;
    let readme = readme(&read(&root.join("docs/embedding.md"))?, &read(&root.join("player/README.md"))?)?;
    write(&package.join("README.md"), readme)?;
    copy(&root.join("LICENSE"), &package.join("LICENSE"))?;
    Ok(package)
}

/// The package's README: how it is embedded, and the element's interface in the place of where it is described.
fn readme(embedding: &str, player: &str) -> Result<String> {
    const TOLD: &str = "is in [the player's README](../player/README.md).";
    let (_, interface) = player
        .split_once("## Using the element\n")
        .context("player/README.md has no \"Using the element\"")?;
    let (interface, _) = interface.split_once("\n## ").unwrap_or((interface, ""));
    if !embedding.contains(TOLD) {
        bail!("docs/embedding.md does not say where the interface is described: `{TOLD}`");
    }
    let embedding = embedding.replace(TOLD, "is below, under \"The element\".");
    Ok(format!("{}\n\n## The element\n{}\n", embedding.trim_end(), interface.trim_end()))
}

/// The package's manifest, with the workspace's version.
fn manifest(text: &str) -> Result<String> {
    let mut manifest: Value = serde_json::from_str(text).context("player/package/package.json is no JSON")?;
    let fields = manifest.as_object_mut().context("player/package/package.json is no object")?;
    fields.insert("version".into(), workspace::locked("player")?.into());
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

fn modules(folder: &Path) -> Result<Vec<Module>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut modules = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "js") {
            modules.push(module(&path)?);
        }
    }
    Ok(modules)
}

fn module(path: &Path) -> Result<Module> {
    let name = path.file_name().context("a module without a name")?.to_string_lossy().into_owned();
    Ok(Module { name, text: read(path)? })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, text: String) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("cannot copy {}", from.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_of_the_package_tells_the_whole_interface() {
        let root = workspace::root();
        let text = |path: &str| read(&root.join(path)).unwrap();
        let readme = readme(&text("docs/embedding.md"), &text("player/README.md")).unwrap();
        assert!(!readme.contains("](../"), "a link leads out of the package");
        for told in [
            "# Embedding the player",
            "## What your server has to do",
            "## The element",
            "regionHistory",
            "seeked",
        ] {
            assert!(readme.contains(told), "no `{told}`");
        }
        assert!(!readme.contains("cargo test"), "the tests of the crate are no part of it");
    }

    #[test]
    fn a_readme_without_the_interface_is_refused() {
        assert!(readme("is in [the player's README](../player/README.md).", "# player").is_err());
        assert!(readme("elsewhere", "## Using the element\n").is_err());
    }
}
