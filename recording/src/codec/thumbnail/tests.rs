//! What thumbnails stand for in random sessions, and what damaged chunks can do.

use super::{ShownNow, Shrunk, Still, Thumbnail, ThumbnailEncoder, read_thumbnails};
use crate::chunk::{Chunk, Part, Track};
use crate::codec::terminal::Emulator;
use crate::limits;
use crate::long::scaled;
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Size, Span, Timestamp};
use std::collections::BTreeMap;

/// xorshift64*: the same numbers on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u32) -> u32 {
        (self.next() >> 33) as u32 % end
    }

    /// A gap between frames: none, a frame, seconds, or minutes.
    fn gap(&mut self) -> Span {
        let longest_ms = [1, 100, 3_000, 400_000][self.below(4) as usize];
        Span::from_ms(self.below(longest_ms).into())
    }
}

/// A thumbnail of a whole picture, without a memory of the one before.
fn thumbnail(picture: &Picture) -> Thumbnail {
    Thumbnail::of(Shrunk::of(picture, limits::THUMBNAIL_AREA_PX).unwrap().picture())
}

/// All thumbnails of these chunks, with their times.
fn stills<'a>(chunks: impl IntoIterator<Item = &'a Chunk>) -> Vec<(Timestamp, Still)> {
    let groups = chunks.into_iter().flat_map(|chunk| read_thumbnails(&chunk.payload).unwrap());
    let stills = groups.flat_map(|group| {
        let stills = group.decode().unwrap();
        assert_eq!(stills.len(), group.times().len());
        group.times().to_vec().into_iter().zip(stills)
    });
    stills.collect()
}

/// What a random session showed at each time, and its thumbnail track.
struct Session {
    shown: BTreeMap<Timestamp, Picture>,
    chunks: Vec<Chunk>,
    interval: Span,
}

fn session(random: &mut Random, frames: u32) -> Session {
    let mut encoder = ThumbnailEncoder::new(1);
    let mut chunks = Vec::new();
    let mut shown: BTreeMap<Timestamp, Picture> = BTreeMap::new();
    let mut time = Timestamp::from_ms(random.below(3).into());
    let side = 20 + random.below(300);
    let mut picture: Option<Picture> = None;
    for _ in 0..frames {
        let before = picture.clone();
        let is_resized = random.below(40) == 0;
        let mut now = before.clone().filter(|_| !is_resized).unwrap_or_else(|| {
            Picture::new(Size::new(1 + random.below(side), 1 + random.below(side))).unwrap()
        });
        let size = now.size();
        let mut damage = if before.is_some() { Damage::none(size) } else { Damage::all(size) };
        for _ in 0..random.below(3) {
            let rect = Rect::new(
                random.below(size.width),
                random.below(size.height),
                1 + random.below(size.width),
                1 + random.below(size.height),
            )
            .intersect(Rect::of(size));
            let colour = random.next().to_le_bytes();
            for y in rect.y..rect.bottom() {
                for pixel in now.row_mut(rect.x, y, rect.width).unwrap().chunks_exact_mut(4) {
                    pixel[..3].copy_from_slice(&colour[..3]);
                }
            }
            damage.add(rect);
        }
        encoder.before_change(time, before.as_ref().into()).unwrap();
        encoder.changed(time, Some(&damage));
        shown.insert(time, now.clone());
        picture = Some(now);
        if random.below(30) == 0 {
            encoder.flush(&mut chunks).unwrap();
        }
        time = time.plus(random.gap());
    }
    encoder.finish(time, picture.as_ref().into(), &mut chunks).unwrap();
    Session { shown, chunks, interval: encoder.interval() }
}

#[test]
fn a_thumbnail_is_the_picture_of_its_time_and_made_small() {
    let mut count = 0;
    for seed in 0..u64::from(scaled(24)) {
        let mut random = Random(seed * 2 + 1);
        let frames = 1 + random.below(400);
        let Session { shown, chunks, interval } = session(&mut random, frames);
        let at = |time| shown.range(..=time).next_back().map(|(_, picture)| thumbnail(picture));
        for (time, still) in stills(&chunks) {
            assert!(at(time).map(Still::Picture) == Some(still), "seed {seed}: another picture at {time:?}");
        }

        let (key, data) = chunks.split_last().unwrap();
        assert_eq!((key.track, key.part), (Track::Thumbnail, Part::Key));
        assert!(data.iter().all(|chunk| chunk.part == Part::Data));
        assert!(chunks.is_sorted_by_key(|chunk| (chunk.start, chunk.end)), "seed {seed}: times fall");
        let board = stills([key]);
        count = count.max(board.len());
        assert!(board.len() <= limits::THUMBNAILS);
        assert!(board.is_sorted_by(|(one, _), (next, _)| one < next));
        assert_eq!(board[0].0, *shown.keys().next().unwrap(), "the first frame has one");

        // Where nothing changed until a later stretch of time, what is found for it is exact.
        let stretch = |time: Timestamp| time.as_us() / interval.as_us();
        let times: Vec<Timestamp> = shown.keys().copied().collect();
        for (place, time) in times.iter().enumerate() {
            let next = times.get(place + 1);
            if next.is_none_or(|next| stretch(*next) > stretch(*time)) {
                let (_, found) = board.iter().rfind(|(of, _)| of <= time).unwrap();
                assert!(
                    at(*time).map(Still::Picture).as_ref() == Some(found),
                    "seed {seed}: {time:?} is stale"
                );
            }
        }
    }
    assert!(count > limits::THUMBNAILS / 3, "no session was long enough: {count}");
}

#[test]
fn a_thumbnail_of_a_terminal_restores_it() {
    for seed in 0..u64::from(scaled(20)) {
        let mut random = Random(seed * 2 + 1);
        let mut encoder = ThumbnailEncoder::new(1);
        let mut emulator = Emulator::new(Size::new(20, 5));
        let text = |emulator: &Emulator| {
            let terminal = emulator.terminal();
            terminal.screen().visible_lines().map(avt::Line::text).collect::<Vec<_>>()
        };
        let (mut shown, mut chunks, mut time) = (BTreeMap::new(), Vec::new(), Timestamp::ZERO);
        for number in 0..1 + random.below(400) {
            encoder.before_change(time, ShownNow::Terminal(&emulator)).unwrap();
            encoder.changed(time, None);
            match random.below(20) {
                0 => emulator.resize(Size::new(10 + random.below(30), 2 + random.below(9))),
                1 => emulator.output("\x1b[2J\x1b[H"),
                colour => emulator.output(&format!("\x1b[3{}m{number} 界\r\n", colour % 8)),
            }
            shown.insert(time, text(&emulator));
            time = time.plus(random.gap());
        }
        encoder.finish(time, ShownNow::Terminal(&emulator), &mut chunks).unwrap();
        let board = stills(&chunks);
        assert!(!board.is_empty() && board.len() <= limits::THUMBNAILS);
        for (time, still) in board {
            let Still::Terminal(still) = still else { panic!("a picture of a terminal") };
            let mut restored = Emulator::new(still.size);
            restored.output(&still.state);
            assert_eq!(shown.get(&time), Some(&text(&restored)), "seed {seed}: another text at {time:?}");
        }
    }
}

#[test]
fn colours_come_close() {
    let mut random = Random(5);
    for colour in (0..2000).map(|_| random.next().to_le_bytes()).chain([[0; 8], [255; 8]]) {
        let mut picture = Picture::new(Size::new(5, 3)).unwrap();
        for pixel in picture.rgba_mut().chunks_exact_mut(4) {
            pixel[..3].copy_from_slice(&colour[..3]);
        }
        let small = Thumbnail::of(&picture).picture().unwrap();
        for (was, is) in picture.rgba().iter().zip(small.rgba()) {
            assert!(was.abs_diff(*is) <= 10, "{colour:?} became {:?}", &small.rgba()[..3]);
        }
    }
    let white = [255; 8];
    let mut picture = Picture::new(Size::new(1, 1)).unwrap();
    picture.rgba_mut().copy_from_slice(&white[..4]);
    assert_eq!(Thumbnail::of(&picture).picture().unwrap(), picture, "white stays white");
}

#[test]
fn what_does_not_change_takes_nothing() {
    let size = Size::new(640, 400);
    let picture = Picture::new(size).unwrap();
    let mut encoder = ThumbnailEncoder::new(3);
    let mut chunks = Vec::new();
    for second in 0..3600 {
        let time = Timestamp::from_ms(second * 1000);
        let shown = (second > 0).then_some(&picture);
        encoder.before_change(time, shown.into()).unwrap();
        encoder.changed(time, Some(&Damage::all(size)));
    }
    encoder.finish(Timestamp::from_ms(3_600_000), Some(&picture).into(), &mut chunks).unwrap();
    assert_eq!(stills(&chunks).len(), 1);
    assert!(chunks[0].payload.len() < 200, "{} bytes", chunks[0].payload.len());
}

#[test]
fn nothing_shown_is_no_chunk() {
    let mut chunks = Vec::new();
    ThumbnailEncoder::new(3).finish(Timestamp::ZERO, ShownNow::Nothing, &mut chunks).unwrap();
    assert!(chunks.is_empty());
}

#[test]
fn huge_states_thin_the_storyboard() {
    let mut encoder = ThumbnailEncoder::new(1);
    let mut emulator = Emulator::new(Size::new(400, 200));
    let mut chunks = Vec::new();
    for second in 0..300_u32 {
        let time = Timestamp::from_ms(u64::from(second) * 1000);
        encoder.before_change(time, ShownNow::Terminal(&emulator)).unwrap();
        encoder.changed(time, None);
        emulator.output(&format!("{second}").repeat(40_000));
    }
    encoder.finish(Timestamp::from_ms(300_000), ShownNow::Terminal(&emulator), &mut chunks).unwrap();
    let board = stills(&chunks);
    let bytes: usize = board.iter().map(|(_, still)| still.bytes()).sum();
    assert!(bytes <= 8 << 20 && board.len() > 10, "{bytes} bytes in {}", board.len());
}

#[test]
fn other_layouts_and_counts_are_refused() {
    assert!(read_thumbnails(&[]).is_err());
    assert!(matches!(read_thumbnails(&[2, 1, 0]), Err(crate::Error::Unsupported { .. })));
    assert!(matches!(read_thumbnails(&[1, 3, 0]), Err(crate::Error::Unsupported { .. })));
    assert!(read_thumbnails(&[1, 1, 0]).unwrap().is_empty());
    assert!(read_thumbnails(&[1, 1, 0, 0]).is_err(), "a byte too many");
    assert!(read_thumbnails(&[1, 1, 1, 0, 0]).is_err(), "an empty group");
    assert!(read_thumbnails(&[1, 1, 1, 33]).is_err(), "a group of too many");
    assert!(
        read_thumbnails(&[1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0, 0]).is_err(),
        "groups that are not there"
    );
}

/// Random damage may give any pictures, of bounded size, or an error.
#[test]
fn damaged_chunks_do_no_harm() {
    let mut random = Random(77);
    let payloads: Vec<Vec<u8>> =
        (0..6).flat_map(|_| session(&mut random, 60).chunks).map(|chunk| chunk.payload).collect();
    for _ in 0..scaled(4000) {
        let place = random.below(payloads.len() as u32) as usize;
        let mut payload = payloads[place].clone();
        for _ in 0..1 + random.below(3) {
            let at = random.below(payload.len() as u32) as usize;
            match random.below(4) {
                0 => payload.truncate(at.max(1)),
                1 => payload.insert(at, random.next() as u8),
                _ => payload[at] ^= 1 << random.below(8),
            }
        }
        let Ok(groups) = read_thumbnails(&payload) else { continue };
        for still in groups.iter().filter_map(|group| group.decode().ok()).flatten() {
            if let Still::Picture(thumbnail) = still {
                assert!(thumbnail.size().area() <= limits::THUMBNAIL_AREA_PX);
                thumbnail.picture().unwrap();
            }
        }
    }
}

/// Damage below the compression: what is decompressed is what is read.
#[test]
fn damaged_fields_do_no_harm() {
    let mut random = Random(99);
    let chunk = session(&mut random, 80).chunks.pop().unwrap();
    let groups = read_thumbnails(&chunk.payload).unwrap();
    for round in 0..scaled(4000) {
        let mut group = groups[round as usize % groups.len()].clone();
        group.alter(|fields| {
            for _ in 0..1 + random.below(4) {
                let at = random.below(fields.len() as u32) as usize;
                match random.below(5) {
                    0 => fields.truncate(at.max(1)),
                    // The heads stand first.
                    1 => fields[at.min(40)] = random.next() as u8,
                    _ => fields[at] = random.next() as u8,
                }
            }
        });
        for still in group.decode().into_iter().flatten() {
            if let Still::Picture(thumbnail) = still {
                assert!(thumbnail.size().area() <= limits::THUMBNAIL_AREA_PX);
            }
        }
    }
}
