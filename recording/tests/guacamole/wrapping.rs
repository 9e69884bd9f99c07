//! gzip and zstd around a recording.

use super::craft::script;
use super::rules::rich;
use super::watcher::{Watcher, import};
use flate2::write::GzEncoder;
use recording::import::{AnyImporter, Format, Report};
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    zstd_safe::compress(&mut packed, bytes, 3).unwrap();
    packed
}

fn played(bytes: &[u8], piece_bytes: usize) -> (Watcher<'static>, Report, Option<Format>) {
    let mut watcher = Watcher::default();
    let mut importer = AnyImporter::new(Some("session.guac"));
    let report = import(&mut importer, bytes, piece_bytes, &mut watcher).unwrap();
    (watcher, report, importer.format())
}

#[test]
fn every_wrapping_comes_off() {
    let source = rich();
    let bytes = source.as_bytes();
    let (one, other) = bytes.split_at(bytes.len() / 2);
    let mut skippable = vec![0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
    skippable.extend(zstd(bytes));
    let (expected, expected_report, _) = played(bytes, usize::MAX);
    for wrapped in [
        bytes.to_vec(),
        gzip(bytes),
        zstd(bytes),
        gzip(&zstd(bytes)),
        [gzip(one), gzip(other)].concat(),
        [zstd(one), zstd(other)].concat(),
        skippable,
    ] {
        for piece_bytes in [1, 7, usize::MAX] {
            let (watcher, report, format) = played(&wrapped, piece_bytes);
            assert_eq!(watcher.frames, expected.frames);
            assert!(watcher.picture == expected.picture);
            assert_eq!(report, expected_report);
            assert_eq!(format, Some(Format::Guacamole));
            assert_eq!(watcher.facts.unwrap().source.unwrap().name.as_deref(), Some("session.guac"));
        }
    }
}

#[test]
fn damage_ends_the_recording_and_is_told() {
    // large enough for several blocks, and no two frames the same
    let frame = |number: u64| {
        let colour = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
        let [red, green, blue, ..] = colour;
        format!("rect 0 0 0 64 48\ncfill 14 0 {red} {green} {blue} 255\nsync {}\n", number * 10)
    };
    let bytes = script(&format!("size 0 64 48\n{}", (0..8_000).map(frame).collect::<String>()));
    for wrapped in [gzip(bytes.as_bytes()), zstd(bytes.as_bytes())] {
        let (watcher, report, _) = played(&wrapped[..wrapped.len() - 10], 100);
        assert!(report.truncated && !watcher.frames.is_empty());
        let mut flipped = wrapped.clone();
        for byte in &mut flipped[wrapped.len() - 20..] {
            *byte ^= 0x55;
        }
        let (watcher, report, _) = played(&flipped, 100);
        assert!(report.truncated && !watcher.frames.is_empty());
    }
    let mut unsound = gzip(bytes.as_bytes());
    let sum = unsound.len() - 8;
    unsound[sum] ^= 1;
    let (_, report, _) = played(&unsound, 100);
    assert!(report.truncated);
    assert!(report.notes.iter().any(|found| found.what == "damaged gzip data"), "{report:?}");
    let mut unsound = zstd(bytes.as_bytes());
    unsound.extend([1, 2, 3, 4, 5, 6, 7, 8]);
    let (_, report, _) = played(&unsound, 100);
    assert!(report.notes.iter().any(|found| found.what == "damaged zstd data"), "{report:?}");
}

#[test]
fn bombs_are_refused() {
    let nops = "3.nop;".repeat(1 << 20);
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..20 {
        encoder.write_all(nops.as_bytes()).unwrap();
    }
    let small = zstd(&encoder.finish().unwrap());
    let mut watcher = Watcher::default();
    let error = import(&mut AnyImporter::new(None), &small, usize::MAX, &mut watcher).unwrap_err();
    assert_eq!(error.to_string(), "ratio of the unpacked size to the packed is over the limit of 1000");
    let nested = gzip(&gzip(&gzip(rich().as_bytes())));
    let error = import(&mut AnyImporter::new(None), &nested, usize::MAX, &mut watcher).unwrap_err();
    assert_eq!(error.to_string(), "number of compressions around a recording is over the limit of 2");
}

#[test]
fn what_is_nothing_known_is_refused() {
    let refused = |bytes: &[u8]| {
        let mut watcher = Watcher::default();
        import(&mut AnyImporter::new(None), bytes, usize::MAX, &mut watcher).unwrap_err().to_string()
    };
    let unknown = "unsupported recording format: none that is known by its content";
    assert_eq!(refused(b"hello"), unknown);
    assert_eq!(refused(&gzip(b"hello")), unknown);
    assert_eq!(refused(&vec![b'x'; 100_000]), unknown);
    assert_eq!(refused(b""), "the file holds nothing to play");
    assert_eq!(refused(&gzip(b"")), "the file holds nothing to play");
}
