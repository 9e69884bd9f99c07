//! The first, the middle and the last frame of short recordings, pinned by their hashes.
//!
//! Whoever changes them looks at them first: `AFTERIMAGE_FRAMES` names a folder to write them to as PNG. A line of
//! `data/golden/guacamole.txt` is the recording, which frame, its time in milliseconds and the SHA-256 of its RGB.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod guacamole {
    pub(crate) mod shared;
    #[allow(dead_code, reason = "each test takes what it needs of it")]
    pub(crate) mod watcher;
}

use guacamole::shared::shared;
use guacamole::watcher::{Watcher, hash_of_rgb, import};
use recording::import::AnyImporter;
use recording::picture::Picture;
use recording::units::Timestamp;
use std::path::Path;

fn write_png(folder: &Path, name: &str, picture: &Picture) {
    let file = std::fs::File::create(folder.join(format!("{name}.png"))).unwrap();
    let size = picture.size();
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), size.width, size.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(picture.rgba()).unwrap();
}

/// The lines of one recording.
fn lines_of(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let bytes = std::fs::read(path).unwrap();
    let mut count = 0;
    let mut counter = Watcher::watching(|_, _| count += 1);
    import(&mut AnyImporter::new(None), &bytes, 8192, &mut counter).unwrap();
    drop(counter);
    let wanted = [("first", 0), ("middle", count / 2), ("last", count - 1)];
    let dump = std::env::var_os("AFTERIMAGE_FRAMES");
    let mut lines = Vec::new();
    let mut number = 0;
    let mut watcher = Watcher::watching(|time: Timestamp, picture: &Picture| {
        for (which, wanted) in wanted {
            if wanted == number {
                lines.push(format!("{name} {which} {} {}", time.as_us() / 1000, hash_of_rgb(picture)));
                if let Some(folder) = &dump {
                    write_png(Path::new(folder), &format!("{name}-{which}"), picture);
                }
            }
        }
        number += 1;
    });
    import(&mut AnyImporter::new(None), &bytes, usize::MAX, &mut watcher).unwrap();
    drop(watcher);
    lines
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
