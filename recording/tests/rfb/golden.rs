//! Real recordings: all of each can be read, and frames of them are pinned by their hashes.
//!
//! Whoever changes them looks at them first: `AFTERIMAGE_FRAMES` names a folder to write them to as PNG. A line of
//! `data/golden/rfb.txt` is the recording, its frames, its end in milliseconds, or a frame of it: which, its time in
//! milliseconds and the SHA-256 of its RGB.

use super::pinned::pinned;
use super::shared::shared;
use super::watcher::{Watcher, import};
use recording::Error;
use recording::import::AnyImporter;
use recording::units::Size;
use std::path::{Path, PathBuf};

fn recordings(ending: &str) -> Vec<PathBuf> {
    let Some(shared) = shared() else { return Vec::new() };
    let folder = std::fs::read_dir(shared.join("recordings/vnc-fbs")).unwrap();
    let mut paths: Vec<_> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with(ending) || ending.is_empty())
        .collect();
    paths.sort();
    paths
}

fn lines_of(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let bytes = std::fs::read(path).unwrap();
    let mut counter = Watcher::default();
    let report = import(&mut AnyImporter::new(None), &bytes, 8192, &mut counter).unwrap();
    assert!(!report.truncated, "{name}");
    for note in &report.notes {
        assert_eq!((note.what.as_str(), note.count), ("bytes after the last message", 1), "{name}");
    }
    assert_eq!(counter.facts.as_ref().unwrap().size, Size::new(1024, 768), "{name}");
    let (frames, end) = (counter.frames.len(), counter.ended.unwrap().as_us() / 1000);
    let mut lines = vec![format!("{name} frames {frames} end {end} shapes {}", counter.shapes.len())];
    let wanted = [("first", 1), ("middle", frames / 2), ("last", frames - 1)];
    lines.extend(pinned(name, &bytes, wanted));
    lines
}

#[test]
fn the_real_recordings_look_as_they_did() {
    let paths: Vec<PathBuf> = recordings("")
        .into_iter()
        .filter(|path| path.to_str().unwrap().contains("server") && path.metadata().unwrap().len() > 0)
        .collect();
    if paths.is_empty() {
        return;
    }
    let found: Vec<String> = paths.iter().flat_map(|path| lines_of(path)).collect();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden/rfb.txt");
    let golden = std::fs::read_to_string(golden).unwrap_or_default();
    found.iter().for_each(|line| println!("{line}"));
    assert_eq!(found, golden.lines().collect::<Vec<_>>());
}

#[test]
fn what_is_not_the_servers_half_is_refused_with_the_reason() {
    let import_file = |path: &Path| {
        import(&mut AnyImporter::new(None), &std::fs::read(path).unwrap(), 1000, &mut Watcher::default())
            .unwrap_err()
    };
    for path in recordings("_client.rbs") {
        let error = import_file(&path).to_string();
        assert!(error.contains("what the viewer said"), "{}: {error}", path.display());
    }
    for path in recordings("_proto.rbs") {
        let error = import_file(&path).to_string();
        assert!(error.contains("protobuf"), "{}: {error}", path.display());
    }
    for path in recordings("1565198561_server.rbs") {
        assert_eq!(import_file(&path), Error::Empty { what: "file" });
    }
}
