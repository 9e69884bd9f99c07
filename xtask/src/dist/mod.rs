//! `cargo xtask dist`: the player as a package for other people's pages, one script and one WebAssembly file.

mod bundle;

use crate::setup::{self, Purpose, Tools};
use crate::{process, workspace};
use anyhow::{Context, Result};
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
    process::run(
        process::cargo().args(["build", "--locked", "--package", "player", "--bin", "worker"]).args([
            "--target",
            TARGET,
            "--profile",
            PROFILE,
        ]),
    )?;
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
    copy(&root.join("docs/embedding.md"), &package.join("README.md"))?;
    copy(&root.join("LICENSE"), &package.join("LICENSE"))?;
    Ok(package)
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
