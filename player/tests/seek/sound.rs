//! Sound over a source that is fetched in ranges: at any time exactly what was recorded, nothing twice, and damaged
//! chunks left out.

use player::Engine;
use recording::Error;
use recording::audio::{Audio, AudioFormat};
use recording::chunk::Track;
use recording::facts::{Facts, Kind};
use recording::format::{RangeCache, Recording, Source};
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};

const RATE: u32 = 8_000;
const SECONDS: u64 = 120;

/// A value for each moment of the sound, never 0, that tells which moment it is.
fn value(sample: u64) -> i16 {
    (sample % 32_000) as i16 + 1
}

fn seconds(seconds: f64) -> Timestamp {
    Timestamp::from_secs_f64(seconds)
}

/// Two minutes with sound from beginning to end, but for the seconds 50 to 60.
fn record() -> Vec<u8> {
    let size = Size::new(64, 64);
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [3; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size, ..Facts::default() }).unwrap();
    recorder.frame(Timestamp::ZERO, &Picture::new(size).unwrap(), &Damage::all(size)).unwrap();
    let format = AudioFormat::new(RATE, 1).unwrap();
    let piece = u64::from(RATE) / 10;
    for number in (0..SECONDS * 10).filter(|number| !(500..600).contains(number)) {
        let first = number * piece;
        let values: Vec<i16> = (first..first + piece).map(value).collect();
        let time = format.time_of(Timestamp::ZERO, first);
        recorder.audio(0, time, &Audio::Pcm { format, values: &values }).unwrap();
    }
    recorder.end(seconds(SECONDS as f64)).unwrap();
    recorder.into_parts().unwrap().0
}

/// An engine that has fetched what opening takes.
fn open(bytes: &[u8]) -> Engine<RangeCache> {
    let mut cache = RangeCache::new(bytes.len() as u64);
    loop {
        match Recording::open(&cache) {
            Ok(recording) => return Engine::new(cache, recording).unwrap(),
            Err(Error::Missing { offset, len }) => fetch(&mut cache, bytes, offset, offset + len),
            Err(error) => panic!("{error}"),
        }
    }
}

fn fetch(cache: &mut RangeCache, bytes: &[u8], from: u64, to: u64) {
    cache.insert(from, &bytes.read(from, to - from).unwrap());
}

/// The sound from `from` to `to`, and how many rounds of requests it took.
fn hear(
    engine: &mut Engine<RangeCache>,
    bytes: &[u8],
    (from, to): (f64, f64),
    after: Option<u64>,
) -> (player::Sound, u32) {
    let mut rounds = 0;
    loop {
        match engine.audio(seconds(from), seconds(to), after) {
            Ok(sound) => return (sound, rounds),
            Err(Error::Missing { .. }) => {
                rounds += 1;
                assert!(rounds <= 2, "index and chunks, each at once");
                for range in engine.needs() {
                    fetch(engine.source_mut(), bytes, range.start, range.end);
                }
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn any_moment_sounds_as_it_was() {
    let bytes = record();
    let mut engine = open(&bytes);
    assert!(engine.has_audio());
    for step in 0..97_u64 {
        let from = (step * 37 % SECONDS) as f64 + 0.4321;
        let (sound, _) = hear(&mut engine, &bytes, (from, from + 1.5), None);
        let mut heard = 0;
        for segment in &sound.segments {
            let pcm = segment.pcm().unwrap();
            let first = segment.format.samples_in(segment.start().since(Timestamp::ZERO));
            let right = (first..).zip(&pcm).all(|(sample, heard)| value(sample) == *heard);
            assert!(right, "at {from}");
            heard += pcm.len();
        }
        let is_silent = from >= 50.0 && from + 1.5 < 60.0;
        assert_eq!(heard == 0, is_silent, "at {from}: {heard} samples");
        if !(48.0..61.0).contains(&from) && from + 1.5 < SECONDS as f64 {
            assert!(heard >= RATE as usize * 3 / 2, "at {from}: {heard} samples");
        }
    }
}

#[test]
fn who_asks_on_hears_nothing_twice() {
    let bytes = record();
    let mut engine = open(&bytes);
    let mut after = None;
    let mut next = 0;
    for step in 0..SECONDS * 2 + 4 {
        let from = step as f64 / 2.0;
        let (sound, _) = hear(&mut engine, &bytes, (from, from + 3.0), after);
        after = sound.last;
        for segment in &sound.segments {
            let first = segment.format.samples_in(segment.start().since(Timestamp::ZERO));
            let gap = u64::from(RATE) * 50..=u64::from(RATE) * 60;
            assert!(first == next || gap.contains(&first), "{first} after {next}");
            next = first + segment.samples;
        }
    }
    assert_eq!(next, SECONDS * u64::from(RATE));
}

#[test]
fn a_damaged_chunk_is_left_out_and_told() {
    let mut bytes = record();
    let mut recording = Recording::open(bytes.as_slice()).unwrap();
    recording.load_whole_index(bytes.as_slice()).unwrap();
    let entries = recording.entries(Track::Audio).to_vec();
    let [before, damaged, after] = entries[20..23] else { panic!("three chunks") };
    bytes[damaged.offset as usize + 100] ^= 0x40;
    let mut engine = open(&bytes);
    let from = before.start.as_secs_f64() + 0.1;
    let (sound, _) = hear(&mut engine, &bytes, (from, from + 2.5), None);
    let starts: Vec<_> = sound.segments.iter().map(recording::codec::audio::AudioSegment::start).collect();
    assert!(starts.contains(&before.start) && starts.contains(&after.start), "{starts:?}");
    assert!(!starts.contains(&damaged.start), "{starts:?}");
    let faults = engine.faults();
    let [fault] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!((fault.track, fault.start, fault.end), (Track::Audio, damaged.start, after.start));
}
