//! The Rust toolchain: the pinned release, with the target of the browser.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

const BROWSER_TARGET: &str = "wasm32-unknown-unknown";

/// Checks the release and adds the browser's target where it is missing.
pub(crate) fn ensure() -> Result<()> {
    let pin = std::fs::read_to_string(crate::workspace::root().join("rust-toolchain.toml"))
        .context("cannot read rust-toolchain.toml")?;
    let pinned = pinned_channel(&pin).context("rust-toolchain.toml names no channel")?;
    let version = process::output(rustc().arg("--version"))?;
    if release(&version) != Some(pinned) {
        bail!(
            "this checkout is pinned to Rust {pinned}, but `rustc --version` says {}; run `rustup toolchain install {pinned}`",
            version.trim()
        );
    }
    if has_browser_target()? {
        return Ok(());
    }
    if !process::is_on_path("rustup") {
        bail!("the Rust toolchain has no target {BROWSER_TARGET}, and there is no rustup to add it with");
    }
    process::run(
        Command::new("rustup").args(["target", "add", BROWSER_TARGET]).current_dir(crate::workspace::root()),
    )?;
    if !has_browser_target()? {
        bail!("rustup added {BROWSER_TARGET}, but rustc does not find it; is another rustc first on PATH?");
    }
    Ok(())
}

fn rustc() -> Command {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.current_dir(crate::workspace::root());
    command
}

/// rustc knows the folder of every target; it exists where the target is installed.
fn has_browser_target() -> Result<bool> {
    let folder = process::output(rustc().args(["--print", "target-libdir", "--target", BROWSER_TARGET]))?;
    Ok(Path::new(folder.trim()).is_dir())
}

fn pinned_channel(pin: &str) -> Option<&str> {
    pin.lines().find_map(|line| line.trim().strip_prefix("channel = \"")?.strip_suffix('"'))
}

/// `1.95.0` of `rustc 1.95.0 (59807616e 2026-04-14)`.
fn release(version: &str) -> Option<&str> {
    version.split_whitespace().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pin_and_the_release_are_read() {
        assert_eq!(pinned_channel("[toolchain]\nchannel = \"1.95.0\"\n"), Some("1.95.0"));
        assert_eq!(release("rustc 1.95.0 (59807616e 2026-04-14)"), Some("1.95.0"));
        assert_eq!(pinned_channel("[toolchain]\n"), None);
    }
}
