//! Frames of recordings as lines to be pinned: the recording, which frame, its time in milliseconds, and the SHA-256 of
//! its RGB.

use super::watcher::{Watcher, hash_of_rgb, import};
use recording::import::AnyImporter;
use recording::picture::Picture;
use recording::units::Timestamp;
use std::path::Path;

/// A line for each of the frames with these numbers. Where `AFTERIMAGE_FRAMES` names a folder, they are written to it as
/// PNG, to be looked at.
pub(crate) fn pinned(name: &str, bytes: &[u8], wanted: [(&str, usize); 3]) -> Vec<String> {
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
    import(&mut AnyImporter::new(None), bytes, usize::MAX, &mut watcher).unwrap();
    drop(watcher);
    lines
}

fn write_png(folder: &Path, name: &str, picture: &Picture) {
    let file = std::fs::File::create(folder.join(format!("{name}.png"))).unwrap();
    let size = picture.size();
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), size.width, size.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(picture.rgba()).unwrap();
}
