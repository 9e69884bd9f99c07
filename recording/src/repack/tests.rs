use super::*;
use crate::codec::screen::ScreenDecoder;
use crate::facts::{Facts, Kind};
use crate::format::{RangeCache, verify};
use crate::import::Output;
use crate::long::scaled;
use crate::picture::{Damage, Picture};
use crate::record::{Recorder, RecorderOptions};
use crate::units::{Rect, Size};
use events::{Event, Happening};

const SIZE: Size = Size::new(200, 140);

/// Numbers that look random and are the same in every run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }
}

/// A session of a desktop: what was shown when, and its recorder.
fn session(frames: u64) -> (Vec<(Timestamp, Picture)>, Recorder<Vec<u8>>) {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size: SIZE, ..Facts::default() }).unwrap();
    let mut random = Random(5);
    let mut picture = Picture::new(SIZE).unwrap();
    let mut shown = Vec::new();
    for frame in 0..frames {
        let time = Timestamp::from_ms(frame * 700);
        let rect = Rect::new(random.below(150) as u32, random.below(100) as u32, 40, 30);
        let seed = random.next() % 1000;
        for y in rect.y..rect.bottom() {
            for (x, pixel) in picture.row_mut(rect.x, y, rect.width).unwrap().chunks_exact_mut(4).enumerate()
            {
                let value = ((x as u64 * 31 + u64::from(y) * seed) % 97) as u8;
                pixel.copy_from_slice(&[value, value / 2, value.wrapping_mul(3), 255]);
            }
        }
        recorder.frame(time, &picture, &Damage::all(SIZE)).unwrap();
        recorder.pointer_position(time, rect.x.cast_signed(), rect.y.cast_signed()).unwrap();
        if frame % 9 == 0 {
            let marker = Happening::Marker { label: format!("marker {frame}") };
            recorder.event(&Event::new(time.as_us(), marker)).unwrap();
        }
        shown.push((time, picture.clone()));
    }
    (shown, recorder)
}

fn closed(frames: u64) -> (Vec<(Timestamp, Picture)>, Vec<u8>) {
    let (shown, mut recorder) = session(frames);
    recorder.end(Timestamp::from_ms(frames * 700 + 5000)).unwrap();
    (shown, recorder.into_parts().unwrap().0)
}

fn options() -> RepackOptions {
    RepackOptions { secret: [9; 32], level: 19, drops_damage: false }
}

fn repacked(bytes: &[u8], options: RepackOptions) -> Result<(Vec<u8>, Repacked)> {
    let verdict = verify(bytes, &mut |_, _| {})?;
    repack(bytes, &verdict, Vec::new(), options, &mut |_, _| {})
}

/// What a recording shows at a time.
fn picture_at(bytes: &[u8], time: Timestamp) -> Picture {
    let mut recording = Recording::open(bytes).unwrap();
    recording.load_whole_index(bytes).unwrap();
    let due: Vec<&Entry> =
        recording.entries(Track::Screen).iter().filter(|entry| entry.start <= time).collect();
    let full = due.iter().rposition(|entry| entry.part == Part::Key).unwrap();
    let load = |entry: &Entry| recording.chunk(bytes, entry).unwrap().payload;
    let mut decoder = ScreenDecoder::new();
    decoder.load_key(Part::Key, &load(due[full])).unwrap();
    for (at, entry) in due.iter().enumerate().skip(full) {
        if entry.part == Part::Operations {
            decoder.load_unit(&load(entry), &load(due[at + 1])).unwrap();
            decoder.play_to(time).unwrap();
        }
    }
    decoder.picture().clone()
}

#[test]
fn a_repacked_recording_shows_the_same_in_fewer_bytes() {
    let (shown, bytes) = closed(120);
    let (smaller, outcome) = repacked(&bytes, options()).unwrap();
    assert!(smaller.len() < bytes.len(), "{} bytes from {}", smaller.len(), bytes.len());
    assert!(verify(smaller.as_slice(), &mut |_, _| {}).unwrap().is_sound());
    assert_eq!(outcome.lost, []);
    assert_eq!(content(bytes.as_slice()).unwrap(), outcome.content);
    assert_eq!(content(smaller.as_slice()).unwrap(), outcome.content);
    let mut random = Random(3);
    for _ in 0..scaled(20) {
        let time = Timestamp::from_us(random.next() % 89_000_000);
        let at = shown.partition_point(|(shown, _)| *shown <= time);
        assert!(picture_at(&smaller, time) == shown[at - 1].1, "the picture at {time:?} differs");
    }
    let (before, after) =
        (Recording::open(bytes.as_slice()).unwrap(), Recording::open(smaller.as_slice()).unwrap());
    assert_eq!(after.duration(), before.duration());
    let original = after.facts().original.clone().unwrap();
    assert_eq!(original.root, hex(&before.summary().root));
    assert!(original.is_closed && original.lost.is_empty());
}

#[test]
fn tracks_are_contiguous() {
    let (_, bytes) = closed(120);
    let (smaller, _) = repacked(&bytes, options()).unwrap();
    let source = smaller.as_slice();
    let mut recording = Recording::open(source).unwrap();
    recording.load_whole_index(source).unwrap();
    let mut spans: Vec<(u64, u64)> = Track::ALL
        .into_iter()
        .filter_map(|track| {
            let entries = recording.entries(track);
            Some((entries.first()?.offset, entries.last()?.offset))
        })
        .collect();
    spans.sort_unstable();
    assert!(spans.len() >= 3);
    assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0), "tracks lie within each other: {spans:?}");
}

#[test]
fn sections_keep_the_order_of_each_track() {
    let steps = Track::ALL
        .into_iter()
        .flat_map(|track| {
            (0..2000_u64).map(move |number| {
                let start = Timestamp::from_us(number / 3);
                let entry = Entry { track, part: Part::Data, start, end: start, offset: number, len: 100 };
                Step { track, start, entries: vec![entry] }
            })
        })
        .collect();
    let order: Vec<Entry> = in_sections(steps).collect();
    assert_eq!(order.len(), Track::ALL.len() * 2000);
    for track in Track::ALL {
        let numbers = order.iter().filter(|entry| entry.track == track).map(|entry| entry.offset);
        assert!(numbers.eq(0..2000));
    }
    let sections = order.chunks(SECTION_CHUNKS);
    assert!(
        sections
            .into_iter()
            .all(|section| section.is_sorted_by_key(|entry| (entry.track != Track::Changes, entry.track)))
    );
}

#[test]
fn an_unfinished_recording_is_repacked_as_far_as_it_goes() {
    let (_, bytes) = closed(60);
    let mut recording = Recording::open(bytes.as_slice()).unwrap();
    recording.load_whole_index(bytes.as_slice()).unwrap();
    let last = recording.entries(Track::Screen).last().unwrap();
    // In the middle of its last unit.
    let cut = &bytes[..last.offset as usize + 40];
    let (whole, outcome) = repacked(cut, options()).unwrap();
    assert!(verify(whole.as_slice(), &mut |_, _| {}).unwrap().is_sound());
    assert!(!Recording::open(whole.as_slice()).unwrap().facts().original.clone().unwrap().is_closed);
    assert_eq!(content(whole.as_slice()).unwrap(), outcome.content);
}

#[test]
fn damage_is_refused_or_left_out_with_what_depends_on_it() {
    let (shown, bytes) = closed(120);
    let mut recording = Recording::open(bytes.as_slice()).unwrap();
    recording.load_whole_index(bytes.as_slice()).unwrap();
    let units: Vec<&Entry> =
        recording.entries(Track::Screen).iter().filter(|entry| entry.part == Part::Data).collect();
    let hurt = units[units.len() / 2];
    let mut damaged = bytes.clone();
    damaged[hurt.offset as usize + 60] ^= 1;
    let error = repacked(&damaged, options()).unwrap_err();
    assert_eq!(error, Error::Malformed { what: FaultKind::Altered.describe(), offset: hurt.offset });

    let (rest, outcome) = repacked(&damaged, RepackOptions { drops_damage: true, ..options() }).unwrap();
    assert!(verify(rest.as_slice(), &mut |_, _| {}).unwrap().is_sound());
    let lost: Vec<&Lost> = outcome.lost.iter().filter(|lost| lost.track == Track::Screen).collect();
    assert_eq!(lost.len(), 1);
    assert!(lost[0].start <= hurt.start && lost[0].end >= hurt.end);
    let noted = Recording::open(rest.as_slice()).unwrap().facts().original.clone().unwrap().lost;
    assert_eq!(noted.len(), outcome.lost.len());
    for (time, picture) in shown.iter().filter(|(time, _)| *time < lost[0].start || *time > lost[0].end) {
        assert!(picture_at(&rest, *time) == *picture, "the picture at {time:?} differs");
    }
}

#[test]
fn no_bytes_make_it_panic_or_lose_what_it_does_not_tell() {
    let (_, bytes) = closed(12);
    let mut random = Random(11);
    for _ in 0..scaled(300) {
        let mut bytes = bytes.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes.insert(at, random.next() as u8),
                _ => bytes[at] ^= 1 << random.below(8),
            }
        }
        let Ok((again, outcome)) =
            repacked(&bytes, RepackOptions { level: 1, drops_damage: true, ..options() })
        else {
            continue;
        };
        assert!(verify(again.as_slice(), &mut |_, _| {}).unwrap().is_sound());
        assert_eq!(content(again.as_slice()).unwrap(), outcome.content);
    }
}

#[test]
fn bytes_that_are_not_there_are_asked_for() {
    let (_, bytes) = closed(12);
    let verdict = verify(bytes.as_slice(), &mut |_, _| {}).unwrap();
    let nothing = RangeCache::new(bytes.len() as u64);
    let outcome = repack(&nothing, &verdict, Vec::new(), options(), &mut |_, _| {});
    assert!(matches!(outcome, Err(Error::Missing { .. })));
}
