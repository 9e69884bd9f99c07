//! 100,000 damaged RFB recordings: none may panic, and none may take more memory than its limit says.
//!
//! In a process of its own, because the memory is measured for the process.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../src/long.rs"]
mod long;

#[allow(dead_code, reason = "each test takes what it needs of it")]
#[path = "rfb"]
mod rfb {
    pub(crate) mod craft;
    pub(crate) mod session;
}
#[path = "guacamole/shared.rs"]
mod shared;

use long::scaled;
use recording::import::rfb::RfbImporter;
use recording::import::{Importer, Output};
use recording::input::{Input, PointerShape};
use recording::picture::{Damage, Picture};
use recording::terminal::TerminalEvent;
use recording::units::Timestamp;
use rfb::craft::{FORMATS, Random, fbs, rectangle, start, update};
use rfb::session::{ENCODINGS, session};

/// How many recordings are damaged and played, in a run of the usual length.
const MUTATIONS: u32 = 100_000;
/// One of so many is made of a real recording, which is larger and takes longer.
const REAL_ONE_OF: u32 = 2_000;
/// The limit for the area of the screen that the recordings are played with: 1024x768.
const AREA_LIMIT_PX: u64 = 1024 * 768;
/// Memory that they may take beyond their size: the screen, the same when its size changes, and what a first frame
/// is compared with.
const MEMORY_BYTES: u64 = 16 * 1024 * 1024;

/// Takes all and keeps nothing.
struct Nowhere;

impl Output for Nowhere {
    fn begin(&mut self, _: &recording::facts::Facts) -> recording::Result<()> {
        Ok(())
    }
    fn frame(&mut self, _: Timestamp, picture: &Picture, damage: &Damage) -> recording::Result<()> {
        assert_eq!(picture.size(), damage.size());
        assert!(picture.size().area() <= AREA_LIMIT_PX);
        Ok(())
    }
    fn pointer_shape(&mut self, _: Timestamp, shape: Option<&PointerShape>) -> recording::Result<()> {
        if let Some(shape) = shape {
            assert_eq!(shape.rgba.len(), (shape.width * shape.height * 4) as usize);
        }
        Ok(())
    }
    fn pointer_position(&mut self, _: Timestamp, _: i32, _: i32) -> recording::Result<()> {
        Ok(())
    }
    fn terminal(&mut self, _: Timestamp, _: &TerminalEvent) -> recording::Result<()> {
        panic!("a desktop has no terminal output");
    }
    fn input(&mut self, _: Timestamp, _: &Input) -> recording::Result<()> {
        panic!("the viewer's half is not there");
    }
    fn event(&mut self, _: &events::Event) -> recording::Result<()> {
        Ok(())
    }
    fn performance(&mut self, _: &events::Performance) -> recording::Result<()> {
        Ok(())
    }
    fn audio(&mut self, _: u32, _: Timestamp, _: &recording::audio::Audio<'_>) -> recording::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: Timestamp) -> recording::Result<()> {
        Ok(())
    }
}

/// Small recordings with everything in them.
fn seeds(random: &mut Random) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for format in &FORMATS {
        for encodings in ENCODINGS.map(|encoding| [encoding, 0]) {
            seeds.push(session(random, format, &encodings, 3).file(random).0);
        }
    }
    let pseudo = update(&[
        rectangle([3, 1, 9, 2], -239, &[7; 9 * 2 * 4 + 4]),
        rectangle([0, 0, 3, 1], -240, &[9, 8, 7, 1, 2, 3, 0b1000_0000, 0b1100_0000]),
        rectangle([0, 0, 1, 1], -314, &[0, 0, 0, 0, 100, 50, 0, 128]),
        rectangle([7, 8, 0, 0], -232, &[]),
        rectangle([0, 0, 30, 50], -223, &[]),
        rectangle([0, 0, 60, 70], -308, &[1; 20]),
        rectangle([0; 4], -307, &[0, 0, 0, 2, b'h', b'i']),
        rectangle([0; 4], -224, &[]),
    ]);
    let other = vec![2, 3, 0, 0, 0, 0, 0, 0, 1, 9, 150, 255, 1, 0, 2, 0, 0, 0, 1, 5];
    seeds.push(fbs(&[(start(20, 10, &FORMATS[0]), 0), (pseudo.clone(), 3), (other, 4), (pseudo, 5)]));
    seeds
}

fn mutate(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=random.below(4) {
        // the head is where it hurts
        let within = if random.below(12) == 0 { bytes.len().min(100) } else { bytes.len() };
        let at = random.below(within);
        let length = random.below(24).min(bytes.len() - at);
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = [0, 1, 0x7F, 0x80, 0xFF][random.below(5)],
            2 => bytes[at..at + length].fill(random.next() as u8),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let piece = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            5 => {
                let from = random.below(other.len());
                let piece = &other[from..(from + 60).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => bytes.truncate(at.max(1)),
        }
        if bytes.is_empty() {
            bytes.push(b'F');
        }
    }
}

/// The most memory that this process has had at once, where the system tells.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[test]
fn damaged_recordings_do_no_harm() {
    let mut random = Random(0x5EED_0F2F_B000_2026);
    let seeds = seeds(&mut random);
    let real = shared::shared().map(|shared| {
        let name = "recordings/vnc-fbs/amitbet__vncproxy__recording_1562370863_server.rbs";
        std::fs::read(shared.join(name)).unwrap()
    });
    let longest = seeds.iter().chain(&real).map(Vec::len).max().unwrap_or(0) as u64;
    let before = peak_bytes();
    let (mut complete, mut refused) = (0_u64, 0_u64);
    for number in 0..scaled(MUTATIONS) {
        let mut bytes = match &real {
            Some(real) if number % REAL_ONE_OF == 0 => real.clone(),
            _ => seeds[random.below(seeds.len())].clone(),
        };
        let other = random.below(seeds.len());
        mutate(&mut random, &mut bytes, &seeds[other]);
        let mut importer = RfbImporter::with_area_limit(None, AREA_LIMIT_PX);
        let piece = 1 + random.below(bytes.len());
        let fed = bytes.chunks(piece).try_for_each(|piece| importer.feed(piece, &mut Nowhere));
        match fed.and_then(|()| importer.finish(&mut Nowhere)) {
            Ok(_) => complete += 1,
            Err(_) => refused += 1,
        }
    }
    println!("{complete} played, {refused} refused");
    assert!(complete > u64::from(scaled(MUTATIONS) / 4), "the damage should leave something to play");
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        println!("{} KB taken at most", (after - before) / 1024);
        // what came is held with room to grow, in the block and beside it
        assert!(after - before <= MEMORY_BYTES + 4 * longest, "{} bytes", after - before);
    }
}
