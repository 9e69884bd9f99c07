//! Packages from the npm registry: other players to measure beside, and the accessibility audit. They are fetched at
//! exact versions into the cache, never into the tree.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package at an exact version.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// Its name in the registry.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// The accessibility audit.
pub const AXE: Package = Package { name: "axe-core", version: "4.14.1" };
/// Guacamole's player.
pub const GUACAMOLE: Package = Package { name: "guacamole-common-js", version: "1.5.0" };
/// asciinema's player.
pub const ASCIINEMA: Package = Package { name: "asciinema-player", version: "3.18.0" };

impl Package {
    /// The folder of the package below `cache`, fetched where it is missing.
    ///
    /// # Errors
    /// Where npm is missing or fails.
    pub fn folder(&self, cache: &Path) -> Result<PathBuf> {
        let home = cache.join("npm").join(format!("{}-{}", self.name, self.version));
        let folder = home.join("node_modules").join(self.name);
        if folder.is_dir() {
            return Ok(folder);
        }
        let parent = home.parent().context("the cache has no folder")?;
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        // moved into place when complete, so that half of a package is never taken for it
        let unfinished = tempfile::Builder::new().prefix(".unfinished-").tempdir_in(parent)?;
        let output = Command::new("npm")
            .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", "--prefix"])
            .arg(unfinished.path())
            .arg(format!("{}@{}", self.name, self.version))
            .output()
            .context("cannot start npm")?;
        if !output.status.success() {
            bail!("npm install {} failed: {}", self.name, String::from_utf8_lossy(&output.stderr));
        }
        let made = unfinished.keep();
        if let Err(error) = fs::rename(&made, &home) {
            fs::remove_dir_all(&made)?;
            // another test may have been faster
            if !folder.is_dir() {
                return Err(error).with_context(|| format!("cannot move the package to {}", home.display()));
            }
        }
        Ok(folder)
    }
}
