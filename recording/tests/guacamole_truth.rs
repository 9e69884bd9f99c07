//! Frames of long recordings against those that Guacamole's own player draws.
//!
//! The recordings are large and not part of the project: without them the tests say so and pass. `AFTERIMAGE_SHARED`
//! names their folder; it is `shared` beside the workspace otherwise.

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

/// What of two pictures differs.
#[derive(Debug, Default)]
struct Difference {
    pixels: usize,
    /// Pixels of which some channel differs by more than 2.
    far_pixels: usize,
    largest: u8,
}

fn difference(picture: &Picture, png: &Path) -> Difference {
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(png).unwrap())).read_info().unwrap();
    let mut expected = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut expected).unwrap();
    assert_eq!((frame.width, frame.height), (picture.size().width, picture.size().height));
    let bytes_per_pixel = match frame.color_type {
        png::ColorType::Rgb => 3,
        png::ColorType::Rgba => 4,
        other => panic!("{other:?}"),
    };
    let mut found = Difference::default();
    for (mine, theirs) in picture.rgba().chunks_exact(4).zip(expected.chunks_exact(bytes_per_pixel)) {
        let alpha = theirs.get(3).copied().unwrap_or(255);
        let over_black = |channel: u8| (u32::from(channel) * u32::from(alpha) + 127) / 255;
        let largest =
            (0..3).map(|channel| u32::from(mine[channel]).abs_diff(over_black(theirs[channel]))).max();
        let largest = u8::try_from(largest.unwrap()).unwrap();
        found.pixels += usize::from(largest > 0);
        found.far_pixels += usize::from(largest > 2);
        found.largest = found.largest.max(largest);
    }
    found
}

fn check(name: &str, recording: &str) {
    let Some(shared) = shared() else { return };
    let folder = shared.join("recordings/truth");
    let truth: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap();
    let first_ms = truth["first_sync"].as_u64().unwrap();
    let targets: Vec<_> = truth["targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|target| {
            let time = Timestamp::from_ms(target["sync_ts"].as_u64().unwrap() - first_ms);
            let hash = target["sha256_rgb_over_black"].as_str().unwrap().to_owned();
            (time, hash, folder.join(target["png"].as_str().unwrap()))
        })
        .collect();
    let mut waiting = targets.iter();
    let mut next = waiting.next();
    let mut shown: Option<Picture> = None;
    let mut compared = 0;
    let mut compare = |picture: &Picture, (time, hash, png): &(Timestamp, String, std::path::PathBuf)| {
        compared += 1;
        if hash_of_rgb(picture) != *hash {
            panic!("{name} at {:.3} s: {:?}", time.as_secs_f64(), difference(picture, png));
        }
        println!("{name} at {:.3} s: equal", time.as_secs_f64());
    };
    let mut watcher = Watcher::watching(|time, picture| {
        while let Some(target) = next
            && target.0 < time
        {
            compare(shown.as_ref().unwrap(), target);
            next = waiting.next();
        }
        if next.is_some_and(|target| target.0 >= time) {
            match &mut shown {
                Some(shown) if shown.size() == picture.size() => {
                    shown.rgba_mut().copy_from_slice(picture.rgba());
                }
                _ => shown = Some(picture.clone()),
            }
        }
    });
    let bytes = std::fs::read(shared.join("recordings/guacamole-long").join(recording)).unwrap();
    let started = std::time::Instant::now();
    let report = import(&mut AnyImporter::new(None), &bytes, 64 * 1024, &mut watcher).unwrap();
    let ended = watcher.ended.unwrap();
    let frames = watcher.frames.len();
    drop(watcher);
    while let Some(target) = next {
        compare(shown.as_ref().unwrap(), target);
        next = waiting.next();
    }
    assert_eq!(compared, targets.len());
    assert_eq!(ended, Timestamp::from_ms(truth["duration_ms"].as_u64().unwrap()));
    println!("{name}: {frames} frames in {:.1} s, {report:?}", started.elapsed().as_secs_f64());
    assert_eq!(report.notes, []);
    assert!(!report.truncated);
}

#[test]
fn the_ssh_session_is_equal() {
    check("ssh", "staged__ssh-5min.guac.zst");
}

#[test]
fn the_desktop_session_is_equal() {
    check("mixed", "staged__vnc-1920x1080-mixed-20min.guac.zst");
}
