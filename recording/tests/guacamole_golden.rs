//! The first, the middle and the last frame of short recordings, pinned by their hashes.
//!
//! Whoever changes them looks at them first: `AFTERIMAGE_FRAMES` names a folder to write them to as PNG. A line of
//! `data/golden/guacamole.txt` is the recording, which frame, its time in milliseconds and the SHA-256 of its RGB.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod guacamole {
    pub(crate) mod pinned;
    pub(crate) mod shared;
    #[allow(dead_code, reason = "each test takes what it needs of it")]
    pub(crate) mod watcher;
}

use guacamole::pinned::pinned;
use guacamole::shared::shared;
use guacamole::watcher::{Watcher, import};
use recording::import::AnyImporter;
use std::path::Path;

/// The lines of one recording.
fn lines_of(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let bytes = std::fs::read(path).unwrap();
    let mut count = 0;
    let mut counter = Watcher::watching(|_, _| count += 1);
    import(&mut AnyImporter::new(None), &bytes, 8192, &mut counter).unwrap();
    drop(counter);
    let wanted = [("first", 0), ("middle", count / 2), ("last", count - 1)];
    pinned(name, &bytes, wanted)
}

#[test]
fn the_short_recordings_look_as_they_did() {
    let Some(shared) = shared() else { return };
    let mut paths: Vec<_> = std::fs::read_dir(shared.join("recordings/guacamole"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "guac"))
        .collect();
    paths.sort();
    let found: Vec<String> = paths.iter().flat_map(|path| lines_of(path)).collect();
    let golden = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden/guacamole.txt"),
    )
    .unwrap_or_default();
    let golden: Vec<&str> = golden.lines().collect();
    for line in &found {
        println!("{line}");
    }
    assert_eq!(found, golden);
}
