//! 100,000 damaged Guacamole recordings: none may panic, and none may take more memory than its limit says.
//!
//! In a process of its own, because the memory is measured for the process.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../src/long.rs"]
mod long;

mod guacamole {
    #[allow(dead_code, reason = "each test takes what it needs of it")]
    pub(crate) mod craft;
    pub(crate) mod shared;
}

use guacamole::craft::{JPEG, PNG, PNG_PALETTE, WEBP_LOSSLESS, WEBP_LOSSY, img, script};
use guacamole::shared::shared;
use long::scaled;
use recording::import::guacamole::GuacamoleImporter;
use recording::import::{Discard, Importer};
use std::time::Instant;

/// How many recordings are damaged and played, in a run of the usual length.
const MUTATIONS: u32 = 100_000;
/// One of so many is made of a real recording, which is larger and takes longer.
const REAL_ONE_OF: u32 = 200;
/// Threads that play them at the same time.
const THREADS: u32 = 2;
/// The limit for the area of all layers that the recordings are played with: enough for a screen of 1920x1080.
const AREA_LIMIT_PX: u64 = 5 * 512 * 1024;
/// Memory that they may take beyond their size, all threads together.
const MEMORY_BYTES: u64 = 64 * 1024 * 1024;

/// Numbers that are the same on every run (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let paths = "start 0 1 1\nline 0 40 9\ncurve 0 1 2 3 4 5 6\narc 0 30 30 9 0 4.5 0\nclose 0\ncfill 14 0 200 100 0 255\n\
                 cstroke 14 0 1 2 3 0 0 255 128\nset 0 miter-limit 4\npush 0\nstart 0 0 0\nline 0 60 3\nline 0 9 40\nclip 0\n\
                 transform 0 1.5 0.2 -0.3 1 2 3\nrect 0 3 3 30 30\ncfill 11 0 1 2 3 77\ncopy 0 1 1 9 9 14 0 10 10\n\
                 lfill 14 0 -1\nlstroke 14 0 0 1 2 -1\npop 0\nreset 0\nidentity 0\n";
    let layers = "size 1 20 20\nmove 1 0 5 5 1\nshade 1 200\nrect 1 0 0 20 20\ncfill 14 1 10 20 30 128\nsync 1100\nmove 2 1 3 3 2\n\
                  size 2 9 9\nrect 2 0 0 4 4\ncfill 14 2 255 0 0 255\ndistort 1 0.9 0.1 -0.1 0.9 1 1\nsync 1200\nsize 0 70 40\n\
                  dispose 1\nmove 2 0 1 1 1\nsync 1300\n";
    let input = "mouse 5 6 1 1100\nkey 97 1 1150\nmouse 3 3\nname hé\u{1F600}llo\nnest 0 4.rect,1.0,1.1,1.1,1.5,1.5;\naudio 9 audio/L16\nblob 9 AAAA\nend 9\n\
                 audio 8 audio/L16;rate=8000\nblob 8 AQID\nblob 8 BAUG\nsync 1400\nblob 8 BwgJCgsMDQ4P\naudio 7 audio/L8;rate=1000,channels=8\n\
                 blob 7 BwgJCgsMDQ4P\nend 7\nsync 1450\nblob 8 AQID\nend 8\n";
    let buffers = "rect -3 5 5 10 10\ncfill 2 -3 0 0 0 255\ncopy -1 0 0 4 4 12 -3 7 7\ntransfer -1 0 0 4 4 6 0 20 20\ntransfer -3 0 0 9 9 3 -4 1 1\n\
                   cursor 1 1 -3 0 0 8 8\ncopy 0 0 0 60 40 14 0 3 3\n";
    let pictures = [
        img(1, 14, -1, 0, 0, PNG),
        img(2, 14, 0, 8, 8, JPEG),
        img(3, 12, -2, 0, 0, WEBP_LOSSY),
        img(4, 14, 0, -2, 30, WEBP_LOSSLESS),
        img(4, 6, 0, 20, 3, PNG_PALETTE),
    ]
    .concat();
    [
        paths,
        layers,
        input,
        buffers,
        pictures.as_str(),
        &[pictures.as_str(), buffers, paths, layers, input].concat(),
    ]
    .into_iter()
    .map(|part| script(&format!("size 0 64 48\n{part}sync 1000\n{part}sync 1500")).into_bytes())
    .collect()
}

fn mutate(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let length = random.below(24).min(bytes.len() - at);
        match random.below(8) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            2 => bytes.insert(at, b'0' + u8::try_from(random.below(10)).unwrap()),
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
            6 => {
                // numbers are where it hurts
                let digit = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found);
                if let Some(digit) = digit {
                    bytes[digit] = b"0123456789-."[random.below(12)];
                }
            }
            _ => bytes.truncate(at.max(1)),
        }
        if bytes.is_empty() {
            bytes.push(b'4');
        }
    }
}

/// The most memory that this process has had at once, where the system tells.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Plays one thread's share. Answers how many were played and how many refused.
fn play_damaged(thread: u32, seeds: &[Vec<u8>], real: Option<&[u8]>) -> (u64, u64) {
    let mut random = Random(0x0AF7_E213_A6E5_2026 + u64::from(thread));
    let (mut complete, mut refused) = (0, 0);
    for number in 0..scaled(MUTATIONS) / THREADS {
        let mut bytes = match real {
            Some(real) if number % REAL_ONE_OF == 0 => real.to_vec(),
            _ => seeds[random.below(seeds.len())].clone(),
        };
        let other = random.below(seeds.len());
        mutate(&mut random, &mut bytes, &seeds[other]);
        let mut importer = GuacamoleImporter::with_area_limit(None, AREA_LIMIT_PX);
        let piece = 1 + random.below(bytes.len());
        let fed = bytes.chunks(piece).try_for_each(|piece| importer.feed(piece, &mut Discard::default()));
        match fed.and_then(|()| importer.finish(&mut Discard::default())) {
            Ok(_) => complete += 1,
            Err(_) => refused += 1,
        }
    }
    (complete, refused)
}

#[test]
fn damaged_recordings_do_no_harm() {
    let seeds = seeds();
    let real = shared().map(|shared| {
        std::fs::read(shared.join("recordings/guacamole/staged__vnc-1280x720-guacd-killed.guac")).unwrap()
    });
    let largest = u64::from(THREADS) * (real.as_ref().map_or(0, Vec::len) as u64 + 1024);
    let before = peak_bytes();
    let started = Instant::now();
    let (complete, refused) = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (seeds, real) = (&seeds, real.as_deref());
                scope.spawn(move || play_damaged(thread, seeds, real))
            })
            .collect();
        let counts = threads.into_iter().map(|thread| thread.join().unwrap());
        counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
    });
    println!("{complete} played, {refused} refused, {:.1} s", started.elapsed().as_secs_f64());
    assert!(complete > u64::from(scaled(MUTATIONS) / 2), "the damage should leave something to play");
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        println!("{} MB taken at most", (after - before) / (1024 * 1024));
        assert!(after - before <= MEMORY_BYTES + largest, "{} bytes", after - before);
    }
}
