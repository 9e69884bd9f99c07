//! The input and event tracks.

use super::long::scaled;
use super::random::Random;
use recording::chunk::{Chunk, Track};
use recording::codec::event::{EventEncoder, decode_events};
use recording::codec::input::{InputEncoder, decode_inputs};
use recording::input::Input;
use recording::terminal::Event;
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

fn event(random: &mut Random) -> Event {
    if random.below(2) == 0 { Event::Marker(text(random)) } else { Event::Exit(random.next() as i32) }
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

fn encode_events(events: &[(Timestamp, Event)]) -> Vec<Chunk> {
    let (mut encoder, mut chunks) = (EventEncoder::new(1), Vec::new());
    for (time, event) in events {
        encoder.event(*time, event, &mut chunks).expect("encodes");
    }
    encoder.finish(&mut chunks).expect("encodes");
    chunks
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
        let events = things(&mut random, count, event);
        let chunks = encode_events(&events);
        check_chunks(Track::Event, &chunks);
        let read: Vec<_> =
            chunks.iter().flat_map(|chunk| decode_events(&chunk.payload).expect("decodes")).collect();
        assert_eq!(read, events);
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
    let chunks = encode_events(&[(Timestamp::ZERO, Event::Marker(long))]);
    let read = decode_events(&chunks[0].payload).expect("decodes");
    assert_eq!(read, [(Timestamp::ZERO, Event::Marker("żx".repeat(1_365)))]);
}

#[test]
fn a_time_that_falls_is_held() {
    let chunks =
        encode_events(&[(Timestamp::from_ms(5), Event::Exit(1)), (Timestamp::from_ms(3), Event::Exit(2))]);
    let read = decode_events(&chunks[0].payload).expect("decodes");
    assert_eq!(read[1], (Timestamp::from_ms(5), Event::Exit(2)));
}

#[test]
fn damaged_chunks_never_panic() {
    let mut random = Random(0x5eed_0022);
    let mut read = 0;
    for _ in 0..scaled(500) {
        let inputs = encode_inputs(&things(&mut random, 20, input));
        let events = encode_events(&things(&mut random, 20, event));
        for turn in 0..200 {
            let payload = random.damage(&inputs[turn % inputs.len()].payload);
            if let Ok(inputs) = decode_inputs(&payload) {
                read += 1;
                assert!(inputs.is_sorted_by_key(|(time, _)| *time));
            }
            let payload = random.damage(&events[turn % events.len()].payload);
            if let Ok(events) = decode_events(&payload) {
                read += 1;
                assert!(events.is_sorted_by_key(|(time, _)| *time));
            }
        }
    }
    assert!(read > scaled(20_000), "{read} of {} were read", scaled(200_000));
}
