//! The pointer track.

use super::long::scaled;
use super::random::Random;
use recording::chunk::{Chunk, Part, Track};
use recording::codec::pointer::{PointerEncoder, PointerState, PointerTrack};
use recording::input::PointerShape;
use recording::limits;
use recording::units::{Span, Timestamp};
use std::sync::Arc;

fn shape(side: u32, fill: u8) -> PointerShape {
    let rgba = (0..side * side * 4).map(|i| fill.wrapping_add((i / 4) as u8)).collect();
    PointerShape { width: side, height: side, hot_x: 1, hot_y: -1, rgba }
}

/// Random moves and shapes; the state after each, and the chunks.
fn session(random: &mut Random, changes: u64, pace_us: u64) -> (Vec<PointerState>, Vec<Chunk>) {
    let shapes = [shape(2, 1), shape(3, 90), shape(1, 7)];
    let mut encoder = PointerEncoder::new(1);
    let (mut states, mut chunks) = (Vec::new(), Vec::new());
    let mut now = PointerState::default();
    for _ in 0..changes {
        let time = now.since.plus(Span::from_us(random.below(2) * random.below(pace_us)));
        let before = (now.position, now.shape.clone());
        if random.below(4) == 0 {
            let picked = shapes.get(random.below(4) as usize);
            encoder.shape(time, picked, &mut chunks).expect("encodes");
            now.shape = picked.cloned().map(Arc::new);
        } else {
            let far = if random.below(20) == 0 { i32::MAX } else { 2_000 };
            let (x, y) = (random.next() as i32 % far, random.next() as i32 % far);
            encoder.position(time, x, y, &mut chunks).expect("encodes");
            now.position = Some((x, y));
        }
        if before != (now.position, now.shape.clone()) {
            now.since = time;
            states.push(now.clone());
        }
    }
    encoder.finish(&mut chunks).expect("encodes");
    (states, chunks)
}

#[test]
fn every_chunk_alone_tells_the_state_at_any_time() {
    let mut random = Random(0x5eed_0011);
    for turn in 0..scaled(300) {
        let (states, chunks) = session(&mut random, 1 + u64::from(turn % 300), 500_000);
        let end = states.last().map_or(Timestamp::ZERO, |state| state.since);
        for chunk in &chunks {
            assert_eq!((chunk.track, chunk.part), (Track::Pointer, Part::Data));
        }
        for _ in 0..20 {
            let time = Timestamp::from_us(random.below(end.as_us() + 100));
            let expected = states.iter().rev().find(|state| state.since <= time).cloned().unwrap_or_default();
            let Some(chunk) = chunks.iter().rev().find(|chunk| chunk.start <= time) else {
                assert_eq!(expected, PointerState::default());
                continue;
            };
            let track = PointerTrack::decode(&chunk.payload).expect("decodes");
            assert_eq!(track.at(time), expected);
            let next = states.iter().map(|state| state.since).find(|since| *since > time);
            assert!(track.next_time(time).is_none_or(|found| Some(found) == next));
        }
    }
}

#[test]
fn chunks_are_short_while_busy_and_absent_while_quiet() {
    let mut encoder = PointerEncoder::new(1);
    let mut chunks = Vec::new();
    for second in 0..100 {
        encoder.position(Timestamp::from_ms(second * 1000), second as i32, 0, &mut chunks).expect("encodes");
    }
    // an hour of nothing, and of being told the same
    for minute in 0..60 {
        encoder.position(Timestamp::from_ms(100_000 + minute * 60_000), 99, 0, &mut chunks).expect("encodes");
    }
    encoder.position(Timestamp::from_ms(4_000_000), 5, 5, &mut chunks).expect("encodes");
    encoder.finish(&mut chunks).expect("encodes");
    assert_eq!(chunks.len(), 11);
    assert!(chunks.iter().all(|chunk| chunk.end.since(chunk.start) <= Span::from_secs(10)));
    let last = PointerTrack::decode(&chunks[10].payload).expect("decodes");
    assert_eq!(last.at(Timestamp::from_ms(3_999_999)).position, Some((99, 0)));
    assert_eq!(last.at(Timestamp::from_ms(3_999_999)).since, Timestamp::from_ms(99_000));
}

#[test]
fn a_shape_is_stored_once_per_chunk() {
    let shapes = [shape(32, 1), shape(32, 200)];
    let mut encoder = PointerEncoder::new(1);
    let mut chunks = Vec::new();
    for turn in 0..1000 {
        encoder
            .shape(Timestamp::from_ms(turn), Some(&shapes[turn as usize % 2]), &mut chunks)
            .expect("encodes");
    }
    encoder.finish(&mut chunks).expect("encodes");
    assert_eq!(chunks.len(), 1);
    assert!(chunks[0].payload.len() < 8_000, "{} bytes", chunks[0].payload.len());
}

#[test]
fn shapes_beyond_the_limit_hide_the_pointer() {
    let mut encoder = PointerEncoder::new(1);
    let mut chunks = Vec::new();
    encoder.shape(Timestamp::ZERO, Some(&shape(2, 1)), &mut chunks).expect("encodes");
    let large = PointerShape { width: limits::POINTER_SIDE_PX + 1, ..shape(2, 1) };
    encoder.shape(Timestamp::from_ms(1), Some(&large), &mut chunks).expect("encodes");
    encoder.finish(&mut chunks).expect("encodes");
    let track = PointerTrack::decode(&chunks[0].payload).expect("decodes");
    assert!(track.at(Timestamp::ZERO).shape.is_some());
    assert!(track.at(Timestamp::from_ms(1)).shape.is_none());
}

#[test]
fn damaged_chunks_never_panic() {
    let mut random = Random(0x5eed_0012);
    let mut read = 0;
    for _ in 0..scaled(500) {
        let (_, chunks) = session(&mut random, 40, 500_000);
        for turn in 0..200 {
            let payload = random.damage(&chunks[turn % chunks.len()].payload);
            if let Ok(track) = PointerTrack::decode(&payload) {
                read += 1;
                let time = Timestamp::from_us(random.below(20_000_000));
                let state = track.at(time);
                assert!(state.shape.is_none_or(|shape| shape.width <= limits::POINTER_SIDE_PX));
                assert!(track.next_time(time).is_none_or(|next| next > time));
            }
        }
    }
    assert!(read > scaled(5_000), "{read} of {} were read", scaled(100_000));
}
