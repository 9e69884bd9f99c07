//! Tools written in Rust, compiled once per version into the user's cache.

use crate::{process, workspace};
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::path::PathBuf;

/// A tool that the builds and the tests call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Generates the JavaScript around the compiled modules; its version is that of the crate in `Cargo.lock`.
    WasmBindgen,
    /// Builds the console and the worker.
    Trunk,
    /// Runs tests of browser code.
    WasmPack,
    /// Checks bans, licences and sources.
    CargoDeny,
}

impl Tool {
    fn package(self) -> &'static str {
        match self {
            Self::WasmBindgen => "wasm-bindgen-cli",
            Self::Trunk => "trunk",
            Self::WasmPack => "wasm-pack",
            Self::CargoDeny => "cargo-deny",
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::WasmBindgen => "wasm-bindgen",
            Self::Trunk => "trunk",
            Self::WasmPack => "wasm-pack",
            Self::CargoDeny => "cargo-deny",
        }
    }

    fn version(self) -> Result<String> {
        match self {
            Self::WasmBindgen => workspace::locked("wasm-bindgen"),
            Self::Trunk => Ok("0.21.14".to_owned()),
            Self::WasmPack => Ok("0.15.1".to_owned()),
            Self::CargoDeny => Ok("0.20.2".to_owned()),
        }
    }
}

/// Where the pinned wasm-bindgen lies, whether it is installed or not.
pub(crate) fn pinned() -> Result<PathBuf> {
    Ok(home(Tool::WasmBindgen)?.join("bin").join(Tool::WasmBindgen.program()))
}

/// Installs the tool where it is missing, and gives the folder of its programs.
pub(crate) fn ensure(tool: Tool) -> Result<PathBuf> {
    let home = home(tool)?;
    let folder = home.join("bin");
    let program = folder.join(tool.program());
    if program.is_file() {
        return Ok(folder);
    }
    let parent = home.parent().context("the tools have no folder")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    // one installation at a time: two would compile the same thing side by side
    let lock = File::create(parent.join(".lock")).context("cannot create the lock of the tools")?;
    lock.lock().context("cannot lock the tools")?;
    if program.is_file() {
        return Ok(folder);
    }
    let version = tool.version()?;
    eprintln!("{} {version} is missing: compiling it once, which takes some minutes", tool.package());
    let unfinished = parent.join(format!(".unfinished-{}-{version}", tool.program()));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).with_context(|| format!("cannot remove {}", unfinished.display()))?;
    }
    let build = unfinished.join("build");
    let mut command = process::cargo("install");
    command
        .args([tool.package(), "--version", &version, "--root"])
        .arg(&unfinished)
        .arg("--target-dir")
        .arg(&build);
    if tool != Tool::WasmBindgen {
        // these only start other programs, or read a few files: optimising them takes longer than they ever run
        let optimisation = if tool == Tool::CargoDeny { "0" } else { "1" };
        command
            .env("CARGO_PROFILE_RELEASE_LTO", "false")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimisation);
    }
    if tool == Tool::Trunk {
        // without TLS and without the check for updates
        command.arg("--no-default-features");
    }
    process::run(&mut command)?;
    fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))?;
    // the rename comes last, so that an installation that was cut short is never taken for a good one
    fs::rename(&unfinished, &home).with_context(|| format!("cannot move the tool to {}", home.display()))?;
    Ok(folder)
}

fn home(tool: Tool) -> Result<PathBuf> {
    Ok(workspace::cache_dir()?.join("tools").join(format!("{}-{}", tool.program(), tool.version()?)))
}
