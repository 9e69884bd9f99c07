//! Packets, idle periods and the histogram of recorded sessions.

use super::fetch::{open, run};
use crate::long::scaled;
use crate::session::{Session, script};
use player::analysis::{GatherPackets, IdleRules, LoadIndex, histogram, idle_periods};
use proptest::prelude::*;
use recording::chunk::Track;
use recording::facts::{Facts, Kind};
use recording::format::{RangeCache, Recording};
use recording::import::Output;
use recording::input::Input;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Rect, Size, Timestamp};

const SIZE: Size = Size::new(200, 150);

/// The same recording as if its writer had been stopped just before the end.
fn without_end(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() - 40]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(24)) })]

    /// Each frame is a packet at its time; the activity track tells the same as the chunks that it sums up; and that
    /// holds where the track is damaged, too.
    #[test]
    fn the_summary_tells_what_the_chunks_do(script in script(200, 40), flip in any::<proptest::sample::Index>()) {
        let session = Session::record(SIZE, &script);
        let (recording, mut cache) = open(&session.bytes);
        let summary = run(GatherPackets::new(recording), &mut cache, &session.bytes).found;
        let mut times: Vec<_> = session.frames().iter().map(|(time, _)| *time).collect();
        times.dedup();
        let mut found: Vec<_> = summary.iter().map(|packet| packet.time).collect();
        found.dedup();
        prop_assert_eq!(&found, &times);

        let cut = without_end(&session.bytes);
        let (unfinished, mut cache) = open(cut);
        prop_assert!(!unfinished.is_closed());
        let chunks = run(GatherPackets::new(unfinished), &mut cache, cut).found;
        prop_assert_eq!(&summary, &chunks);

        let mut damaged = session.bytes.clone();
        let whole = run(LoadIndex::new(open(&damaged).0), &mut RangeCache::new(damaged.len() as u64), &damaged).found;
        let entry = whole.entries(Track::Activity)[0];
        damaged[entry.offset as usize + flip.index(entry.len as usize)] ^= 1;
        let (recording, mut cache) = open(&damaged);
        prop_assert_eq!(summary, run(GatherPackets::new(recording), &mut cache, &damaged).found);
    }

    /// Whatever is damaged, all of it ends without a panic.
    #[test]
    fn damage_is_passed_over(script in script(150, 12), flips in proptest::collection::vec(any::<proptest::sample::Index>(), 1..8)) {
        let mut bytes = Session::record(SIZE, &script).bytes;
        for flip in flips {
            let at = flip.index(bytes.len());
            bytes[at] ^= 0x55;
        }
        let Ok(recording) = Recording::open(&bytes) else { return Ok(()) };
        let packets = run(GatherPackets::new(recording.clone()), &mut whole(&bytes), &bytes).found;
        prop_assert!(packets.is_sorted_by_key(|packet| packet.time));
        let periods = idle_periods(&packets, recording.duration(), &IdleRules::default());
        prop_assert!(periods.iter().all(|period| period.start < period.end));
        let index = run(LoadIndex::new(recording), &mut whole(&bytes), &bytes).found;
        prop_assert!(histogram(&index, 50).iter().all(|level| (0.0..=1.0).contains(level)));
    }
}

fn whole(bytes: &[u8]) -> RangeCache {
    let mut cache = RangeCache::new(bytes.len() as u64);
    cache.insert(0, bytes);
    cache
}

/// An hour: work at the start, a clock throughout, a key now and then at the end, nothing between.
fn hour() -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 3 });
    recorder.begin(&Facts { kind: Kind::Desktop, size: SIZE, ..Facts::default() }).unwrap();
    let mut picture = Picture::new(SIZE).unwrap();
    let mut seed = 1_u32;
    for second in 0..3_600_u64 {
        let frames = if second < 600 { 12 } else { 1 };
        for frame in 0..frames {
            let rect = if second < 600 { Rect::new(10, 10, 100, 100) } else { Rect::new(180, 0, 8, 8) };
            for y in rect.y..rect.bottom() {
                for pixel in picture.row_mut(rect.x, y, rect.width).unwrap().chunks_exact_mut(4) {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    pixel[..3].fill(if second < 600 { (seed >> 24) as u8 } else { second as u8 });
                }
            }
            let mut damage = Damage::none(SIZE);
            damage.add(rect);
            let time = Timestamp::from_ms(second * 1_000 + frame * 80);
            recorder.frame(time, &picture, &damage).unwrap();
            if second >= 3_000 {
                recorder.input(time, &Input::Key { keysym: 97, pressed: true }).unwrap();
                recorder.input(time, &Input::Key { keysym: 97, pressed: false }).unwrap();
            }
        }
    }
    recorder.end(Timestamp::from_ms(3_600_000)).unwrap();
    recorder.into_parts().unwrap().0
}

#[test]
fn an_hour_is_known_after_few_small_requests() {
    let bytes = hour();
    let (recording, mut cache) = open(&bytes);
    let gathered = run(GatherPackets::new(recording.clone()), &mut cache, &bytes);
    assert!(gathered.requests <= 2, "{} requests", gathered.requests);
    assert!(gathered.bytes < 100_000, "{} bytes", gathered.bytes);
    let periods = idle_periods(&gathered.found, recording.duration(), &IdleRules::default());
    // Two keys a second are four packets in two seconds; the clock alone is too small.
    assert_eq!(periods, [Timestamp::from_ms(599_880)..Timestamp::from_ms(3_000_000)]);

    let (recording, mut cache) = open(&bytes);
    let index = run(LoadIndex::new(recording), &mut cache, &bytes);
    assert!(index.requests <= 1, "{} requests", index.requests);
    let levels = histogram(&index.found, 60);
    assert!((levels.iter().copied().fold(0.0, f32::max) - 1.0).abs() < 1e-6);
    let (work, clock, keys) = (&levels[..9], &levels[11..49], &levels[51..]);
    assert!(work.iter().all(|level| *level > 0.9), "{levels:?}");
    assert!(clock.iter().all(|level| *level > 0.0 && *level < 0.2), "{levels:?}");
    assert!(keys.iter().all(|level| *level > clock[0]), "{levels:?}");
    assert!(histogram(&index.found, 0).is_empty());
}
