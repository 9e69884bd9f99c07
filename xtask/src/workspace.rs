//! The checkout: where its folders are, which files it holds, what its lock file names.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// A text file of the checkout.
#[derive(Clone, Debug)]
pub(crate) struct TextFile {
    /// Relative to the root, with `/` between folders.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Folders at the root that hold what was built or imported, never sources.
const BUILT: [&str; 3] = ["target", "dist", "data"];

/// Folders, and one file, that are never sources wherever they are; `.git` is a file in a linked work tree.
const NEVER_SOURCES: [&str; 3] = ["node_modules", "screenshots", ".git"];

/// The folder with the root manifest.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// Where cargo builds.
pub(crate) fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Where installed tools and fetched packages are kept, shared by all checkouts of this user.
pub(crate) fn cache_dir() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => PathBuf::from(std::env::var_os("HOME").context("neither XDG_CACHE_HOME nor HOME is set")?)
            .join(".cache"),
    };
    Ok(base.join("afterimage"))
}

/// Where what is too large for the project or too soon out of date may lie: the folder that `AFTERIMAGE_SHARED` names,
/// or else `shared` beside the checkout. It need not be there.
pub(crate) fn shared() -> PathBuf {
    std::env::var_os("AFTERIMAGE_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from)
}

/// The version of `package` in the text of a `Cargo.lock`.
pub(crate) fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

/// The version of `package` that this checkout is locked to.
pub(crate) fn locked(package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    locked_version(&lock, package).with_context(|| format!("Cargo.lock names no {package}"))
}

/// All files below `folder` of the checkout that are sources, sorted by path.
pub(crate) fn source_paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let root = root();
    let built = BUILT.map(|name| root.join(name));
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries =
            std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            if NEVER_SOURCES.iter().any(|skipped| name == *skipped) || built.contains(&entry.path()) {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// All text files of the checkout, sorted by path. A file that is not UTF-8 is no text file.
pub(crate) fn text_files() -> Result<Vec<TextFile>> {
    let root = root();
    let mut files = Vec::new();
    for path in source_paths(&root)? {
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let relative = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        files.push(TextFile { path: relative, text });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_of_the_package_with_exactly_that_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
