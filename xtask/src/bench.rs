//! `cargo xtask bench`: measures beside other players, and prints tables.

use crate::gateway::{self, Profile};
use crate::setup::{self, Purpose, Tools};
use crate::{console, process, workspace};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// What the command line asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Fewer seeks, and the shipped samples only.
    pub(crate) quick: bool,
    /// Folder of recordings; without it the folder beside the checkout, or the shipped samples.
    pub(crate) folder: Option<PathBuf>,
    /// Lengths of recordings to make from the longest one.
    pub(crate) hours: Vec<u32>,
    /// The one section to measure, by its name; without it all.
    pub(crate) only: Option<String>,
}

/// Builds everything as it ships, and starts the benchmark.
pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    let tools = setup::prepare(Purpose::Test)?;
    let console = console::build(&tools)?;
    let program = gateway::build(Profile::Release)?;
    let decode = if options.only.is_none() { decode(&tools, options)? } else { None };
    let mut command = process::cargo("run");
    command
        .args(["--release", "--quiet", "--package", "tests", "--bin", "bench", "--"])
        .env("AFTERIMAGE_BIN", &program)
        .env("AFTERIMAGE_CONSOLE", &console)
        .env("AFTERIMAGE_CACHE", workspace::cache_dir()?);
    if let Some(folder) = &decode {
        command.env("AFTERIMAGE_DECODE", folder);
    }
    if options.quick {
        command.arg("--quick");
    }
    if let Some(section) = &options.only {
        command.args(["--only", section]);
    }
    for hours in &options.hours {
        command.args(["--hours", &hours.to_string()]);
    }
    if let Some(folder) = &options.folder {
        command.arg(std::path::absolute(folder)?);
    }
    process::run(tools.on_path(&mut command)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Encodes the screen captures, where there are some, and builds the program that decodes them in a worker. Gives the
/// folder of both.
fn decode(tools: &Tools, options: &Options) -> Result<Option<PathBuf>> {
    let recordings = options.folder.clone().unwrap_or_else(|| workspace::root().join("../shared/recordings"));
    let captures = recordings.join("screen-capture");
    if !captures.is_dir() {
        println!("skipped: {} is not there, so that decoding is not measured", captures.display());
        return Ok(None);
    }
    let folder = workspace::target_dir().join("bench");
    let chunks = folder.join("chunks");
    fs::create_dir_all(&chunks).with_context(|| format!("cannot create {}", chunks.display()))?;
    process::run(
        process::cargo("run")
            .args(["--release", "--quiet", "--package", "recording", "--example", "screen_codec", "--"])
            .arg(std::path::absolute(&captures)?)
            .arg("3")
            .arg(&chunks),
    )?;
    let target = "wasm32-unknown-unknown";
    process::run(process::cargo("build").args(["--package", "player", "--example", "decode_speed"]).args([
        "--target",
        target,
        "--profile",
        "worker",
    ]))?;
    let program = workspace::target_dir().join(target).join("worker/examples/decode_speed.wasm");
    let mut bind = Command::new("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(folder.join("decode")).arg(program);
    process::run(tools.on_path(&mut bind)?)?;
    Ok(Some(folder))
}
