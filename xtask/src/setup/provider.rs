//! An OpenID Connect provider that others wrote, for the gateway's tests: a package of npm, at the versions of
//! `gateway/tests/provider/package-lock.json`, installed once into the user's cache.

use crate::{process, workspace};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What the tests bring: the package, and the exact versions of all that it needs.
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// The oldest release of Node.js that the package supports.
const NODE: u32 = 20;

/// The folder in which the provider is installed; none where there is no Node.js that runs it, of which Debian 12 has
/// none: then the tests that need it say that they were skipped.
pub(crate) fn provider() -> Result<Option<PathBuf>> {
    if !(process::is_on_path("npm") && process::is_on_path("node")) {
        eprintln!("no npm here: the tests of signing in through a provider of others are skipped");
        return Ok(None);
    }
    let version = process::output(Command::new("node").arg("--version"))?;
    if release(&version).is_none_or(|release| release < NODE) {
        eprintln!(
            "Node.js {} is older than {NODE}: the tests of signing in through a provider of others are skipped",
            version.trim()
        );
        return Ok(None);
    }
    let source = workspace::root().join("gateway/tests/provider");
    let read = |name: &str| {
        let file = source.join(name);
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
    };
    let [package, lock] = FILES;
    let (package, lock) = (read(package)?, read(lock)?);
    let parent = workspace::cache_dir()?.join("npm");
    let home = parent.join("provider");
    // other versions take the place of these
    if fs::read(home.join(FILES[1])).is_ok_and(|installed| installed == lock) {
        return Ok(Some(home));
    }
    fs::create_dir_all(&parent).with_context(|| format!("cannot create {}", parent.display()))?;
    let unfinished = parent.join(format!(".unfinished-provider-{}", std::process::id()));
    fs::create_dir_all(&unfinished).with_context(|| format!("cannot create {}", unfinished.display()))?;
    for (name, content) in FILES.iter().zip([package, lock]) {
        fs::write(unfinished.join(name), content).with_context(|| format!("cannot write {name}"))?;
    }
    process::run(
        Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&unfinished),
    )?;
    if home.exists() {
        fs::remove_dir_all(&home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    // the rename comes last, so that an installation that was cut short is never taken for a good one
    fs::rename(&unfinished, &home).with_context(|| format!("cannot move it to {}", home.display()))?;
    Ok(Some(home))
}

/// `20` of `v20.20.2`.
fn release(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_of_node_is_read() {
        assert_eq!(release("v20.20.2\n"), Some(20));
        assert_eq!(release("v8.0.0"), Some(8));
        assert_eq!(release("node 20"), None);
    }
}
