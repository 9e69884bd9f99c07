//! Sound: what is kept, and where the sync places it.

use super::craft::{instruction, script};
use super::watcher::{Watcher, import};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use recording::chunk::Track;
use recording::codec::audio::decode_audio;
use recording::format::{Recording, verify};
use recording::import::guacamole::GuacamoleImporter;
use recording::import::{Importer, Report};
use recording::record::{Recorder, RecorderOptions};
use recording::units::Timestamp;

/// Samples a second of all sounds here, so that one takes a millisecond.
const RATE: u64 = 1_000;

fn ms(ms: u64) -> Timestamp {
    Timestamp::from_ms(ms)
}

/// A value for each moment of a sound, never 0, so that it tells which moment it is.
fn value(at: u64) -> i16 {
    (at % 30_000) as i16 + 1
}

/// A blob of 16-bit samples: moments `from` to `to` of a sound of `RATE` samples a second.
fn blob(stream: u32, from: u64, to: u64) -> String {
    let bytes: Vec<u8> = (from..to).flat_map(|at| value(at).to_le_bytes()).collect();
    instruction(&["blob", &stream.to_string(), &BASE64_STANDARD.encode(bytes)])
}

fn sync(ms: u64) -> String {
    instruction(&["sync", &(5_000 + ms).to_string()])
}

fn open(stream: u32) -> String {
    instruction(&["audio", &stream.to_string(), &format!("audio/L16;rate={RATE}")])
}

fn start() -> String {
    script("size 0 4 4\nrect 0 0 0 4 4\ncfill 14 0 255 0 0 255") + &sync(0)
}

fn played(source: &str) -> (Watcher<'static>, Report) {
    let mut watcher = Watcher::default();
    let report =
        import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher).unwrap();
    (watcher, report)
}

/// When each piece is heard, with its first value and its length in milliseconds.
fn pieces(source: &str) -> Vec<(u64, i16, usize)> {
    let (watcher, report) = played(source);
    assert_eq!(report, Report::default());
    let of_piece = |sound: &super::watcher::Sound| {
        (sound.time.as_us() / 1000, sound.values.first().copied().unwrap(), sound.values.len())
    };
    watcher.sounds.iter().map(of_piece).collect()
}

#[test]
fn sound_is_heard_from_its_sync_on() {
    let source = start() + &open(3) + &blob(3, 0, 100) + &sync(400) + &blob(3, 100, 200) + &sync(500);
    assert_eq!(pieces(&source), [(400, 1, 100), (500, 101, 100)]);
}

#[test]
fn what_comes_before_the_first_frame_belongs_to_it() {
    let source = open(3) + &blob(3, 0, 50) + &start() + &blob(3, 50, 100) + &sync(50);
    assert_eq!(pieces(&source), [(0, 1, 50), (50, 51, 50)]);
}

#[test]
fn steps_of_the_sync_do_not_chop_a_stream_up() {
    // 50 ms of sound at a time, while the syncs come up to 190 ms early and late
    let mut source = start() + &open(1);
    for piece in 0..200 {
        let jitter = [0, 190, 60, 10, 150, 120][(piece % 6) as usize];
        source += &blob(1, piece * 50, piece * 50 + 50);
        source += &sync((300 + piece * 50 + jitter).max(piece.saturating_sub(1) * 50 + 490));
    }
    let pieces = pieces(&source);
    let first = pieces[0].0;
    for (number, piece) in (0..).zip(&pieces) {
        assert_eq!(*piece, (first + number * 50, value(number * 50), 50));
    }
}

#[test]
fn a_clock_that_runs_off_is_brought_back() {
    // a device that gives 1.5 % more, or less, samples than it says, over ten minutes
    for per_sync in [49_u64, 51] {
        let mut source = start() + &open(1);
        for piece in 0..12_000 {
            source += &blob(1, piece * per_sync, (piece + 1) * per_sync);
            source += &sync(50 + piece * 50);
        }
        let pieces = pieces(&source);
        assert_eq!(pieces.len(), 12_000, "nothing is left out");
        for (number, (time, first, length)) in (0_u64..).zip(pieces) {
            let sync = 50 + number * 50;
            assert!(time.abs_diff(sync) <= 250, "{time} at {sync}: no more than 200 ms off its syncs");
            assert_eq!((first, length as u64), (value(number * per_sync), per_sync));
        }
    }
}

#[test]
fn a_pause_is_a_gap() {
    let source =
        start() + &open(1) + &blob(1, 0, 100) + &sync(100) + &sync(1_950) + &blob(1, 100, 200) + &sync(2_000);
    assert_eq!(pieces(&source), [(100, 1, 100), (2_000, 101, 100)]);
    // without a sync for long, pieces that come together are taken to have come as they are played
    let source =
        start() + &open(1) + &blob(1, 0, 100) + &blob(1, 100, 200) + &blob(1, 200, 300) + &sync(9_000);
    assert_eq!(pieces(&source), [(8_800, 1, 300)]);
}

#[test]
fn sound_that_runs_ahead_begins_anew_and_loses_nothing() {
    let source = start() + &open(1) + &blob(1, 0, 5_000) + &sync(100) + &blob(1, 5_000, 5_100) + &sync(200);
    assert_eq!(pieces(&source), [(100, 1, 5_000), (200, 5_001, 100)]);
}

#[test]
fn streams_are_told_apart() {
    let eight = |bytes: &[u8]| instruction(&["blob", "2", &BASE64_STANDARD.encode(bytes)]);
    let source = start()
        + &open(1)
        + &instruction(&["audio", "2", "audio/L8;rate=8000,channels=2"])
        + &blob(1, 0, 10)
        + &eight(&[0x80, 0x7f, 1])
        + &blob(1, 10, 20)
        + &eight(&[0xff])
        + &sync(100)
        + &instruction(&["end", "1"])
        + &open(1)
        + &blob(1, 0, 5)
        + &sync(130);
    let (watcher, report) = played(&source);
    assert_eq!(report, Report::default());
    let [one, two, three] = watcher.sounds.as_slice() else { panic!("three pieces") };
    assert_eq!((one.values.len(), one.time, one.format.rate()), (20, ms(90), 1_000));
    assert_eq!(two.values, [i16::MIN, 0x7f00, 0x0100, -256], "pieces are joined within a sample");
    assert_eq!((two.format.rate(), two.format.channels()), (8_000, 2));
    assert_eq!((three.values.len(), three.time), (5, ms(130)));
    assert!(three.stream != one.stream, "another sound on the same index is another stream");
}

#[test]
fn what_cannot_be_kept_is_counted() {
    let notes = |source: String| -> Vec<String> {
        played(&source).1.notes.into_iter().map(|note| note.what).collect()
    };
    let of_kind = |mime: &str| {
        notes(start() + &instruction(&["audio", "1", mime]) + &blob(1, 0, 9) + "3.end,1.1;" + &sync(100))
    };
    assert_eq!(of_kind("audio/ogg"), ["sound of an unknown format, which is not kept"]);
    assert_eq!(of_kind("audio/L16;rate=many"), ["sound of an unknown format, which is not kept"]);
    assert_eq!(of_kind("audio/L16;rate=8000,channels=2"), ["sound that ends within a sample"]);
    assert_eq!(notes(start() + &open(1) + &blob(1, 0, 9)), ["sound after the last frame"]);
    assert_eq!(notes(start() + &open(1) + "4.blob,1.1,4.!!!!;" + &sync(9)), ["data that is not base64"]);
    let many: String = (0..65).map(open).collect();
    assert_eq!(notes(start() + &many + &sync(9)), ["sound over the limit of those at once"]);
}

#[test]
fn sound_comes_back_from_the_recording_at_its_time() {
    let mut source = start() + &open(1);
    for piece in 0..100 {
        source += &blob(1, piece * 100, piece * 100 + 100);
        source += &sync(piece * 100);
    }
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [1; 32], level: 3 });
    let mut importer = GuacamoleImporter::new(None);
    importer.feed(source.as_bytes(), &mut recorder).unwrap();
    assert_eq!(importer.finish(&mut recorder).unwrap(), Report::default());
    let (bytes, summary) = recorder.into_parts().unwrap();
    assert_eq!(summary.duration, ms(10_000), "the sound is heard out");
    let source = bytes.as_slice();
    assert!(verify(source, &mut |_, _| {}).unwrap().is_sound());
    let mut recording = Recording::open(source).unwrap();
    recording.load_whole_index(source).unwrap();
    let entries = recording.entries(Track::Audio);
    assert!((9..=11).contains(&entries.len()), "{} chunks of about a second", entries.len());
    for at in (0..10_000).step_by(37) {
        let entry = entries.iter().find(|entry| entry.start <= ms(at) && ms(at) < entry.end).unwrap();
        let chunk = recording.chunk(source, entry).unwrap();
        let segments = decode_audio(&chunk.payload, chunk.start, chunk.end).unwrap();
        let segment = segments.iter().find(|segment| segment.start() <= ms(at) && ms(at) < segment.end());
        let segment = segment.unwrap();
        let place = (at - segment.start().as_us() / 1000) as usize;
        assert_eq!(segment.pcm().unwrap()[place], value(at), "at {at} ms");
    }
}
