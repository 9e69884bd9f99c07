//! The WebM container: a real recording, one that is made up, and damaged ones.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../../src/long.rs"]
mod long;
#[path = "../guacamole/shared.rs"]
mod shared;

use recording::Error;
use recording::import::Report;
use recording::import::webm::{Codec, Video, WebmReader, is_webm};
use recording::units::{Size, Timestamp};

/// A packet that is kept: its time, whether it is a key, its data.
type Kept = (Timestamp, bool, Vec<u8>);

fn read(bytes: &[u8], piece: usize) -> recording::Result<(Option<Video>, Vec<Kept>, Report)> {
    let (mut reader, mut packets) = (WebmReader::new(), Vec::new());
    for piece in bytes.chunks(piece.max(1)) {
        reader.feed(piece, &mut |_, packet| {
            packets.push((packet.time, packet.is_key, packet.data.to_vec()));
            Ok(())
        })?;
    }
    let video = reader.video();
    Ok((video, packets, reader.finish()?))
}

fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u64 | 1 << 56).to_be_bytes();
    [id, &length, content].concat()
}

/// A master of unknown size: only its head.
fn open(id: &[u8]) -> Vec<u8> {
    [id, &[1, 255, 255, 255, 255, 255, 255, 255]].concat()
}

fn head(codec: &[u8]) -> Vec<u8> {
    let track = |number: u8, kind: u8, codec: &[u8]| {
        let size = [element(&[0xB0], &[3, 32]), element(&[0xBA], &[2, 88])].concat();
        let fields = [
            element(&[0xD7], &[number]),
            element(&[0x83], &[kind]),
            element(&[0x86], codec),
            element(&[0xE0], &size),
        ];
        element(&[0xAE], &fields.concat())
    };
    [
        element(&[0x1A, 0x45, 0xDF, 0xA3], &[0; 9]),
        open(&[0x18, 0x53, 0x80, 0x67]),
        element(&[0x15, 0x49, 0xA9, 0x66], &element(&[0x2A, 0xD7, 0xB1], &[0x07, 0xA1, 0x20])),
        element(&[0xEC], &[7; 300]),
        element(&[0x16, 0x54, 0xAE, 0x6B], &[track(2, 2, b"A_OPUS"), track(1, 1, codec)].concat()),
    ]
    .concat()
}

fn made_up() -> Vec<u8> {
    let group =
        element(&[0xA0], &[element(&[0xA1], &[0x81, 0, 200, 0, 1, 5]), element(&[0xFB], &[1])].concat());
    [
        head(b"V_VP8"),
        open(&[0x1F, 0x43, 0xB6, 0x75]),
        element(&[0xE7], &[0]),
        element(&[0xA3], &[0x81, 0, 10, 0x80, 0, 9, 9]),
        element(&[0xA3], &[0x82, 0, 10, 0x80, 4, 4, 4]),
        group,
        open(&[0x1F, 0x43, 0xB6, 0x75]),
        element(&[0xE7], &[3, 232]),
        element(&[0xA3], &[0x81, 0xFF, 0xF6, 0, 1, 7]),
    ]
    .concat()
}

#[test]
fn packets_come_out_however_the_file_comes() {
    let bytes = made_up();
    let (whole, packets, report) = read(&bytes, usize::MAX).unwrap();
    assert_eq!(whole, Some(Video { codec: Codec::Vp8, size: Size::new(800, 600) }));
    // a tick of this file is half a millisecond
    let expected = [(5, true, vec![0, 9, 9]), (100, false, vec![1, 5]), (495, false, vec![1, 7])];
    assert_eq!(packets, expected.map(|(ms, is_key, data)| (Timestamp::from_ms(ms), is_key, data)));
    assert_eq!((report.notes.len(), report.truncated), (1, false));
    for piece in [1, 2, 7, 100] {
        assert_eq!(read(&bytes, piece).unwrap(), (whole, packets.clone(), report.clone()));
    }
}

#[test]
fn a_cut_file_plays_up_to_the_cut() {
    let bytes = made_up();
    let mut count = 0;
    for end in 0..bytes.len() {
        match read(&bytes[..end], usize::MAX) {
            Ok((_, packets, _)) => {
                assert!(packets.len() >= count && packets.len() <= 3);
                count = packets.len();
            }
            Err(error) => assert!(count == 0 && error == Error::Empty { what: "WebM video" }),
        }
    }
    assert_eq!(count, 2);
    assert!(read(&bytes[..bytes.len() - 1], 9).unwrap().2.truncated);
}

#[test]
fn other_codecs_are_refused() {
    let block = [open(&[0x1F, 0x43, 0xB6, 0x75]), element(&[0xA3], &[0x81, 0, 0, 0, 1])].concat();
    let error = read(&[head(b"V_AV1"), block].concat(), 50).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
    let huge = [head(b"V_VP9"), vec![0xA3, 0x08, 255, 255, 255, 255]].concat();
    assert!(matches!(read(&huge, 50), Err(Error::LimitReached { .. })));
}

#[test]
fn a_real_recording_is_read() {
    let Some(shared) = shared::shared() else { return };
    let name = "recordings/devolutions/Devolutions__devolutions-gateway__uncued-recording.webm";
    let bytes = std::fs::read(shared.join(name)).unwrap();
    assert!(is_webm(&bytes));
    let (video, packets, report) = read(&bytes, 10_000).unwrap();
    let keys = packets.iter().filter(|packet| packet.1).count();
    let (first, last) = (packets[0].0, packets.last().unwrap().0);
    println!("{video:?} {} packets, {keys} keys, {first:?} to {last:?}, {report:?}", packets.len());
    assert_eq!(video, Some(Video { codec: Codec::Vp9, size: Size::new(1920, 1080) }));
    assert!(packets[0].1 && keys == 4 && first == Timestamp::ZERO);
    assert!((40.0..50.0).contains(&last.as_secs_f64()));
    assert_eq!(report.notes, []);
}

#[test]
fn damaged_files_do_no_harm() {
    let bytes = made_up();
    let mut seed = 0x5EED_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize) % limit
    };
    let mut played = 0;
    for _ in 0..long::scaled(100_000) {
        let mut damaged = bytes.clone();
        for _ in 0..=next(4) {
            let at = next(damaged.len());
            match next(4) {
                0 => damaged[at] ^= 1 << next(8),
                1 => damaged[at] = [0, 1, 0x7F, 0xFF][next(4)],
                2 => drop(damaged.drain(at..(at + next(9)).min(bytes.len()).min(damaged.len()).max(at))),
                _ => damaged.insert(at, next(256) as u8),
            }
            if damaged.is_empty() {
                damaged.push(0x1A);
            }
        }
        let piece = 1 + next(damaged.len());
        if let Ok((_, packets, _)) = read(&damaged, piece) {
            played += 1;
            assert!(packets.is_sorted_by_key(|packet| packet.0));
            assert!(packets.iter().map(|packet| packet.2.len()).sum::<usize>() <= damaged.len());
        }
    }
    assert!(played > 10_000, "{played}");
}
