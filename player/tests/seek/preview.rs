//! Previews: small pictures of what was there at their time, found without moving what is shown.

use crate::long::scaled;
use crate::session::{Session, script};
use player::Engine;
use proptest::prelude::*;
use recording::Error;
use recording::chunk::Track;
use recording::codec::thumbnail::{Shrunk, Thumbnail};
use recording::facts::{Facts, Kind};
use recording::format::{RangeCache, Recording, Source};
use recording::import::Output;
use recording::limits;
use recording::picture::Picture;
use recording::record::{Recorder, RecorderOptions};
use recording::terminal::TerminalEvent;
use recording::units::{Size, Timestamp};

/// What the preview of a picture has to be.
fn small(picture: &Picture) -> Picture {
    let shrunk = Shrunk::of(picture, limits::THUMBNAIL_AREA_PX).unwrap();
    Thumbnail::of(shrunk.picture()).picture().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(100)) })]

    #[test]
    fn a_preview_is_what_was_shown_made_small(
        width in 1u32..250, height in 1u32..250, script in script(200, 60),
        places in proptest::collection::vec(0.0f64..1.1, 1..8), seek in 0.0f64..1.0, is_cut in any::<bool>(),
    ) {
        let session = Session::record(Size::new(width, height), &script);
        let mut bytes = session.bytes.clone();
        if is_cut {
            // Never closed: what is left are the thumbnails of each minute.
            bytes.truncate(bytes.len() / 2);
        }
        let Ok(mut engine) = Engine::open(bytes.as_slice()) else { return Ok(()) };
        let end_s = session.duration.as_secs_f64();
        engine.seek(Timestamp::from_secs_f64(end_s * seek)).unwrap();
        let (shown, picture) = (engine.shown(), engine.picture().clone());
        let times = engine.preview_times().unwrap();
        prop_assert!(times.is_sorted());
        prop_assert!(is_cut || !times.is_empty() && times.len() <= limits::THUMBNAILS);
        for place in places {
            let time = Timestamp::from_secs_f64(end_s * place);
            let Some(preview) = engine.preview(time).unwrap() else {
                prop_assert!(times.is_empty());
                continue;
            };
            let expected = times.iter().rfind(|of| **of <= time).or(times.first());
            prop_assert_eq!(Some(&preview.time), expected, "another thumbnail at {:?}", time);
            prop_assert!(preview.picture == small(&session.at(preview.time).picture), "at {:?}", preview.time);
        }
        prop_assert!(engine.shown() == shown && *engine.picture() == picture, "a preview moved what is shown");
        prop_assert!(is_cut || engine.faults().is_empty());
    }

    /// Damage anywhere may cost previews, but shows none that is wrong, and takes nothing from what is shown.
    #[test]
    fn damage_shows_no_wrong_preview(
        script in script(120, 60), flips in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 1..4),
        place in 0.0f64..1.0,
    ) {
        let session = Session::record(Size::new(120, 90), &script);
        let mut bytes = session.bytes.clone();
        // Where the thumbnails are, most of the time.
        let recording = {
            let mut recording = Recording::open(session.bytes.as_slice()).unwrap();
            recording.load_whole_index(session.bytes.as_slice()).unwrap();
            recording
        };
        let entry = *recording.entries(Track::Thumbnail).last().unwrap();
        for (index, bit) in flips {
            let at = usize::try_from(entry.offset).unwrap() + index.index(entry.len as usize);
            bytes[at] ^= 1 << (bit % 8);
        }
        let Ok(mut engine) = Engine::open(bytes.as_slice()) else { return Ok(()) };
        let time = Timestamp::from_secs_f64(session.duration.as_secs_f64() * place);
        if let Some(preview) = engine.preview(time).unwrap() {
            prop_assert!(preview.picture == small(&session.at(preview.time).picture));
        }
        engine.seek(time).unwrap();
        prop_assert!(*engine.picture() == session.at(time).picture);
    }
}

/// A desktop of ten minutes in which something changes every half second.
fn long_session() -> Vec<u8> {
    let size = Size::new(400, 300);
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size, ..Facts::default() }).unwrap();
    let mut picture = Picture::new(size).unwrap();
    let mut state = 1_u32;
    for half in 0..1200_u64 {
        for y in 0..size.height {
            for pixel in picture.row_mut(0, y, size.width).unwrap().chunks_exact_mut(4) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                pixel[..3].copy_from_slice(&state.to_le_bytes()[1..]);
            }
        }
        let damage = recording::picture::Damage::all(size);
        recorder.frame(Timestamp::from_ms(half * 500), &picture, &damage).unwrap();
    }
    recorder.end(Timestamp::from_ms(600_000)).unwrap();
    recorder.into_parts().unwrap().0
}

#[test]
fn the_storyboard_takes_two_requests() {
    let bytes = long_session();
    let source = bytes.as_slice();
    let mut cache = RangeCache::new(Source::len(&source));
    let recording = loop {
        match Recording::open(&cache) {
            Ok(recording) => break recording,
            Err(Error::Missing { offset, len }) => cache.insert(offset, &source.read(offset, len).unwrap()),
            Err(error) => panic!("it does not open: {error}"),
        }
    };
    let mut engine = Engine::new(cache, recording).unwrap();
    let (mut requests, mut fetched) = (0, 0);
    loop {
        assert!(!engine.has_previews());
        match engine.preview(Timestamp::from_ms(300_000)) {
            Ok(preview) => {
                let time = preview.unwrap().time;
                assert!((290_000_000..=300_000_000).contains(&time.as_us()), "{time:?}");
                break;
            }
            Err(Error::Missing { .. }) => {
                for range in engine.needs() {
                    requests += 1;
                    fetched += range.end - range.start;
                    let bytes = source.read(range.start, range.end - range.start).unwrap();
                    engine.source_mut().insert(range.start, &bytes);
                }
            }
            Err(error) => panic!("no preview: {error}"),
        }
    }
    assert!(requests <= 2, "{requests} requests for {fetched} bytes");
    assert!(engine.has_previews());
}

#[test]
fn a_terminal_is_drawn_as_it_is_played() {
    let size = Size::new(40, 10);
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Terminal, size, ..Facts::default() }).unwrap();
    for second in 0..100_u64 {
        let text = format!("\x1b[4{}m line {second}\r\n", second % 8);
        recorder.terminal(Timestamp::from_ms(second * 1000 + 3), &TerminalEvent::Output(text)).unwrap();
    }
    recorder.end(Timestamp::from_ms(100_000)).unwrap();
    let (bytes, _) = recorder.into_parts().unwrap();
    let mut engine = Engine::open(bytes.as_slice()).unwrap();
    for second in [0, 7, 50, 99] {
        let time = Timestamp::from_ms(second * 1000 + 500);
        let preview = engine.preview(time).unwrap().unwrap();
        let shown = engine.seek(time).unwrap();
        assert_eq!(preview.time, shown.frame_time);
        let small = Shrunk::of(engine.picture(), 64 * 1024).unwrap();
        assert!(preview.picture == *small.picture(), "second {second} looks different");
    }
}

#[test]
fn an_empty_recording_has_no_previews() {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts::default()).unwrap();
    recorder.end(Timestamp::from_ms(10)).unwrap();
    let (bytes, _) = recorder.into_parts().unwrap();
    let mut engine = Engine::open(bytes.as_slice()).unwrap();
    assert_eq!(engine.preview(Timestamp::ZERO), Ok(None));
    assert_eq!(engine.preview_times(), Ok(Vec::new()));
}
