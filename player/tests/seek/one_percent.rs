//! One chunk in a hundred damaged: most of the rest still plays, and nothing false is shown.
//!
//! The rest is every time that no damaged chunk is about. What plays of it is counted twice: the times at which the
//! picture is complete, and, of all pictures, how much is known.

use crate::damaged;
use crate::long::scaled;
use crate::session::{Act, draw};
use player::Engine;
use recording::chunk::Track;
use recording::facts::{Facts, Kind};
use recording::format::{Entry, Recording};
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Rect, Size, Timestamp};

const SIZE: Size = Size::new(320, 192);
/// Steps in which the recording is looked at.
const STEP_MS: u64 = 500;
/// What of the rest has to play at least, counted by what is known of the pictures.
const KNOWN_SHARE: f64 = 0.95;
/// And at how much of the times the picture has to be complete.
const COMPLETE_SHARE: f64 = 0.70;

/// Numbers that are the same on every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn rect(&mut self, largest: u64) -> Rect {
        let mut side = |limit: u64| u32::try_from(self.below(limit) + 1).unwrap();
        let (width, height) = (side(largest), side(largest));
        Rect::new(side(300), side(180), width, height)
    }
}

/// An hour of work: typing, scrolling, other windows, a video, a clock, pauses of minutes.
fn an_hour(random: &mut Random) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size: SIZE, ..Facts::default() }).unwrap();
    let mut picture = Picture::new(SIZE).unwrap();
    recorder.frame(Timestamp::ZERO, &picture, &Damage::all(SIZE)).unwrap();
    let mut now_ms = 0;
    while now_ms < 3_600_000 {
        let (frames, gap_ms, kind) = match random.below(8) {
            0..=2 => (100, 150, 0),
            3 => (40, 80, 1),
            4 => (3, 400, 2),
            5 => (60, 83, 3),
            6 => (60, 1000, 4),
            _ => {
                now_ms += 1000 * random.below(120);
                continue;
            }
        };
        for _ in 0..frames {
            now_ms += gap_ms;
            let noise = u32::try_from(random.below(1 << 30)).unwrap();
            let act = match kind {
                0 => Act::Fill { rect: random.rect(9), colour: [noise as u8; 3], noise: None },
                1 => Act::Move { rect: Rect::new(8, 8, 250, 160), dx: 0, dy: -12 },
                2 => Act::Fill { rect: random.rect(250), colour: [noise as u8, 90, 200], noise: Some(noise) },
                3 => Act::Fill { rect: Rect::new(64, 64, 128, 96), colour: [0; 3], noise: Some(noise) },
                _ => Act::Fill { rect: Rect::new(290, 2, 24, 9), colour: [noise as u8; 3], noise: None },
            };
            let damage = draw(&mut picture, &act);
            recorder.frame(Timestamp::from_ms(now_ms), &picture, &damage).unwrap();
        }
    }
    recorder.end(Timestamp::from_ms(now_ms + 500)).unwrap();
    recorder.into_parts().unwrap().0
}

/// Every chunk of the recording.
fn chunks(bytes: &[u8]) -> Vec<Entry> {
    let mut recording = Recording::open(bytes).unwrap();
    recording.load_whole_index(bytes).unwrap();
    Track::ALL.into_iter().flat_map(|track| recording.entries(track).to_vec()).collect()
}

/// How much of a recording plays.
#[derive(Clone, Copy, Default)]
struct Tally {
    times: u64,
    complete: u64,
    /// In whole pictures.
    known: f64,
}

impl Tally {
    fn complete(self) -> f64 {
        self.complete as f64 / self.times as f64
    }

    fn known(self) -> f64 {
        self.known / self.times as f64
    }

    fn add(&mut self, other: Self) {
        self.times += other.times;
        self.complete += other.complete;
        self.known += other.known;
    }
}

/// Damages one chunk in a hundred, and counts what plays of the times that no damaged chunk is about.
fn rest_of(bytes: &[u8], random: &mut Random) -> Tally {
    let mut left = chunks(bytes);
    let count = left.len().div_ceil(100);
    let mut damaged = bytes.to_vec();
    let mut broken = Vec::new();
    for _ in 0..count {
        let entry = left.swap_remove(random.below(left.len() as u64) as usize);
        // past the head of the chunk, where a flipped bit would make it another chunk
        let at = entry.offset + u64::from(entry.len) / 2;
        damaged[at as usize] ^= 1 << random.below(8);
        broken.push(entry);
    }
    let mut truth = Engine::open(bytes).unwrap();
    let mut engine = Engine::open(damaged.as_slice()).unwrap();
    let mut tally = Tally::default();
    for step in 0..truth.duration().as_us() / (STEP_MS * 1000) {
        let time = Timestamp::from_ms(step * STEP_MS);
        let here = engine.seek(time).unwrap();
        let frame_time = truth.seek(time).unwrap().frame_time;
        damaged::check(&engine, here, truth.picture(), frame_time).unwrap();
        if !broken.iter().any(|entry| entry.start <= time && time <= entry.end) {
            tally.times += 1;
            tally.complete += u64::from(!here.is_damaged);
            tally.known += 1.0 - here.unknown.share(engine.size());
        }
    }
    tally
}

#[test]
fn most_of_the_rest_plays() {
    let mut random = Random(0xA1FE_2026);
    let bytes = an_hour(&mut random);
    let mut all = Tally::default();
    let runs = scaled(4);
    let mut worst = 1.0_f64;
    for _ in 0..runs {
        let tally = rest_of(&bytes, &mut random);
        worst = worst.min(tally.known());
        all.add(tally);
    }
    let (complete, known) = (all.complete(), all.known());
    let percent = |share: f64| share * 100.0;
    println!(
        "of the rest {:.2} % is known, {:.2} % in the worst of {runs} runs; {:.2} % of the time the picture is complete",
        percent(known),
        percent(worst),
        percent(complete)
    );
    assert!(known >= KNOWN_SHARE, "only {known:.4} of the rest is known");
    assert!(complete >= COMPLETE_SHARE, "only at {complete:.4} of the times the picture is complete");
}
