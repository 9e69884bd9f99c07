//! What happened and what was measured comes back: whatever its order, from whole, damaged and unfinished recordings.

use super::fetch::{open, run};
use crate::long::scaled;
use events::{Event, Happening, Load, Performance, Reading};
use player::Engine;
use player::analysis::{LoadIndex, LoadTrack};
use proptest::prelude::*;
use recording::Error;
use recording::chunk::{Chunk, Part, Track};
use recording::codec::event::EventEncoder;
use recording::facts::{Facts, Kind};
use recording::format::{RangeCache, Recording, Writer, WriterOptions};
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};

const SIZE: Size = Size::new(64, 64);
const SECOND: u64 = 1_000_000;

fn marker(at_us: u64, label: impl Into<String>) -> Event {
    Event::new(at_us, Happening::Marker { label: label.into() })
}

/// A desktop of so many seconds; each event is told when its time to be told has come.
fn record(events: &[Event], performance: &[Performance], seconds: u64) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size: SIZE, ..Facts::default() }).unwrap();
    let mut picture = Picture::new(SIZE).unwrap();
    for event in events {
        recorder.event(event).unwrap();
    }
    let mut measured = performance.iter().peekable();
    for second in 0..=seconds {
        while let Some(one) = measured.next_if(|one| one.at_us <= second * SECOND) {
            recorder.performance(one).unwrap();
        }
        picture.rgba_mut().fill(u8::try_from(second % 251).unwrap());
        recorder.frame(Timestamp::from_us(second * SECOND), &picture, &Damage::all(SIZE)).unwrap();
    }
    recorder.end(Timestamp::from_us(seconds * SECOND)).unwrap();
    recorder.into_parts().unwrap().0
}

fn load(second: u64) -> Performance {
    let load = Load { cpu: u32::try_from(second).unwrap(), memory: 5, sent_bytes: second, received_bytes: 1 };
    Performance { at_us: second * SECOND, reading: Reading::Load(load) }
}

fn whole_index(bytes: &[u8]) -> Recording {
    run(LoadIndex::new(open(bytes).0), &mut RangeCache::new(bytes.len() as u64), bytes).found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(24)) })]

    /// Events come back by rising time, those of one time as they were told; also where the recording was not closed.
    #[test]
    fn everything_comes_back_in_order(times in proptest::collection::vec((0u64..60, 0u64..20), 0..60)) {
        let mut events: Vec<Event> = times
            .iter()
            .enumerate()
            .map(|(at, (second, late))| marker(second * SECOND, at.to_string()).told_at((second + late) * SECOND))
            .collect();
        let performance: Vec<_> = (0..=90).map(load).collect();
        let bytes = record(&events, &performance, 90);
        events.sort_by_key(|event| event.told_us);
        events.sort_by_key(|event| event.at_us);
        let cut = &bytes[..bytes.len() - 40];
        let again = whole_index(&bytes).entries(Track::Performance).iter().find(|entry| entry.part == Part::Key).copied();
        let again = again.expect("90 seconds of measurements are repeated");
        let mut damaged = bytes.clone();
        damaged[again.offset as usize + again.len as usize / 2] ^= 1;
        for bytes in [&bytes[..], cut, &damaged] {
            let (recording, mut cache) = open(bytes);
            let found = run(LoadTrack::events(recording.clone()), &mut cache, bytes).found;
            prop_assert_eq!(&found.entries, &events);
            prop_assert!(found.lost.is_empty());
            let found = run(LoadTrack::performance(recording), &mut cache, bytes).found;
            prop_assert_eq!(&found.entries, &performance);
        }
    }

    /// Where a chunk is damaged its events are lost, and only they; that is told.
    #[test]
    fn damage_takes_only_what_it_hits(
        chunk in any::<proptest::sample::Index>(),
        flip in any::<proptest::sample::Index>(),
    ) {
        let events: Vec<Event> = (0..60).map(|second| marker(second * SECOND, second.to_string())).collect();
        let mut bytes = record(&events, &[], 60);
        let entries = whole_index(&bytes).entries(Track::Event).to_vec();
        let (entries, again): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.part == Part::Data);
        prop_assert!(entries.len() > 4 && again.len() == 1);
        // then all of them are told by what was written as they happened
        bytes[again[0].offset as usize + 40] ^= 1;
        let hit = entries[chunk.index(entries.len())];
        bytes[hit.offset as usize + flip.index(hit.len as usize)] ^= 1;
        let (recording, mut cache) = open(&bytes);
        let found = run(LoadTrack::events(recording), &mut cache, &bytes).found;
        let is_hit = |event: &&Event| (hit.start.as_us()..=hit.end.as_us()).contains(&event.told_us);
        let left: Vec<Event> = events.iter().filter(|event| !is_hit(event)).cloned().collect();
        prop_assert_eq!(found.entries, left);
        prop_assert_eq!(found.lost.len(), 1);
        prop_assert_eq!(found.lost[0].0, hit);

        let mut engine = Engine::open(&bytes[..]).unwrap();
        engine.note_damage(&found.lost[0].0, found.lost[0].1.clone());
        let fault = engine.faults().remove(0);
        prop_assert_eq!((fault.track, fault.start), (Track::Event, hit.start));
        engine.load_index().unwrap();
        let next = entries.iter().chain(&again).find(|entry| entry.offset > hit.offset);
        let known_again = next.map_or(engine.duration(), |entry| entry.start);
        prop_assert_eq!(engine.faults()[0].end, known_again);
    }

    /// Whatever is damaged, all of it ends without a panic.
    #[test]
    fn any_bytes_end(flips in proptest::collection::vec((any::<proptest::sample::Index>(), 1u8..), 1..8)) {
        let events: Vec<Event> = (0..30).map(|second| marker(second * SECOND, "x")).collect();
        let performance: Vec<_> = (0..30).map(load).collect();
        let mut bytes = record(&events, &performance, 30);
        for (at, flip) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
        }
        let Ok(recording) = Recording::open(&bytes[..]) else { return Ok(()) };
        let mut cache = RangeCache::new(bytes.len() as u64);
        let end_us = recording.duration().as_us();
        let found = run(LoadTrack::events(recording.clone()), &mut cache, &bytes).found;
        prop_assert!(found.entries.iter().all(|event| event.at_us <= end_us));
        run(LoadTrack::performance(recording), &mut cache, &bytes);
    }
}

/// A container that another program wrote: chunks of events as they are given.
fn container(chunks: &[Chunk], times: usize, end: Timestamp) -> Vec<u8> {
    let facts = Facts { kind: Kind::Events, ..Facts::default() };
    let mut writer = Writer::create(Vec::new(), &facts, WriterOptions::new([7; 32])).unwrap();
    for _ in 0..times {
        chunks.iter().for_each(|chunk| writer.append(chunk).unwrap());
    }
    writer.close(end).unwrap().0
}

#[test]
fn a_small_file_cannot_fill_the_memory() {
    let mut encoder = EventEncoder::new(1);
    let mut chunks = Vec::new();
    for _ in 0..4 {
        encoder.event(&marker(0, "x".repeat(16 * 1024)), &mut chunks).unwrap();
    }
    encoder.finish(Timestamp::ZERO, &mut chunks).unwrap();
    let bytes = container(&chunks, 2_300, Timestamp::from_secs_f64(1.0));
    assert!(bytes.len() < 1024 * 1024, "{} bytes", bytes.len());
    let (recording, mut cache) = open(&bytes);
    let found = run(LoadTrack::events(recording), &mut cache, &bytes).found;
    let held: usize = found.entries.iter().map(Event::held_bytes).sum();
    assert!(held <= 128 * 1024 * 1024, "{held} bytes");
    assert!(held > 127 * 1024 * 1024, "{held} bytes");
    assert_eq!(found.lost.len(), 1);
    assert!(matches!(found.lost[0].1, Error::LimitReached { .. }), "{:?}", found.lost[0].1);
}

#[test]
fn what_lies_beyond_the_end_is_dated_to_it() {
    let mut encoder = EventEncoder::new(1);
    let mut chunks = Vec::new();
    encoder.event(&marker(9 * SECOND, "far"), &mut chunks).unwrap();
    encoder.finish(Timestamp::ZERO, &mut chunks).unwrap();
    // the chunk lies about its times
    for chunk in &mut chunks {
        (chunk.start, chunk.end) = (Timestamp::ZERO, Timestamp::ZERO);
    }
    let bytes = container(&chunks, 1, Timestamp::from_secs_f64(2.0));
    let (recording, mut cache) = open(&bytes);
    let found = run(LoadTrack::events(recording), &mut cache, &bytes).found;
    let claimed_us = Some(9_000_000);
    assert_eq!(found.entries, [Event { claimed_us, ..marker(2 * SECOND, "far") }]);
}

#[test]
fn a_long_recording_takes_two_rounds() {
    let events: Vec<Event> = (0..600).map(|second| marker(second * SECOND, second.to_string())).collect();
    let performance: Vec<_> = (0..600).map(load).collect();
    let bytes = record(&events, &performance, 600);
    let (recording, mut cache) = open(&bytes);
    let told = run(LoadTrack::events(recording.clone()), &mut cache, &bytes);
    assert_eq!(told.found.entries, events);
    assert!(told.rounds <= 2 && told.requests <= 2, "{} requests in {} rounds", told.requests, told.rounds);
    let measured = run(LoadTrack::performance(recording), &mut cache, &bytes);
    assert_eq!(measured.found.entries, performance);
    assert!(measured.requests <= 2, "{} requests", measured.requests);
}
