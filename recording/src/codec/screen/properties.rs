//! What holds for every session, and what damaged bytes can do.

use super::decoder::ScreenDecoder;
use super::encoder::ScreenEncoder;
use super::operation::{Operation, OperationReader};
use super::session::{Frame, Player, Random, Session, Step, changes, frames, record, seek, sizes};
use super::unit;
use crate::chunk::{Chunk, Part};
use crate::codec::zstd::{self, Compressor};
use crate::limits;
use crate::long::scaled;
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Size, Span, Timestamp};
use proptest::prelude::*;

/// The picture at `time`: that of the last frame at or before it.
fn picture_at(session: &Session, time: Timestamp) -> &Picture {
    let frames = session.shown.partition_point(|(shown, _)| *shown <= time);
    &session.shown[frames - 1].1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(scaled(1500)))]

    #[test]
    fn playing_shows_every_frame(size in sizes(), allowed in 0_u64..3000, frames in frames()) {
        let session = record(size, Span::from_us(allowed), &frames);
        let mut player = Player::new(&session.chunks);
        let mut before = Picture::default();
        for (time, picture) in &session.shown {
            let is_last = session.shown.iter().rfind(|(other, _)| other == time).is_some_and(|(_, last)| std::ptr::eq(last, picture));
            if !is_last {
                continue;
            }
            player.play_to(*time);
            prop_assert!(player.decoder.picture() == picture, "the frame at {time:?} differs");
            prop_assert!(player.decoder.shown() <= *time);
            let damage = player.decoder.take_damage();
            prop_assert_eq!(damage.size(), picture.size());
            for tile in changes(&before, picture).tiles() {
                prop_assert!(damage.contains(tile), "tile {tile} changed at {time:?} without damage");
            }
            before.clone_from(picture);
        }
    }

    #[test]
    fn seeking_equals_playing(
        size in sizes(),
        allowed in 0_u64..3000,
        frames in frames(),
        places in proptest::collection::vec((any::<proptest::sample::Index>(), 0_u64..1_000_000), 8),
    ) {
        let session = record(size, Span::from_us(allowed), &frames);
        for (index, later) in places {
            let time = session.shown[index.index(session.shown.len())].0.plus(Span::from_us(later));
            for with_light in [true, false] {
                let player = seek(&session.chunks, time, with_light);
                prop_assert!(player.decoder.picture() == picture_at(&session, time), "the picture at {time:?} differs");
            }
        }
    }

    #[test]
    fn lists_alone_tell_the_pixel_bytes(size in sizes(), frames in frames()) {
        let session = record(size, Span::from_us(1000), &frames);
        for pair in session.chunks.windows(2) {
            if let [Chunk { part: Part::Operations, payload, start, end, .. }, pixels] = pair {
                let mut reader = OperationReader::read(Part::Operations, payload).unwrap();
                let (mut bytes, mut times) = (0, Vec::new());
                while let Some(time) = reader.next_frame().unwrap() {
                    times.push(time);
                    while let Some(operation) = reader.next_operation().unwrap() {
                        bytes += match operation {
                            Operation::Copy(_) => 0,
                            Operation::Box(tile_box) => tile_box.pixel_bytes(),
                        };
                    }
                }
                prop_assert_eq!(zstd::decompress(&pixels.payload, limits::DECOMPRESSED_BYTES).unwrap().len(), bytes);
                prop_assert_eq!((times.first(), times.last()), (Some(start), Some(end)));
            }
        }
    }
}

fn step(later: u64, step: Step) -> Frame {
    (later, true, vec![step])
}

fn whole(size: Size) -> Rect {
    Rect::of(size)
}

#[test]
fn a_picture_that_stays_takes_no_bytes() {
    let size = Size::new(200, 100);
    let frames: Vec<_> = (0..1000).map(|_| step(1_000_000, Step::Repeat)).collect();
    let session = record(size, Span::from_us(1), &frames);
    assert_eq!(session.chunks.len(), 1);
    assert_eq!(session.chunks[0].part, Part::Key);
}

#[test]
fn a_clock_of_an_hour_takes_little() {
    let mut picture = Picture::new(Size::new(960, 540)).unwrap();
    let mut encoder = ScreenEncoder::new(3);
    let mut chunks = Vec::new();
    for second in 0..3600_u32 {
        let mut damage = Damage::none(picture.size());
        let digits = Rect::new(240, 4, 40, 10);
        damage.add(digits);
        for y in digits.y..digits.bottom() {
            for (x, pixel) in
                picture.row_mut(digits.x, y, digits.width).unwrap().chunks_exact_mut(4).enumerate()
            {
                let is_lit = (x as u32 * 7 + y * second) % 11 < 4;
                pixel.copy_from_slice(&if is_lit { [255; 4] } else { [0, 0, 40, 255] });
            }
        }
        encoder.frame(Timestamp::from_ms(u64::from(second) * 1000), &picture, &damage, &mut chunks).unwrap();
    }
    encoder.finish(&mut chunks).unwrap();
    let bytes: usize = chunks.iter().map(|chunk| chunk.payload.len()).sum();
    assert!(bytes < 250_000, "{bytes} bytes");
    let key = |part: Part| chunks.iter().filter(|chunk| chunk.part == part).count();
    assert_eq!(key(Part::Key), 1);
    assert!(key(Part::LightKey) >= 4, "a seek needs a bound on the units that it decodes");
}

#[test]
fn what_moves_is_copied() {
    let size = Size::new(640, 480);
    let page = Rect::new(3, 50, 600, 400);
    let frames = [
        step(0, Step::Noise(whole(size), 1, Some(9))),
        step(100_000, Step::Scroll(page, 0, 13)),
        step(100_000, Step::Scroll(page, 7, -5)),
        step(100_000, Step::Scroll(Rect::new(0, 0, 320, 480), -11, 0)),
    ];
    let session = record(size, Span::from_ms(25), &frames);
    let mut reader = OperationReader::read(Part::Operations, &session.chunks[1].payload).unwrap();
    while reader.next_frame().unwrap().is_some() {
        let mut copied = 0;
        while let Some(Operation::Copy(copy)) = reader.next_operation().unwrap() {
            copied += copy.to.width * copy.to.height;
        }
        assert!(copied > 100_000, "{copied} pixels");
    }
    assert!(
        seek(&session.chunks, Timestamp::MAX, true).decoder.picture() == picture_at(&session, Timestamp::MAX)
    );
}

#[test]
fn what_a_keyframe_showed_takes_no_pixels() {
    let size = Size::new(640, 480);
    let menu = Rect::new(100, 100, 200, 300);
    let frames = [
        step(0, Step::Noise(whole(size), 1, Some(9))),
        step(100_000, Step::Noise(menu, 2, Some(9))),
        step(100_000, Step::Restore(0)),
    ];
    let session = record(size, Span::from_ms(25), &frames);
    let with = session.chunks[2].payload.len();
    let without = record(size, Span::from_ms(25), &frames[..2]).chunks[2].payload.len();
    assert!(with <= without + 4, "{with} bytes with the menu closed, {without} without");
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let noise = |size, seed| {
        [step(0, Step::Noise(whole(size), seed, None)), step(1, Step::Fill(Rect::new(0, 0, 9, 9), [1, 2, 3]))]
    };
    let (large, small) = (Size::new(100, 100), Size::new(50, 50));
    let (large, small) =
        (record(large, Span::ZERO, &noise(large, 1)), record(small, Span::ZERO, &noise(small, 2)));
    let unit = |session: &Session| (session.chunks[1].payload.clone(), session.chunks[2].payload.clone());
    let (operations, pixels) = unit(&large);
    let mut decoder = ScreenDecoder::new();
    assert!(decoder.load_unit(&operations, &pixels).is_err());
    decoder.load_key(Part::Key, &small.chunks[0].payload).unwrap();
    assert!(decoder.load_unit(&operations, &pixels).is_err());
    assert!(decoder.load_key(Part::LightKey, &small.chunks[0].payload).is_ok(), "a key can stand on itself");
    assert!(decoder.load_key(Part::LightKey, &large.chunks[0].payload).is_err());
    assert!(decoder.load_key(Part::Data, &small.chunks[0].payload).is_err());
    assert!(decoder.load_key(Part::Operations, &small.chunks[0].payload).is_err());
    let (operations, pixels) = unit(&small);
    decoder.load_unit(&operations, &pixels).unwrap();
    assert_eq!(decoder.next_time(), Some(Timestamp::from_us(1)));
}

#[test]
fn pictures_over_the_limit_are_refused() {
    let mut decoder = ScreenDecoder::new();
    for (width, height) in [(u32::MAX, 1), (1, u32::MAX), (16_385, 1), (16_384, 16_384)] {
        let mut payload = vec![1];
        payload.extend(width.to_le_bytes());
        payload.extend(height.to_le_bytes());
        payload.extend([0; 16]);
        payload.extend(0_u32.to_le_bytes());
        assert!(matches!(decoder.load_key(Part::Key, &payload), Err(crate::Error::LimitReached { .. })));
    }
}

/// Damages chunks of a session and decodes them: nothing may panic, nothing may take more than the picture allows.
#[test]
fn damaged_chunks_do_no_harm() {
    let size = Size::new(150, 130);
    let frames = [
        step(0, Step::Gradient(whole(size), 3)),
        step(0, Step::Noise(Rect::new(0, 0, 40, 40), 1, Some(2))),
        step(9, Step::Noise(Rect::new(20, 20, 100, 80), 2, Some(9))),
        step(9, Step::Scroll(Rect::new(10, 10, 120, 110), 3, 9)),
        step(9, Step::Noise(Rect::new(50, 0, 30, 120), 5, Some(100))),
        step(9, Step::Noise(Rect::new(0, 60, 64, 64), 5, None)),
        step(9, Step::Scroll(Rect::new(10, 10, 120, 110), 0, -13)),
        step(9, Step::Noise(Rect::new(70, 60, 64, 64), 5, Some(4))),
        step(9, Step::Restore(0)),
    ];
    let sessions = [record(size, Span::from_secs(9), &frames), record(size, Span::ZERO, &frames)];
    let light =
        sessions[1].chunks.iter().find(|chunk| chunk.part == Part::LightKey).expect("a light keyframe");
    let [key, operations, pixels] = &sessions[0].chunks[..] else { panic!("a keyframe and a unit") };
    let mut random = Random(7);
    let mut decoder = ScreenDecoder::new();
    let mut compressor = Compressor::new(1).unwrap();
    let mut played = 0;
    for _ in 0..scaled(100_000) {
        let is_deep = random.below(2) == 0;
        let mut damaged = |chunk: &Chunk, chance: usize| {
            let payload = chunk.payload.clone();
            if random.below(chance) > 0 {
                return payload;
            }
            if is_deep {
                damage_inside(&mut compressor, chunk.part, &payload, &mut random)
            } else {
                damage_bytes(payload, &mut random)
            }
        };
        let (key, light, operations, pixels) =
            (damaged(key, 8), damaged(light, 4), damaged(operations, 2), damaged(pixels, 4));
        if decoder.load_key(Part::Key, &key).is_ok() && random.below(2) == 0 {
            let _refused = decoder.load_key(Part::LightKey, &light);
        }
        if decoder.load_unit(&operations, &pixels).is_ok() && decoder.play_to(Timestamp::MAX).is_ok() {
            played += 1;
        }
        let drawn = decoder.picture().size();
        if drawn != Size::default() {
            assert!(
                decoder.room()
                    <= unit::unit_pixels_limit(drawn).unwrap()
                        + unit::operations_limit(drawn).unwrap()
                        + drawn.area() as usize * 4
                        + (1 << 20)
            );
        }
        assert!(decoder.picture().rgba().len() as u64 == drawn.area() * 4);
        let _damage: Damage = decoder.take_damage();
        let _refused = OperationReader::read(Part::Operations, &operations)
            .map(|mut reader| while let Ok(Some(_)) = reader.next_frame() {});
    }
    assert!(played > scaled(1000), "only {played} were played to the end");
}

/// Changes, removes or adds bytes.
fn damage_bytes(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..=random.below(3) {
        let place = random.below(bytes.len().max(1)).min(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, random.next() as u8),
            2 if place < bytes.len() => drop(bytes.remove(place)),
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = match random.below(3) {
                        0 => random.next() as u8,
                        1 => *byte ^ 1 << random.below(8),
                        _ => u8::MAX,
                    };
                }
            }
        }
    }
    bytes
}

/// Damages what lies under the compression.
fn damage_inside(compressor: &mut Compressor, part: Part, payload: &[u8], random: &mut Random) -> Vec<u8> {
    let mut again = |frame: &[u8], random: &mut Random| {
        let bytes = zstd::decompress(frame, 1 << 20).unwrap();
        compressor.compress(&damage_bytes(bytes, random)).unwrap()
    };
    match part {
        Part::Data => again(payload, random),
        Part::Operations => {
            let (head, frame) = payload.split_at(25);
            [head, &again(frame, random)].concat()
        }
        Part::Key | Part::LightKey => {
            let (head, rest) = payload.split_at(29);
            let operations = u32::from_le_bytes([head[25], head[26], head[27], head[28]]) as usize;
            let (operations, pixels) = rest.split_at(operations);
            let operations = again(operations, random);
            let len = (operations.len() as u32).to_le_bytes();
            [&head[..25], &len, &operations, &again(pixels, random)].concat()
        }
    }
}
