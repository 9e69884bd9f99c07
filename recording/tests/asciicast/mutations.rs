//! Damaged asciicasts: whatever comes, the import ends, does not panic, and takes little memory.

use super::damage::mutate;
use super::import::import;
use super::long::scaled;
use super::memory::peak_bytes;
use super::random::Random;
use recording::chunk::{Chunk, Part};
use recording::codec::terminal::{TerminalDecoder, TerminalEncoder};
use recording::units::Timestamp;

const SEEDS: [&str; 4] = [
    "{\"version\": 1, \"width\": 20, \"height\": 5, \"duration\": 3.5, \"title\": \"t\", \"stdout\": [[0.5, \"a\\u001b[31mb\\r\\n\"], [1.5, \"\\u001b[2Jż\\ud83e\\udd80\"], [1.5e0, \"\\ud800\"]]}",
    "{\"version\": 2, \"width\": 20, \"height\": 5, \"timestamp\": 1506410422, \"theme\": {\"fg\": \"#aaaaaa\", \"bg\": \"#bbbbbb\", \"palette\": \"#151515:#ac4142:#7e8e50:#e5b567:#6c99bb:#9f4e85:#7dd6cf:#d0d0d0\"}}\n[0.1, \"o\", \"a\\u001b[1;5Hb\\u001b[?1049h\"]\n[1.25, \"i\", \"\\r\"]\n[2, \"r\", \"100x30\"]\n[2.5, \"m\", \"mark\"]\n[3.000001, \"x\", \"1\"]\n",
    "{\"version\": 3, \"term\": {\"cols\": 20, \"rows\": 5, \"theme\": null}}\n# comment\n[0.1, \"o\", \"a\\u001b[4h\\u754c\\u001b[10;2r\"]\n[1.25, \"i\", \"\\r\"]\n[2, \"r\", \"7x3\"]\n[0, \"o\", \"\\u001b[5@\\u001b[65535b\\u001b[3L\"]\n\n[2.5, \"m\", \"mark\"]\n[1, \"x\", \"0\"]\n",
    "{\"version\": 2, \"row\": 20, \"col\": 5}\n[0.1, \"o\", \"\\u001b[?6h\\u001b7\\u001b(0lqk\\u001b[?7l\"]\n[1, \"o\", \"\\u001b[38;2;1;2;3m\\u001b[48;5;9m\\u001b]0;t\\u0007\\u001b[2M\"]\n",
];

/// Pieces that damage finds often in the wild.
const PIECES: [&[u8]; 16] = [
    b"999999999",
    b"-1",
    b"1e308",
    b"\\ud800",
    b"\"",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\n",
    b"\0",
    b"null",
    b"\\u001b[",
    b"65535x65535",
    b"2000x1",
    b"x",
];

#[test]
fn a_hundred_thousand_damaged_files() {
    let before = peak_bytes();
    let mut random = Random(0x5eed_cafe);
    let (mut imported, mut refused) = (0, 0);
    for turn in 0..scaled(100_000) {
        let mut bytes = SEEDS[turn as usize % SEEDS.len()].as_bytes().to_vec();
        mutate(&mut random, &mut bytes, 6, &PIECES);
        let piece = 1 + random.below(bytes.len().max(1));
        let (transcript, report) = import(&bytes, piece);
        if report.is_err() {
            refused += 1;
            continue;
        }
        imported += 1;
        let size = transcript.facts.as_ref().expect("begun").size;
        // a large terminal takes a millisecond to make: every tenth is enough
        if size.area() > 10_000 && random.below(10) != 0 {
            continue;
        }
        let mut encoder = TerminalEncoder::new(size, 1);
        let mut chunks: Vec<Chunk> = Vec::new();
        for (time, event) in &transcript.terminal {
            encoder.event(*time, event, &mut chunks).expect("encodes");
        }
        encoder.finish(&mut chunks).expect("encodes");
        let mut decoder = TerminalDecoder::new();
        for chunk in &chunks {
            match chunk.part {
                Part::Key => decoder.load_key(&chunk.payload).expect("loads"),
                _ => decoder.load_unit(&chunk.payload).expect("loads"),
            }
            decoder.play_to(Timestamp::MAX).expect("plays");
        }
    }
    assert!(imported > scaled(30_000) && refused > scaled(10_000), "{imported} imported, {refused} refused");
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        println!("{imported} imported, {refused} refused, {} KB more at the peak", (after - before) / 1024);
        assert!(after - before < 64 * 1024 * 1024, "{} bytes more at the peak", after - before);
    }
}
