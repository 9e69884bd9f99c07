//! Desktop sessions.

use crate::long::scaled;
use crate::session::{Act, Script, Session, View, script};
use player::Engine;
use proptest::prelude::*;
use recording::Error;
use recording::format::{RangeCache, Recording, Source};
use recording::units::{Rect, Size, Timestamp};

fn view<S: Source>(engine: &Engine<S>) -> View {
    let pointer = engine.pointer().map(|pointer| (pointer.x, pointer.y, pointer.shape.rgba.clone()));
    View { frame_time: engine.shown().frame_time, picture: engine.picture().clone(), pointer }
}

/// Times of interest: anywhere, on a frame, just before one, at and beyond the ends.
fn times(script: &Script, picks: &[(u8, f64)]) -> Vec<Timestamp> {
    let mut at_ms = 0;
    let acts: Vec<u64> = script
        .iter()
        .map(|(gap_ms, _)| {
            at_ms += gap_ms;
            at_ms
        })
        .collect();
    let end_us = (at_ms + 500) * 1000;
    let pick = |&(way, part): &(u8, f64)| {
        let act_us = acts[(part * acts.len() as f64) as usize % acts.len()] * 1000;
        Timestamp::from_us(match way % 6 {
            0 => act_us,
            1 => act_us.saturating_sub(1),
            2 => act_us + 1,
            3 => (part * 1.2 * end_us as f64) as u64,
            4 => (part * end_us as f64) as u64,
            _ => {
                if part < 0.5 {
                    0
                } else {
                    end_us * 2
                }
            }
        })
    };
    picks.iter().map(pick).collect()
}

fn check(size: Size, script: &Script, picks: &[(u8, f64)]) -> Result<(), TestCaseError> {
    let session = Session::record(size, script);
    let mut wandering = Engine::open(session.bytes.as_slice()).unwrap();
    prop_assert_eq!(wandering.duration(), session.duration);
    for time in times(script, picks) {
        let mut fresh = Engine::open(session.bytes.as_slice()).unwrap();
        let shown = fresh.seek(time).unwrap();
        prop_assert_eq!(shown.time, time.min(session.duration));
        prop_assert!(!shown.is_damaged);
        prop_assert_eq!(view(&fresh), session.at(time), "a first seek to {:?}", time);
        wandering.seek(time).unwrap();
        prop_assert_eq!(view(&wandering), session.at(time), "a seek to {:?} after others", time);
    }
    prop_assert!(wandering.faults().is_empty());
    Ok(())
}

fn picks() -> impl Strategy<Value = Vec<(u8, f64)>> {
    proptest::collection::vec((any::<u8>(), 0.0f64..1.0), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(600)) })]

    /// A seek shows what was recorded, first thing or after any others.
    #[test]
    fn a_seek_shows_what_was_recorded(script in script(200, 60), picks in picks()) {
        check(Size::new(190, 140), &script, &picks)?;
    }

    /// Playing in steps of any length shows what was recorded.
    #[test]
    fn playing_shows_what_was_recorded(
        script in script(200, 60),
        steps_ms in proptest::collection::vec(prop_oneof![0u64..50, 50u64..2_000, 2_000u64..200_000], 1..40),
    ) {
        let session = Session::record(Size::new(130, 70), &script);
        let mut engine = Engine::open(session.bytes.as_slice()).unwrap();
        let mut now_ms = 0;
        for step_ms in steps_ms {
            let time = Timestamp::from_ms(now_ms);
            engine.advance(time).unwrap();
            prop_assert_eq!(view(&engine), session.at(time), "played to {:?}", time);
            now_ms += step_ms;
        }
    }

    /// A bound on what is kept changes nothing of what is shown.
    #[test]
    fn a_seek_shows_the_same_with_little_kept(script in script(200, 60), picks in picks(), kept in 0u64..50_000) {
        let session = Session::record(Size::new(190, 140), &script);
        let mut engine = Engine::open(session.bytes.as_slice()).unwrap();
        engine.set_cache_bytes(kept);
        for time in times(&script, &picks) {
            engine.seek(time).unwrap();
            prop_assert_eq!(view(&engine), session.at(time));
        }
    }

    /// Stepping shows every frame once, forward and back.
    #[test]
    fn steps_pass_every_frame(script in script(200, 40)) {
        let session = Session::record(Size::new(190, 140), &script);
        let mut engine = Engine::open(session.bytes.as_slice()).unwrap();
        engine.seek(Timestamp::ZERO).unwrap();
        let mut frames: Vec<Timestamp> = session.frames.iter().map(|(time, _)| *time).collect();
        frames.dedup();
        for time in &frames {
            prop_assert_eq!(engine.shown().frame_time, *time);
            prop_assert_eq!(view(&engine), session.at(*time));
            engine.step(true).unwrap();
        }
        for time in frames.iter().rev().skip(1) {
            engine.step(false).unwrap();
            prop_assert_eq!((engine.shown().time, engine.shown().frame_time), (*time, *time));
            prop_assert_eq!(view(&engine), session.at(*time));
        }
        engine.step(false).unwrap();
        prop_assert_eq!(engine.shown().frame_time, frames[0]);
    }

    /// What was not damaged was not changed, so that drawing the damage alone gives the picture.
    #[test]
    fn damage_covers_every_change(script in script(200, 60), picks in picks()) {
        let session = Session::record(Size::new(190, 140), &script);
        let mut engine = Engine::open(session.bytes.as_slice()).unwrap();
        let mut canvas = None::<recording::picture::Picture>;
        for time in times(&script, &picks) {
            engine.seek(time).unwrap();
            let size = engine.size();
            let damage = engine.take_damage();
            let mut drawn = canvas.take().filter(|canvas| canvas.size() == size)
                .unwrap_or_else(|| recording::picture::Picture::new(size).unwrap());
            for rect in damage {
                prop_assert_eq!(rect, rect.intersect(Rect::of(size)));
                for y in rect.y..rect.bottom() {
                    let row = engine.picture().row(rect.x, y, rect.width).unwrap();
                    drawn.row_mut(rect.x, y, rect.width).unwrap().copy_from_slice(row);
                }
            }
            prop_assert!(&drawn == engine.picture(), "at {:?}", time);
            canvas = Some(drawn);
        }
    }

    /// With bytes that have to be fetched the same is shown, in few rounds, and nothing changes until they are there.
    #[test]
    fn missing_bytes_change_nothing(script in script(200, 60), picks in picks(), keep in 0u64..100_000) {
        let session = Session::record(Size::new(190, 140), &script);
        let bytes = session.bytes.as_slice();
        let mut engine = open(bytes);
        for time in times(&script, &picks) {
            let before = view(&engine);
            let mut rounds = 0;
            while let Err(error) = engine.seek(time) {
                prop_assert!(matches!(error, Error::Missing { .. }), "{error}");
                prop_assert!(view(&engine) == before, "nothing changes while bytes are missing");
                let needs = engine.needs();
                prop_assert!(!needs.is_empty());
                for range in needs {
                    fetch(engine.source_mut(), bytes, range);
                }
                rounds += 1;
                prop_assert!(rounds <= 3, "index, then chunks");
            }
            prop_assert_eq!(view(&engine), session.at(time));
            engine.source_mut().evict(keep);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(12)) })]

    /// Pictures that are dear to decode, so that light keyframes come up.
    #[test]
    fn light_keyframes_show_the_same(
        seeds in proptest::collection::vec((any::<u32>(), 0u32..300), 60..120),
        picks in picks(),
    ) {
        let noise = |(seed, x)| {
            (100, Act::Fill { rect: Rect::new(x, 30, 700, 500), colour: [0; 3], noise: Some(seed) })
        };
        let script: Script = seeds.into_iter().map(noise).collect();
        check(Size::new(1024, 600), &script, &picks)?;
    }
}

/// An engine on bytes that have to be fetched.
fn open(bytes: &[u8]) -> Engine<RangeCache> {
    let mut cache = RangeCache::new(bytes.len() as u64);
    loop {
        match Recording::open(&cache) {
            Ok(recording) => return Engine::new(cache, recording).unwrap(),
            Err(Error::Missing { offset, len }) => fetch(&mut cache, bytes, offset..offset + len),
            Err(error) => panic!("{error}"),
        }
    }
}

/// What is fetched ahead is enough to play on, and reaches no further than it shall.
#[test]
fn playing_lacks_nothing_that_was_fetched_ahead() {
    const REACH_BYTES: u64 = 3 * 1024 * 1024;
    let noise =
        |seed| (400, Act::Fill { rect: Rect::new(0, 30, 700, 500), colour: [0; 3], noise: Some(seed) });
    let script: Script = (0..12).map(noise).collect();
    let session = Session::record(Size::new(1024, 600), &script);
    let bytes = session.bytes.as_slice();
    let mut engine = open(bytes);
    while engine.seek(Timestamp::ZERO).is_err() {
        for range in engine.needs() {
            fetch(engine.source_mut(), bytes, range);
        }
    }
    let fetch_ahead = |engine: &mut Engine<RangeCache>, reach_bytes| {
        let before = engine.source().held_bytes();
        loop {
            let ranges = engine.prefetch(session.duration, reach_bytes, 1_000_000);
            if ranges.is_empty() {
                return engine.source().held_bytes() - before;
            }
            for range in ranges {
                fetch(engine.source_mut(), bytes, range);
            }
        }
    };
    let fetched = fetch_ahead(&mut engine, REACH_BYTES);
    assert!(fetched > REACH_BYTES / 2 && fetched < REACH_BYTES * 2, "{fetched}");
    engine.advance(Timestamp::from_ms(800)).unwrap();
    assert_eq!(view(&engine), session.at(Timestamp::from_ms(800)));
    assert!(matches!(engine.advance(session.duration), Err(Error::Missing { .. })));
    fetch_ahead(&mut engine, u64::MAX);
    for (time, picture) in session.frames() {
        engine.advance(*time).unwrap();
        assert!(engine.picture() == picture, "at {time:?}");
    }
}

/// However much lies between a keyframe and a time, all of which is still to be seen, few requests fetch it.
#[test]
fn much_is_fetched_in_few_requests() {
    let noise = |number: u32| {
        let rect = Rect::new(number % 5 * 410, number / 5 * 410, 400, 400);
        (400, Act::Fill { rect, colour: [0; 3], noise: Some(number) })
    };
    let script: Script = (0..15).map(noise).collect();
    let session = Session::record(Size::new(2050, 1230), &script);
    let bytes = session.bytes.as_slice();
    assert!(bytes.len() > 4_500_000, "{} bytes", bytes.len());
    let mut engine = open(bytes);
    let mut rounds = 0;
    while let Err(error) = engine.seek(session.duration) {
        assert!(matches!(error, Error::Missing { .. }), "{error}");
        rounds += 1;
        let needs = engine.needs();
        assert!(needs.len() <= 3, "{needs:?}");
        for range in needs {
            fetch(engine.source_mut(), bytes, range);
        }
    }
    assert!(rounds <= 3, "{rounds} rounds: index, what comes last, and what comes before");
    assert_eq!(view(&engine), session.at(session.duration));
}

fn fetch(cache: &mut RangeCache, bytes: &[u8], range: std::ops::Range<u64>) {
    let part = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
    cache.insert(range.start, &bytes[part]);
}
