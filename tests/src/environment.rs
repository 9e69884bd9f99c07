//! Where the things under test are, as the environment says.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// What to say where the environment says nothing.
const HOW: &str = "run `cargo xtask test`, which builds it and sets this, or see docs/testing.md";

/// The built program `afterimage`, from `AFTERIMAGE_BIN`.
///
/// # Errors
/// Where it is not set, or names no file.
pub fn program() -> Result<PathBuf> {
    existing("AFTERIMAGE_BIN", Path::is_file)
}

/// The folder of the built console, from `AFTERIMAGE_CONSOLE`.
///
/// # Errors
/// Where it is not set, or names no folder.
pub fn console() -> Result<PathBuf> {
    existing("AFTERIMAGE_CONSOLE", Path::is_dir)
}

/// The folder of the built player package, from `AFTERIMAGE_PACKAGE`.
///
/// # Errors
/// Where it is not set, or names no folder.
pub fn package() -> Result<PathBuf> {
    existing("AFTERIMAGE_PACKAGE", Path::is_dir)
}

/// Where packages for the browser are kept between runs, from `AFTERIMAGE_CACHE`; none where it is not set.
#[must_use]
pub fn cache() -> Option<PathBuf> {
    std::env::var_os("AFTERIMAGE_CACHE").map(PathBuf::from)
}

/// The root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A recording that the repository ships.
#[must_use]
pub fn sample(name: &str) -> PathBuf {
    root().join("samples").join(name)
}

/// The folder of larger recordings, where there is one: `recordings` in the folder that `AFTERIMAGE_SHARED` names, or in
/// `shared` beside the checkout.
#[must_use]
pub fn recordings() -> Option<PathBuf> {
    let shared =
        std::env::var_os("AFTERIMAGE_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = shared.join("recordings");
    folder.is_dir().then_some(folder)
}

fn existing(variable: &str, is_right: impl Fn(&Path) -> bool) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .map(PathBuf::from)
        .with_context(|| format!("{variable} is not set: {HOW}"))?;
    if !is_right(&path) {
        bail!("{variable} is {}, which is not there: {HOW}", path.display());
    }
    Ok(path)
}
