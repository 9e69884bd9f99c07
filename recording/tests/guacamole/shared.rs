//! Where the recordings are that are too large for the project.

use std::path::{Path, PathBuf};

/// The folder named by `AFTERIMAGE_SHARED`, or else `shared` beside the workspace. Says so where there is none.
pub(crate) fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let folder = std::env::var_os("AFTERIMAGE_SHARED").map_or(beside, PathBuf::from);
    if folder.join("recordings").is_dir() {
        return Some(folder);
    }
    println!("skipped: no recordings in {}", folder.display());
    None
}
