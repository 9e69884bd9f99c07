//! Compression around a recording: gzip, bzip2, xz and zstd.

use super::import::{import, lines};
use super::packing::Packing;
use liblzma::write::XzEncoder;
use recording::Error;
use std::io::Write;

/// A recording that does not shrink to nothing.
fn cast(events: u32) -> String {
    let mut cast = "{\"version\": 2, \"width\": 80, \"height\": 24}\n".to_owned();
    for number in 0..events {
        let text = number.wrapping_mul(2_654_435_761);
        cast.push_str(&format!("[{number}.5, \"o\", \"{text:08x}{:08x}\"]\n", text.rotate_left(7) ^ number));
    }
    cast
}

#[test]
fn every_wrapping_comes_off() {
    let cast = cast(5000);
    let bytes = cast.as_bytes();
    let (one, other) = bytes.split_at(bytes.len() / 2);
    let expected = import(&[("a.cast", bytes)], 65_536).0.lines;
    let mut wrapped = Vec::new();
    for packing in Packing::ALL {
        wrapped.push(packing.pack(bytes));
        // several streams one after the other are one
        wrapped.push([packing.pack(one), packing.pack(other)].concat());
        for outer in Packing::ALL {
            wrapped.push(outer.pack(&packing.pack(bytes)));
        }
    }
    for (number, wrapped) in wrapped.iter().enumerate() {
        for piece in [1000, usize::MAX] {
            let (transcript, report) = import(&[("a.cast", wrapped)], piece);
            let report = report.expect("is imported");
            assert!(transcript.lines == expected, "wrapping {number} in pieces of {piece}");
            assert!(report.notes.is_empty() && !report.truncated, "wrapping {number}: {report:?}");
        }
    }
    let (transcript, _) = import(&[("a.cast", &Packing::Bzip2.pack(&Packing::Xz.pack(cast.as_bytes())))], 1);
    assert!(transcript.lines == expected, "byte by byte");
}

#[test]
fn scripts_may_be_packed_file_by_file() {
    let data = "Script started on now\n$ exit\r\n\nScript done on now\n";
    let plain = import(&[("a", data.as_bytes()), ("a.timing", b"0.5 2\n0.5 6\n")], 100);
    for packing in Packing::ALL {
        let (data, timing) = (packing.pack(data.as_bytes()), packing.pack(b"0.5 2\n0.5 6\n"));
        let (transcript, report) = import(&[("a.gz", &data), ("a.timing.gz", &timing)], 7);
        assert_eq!(lines(&transcript), lines(&plain.0));
        assert_eq!(report, plain.1);
    }
}

#[test]
fn damage_ends_the_recording_and_is_told() {
    let cast = cast(60_000);
    for packing in Packing::ALL {
        let name = format!("{packing:?}").to_lowercase();
        let sound = packing.pack(cast.as_bytes());
        let (transcript, report) = import(&[("a", &sound[..sound.len() - 30])], 5000);
        let report = report.expect("is imported");
        assert!(report.truncated && transcript.lines.len() > 1000, "{name}: {:?}", report.notes);
        let mut flipped = sound.clone();
        let at = sound.len() - sound.len() / 8;
        flipped[at..at + 40].fill(0x55);
        let (transcript, report) = import(&[("a", &flipped)], 5000);
        let report = report.expect("is imported");
        assert!(report.truncated && transcript.lines.len() > 1000, "{name}");
        assert!(
            report.notes.iter().any(|note| note.what == format!("damaged {name} data")),
            "{name}: {report:?}"
        );
    }
}

#[test]
fn bombs_are_refused() {
    let head = cast(1);
    let blank = " ".repeat(1 << 20) + "\n";
    let mut bomb = head.into_bytes();
    for _ in 0..150 {
        bomb.extend_from_slice(blank.as_bytes());
    }
    let ratio = Err(Error::LimitReached { what: "ratio of the unpacked size to the packed", limit: 1000 });
    for packing in [Packing::Bzip2, Packing::Xz, Packing::Zstd] {
        let packed = packing.pack(&bomb);
        assert!(packed.len() < 70_000, "{} bytes", packed.len());
        assert_eq!(import(&[("a", &packed)], usize::MAX).1, ratio);
    }
    let nested = Packing::Xz.pack(&Packing::Bzip2.pack(&Packing::Gzip.pack(cast(9).as_bytes())));
    let depth = Err(Error::LimitReached { what: "number of compressions around a recording", limit: 2 });
    assert_eq!(import(&[("a", &nested)], usize::MAX).1, depth);
}

#[test]
fn xz_may_not_take_all_memory() {
    // a dictionary of 1.5 GiB, as a header may ask for
    let mut options = liblzma::stream::LzmaOptions::new_preset(0).expect("a preset");
    options.dict_size(1 << 20);
    let mut filters = liblzma::stream::Filters::new();
    filters.lzma2(&options);
    let stream =
        liblzma::stream::Stream::new_stream_encoder(&filters, liblzma::stream::Check::None).expect("sets up");
    let mut encoder = XzEncoder::new_stream(Vec::new(), stream);
    encoder.write_all(cast(9).as_bytes()).expect("packs");
    let mut packed = encoder.finish().expect("packs");
    // the .xz file format, sections 3.1 and 5.3.1: 12 bytes of stream header; then the block header, of which the fifth
    // byte is the size of the dictionary and the last four are a CRC32 of the others
    let len = (usize::from(packed[12]) + 1) * 4;
    assert_eq!(packed[14..16], [0x21, 1]);
    packed[16] = 37;
    let crc = crc32fast::hash(&packed[12..12 + len - 4]).to_le_bytes();
    packed[12 + len - 4..12 + len].copy_from_slice(&crc);
    let error = import(&[("a", &packed)], 100).1.expect_err("is refused");
    assert_eq!(error.to_string(), "memory to unpack xz data is over the limit of 83886080");
}
