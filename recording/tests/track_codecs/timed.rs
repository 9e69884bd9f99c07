//! The input, event and performance tracks.

use super::long::scaled;
use super::random::Random;
use events::{
    ClipboardData, CommandEvidence, Event, Happening, Load, Performance, Reading, Severity, Side, Value,
};
use recording::chunk::{Chunk, Part, Track};
use recording::codec::event::{EventEncoder, decode_events};
use recording::codec::input::{InputEncoder, decode_inputs};
use recording::codec::performance::{PerformanceEncoder, decode_performance};
use recording::input::Input;
use recording::units::{Span, Timestamp};

fn text(random: &mut Random) -> String {
    ["", "a", "\r", "żółć", "\0", "a longer piece of text"][random.below(6) as usize].to_owned()
}

fn input(random: &mut Random) -> Input {
    match random.below(3) {
        0 => Input::Key { keysym: random.next() as u32, pressed: random.below(2) == 0 },
        1 => Input::Mouse { x: random.next() as i32, y: random.next() as i32, buttons: random.next() as u8 },
        _ => Input::Text(text(random)),
    }
}

fn perhaps<T>(random: &mut Random, make: impl FnOnce(&mut Random) -> T) -> Option<T> {
    (random.below(2) == 0).then(|| make(random))
}

fn happening(random: &mut Random) -> Happening {
    match random.below(7) {
        0 => Happening::Marker { label: text(random) },
        1 => Happening::Exit { status: i64::from(random.next() as i32) },
        2 => Happening::Command {
            command: text(random),
            shell: perhaps(random, text),
            directory: perhaps(random, text),
            exit_status: perhaps(random, |random| random.next() as i64),
            duration_us: perhaps(random, Random::next),
            evidence: CommandEvidence::ALL[random.below(4) as usize],
        },
        3 => Happening::FileTransfer {
            file_source: Side::ALL[random.below(2) as usize],
            file_size: perhaps(random, Random::next),
            file_name: text(random),
        },
        4 => Happening::ClipboardOperation {
            data_type: ClipboardData::ALL[random.below(3) as usize],
            process_name: perhaps(random, text),
            content: perhaps(random, text),
        },
        5 => Happening::Idle { duration_us: random.next() },
        _ => {
            let name = format!("vendor.{}", text(random));
            let value = match random.below(3) {
                0 => Value::Whole(random.next()),
                1 => Value::Negative(-1 - (random.next() >> 1) as i64),
                _ => Value::Text(text(random)),
            };
            Happening::from_named(&name, vec![(text(random), value); random.below(5) as usize])
        }
    }
}

/// Random events, told in order and each some time after it happened.
fn random_events(random: &mut Random, count: u64) -> Vec<Event> {
    let things = things(random, count, happening).into_iter();
    things
        .map(|(told, what)| {
            let before_us = random.below(2) * random.below(told.as_us() + 1);
            Event {
                severity: perhaps(random, |random| Severity::ALL[random.below(3) as usize]),
                rule: perhaps(random, text),
                claimed_us: perhaps(random, |random| random.next() as i64),
                ..Event::new(told.as_us() - before_us, what).told_at(told.as_us())
            }
        })
        .collect()
}

fn reading(random: &mut Random) -> Reading {
    if random.below(9) == 0 {
        return Reading::RoundTrip(random.next());
    }
    Reading::Load(Load {
        cpu: random.next() as u32,
        memory: random.next() as u32,
        sent_bytes: random.next(),
        received_bytes: random.next(),
    })
}

fn random_performance(random: &mut Random, count: u64) -> Vec<Performance> {
    let things = things(random, count, reading).into_iter();
    things.map(|(time, reading)| Performance { at_us: time.as_us(), reading }).collect()
}

/// `count` random things at random times.
fn things<T>(random: &mut Random, count: u64, make: fn(&mut Random) -> T) -> Vec<(Timestamp, T)> {
    let mut time = Timestamp::ZERO;
    (0..count)
        .map(|_| {
            time = time.plus(Span::from_us(random.below(2) * random.below(2_000_000)));
            (time, make(random))
        })
        .collect()
}

fn encode_inputs(inputs: &[(Timestamp, Input)]) -> Vec<Chunk> {
    let (mut encoder, mut chunks) = (InputEncoder::new(1), Vec::new());
    for (time, input) in inputs {
        encoder.input(*time, input, &mut chunks).expect("encodes");
    }
    encoder.finish(&mut chunks).expect("encodes");
    chunks
}

fn encode_events(events: &[Event]) -> Vec<Chunk> {
    let (mut encoder, mut chunks) = (EventEncoder::new(1), Vec::new());
    for event in events {
        encoder.event(event, &mut chunks).expect("encodes");
    }
    let end = chunks.last().map_or(Timestamp::ZERO, |chunk| chunk.end);
    encoder.finish(end, &mut chunks).expect("encodes");
    let (told, again): (Vec<_>, Vec<_>) = chunks.into_iter().partition(|chunk| chunk.part == Part::Data);
    check_repetition(&told, &again, decode_events);
    told
}

fn encode_performance(performance: &[Performance]) -> Vec<Chunk> {
    let (mut encoder, mut chunks) = (PerformanceEncoder::new(1), Vec::new());
    for one in performance {
        encoder.measured(one, &mut chunks).expect("encodes");
    }
    let end = chunks.last().map_or(Timestamp::ZERO, |chunk| chunk.end);
    encoder.finish(end, &mut chunks).expect("encodes");
    let (told, again): (Vec<_>, Vec<_>) = chunks.into_iter().partition(|chunk| chunk.part == Part::Data);
    check_repetition(&told, &again, decode_performance);
    told
}

/// A track of more than a few chunks is there once more, the same, at the end.
fn check_repetition<T: PartialEq + std::fmt::Debug>(
    told: &[Chunk],
    again: &[Chunk],
    decode: impl Fn(&[u8]) -> recording::Result<Vec<T>>,
) {
    let entries = |chunks: &[Chunk]| -> Vec<T> {
        chunks.iter().flat_map(|chunk| decode(&chunk.payload).expect("decodes")).collect()
    };
    assert_eq!(told.len() > 4, !again.is_empty(), "{} chunks", told.len());
    if !again.is_empty() {
        assert!(again.len() < told.len());
        assert_eq!(entries(told), entries(again));
    }
    let end = told.last().map(|chunk| chunk.end);
    assert!(
        again
            .iter()
            .all(|chunk| chunk.part == Part::Key && Some(chunk.start) == end && Some(chunk.end) == end)
    );
}

fn check_chunks(track: Track, chunks: &[Chunk]) {
    let mut last = Timestamp::ZERO;
    for chunk in chunks {
        assert_eq!(chunk.track, track);
        assert!(last <= chunk.start && chunk.start <= chunk.end);
        assert!(chunk.end.since(chunk.start) <= Span::from_secs(10));
        last = chunk.end;
    }
}

#[test]
fn what_goes_in_comes_out() {
    let mut random = Random(0x5eed_0021);
    for turn in 0..scaled(300) {
        let count = u64::from(turn % 300);
        let inputs = things(&mut random, count, input);
        let chunks = encode_inputs(&inputs);
        check_chunks(Track::Input, &chunks);
        let read: Vec<_> =
            chunks.iter().flat_map(|chunk| decode_inputs(&chunk.payload).expect("decodes")).collect();
        assert_eq!(read, inputs);
        let events = random_events(&mut random, count);
        let chunks = encode_events(&events);
        check_chunks(Track::Event, &chunks);
        let read: Vec<_> =
            chunks.iter().flat_map(|chunk| decode_events(&chunk.payload).expect("decodes")).collect();
        assert_eq!(read, events);
        let performance = random_performance(&mut random, count);
        let chunks = encode_performance(&performance);
        check_chunks(Track::Performance, &chunks);
        let read: Vec<_> =
            chunks.iter().flat_map(|chunk| decode_performance(&chunk.payload).expect("decodes")).collect();
        assert_eq!(read, performance);
    }
}

#[test]
fn many_at_once_are_several_chunks() {
    let inputs: Vec<_> = (0..1000).map(|_| (Timestamp::ZERO, Input::Text("x".repeat(1000)))).collect();
    let chunks = encode_inputs(&inputs);
    assert!(chunks.len() >= 15, "{}", chunks.len());
}

#[test]
fn what_is_too_long_is_cut() {
    let long = "żx".repeat(200_000);
    let chunks = encode_inputs(&[(Timestamp::ZERO, Input::Text(long.clone()))]);
    let read = chunks.iter().flat_map(|chunk| decode_inputs(&chunk.payload).expect("decodes"));
    let joined: String = read
        .map(|(_, input)| match input {
            Input::Text(text) => text,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(joined == long && chunks.len() > 5);
    let chunks = encode_events(&[Event::new(0, Happening::Marker { label: long })]);
    let read = decode_events(&chunks[0].payload).expect("decodes");
    let cut = format!("{}\u{2026}", "żx".repeat(5_460));
    assert_eq!(read, [Event::new(0, Happening::Marker { label: cut })]);
}

#[test]
fn what_is_told_out_of_order_keeps_its_time() {
    let exit = |at_us, status| Event::new(at_us, Happening::Exit { status });
    let chunks = encode_events(&[exit(5_000, 1), exit(3_000, 2)]);
    let read = decode_events(&chunks[0].payload).expect("decodes");
    assert_eq!(read, [exit(5_000, 1), exit(3_000, 2).told_at(5_000)]);
}

#[test]
fn what_a_later_version_writes_is_kept() {
    // by hand: one event of type 999 with a text in dimension 1, and one of type 31 (marker) with a dimension 9 more
    let fields = [
        &[0, 2][..],
        &[0, 0, 0, 0xe7, 0x07, 1, 1, 2, 2, b'h', b'i'],
        &[0, 0, 0, 31, 2, 1, 2, 1, b'm', 9, 0, 5],
    ]
    .concat();
    let mut frame = [0; 128];
    let length = zstd_safe::compress(&mut frame[..], &fields, 1).expect("packs");
    let payload = [&[1][..], &frame[..length]].concat();
    let read = decode_events(&payload).expect("decodes");
    let text = |text: &str| Value::Text(text.to_owned());
    let (first, second) = (&read[0].what, &read[1].what);
    assert_eq!((first.name(), first.named()), ("#999", vec![("#1".to_owned(), text("hi"))]));
    let named = vec![("label".to_owned(), text("m")), ("#9".to_owned(), Value::Whole(5))];
    assert_eq!((second.name(), second.named()), ("marker", named));
    assert!(read.iter().all(|event| !event.doubts().is_empty()));
}

#[test]
fn damaged_chunks_never_panic() {
    let mut random = Random(0x5eed_0022);
    let mut read = 0;
    for _ in 0..scaled(500) {
        let inputs = encode_inputs(&things(&mut random, 20, input));
        let events = encode_events(&random_events(&mut random, 20));
        let measured = encode_performance(&random_performance(&mut random, 20));
        for turn in 0..200 {
            let payload = random.damage(&inputs[turn % inputs.len()].payload);
            if let Ok(inputs) = decode_inputs(&payload) {
                read += 1;
                assert!(inputs.is_sorted_by_key(|(time, _)| *time));
            }
            let payload = random.damage(&events[turn % events.len()].payload);
            if let Ok(events) = decode_events(&payload) {
                read += 1;
                assert!(events.is_sorted_by_key(|event| event.told_us));
            }
            let payload = random.damage(&measured[turn % measured.len()].payload);
            if let Ok(performance) = decode_performance(&payload) {
                read += 1;
                assert!(performance.is_sorted_by_key(|one| one.at_us));
            }
        }
    }
    assert!(read > scaled(30_000), "{read} of {} were read", scaled(300_000));
}
