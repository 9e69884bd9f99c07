//! RFB recordings: made up ones against what they must show, rules one by one, and those of real sessions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[allow(dead_code, reason = "each test takes what it needs of it")]
mod craft;
mod golden;
#[path = "../../src/long.rs"]
mod long;
#[path = "../guacamole/pinned.rs"]
mod pinned;
mod rules;
mod session;
#[path = "../guacamole/shared.rs"]
mod shared;
#[allow(dead_code, reason = "each test takes what it needs of it")]
#[path = "../guacamole/watcher.rs"]
mod watcher;

use craft::{FORMATS, Random};
use long::scaled;
use recording::import::AnyImporter;
use recording::picture::Picture;
use recording::units::{Size, Timestamp};
use session::{ENCODINGS, session};
use watcher::{Watcher, import};

/// Sessions for each format of pixels with all encodings, in a run of the usual length.
const SESSIONS: u32 = 12;

fn rgb(picture: &Picture) -> Vec<[u8; 3]> {
    picture.rgba().chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

/// Makes up a session, imports it, and compares every frame.
fn check(seed: u64, format: usize, encodings: &[i32], frames: usize) {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let made = session(&mut random, &FORMATS[format], encodings, frames);
    let (file, times) = made.file(&mut random);
    assert_eq!(times.len(), made.pictures.len());
    let mut shown = Vec::new();
    let mut watcher = Watcher::watching(|time: Timestamp, picture: &Picture| {
        assert_eq!(picture.size(), Size::new(made.width as u32, made.height as u32));
        shown.push((time, rgb(picture)));
    });
    let piece = [1, 100, usize::MAX][random.below(3)];
    let report = import(&mut AnyImporter::new(None), &file, piece, &mut watcher).unwrap();
    drop(watcher);
    let label = format!("seed {seed}, format {format}, encodings {encodings:?}");
    assert_eq!((report.notes.len(), report.truncated), (0, false), "{label}");
    // nothing is on the screen before the first frame
    assert_eq!(shown.remove(0), (Timestamp::ZERO, vec![[0; 3]; made.width * made.height]), "{label}");
    assert_eq!(shown.len(), made.pictures.len(), "{label}");
    for (number, (shown, (picture, ms))) in shown.iter().zip(made.pictures.iter().zip(times)).enumerate() {
        assert_eq!(shown.0, Timestamp::from_ms(ms.into()), "{label}, frame {number}");
        let wrong = shown.1.iter().zip(picture).position(|(shown, made)| shown != made);
        let place = wrong.map(|at| (at % made.width, at / made.width, shown.1[at], picture[at]));
        assert_eq!(place, None, "{label}, frame {number}");
    }
}

#[test]
fn each_encoding_shows_what_was_encoded() {
    for format in 0..FORMATS.len() {
        for encoding in ENCODINGS {
            // copies need something to copy
            check(format as u64 * 100 + encoding as u64, format, &[encoding, 0], 8);
        }
    }
}

#[test]
fn mixed_encodings_show_what_was_encoded() {
    for seed in 0..scaled(SESSIONS) {
        for format in 0..FORMATS.len() {
            check(u64::from(seed) * 1000 + format as u64, format, &ENCODINGS, 10);
        }
    }
}
