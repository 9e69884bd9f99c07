//! What is written is read again, and is what a look at the pictures tells.

use super::encode::{BLOCKS, DIRECTORY, EDGES};
use super::*;
use crate::changes::ChangesTrack;
use crate::chunk::{Chunk, Track};
use crate::codec::packed;
use crate::facts::{Facts, Kind};
use crate::format::Recording;
use crate::import::Output;
use crate::long::scaled;
use crate::picture::{Damage, Picture};
use crate::record::{Recorder, RecorderOptions};
use crate::units::{Rect, Size, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What the chunks of the track tell, frame by frame.
fn read(chunks: &[Chunk]) -> Vec<FrameChanges> {
    let Some((directory, rest)) = chunks.split_last() else { return Vec::new() };
    let directory = decode_directory(&directory.payload).unwrap();
    assert_eq!(directory.chunks(), rest.len());
    let mut frames = Vec::new();
    let mut size = Size::new(0, 0);
    for listed in directory.listed() {
        let blocks = decode_blocks(&rest[listed.blocks].payload).unwrap();
        let edges = decode_edges(&rest[listed.edges].payload).unwrap();
        assert_eq!(blocks.size, size);
        assert_eq!(blocks.frames.first().map(|frame| frame.time), Some(listed.first));
        assert_eq!(blocks.frames.last().map(|frame| frame.time), Some(listed.last));
        let mut next = 0;
        for frame in &blocks.frames {
            size = frame.new_size.unwrap_or(size);
            let tiles = blocks.of(frame).to_vec();
            let count: usize = tiles.iter().map(TileChanges::edges).sum();
            let of_frame = (next..next + count).map(|block| edges.of(block).unwrap()).collect();
            next += count;
            frames.push(FrameChanges {
                time: frame.time,
                size,
                is_new_picture: frame.new_size.is_some(),
                tiles,
                edges: of_frame,
            });
        }
        assert_eq!(next, edges.len());
    }
    frames
}

fn sizes() -> impl Strategy<Value = Size> {
    (1_u32..300, 1_u32..300).prop_map(|(width, height)| Size::new(width, height))
}

/// A frame: how much later it is, its size where that is another one, its tiles with masks, and a seed of edges.
type Sketch = (u64, Option<Size>, Vec<(u32, u64)>, u8);

fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    let mask = prop_oneof![Just(u64::MAX), Just(0x0303), any::<u64>()];
    let tiles = proptest::collection::vec((0_u32..25, mask), 1..8);
    proptest::collection::vec(
        (0_u64..3_000_000, proptest::option::weighted(0.1, sizes()), tiles, any::<u8>()),
        0..60,
    )
}

fn frames(first: Size, sketches: &[Sketch]) -> Vec<FrameChanges> {
    let (mut time, mut size) = (Timestamp::ZERO, first);
    let mut frames = vec![FrameChanges { size, is_new_picture: true, ..FrameChanges::default() }];
    for (later, new, tiles, seed) in sketches {
        time = Timestamp::from_us(time.as_us() + later);
        if let Some(new) = new {
            size = *new;
        }
        let mut frame = FrameChanges { time, size, is_new_picture: new.is_some(), ..FrameChanges::default() };
        let mut tiles = tiles.clone();
        tiles.sort_unstable();
        tiles.dedup_by_key(|tile| tile.0);
        for (tile, blocks) in tiles.into_iter().filter(|_| new.is_none()) {
            let blocks = blocks & all_blocks(tile_rect(size, tile));
            if blocks == 0 {
                continue;
            }
            let changed = TileChanges { tile, blocks };
            frame.tiles.push(changed);
            for bit in 0..changed.edges() {
                let edges = seed.wrapping_mul(bit as u8) | 1;
                frame.edges.push(BlockEdges { rows: edges, columns: edges.reverse_bits() });
            }
        }
        if frame.is_new_picture || !frame.tiles.is_empty() {
            frames.push(frame);
        }
    }
    frames
}

fn write(frames: &[FrameChanges], end: Timestamp) -> Vec<Chunk> {
    let (mut encoder, mut chunks) = (ChangesEncoder::new(1), Vec::new());
    for frame in frames {
        encoder.frame(frame, &mut chunks).unwrap();
    }
    encoder.finish(end, &mut chunks).unwrap();
    chunks
}

/// What differs between two pictures of one size.
fn by_looking(before: &Picture, after: &Picture) -> Vec<(u32, u64, Vec<BlockEdges>)> {
    let size = after.size();
    let mut tiles = Vec::new();
    for tile in 0..Damage::none(size).tile_count() as u32 {
        let (mut blocks, mut edges) = (0_u64, Vec::new());
        let rect = tile_rect(size, tile);
        for bit in 0..64 {
            let block = block_rect(rect, bit);
            let mut found = BlockEdges { rows: 0, columns: 0 };
            for y in block.y..block.bottom() {
                for x in block.x..block.right() {
                    if before.row(x, y, 1) != after.row(x, y, 1) {
                        found.rows |= 1 << (y - block.y);
                        found.columns |= 1 << (x - block.x);
                    }
                }
            }
            if found.rows != 0 {
                blocks |= 1 << bit;
                edges.push(found);
            }
        }
        if blocks != 0 {
            tiles.push((tile, blocks, edges));
        }
    }
    tiles
}

/// Where the blocks of a rectangle start that is made of them.
fn blocks_of(rect: Rect) -> impl Iterator<Item = (u32, u32)> {
    let columns = move || (rect.x..rect.right()).step_by(8);
    (rect.y..rect.bottom()).step_by(8).flat_map(move |y| columns().map(move |x| (x, y)))
}

/// A session of desktop pictures: fills, some of other sizes, some that change nothing.
fn session(size: Size, fills: &[(u64, Rect, u8, Option<Size>)]) -> (Vec<(Timestamp, Picture)>, Vec<u8>) {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size, ..Facts::default() }).unwrap();
    let mut picture = Picture::new(size).unwrap();
    let mut time = Timestamp::ZERO;
    let mut shown = Vec::new();
    for (later, rect, value, new) in fills {
        time = Timestamp::from_us(time.as_us() + later);
        if let Some(new) = new {
            picture = Picture::new(*new).unwrap();
        }
        let part = rect.intersect(Rect::of(picture.size()));
        let part = if part.is_empty() { Rect::default() } else { part };
        for y in part.y..part.bottom() {
            for (x, pixel) in picture.row_mut(part.x, y, part.width).unwrap().chunks_exact_mut(4).enumerate()
            {
                // Some pixels of it stay what they are.
                if !(x + y as usize + usize::from(*value)).is_multiple_of(5) {
                    pixel[..3].fill(*value);
                }
            }
        }
        recorder.frame(time, &picture, &Damage::all(picture.size())).unwrap();
        shown.push((time, picture.clone()));
    }
    recorder.end(Timestamp::from_us(time.as_us() + 1_000_000)).unwrap();
    (shown, recorder.into_parts().unwrap().0)
}

fn fills() -> impl Strategy<Value = Vec<(u64, Rect, u8, Option<Size>)>> {
    let rect = (0_u32..250, 0_u32..250, 0_u32..90, 0_u32..90)
        .prop_map(|(x, y, width, height)| Rect::new(x, y, width, height));
    proptest::collection::vec(
        (0_u64..2_000_000, rect, any::<u8>(), proptest::option::weighted(0.1, sizes())),
        1..40,
    )
}

fn chunks_of(bytes: &[u8]) -> Vec<Chunk> {
    let mut recording = Recording::open(bytes).unwrap();
    recording.load_whole_index(bytes).unwrap();
    recording.entries(Track::Changes).iter().map(|entry| recording.chunk(bytes, entry).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(64)) })]

    #[test]
    fn what_is_written_is_read(first in sizes(), sketches in sketches()) {
        let frames = frames(first, &sketches);
        prop_assert_eq!(read(&write(&frames, Timestamp::from_ms(500_000))), frames);
    }

    #[test]
    fn a_recording_tells_what_its_pictures_show(size in sizes(), fills in fills()) {
        let (shown, bytes) = session(size, &fills);
        let mut told = read(&chunks_of(&bytes)).into_iter();
        let mut before: Option<&Picture> = None;
        for (time, picture) in &shown {
            let is_new = before.is_none_or(|before| before.size() != picture.size());
            let expected = if is_new { Vec::new() } else { by_looking(before.unwrap(), picture) };
            before = Some(picture);
            if !is_new && expected.is_empty() {
                continue;
            }
            let frame = told.next().unwrap();
            prop_assert_eq!((frame.time, frame.size, frame.is_new_picture), (*time, picture.size(), is_new));
            let tiles: Vec<_> = expected.iter().map(|(tile, blocks, _)| TileChanges { tile: *tile, blocks: *blocks }).collect();
            prop_assert_eq!(frame.tiles, tiles);
            let sparse = expected.into_iter().filter(|(_, blocks, _)| blocks.count_ones() <= 16);
            let edges: Vec<_> = sparse.flat_map(|(.., edges)| edges).collect();
            prop_assert_eq!(frame.edges, edges);
        }
        prop_assert!(told.next().is_none());
    }

    #[test]
    fn blocks_of_a_span_are_told(size in sizes(), fills in fills(), from in 0_u64..30_000_000, length in 0_u64..9_000_000) {
        let (shown, bytes) = session(size, &fills);
        let source = bytes.as_slice();
        let mut recording = Recording::open(source).unwrap();
        let track = ChangesTrack::open(&mut recording, source).unwrap().unwrap();
        let span = Timestamp::from_us(from)..=Timestamp::from_us(from + length);
        let (mut expected_size, mut expected_blocks) = (Size::new(0, 0), BTreeSet::new());
        let mut before: Option<&Picture> = None;
        for (time, picture) in shown.iter().take_while(|(time, _)| time <= span.end()) {
            let is_asked = span.contains(time);
            if before.is_none_or(|before| before.size() != picture.size()) {
                expected_size = picture.size();
                expected_blocks = if is_asked { blocks_of(Rect::of(picture.size())).collect() } else { BTreeSet::new() };
            } else if is_asked {
                for (tile, mask, _) in by_looking(before.unwrap(), picture) {
                    let blocks = bits(mask).map(|bit| block_rect(tile_rect(picture.size(), tile), bit));
                    expected_blocks.extend(blocks.map(|block| (block.x, block.y)));
                }
            }
            before = Some(picture);
        }
        let blocks = track.changed_blocks(&recording, source, &span).unwrap().unwrap();
        prop_assert_eq!(blocks.size, expected_size);
        let told_blocks: Vec<_> = blocks.rects.iter().copied().flat_map(blocks_of).collect();
        prop_assert!(blocks.rects.iter().all(|rect| *rect == rect.intersect(Rect::of(blocks.size))));
        prop_assert_eq!(told_blocks.len(), expected_blocks.len(), "none twice");
        prop_assert_eq!(told_blocks.into_iter().collect::<BTreeSet<_>>(), expected_blocks);
    }

    /// No bytes make it panic or hold more than their number allows.
    #[test]
    fn any_bytes_are_read_or_refused(kind in 0_u8..4, fields in proptest::collection::vec(any::<u8>(), 0..200)) {
        let payload = packed::pack(&[&[kind], fields.as_slice()].concat(), 1).unwrap();
        if let Ok(blocks) = decode_blocks(&payload) {
            prop_assert!(kind == BLOCKS && blocks.frames.len() + blocks.tiles.len() <= fields.len());
            prop_assert!(blocks.frames.is_sorted_by_key(|frame| frame.time));
        }
        if let Ok(edges) = decode_edges(&payload) {
            prop_assert!(kind == EDGES && edges.len() * 2 <= fields.len());
        }
        if let Ok(directory) = decode_directory(&payload) {
            prop_assert!(kind == DIRECTORY && directory.chunks() <= fields.len());
        }
    }

    /// Fields that are changed in a few places are read or refused, and what is read stays within the picture.
    #[test]
    fn changed_bytes_are_read_or_refused(
        first in sizes(),
        sketches in sketches(),
        flips in proptest::collection::vec((any::<proptest::sample::Index>(), 0_u8..8), 1..4),
    ) {
        for chunk in write(&frames(first, &sketches), Timestamp::ZERO) {
            let mut fields = packed::unpack(&chunk.payload, "test", 1 << 24).unwrap();
            for (at, bit) in &flips {
                let at = at.index(fields.len());
                fields[at] ^= 1 << bit;
            }
            let payload = packed::pack(&fields, 1).unwrap();
            if let Ok(blocks) = decode_blocks(&payload) {
                let mut size = blocks.size;
                for frame in &blocks.frames {
                    size = frame.new_size.unwrap_or(size);
                    for tile in blocks.of(frame) {
                        let all = all_blocks(tile_rect(size, tile.tile));
                        prop_assert!(tile.blocks != 0 && tile.blocks & !all == 0);
                    }
                }
            }
            decode_edges(&payload).ok();
            decode_directory(&payload).ok();
        }
    }
}

#[test]
fn much_is_cut_into_chunks_and_not_all_held() {
    let size = Size::new(1920, 1080);
    let (mut encoder, mut chunks) = (ChangesEncoder::new(1), Vec::new());
    encoder.held_limit = 256 * 1024;
    let mut frames = vec![FrameChanges { size, is_new_picture: true, ..FrameChanges::default() }];
    let mut noise = 1_u64;
    for number in 1..300_u64 {
        let mut frame = FrameChanges { time: Timestamp::from_ms(number), size, ..FrameChanges::default() };
        for tile in 0..480 {
            noise = noise.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(number) | 1;
            let blocks = if tile % 3 == 0 { noise & 0x00ff_0000_0000_000f | 1 } else { noise };
            let changed = TileChanges { tile, blocks };
            frame.tiles.push(changed);
            frame.edges.extend((0..changed.edges()).map(|bit| {
                let edges = (noise >> bit) as u8 | 1;
                BlockEdges { rows: edges, columns: edges }
            }));
        }
        frames.push(frame);
    }
    let mut early = 0;
    for frame in &frames {
        encoder.frame(frame, &mut chunks).unwrap();
        early = chunks.len();
    }
    encoder.finish(Timestamp::from_ms(700), &mut chunks).unwrap();
    assert!(early > 2 && chunks.len() > early + 2, "{early} of {} chunks", chunks.len());
    assert!(chunks.iter().all(|chunk| chunk.payload.len() < 2 << 20));
    assert!(chunks.is_sorted_by_key(|chunk| chunk.start));
    assert!(read(&chunks) == frames);
}

#[test]
fn what_no_frame_can_be_is_refused() {
    let refuse =
        |fields: &[u8]| assert!(decode_blocks(&packed::pack(fields, 1).unwrap()).is_err(), "{fields:?}");
    // A frame that changes nothing; a tile beyond the picture; blocks beyond it; as before, and nothing was.
    refuse(&[BLOCKS, 64, 64, 1, 0, 0]);
    refuse(&[BLOCKS, 64, 64, 1, 0, 2, 4]);
    refuse(&[BLOCKS, 8, 8, 1, 0, 2, 2, 3, 0, 0, 0, 0, 0, 0, 0]);
    refuse(&[BLOCKS, 64, 64, 1, 0, 2, 1]);
    // A new picture with tiles; a picture that is too large.
    refuse(&[BLOCKS, 64, 64, 1, 0, 3, 64, 64, 0]);
    refuse(&[BLOCKS, 0xff, 0xff, 0x7f, 64, 0]);
    assert!(decode_edges(&packed::pack(&[EDGES, 1, 0, 1], 1).unwrap()).is_err());
    // Chunks of blocks without edges.
    assert!(decode_directory(&packed::pack(&[DIRECTORY, 1, BLOCKS, 0, 0], 1).unwrap()).is_err());
}
