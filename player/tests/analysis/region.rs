//! The history of a region against every frame of the session, pixel by pixel.

use super::fetch::{Run, open, run};
use crate::long::scaled;
use crate::session::{Session, script};
use player::analysis::{LoadIndex, RegionHistory};
use proptest::prelude::*;
use recording::format::RangeCache;
use recording::picture::Picture;
use recording::units::{Rect, Size, Timestamp};

const SIZE: Size = Size::new(200, 150);

/// What a rectangle shows: how much of it there is, and its pixels.
fn content(picture: &Picture, rect: Rect) -> (Rect, Vec<u8>) {
    let part = rect.intersect(Rect::of(picture.size()));
    let part = if part.is_empty() { Rect::default() } else { part };
    (part, picture.rows(part).into_iter().flatten().flatten().copied().collect())
}

/// The times at which it shows something else than before.
fn by_looking(session: &Session, rect: Rect) -> Vec<Timestamp> {
    let mut times = Vec::new();
    let mut frames = session.frames().iter().peekable();
    let mut shown: Option<(Rect, Vec<u8>)> = None;
    while let Some((time, picture)) = frames.next() {
        if frames.peek().is_some_and(|(next, _)| next == time) {
            continue;
        }
        let now = content(picture, rect);
        if shown.as_ref().is_some_and(|shown| *shown != now) {
            times.push(*time);
        }
        shown = Some(now);
    }
    times
}

fn history(bytes: &[u8], rect: Rect) -> Run<Vec<Timestamp>> {
    let (recording, mut cache) = open(bytes);
    let index = run(LoadIndex::new(recording), &mut cache, bytes).found;
    run(RegionHistory::new(index, rect), &mut RangeCache::new(bytes.len() as u64), bytes)
}

fn rect() -> impl Strategy<Value = Rect> {
    let side = prop_oneof![2 => 1_u32..12, 2 => 1_u32..80, 1 => 1_u32..300];
    (0_u32..220, 0_u32..220, side.clone(), side)
        .prop_map(|(x, y, width, height)| Rect::new(x, y, width, height))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(64)) })]

    #[test]
    fn every_change_and_nothing_else_is_found(
        script in script(200, 60),
        rects in proptest::collection::vec(rect(), 4),
    ) {
        let session = Session::record(SIZE, &script);
        for rect in rects {
            prop_assert_eq!(history(&session.bytes, rect).found, by_looking(&session, rect), "in {:?}", rect);
        }
    }

    /// What is damaged tells nothing, and nothing else is told in its place.
    #[test]
    fn damage_invents_no_changes(
        script in script(150, 30),
        rect in rect(),
        flips in proptest::collection::vec(any::<proptest::sample::Index>(), 1..5),
    ) {
        let session = Session::record(SIZE, &script);
        let mut bytes = session.bytes.clone();
        let data = bytes.len() - 400;
        for flip in flips {
            let at = flip.index(data);
            bytes[at] ^= 0x10;
        }
        let Ok(opened) = recording::format::Recording::open(&bytes) else { return Ok(()) };
        let mut cache = RangeCache::new(bytes.len() as u64);
        cache.insert(0, &bytes);
        let index = run(LoadIndex::new(opened), &mut cache, &bytes).found;
        let found = run(RegionHistory::new(index, rect), &mut cache, &bytes).found;
        let known = by_looking(&session, rect);
        prop_assert!(found.iter().all(|time| known.contains(time)), "{found:?} of {known:?}");
    }
}

/// A rectangle where nothing happens takes operation lists, no pixels.
#[test]
fn a_quiet_corner_takes_no_pixels() {
    let mut script = Vec::new();
    for at in 0..200_u32 {
        let rect = Rect::new(at % 50, 20, 60, 60);
        let colour = [at as u8, 3, 7];
        script.push((50, crate::session::Act::Fill { rect, colour, noise: Some(at) }));
    }
    let session = Session::record(SIZE, &script);
    let quiet = history(&session.bytes, Rect::new(180, 130, 20, 20));
    assert!(quiet.found.is_empty());
    let busy = history(&session.bytes, Rect::new(20, 0, 40, 30));
    assert_eq!(busy.found.len(), by_looking(&session, Rect::new(20, 0, 40, 30)).len());
    assert!(quiet.bytes * 3 < session.bytes.len() as u64, "{} of {} bytes", quiet.bytes, session.bytes.len());
}
