//! What is wrong is told: what, where, and what to do. Nothing is lost, and nothing half-written is listed.

use crate::command::{CAST, GUAC, Place, afterimage, large_cast};
use sha2::{Digest, Sha256};
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// Imports `content` and checks that it is refused with this code and these words, and leaves nothing behind.
fn check_refused(name: &str, content: &[u8], code: i32, words: &[&str]) {
    let place = Place::new();
    let kept = place.import(&place.write("kept.cast", CAST));
    place.write(name, content);
    let done = place.run(&["import", name]);
    assert_eq!(done.code, code, "{name}: {}", done.err);
    assert_eq!(done.err.lines().count(), 1, "{name}: {}", done.err);
    for word in [name, "afterimage: "].iter().chain(words) {
        assert!(done.err.contains(word), "{name}: {} lacks {word}", done.err);
    }
    let list = place.list();
    assert!(list.len() == 1 && list[0].starts_with(&kept), "{name}: {list:?}");
    assert_eq!(place.containers().len(), 1, "{name}");
    // The other commands refuse it as well, and write nothing.
    assert_eq!(place.run(&["info", name]).code, code, "{name}");
    assert_eq!(place.run(&["frame", name, "--at", "0", "-o", "o.png"]).code, code, "{name}");
    assert_eq!(place.run(&["convert", name, "-o", "o.afterimage"]).code, code, "{name}");
    assert!(!place.path("o.png").exists() && !place.path("o.afterimage").exists(), "{name}");
}

#[test]
fn what_is_no_recording_is_refused() {
    check_refused("notes.txt", b"hello", 3, &["unsupported recording format", "afterimage help import"]);
    let noise: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    check_refused("noise.bin", &noise, 3, &["unsupported recording format"]);
    check_refused("empty.cast", b"", 3, &["holds nothing to play"]);
    check_refused("blank.cast", b" \n\n ", 3, &["holds nothing to play"]);
}

#[test]
fn other_versions_are_refused() {
    let cast = b"{\"version\": 5, \"width\": 80, \"height\": 24}\n[1.0, \"o\", \"x\"]\n";
    check_refused("v5.cast", cast, 3, &["unsupported recording format", "another version than 1, 2 and 3"]);
}

#[test]
fn a_container_of_another_version_is_refused() {
    let place = Place::new();
    place.write("b.guac", GUAC);
    assert_eq!(place.run(&["convert", "b.guac", "-o", "b.afterimage"]).code, 0);
    let bytes = fs::read(place.path("b.afterimage")).expect("a container");
    // The first chunk: 52 bytes of header with the payload's length from byte 8 on, the payload with the magic and
    // the version, and the hash over a zero byte and both (docs/format.md).
    let len = u32::from_le_bytes(bytes[8..12].try_into().expect("four bytes")) as usize;
    assert_eq!(&bytes[52..64], b"AFTERIMG\x01\0\0\0");
    let mut later = bytes.clone();
    later[60] = 2;
    let hash: [u8; 32] = Sha256::new().chain_update([0]).chain_update(&later[..52 + len]).finalize().into();
    later[52 + len..84 + len].copy_from_slice(&hash);
    place.write("later.afterimage", &later);
    // One that was never closed, as a footer would name the version again.
    later.truncate(84 + len);
    place.write("open.afterimage", &later);
    for command in [
        ["import", "later.afterimage"],
        ["verify", "later.afterimage"],
        ["import", "open.afterimage"],
        ["verify", "open.afterimage"],
        ["info", "open.afterimage"],
    ] {
        let done = place.run(&command);
        assert_eq!(done.code, 3, "{command:?}: {}{}", done.out, done.err);
        let words = ".afterimage: unsupported recording version: 2, where this build reads version 1";
        assert!(done.err.contains(words), "{command:?}: {}", done.err);
    }
    assert!(place.list().is_empty() && place.containers().is_empty());
}

#[test]
fn screens_without_a_size_are_refused() {
    check_refused("zero.guac", b"4.size,1.0,1.0,1.0;4.sync,1.1;4.sync,3.500;", 3, &["size"]);
    let huge = b"4.size,1.0,6.999999,6.999999;4.sync,1.1;4.sync,3.500;";
    check_refused("huge.guac", huge, 3, &["over the limit of 16384"]);
}

#[test]
fn what_is_passed_over_is_said() {
    let place = Place::new();
    for (name, content, words) in [
        (
            "zero.cast",
            "{\"version\":2,\"width\":0,\"height\":0}\n[1.0,\"o\",\"x\"]\n",
            " assumed: once, first at byte 0",
        ),
        (
            "long.cast",
            "{\"version\":2,\"width\":80,\"height\":24}\n[1.0,\"o\",\"x\"]\n[1000000000.0,\"o\",\"y\"]\n",
            "over the limit: once, first at byte 51",
        ),
        (
            "long.guac",
            "4.size,1.0,2.64,2.48;4.rect,1.0,1.0,1.0,2.64,2.48;5.cfill,2.14,1.0,3.255,1.0,1.0,3.255;\
             4.sync,4.1000;4.sync,13.1000000000000;",
            "beyond the longest recording: once, first at byte 101",
        ),
        (
            "cut.cast",
            "{\"version\":2,\"width\":80,\"height\":24}\n[1.0,\"o\",\"x\"]\n[2.0,\"o",
            "it ends in the middle of something",
        ),
        ("unknown.guac", &GUAC.replace("4.sync,4.3000", "5.dance,1.7;4.sync,4.3000"), "once, first at byte"),
    ] {
        place.write(name, content);
        let done = place.run(&["import", name]);
        assert_eq!(done.code, 0, "{name}: {}", done.err);
        assert!(done.out.contains(words), "{name}: {}", done.out);
        assert!(!done.out.contains("277:"), "{name}: no recording lasts that long: {}", done.out);
    }
    assert_eq!(place.list().len(), 5);
}

#[test]
fn damage_is_found_with_its_place_and_never_listed_as_sound() {
    let place = Place::new();
    place.write("b.guac", GUAC);
    assert_eq!(place.run(&["convert", "b.guac", "-o", "b.afterimage"]).code, 0);
    let bytes = fs::read(place.path("b.afterimage")).expect("a container");
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        place.write("d.afterimage", &damaged);
        let done = place.run(&["verify", "d.afterimage"]);
        assert!(matches!(done.code, 1 | 3), "byte {at}: {}", done.out);
        if done.code == 1 {
            let has_place = done.out.lines().any(|line| {
                let mut words = line.split("in bytes ").nth(1).unwrap_or_default().split([' ', ';']);
                let first = words.next().and_then(|word| word.parse::<usize>().ok());
                let last = words.nth(1).and_then(|word| word.parse::<usize>().ok());
                first.zip(last).is_some_and(|(first, last)| (first..=last).contains(&at))
            });
            assert!(has_place, "byte {at}: {}", done.out);
        }
        let done = place.run(&["import", "d.afterimage"]);
        assert_eq!(done.code, 3, "byte {at}: {}", done.out);
    }
    assert!(place.list().is_empty() && place.containers().is_empty());
    let done = place.run(&["verify", "b.guac"]);
    assert!(done.code == 3 && done.err.contains("not an Afterimage recording"), "{}", done.err);
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let place = Place::new();
    let kept = place.import(&place.write("kept.cast", CAST));
    place.write("large.cast", large_cast(1000));
    // A limit on the size of files stands for the end of the disk: the same path, and no rights are needed.
    let script = format!(
        "trap '' XFSZ; ulimit -f 400; exec {} import large.cast --data data",
        env!("CARGO_BIN_EXE_afterimage")
    );
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(place.path(".")).output().expect("it runs");
    let err = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(4), "{err}");
    assert!(err.starts_with("afterimage: large.cast: "), "{err}");
    assert!(err.contains("no space left to write") && err.contains("free some space"), "{err}");
    assert!(place.list().len() == 1 && place.list()[0].starts_with(&kept));
    assert_eq!(place.containers().len(), 1);

    let script = script.replace("import large.cast --data data", "convert large.cast -o o.afterimage");
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(place.path(".")).output().expect("it runs");
    assert_eq!(output.status.code(), Some(4));
    assert!(!place.path("o.afterimage").exists());
    // With space it works.
    place.import(&place.path("large.cast"));
    assert_eq!(place.list().len(), 2);
}

#[test]
fn an_import_that_was_killed_leaves_nothing() {
    let place = Place::new();
    place.import(&place.write("kept.cast", CAST));
    place.write("large.cast", large_cast(60_000));
    let mut import = afterimage();
    import.args(["import", "large.cast", "--data", "data"]).current_dir(place.path("."));
    let mut import = import.spawn().expect("it runs");
    let started = Instant::now();
    while place.containers().len() < 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "it never started to write");
        assert!(import.try_wait().expect("asked").is_none(), "it ended too soon");
        std::thread::sleep(Duration::from_millis(2));
    }
    import.kill().expect("killed");
    import.wait().expect("ended");
    assert_eq!(place.containers().len(), 2, "it was not killed halfway");
    assert_eq!(place.list().len(), 1);
    place.write("b.guac", GUAC);
    place.import(&place.path("b.guac"));
    assert_eq!((place.list().len(), place.containers().len()), (2, 2));
}
