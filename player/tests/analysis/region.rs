//! The history of a region against every frame of the session, pixel by pixel.

use super::fetch::{Run, open, run};
use crate::long::scaled;
use crate::session::{Session, script};
use player::analysis::{LoadIndex, RegionHistory};
use proptest::prelude::*;
use recording::changes::ChangesTrack;
use recording::chunk::{Part, Track};
use recording::codec::changes::{ChangesEncoder, FrameChanges, TileChanges};
use recording::format::{Entry, RangeCache, Recording, Writer, WriterOptions};
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

/// The recording with a changes track of small chunks, which are told, after all others.
fn with_small_chunks(bytes: &[u8], chunk_bytes: usize) -> (Vec<u8>, Vec<Entry>) {
    let mut recording = Recording::open(bytes).unwrap();
    recording.load_whole_index(bytes).unwrap();
    let track = ChangesTrack::open(&mut recording, bytes).unwrap().unwrap();
    let options = WriterOptions::new([3; 32]);
    let mut writer = Writer::create(Vec::new(), recording.facts(), options).unwrap();
    let entries = Track::ALL.into_iter().flat_map(|track| recording.entries(track));
    let mut entries: Vec<&Entry> = entries.filter(|entry| entry.track != Track::Changes).collect();
    entries.sort_by_key(|entry| entry.offset);
    for entry in entries {
        writer.append(&recording.chunk(bytes, entry).unwrap()).unwrap();
    }
    let (mut encoder, mut chunks) = (ChangesEncoder::with_chunks(1, chunk_bytes), Vec::new());
    for chunk in track.chunks() {
        let blocks = chunk.read_blocks(&recording, bytes).unwrap().unwrap();
        let edges = chunk.read_edges(&recording, bytes).unwrap().unwrap();
        let (mut size, mut next) = (blocks.size, 0);
        for frame in &blocks.frames {
            size = frame.new_size.unwrap_or(size);
            let tiles = blocks.of(frame).to_vec();
            let end = next + tiles.iter().map(TileChanges::edges).sum::<usize>();
            let changes = FrameChanges {
                time: frame.time,
                size,
                is_new_picture: frame.new_size.is_some(),
                tiles,
                edges: (next..end).map(|edge| edges.of(edge).unwrap()).collect(),
            };
            next = end;
            encoder.frame(&changes, &mut chunks).unwrap();
        }
    }
    encoder.finish(recording.duration(), &mut chunks).unwrap();
    chunks.iter().for_each(|chunk| writer.append(chunk).unwrap());
    let (bytes, _) = writer.close(recording.duration()).unwrap();
    let mut recording = Recording::open(bytes.as_slice()).unwrap();
    recording.load_whole_index(bytes.as_slice()).unwrap();
    let entries = recording.entries(Track::Changes).to_vec();
    (bytes, entries)
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

    /// Pixels decide where the changes track is damaged, in part or as a whole, and where there is none.
    #[test]
    fn without_all_of_the_changes_track_the_same_is_found(
        script in script(200, 40),
        rect in rect(),
        chunk_bytes in 1_usize..400,
        hurt in proptest::collection::vec(any::<proptest::sample::Index>(), 0..4),
    ) {
        let session = Session::record(SIZE, &script);
        let known = by_looking(&session, rect);
        let (mut bytes, changes) = with_small_chunks(&session.bytes, chunk_bytes);
        prop_assert_eq!(&history(&bytes, rect).found, &known);
        for hurt in hurt {
            bytes[changes[hurt.index(changes.len())].offset as usize + 60] ^= 1;
        }
        prop_assert_eq!(&history(&bytes, rect).found, &known, "damaged");
        // Cut off behind the last picture.
        let cut = &bytes[..changes[0].offset as usize];
        prop_assert_eq!(&history(cut, rect).found, &known, "cut off");
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
        let Ok(opened) = Recording::open(&bytes) else { return Ok(()) };
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

/// Times that are up to the pixels wait for what all of them need, not for one another.
#[test]
fn what_many_times_need_is_fetched_together() {
    let mut script = Vec::new();
    for at in 0..400_u32 {
        let rect = Rect::new(20 + at % 50, 20, 60, 60);
        let fill = |colour| crate::session::Act::Fill { rect, colour, noise: Some(at) };
        // Frames of one time may undo each other.
        script.push((500, fill([at as u8, 3, 7])));
        script.push((0, fill([at as u8, 4, 8])));
    }
    let session = Session::record(SIZE, &script);
    let rect = Rect::new(40, 30, 33, 21);
    let history = history(&session.bytes, rect);
    assert_eq!(history.found, by_looking(&session, rect));
    let mut recording = Recording::open(session.bytes.as_slice()).unwrap();
    recording.load_whole_index(session.bytes.as_slice()).unwrap();
    let keys = recording.entries(Track::Screen).iter().filter(|entry| entry.part == Part::Key).count();
    assert!(keys > 3 * history.rounds, "{} rounds for {keys} keyframes", history.rounds);
}
