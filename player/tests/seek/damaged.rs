//! Damaged recordings: what is shown is right or said not to be known, the same on every way there.

use crate::long::scaled;
use crate::session::{Act, Script, Session, script};
use player::{Engine, Fault, Shown};
use proptest::prelude::*;
use recording::chunk::Track;
use recording::format::{Entry, Recording, Source};
use recording::picture::Picture;
use recording::units::{Rect, Size, Timestamp};

/// Where a picture of this size is not known, pixel by pixel.
fn mask(unknown: &[Rect], size: Size) -> Vec<bool> {
    let mut mask = vec![false; (size.width * size.height) as usize];
    for rect in unknown {
        for y in rect.y..rect.bottom() {
            let start = (y * size.width + rect.x) as usize;
            let row = &mut mask[start..start + rect.width as usize];
            assert!(row.iter().all(|is_unknown| !is_unknown), "{rect:?} overlaps another one");
            row.fill(true);
        }
    }
    mask
}

/// What is not said to be unknown is as it was recorded, and all of that is said which has to be.
pub(crate) fn check<S: Source>(
    engine: &Engine<S>,
    shown: Shown,
    truth: &Picture,
    frame_time: Timestamp,
) -> Result<(), TestCaseError> {
    let size = engine.size();
    let mask = mask(&engine.unknown(), size);
    let unknown_px = mask.iter().filter(|is_unknown| **is_unknown).count() as u64;
    prop_assert_eq!(unknown_px, shown.unknown.pixels);
    prop_assert_eq!(unknown_px > 0, shown.is_damaged);
    if unknown_px == size.area() {
        // Then its size may not be known either.
    } else {
        prop_assert_eq!(size, truth.size());
        let (shown_px, _) = engine.picture().rgba().as_chunks::<4>();
        let (true_px, _) = truth.rgba().as_chunks::<4>();
        let pixels = mask.iter().zip(shown_px.iter().zip(true_px));
        let wrong = pixels.filter(|(is_unknown, (shown, truth))| !**is_unknown && shown != truth);
        prop_assert_eq!(wrong.count(), 0, "wrong pixels shown as known, {} unknown", unknown_px);
    }
    prop_assert!(engine.picture().rgba().as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255));
    if !shown.is_damaged {
        prop_assert_eq!(shown.frame_time, frame_time);
    }
    let covered = |fault: &Fault| fault.start <= shown.time && shown.time <= fault.end;
    prop_assert!(!shown.is_damaged || engine.faults().iter().any(covered), "{:?}", engine.faults());
    Ok(())
}

/// The same is shown at these times first thing, after other times, and by playing on; and all of it is right.
fn check_all(session: &Session, bytes: &[u8], times: &[Timestamp]) -> Result<(), TestCaseError> {
    let Ok(mut wandering) = Engine::open(bytes) else { return Ok(()) };
    let mut playing = Engine::open(bytes).unwrap();
    let mut seen = Vec::new();
    for time in times {
        let Ok(shown) = wandering.seek(*time) else { continue };
        let truth = session.at(shown.time);
        check(&wandering, shown, &truth.picture, truth.frame_time)?;
        if let Some(pointer) = wandering.pointer() {
            prop_assert_eq!(Some((pointer.x, pointer.y, pointer.shape.rgba.clone())), truth.pointer);
        }
        let mut fresh = Engine::open(bytes).unwrap();
        let again = fresh.seek(*time).unwrap();
        prop_assert_eq!(again, shown);
        prop_assert!(fresh.picture() == wandering.picture(), "at {:?}", shown);
        seen.push((*time, shown, fresh));
    }
    seen.sort_by_key(|(time, ..)| *time);
    for (time, shown, fresh) in &seen {
        prop_assert_eq!(playing.advance(*time).unwrap(), *shown);
        prop_assert!(playing.picture() == fresh.picture(), "played to {:?}", shown);
        prop_assert_eq!(playing.unknown(), fresh.unknown());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(400)) })]

    /// With flipped bytes anywhere all that a seek shows was recorded, but for what it says is not known; and what it
    /// shows does not depend on what was shown before.
    #[test]
    fn damage_is_never_shown_as_genuine(
        script in script(200, 60),
        flips in proptest::collection::vec((0.0f64..1.0, 1u8..=255), 1..6),
        parts in proptest::collection::vec(0.0f64..1.0, 1..10),
    ) {
        let session = Session::record(Size::new(190, 140), &script);
        let mut bytes = session.bytes.clone();
        for (part, flip) in flips {
            let at = (part * bytes.len() as f64) as usize;
            bytes[at] ^= flip;
        }
        let time = |part: &f64| Timestamp::from_us((part * session.duration.as_us() as f64) as u64);
        check_all(&session, &bytes, &parts.iter().map(time).collect::<Vec<_>>())?;
    }

    /// The same where whole chunks of the screen are damaged, lists, pixels and keyframes alike.
    #[test]
    fn damaged_chunks_leave_the_rest_known(
        script in script(200, 60),
        picks in proptest::collection::vec(any::<proptest::sample::Index>(), 1..5),
        parts in proptest::collection::vec(0.0f64..1.0, 1..12),
    ) {
        let session = Session::record(Size::new(190, 140), &script);
        let mut bytes = session.bytes.clone();
        let entries = screen_entries(&bytes);
        for pick in picks {
            flip(&mut bytes, pick.get(&entries));
        }
        check_all(&session, &bytes, &times(&entries, &parts, session.duration))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(8)) })]

    /// The same where there are light keyframes, which takes pictures that are dear to decode.
    #[test]
    fn damage_around_light_keyframes_leaves_the_rest_known(
        acts in proptest::collection::vec((any::<u32>(), 0u32..300, 0u8..4), 60..110),
        picks in proptest::collection::vec(any::<proptest::sample::Index>(), 1..6),
        parts in proptest::collection::vec(0.0f64..1.0, 1..8),
    ) {
        let act = |(seed, x, kind): (u32, u32, u8)| {
            let rect = Rect::new(x, 30, 420, 300);
            (100, match kind {
                0 => Act::Move { rect, dx: 3, dy: -17 },
                1 => Act::Fill { rect: Rect::new(x, seed % 300, 64, 48), colour: [x as u8; 3], noise: None },
                _ => Act::Fill { rect, colour: [0; 3], noise: Some(seed) },
            })
        };
        let script: Script = acts.into_iter().map(act).collect();
        let session = Session::record(Size::new(720, 400), &script);
        let mut bytes = session.bytes.clone();
        let entries = screen_entries(&bytes);
        for pick in picks {
            flip(&mut bytes, pick.get(&entries));
        }
        check_all(&session, &bytes, &times(&entries, &parts, session.duration))?;
    }
}

/// The chunks of the screen track.
fn screen_entries(bytes: &[u8]) -> Vec<Entry> {
    let mut recording = Recording::open(bytes).unwrap();
    recording.load_whole_index(bytes).unwrap();
    recording.entries(Track::Screen).to_vec()
}

/// Damages the content of a chunk.
fn flip(bytes: &mut [u8], entry: &Entry) {
    bytes[(entry.offset + u64::from(entry.len) / 2) as usize] ^= 0x10;
}

/// Times all over a recording, and where chunks start and end.
fn times(entries: &[Entry], parts: &[f64], duration: Timestamp) -> Vec<Timestamp> {
    let time = |(at, part): (usize, &f64)| {
        let entry = &entries[(part * entries.len() as f64) as usize];
        match at % 3 {
            0 => entry.start,
            1 => entry.end,
            _ => Timestamp::from_us((part * duration.as_us() as f64) as u64),
        }
    };
    parts.iter().enumerate().map(time).collect()
}
