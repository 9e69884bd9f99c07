//! Small recordings for the tests of this module.

use super::frame::{HASH_BYTES, HEADER_BYTES, Header, MAGIC, leaf_hash};
use super::walk::{Step, Walk};
use super::{Summary, Writer, WriterOptions};
use crate::chunk::{Chunk, Part, Track};
use crate::facts::Facts;
use crate::units::{Size, Timestamp};
use std::ops::Range;

/// A chunk with times in milliseconds and a payload that its times determine.
pub(super) fn chunk(track: Track, part: Part, start_ms: u64, end_ms: u64, bytes: usize) -> Chunk {
    let payload = (0..bytes).map(|at| (at as u64 * 31 + start_ms * 7 + end_ms) as u8).collect();
    Chunk { track, part, start: Timestamp::from_ms(start_ms), end: Timestamp::from_ms(end_ms), payload }
}

/// Facts with something in every kind of field.
pub(super) fn facts() -> Facts {
    Facts {
        size: Size::new(640, 480),
        started_at_ms: Some(1_790_000_000_000),
        title: Some("a title".to_owned()),
        ..Facts::default()
    }
}

/// A key, then a unit each second and a pointer chunk each ten seconds.
pub(super) fn session(seconds: u64) -> Vec<Chunk> {
    let mut chunks = vec![chunk(Track::Screen, Part::Key, 0, 0, 300)];
    for second in 0..seconds {
        let (start, end) = (second * 1000, second * 1000 + 990);
        chunks.push(chunk(Track::Screen, Part::Operations, start, end, 20));
        chunks.push(chunk(Track::Screen, Part::Data, start, end, 90));
        if second % 10 == 9 {
            chunks.push(chunk(Track::Pointer, Part::Data, start - 9000, end, 40));
        }
        if second % 60 == 59 {
            chunks.push(chunk(Track::Screen, Part::Key, end, end, 300));
        }
    }
    chunks
}

/// The recording of these chunks.
pub(super) fn write(chunks: &[Chunk]) -> (Vec<u8>, Summary) {
    let mut writer = Writer::create(Vec::new(), &facts(), WriterOptions::new([7; 32])).unwrap();
    for chunk in chunks {
        writer.append(chunk).unwrap();
    }
    writer.close(Timestamp::ZERO).unwrap()
}

/// The same without an end.
pub(super) fn write_unfinished(chunks: &[Chunk]) -> Vec<u8> {
    let mut writer = Writer::create(Vec::new(), &facts(), WriterOptions::new([7; 32])).unwrap();
    for chunk in chunks {
        writer.append(chunk).unwrap();
    }
    writer.sink().clone()
}

/// Where the chunks of a sound recording lie, and last its footer.
pub(super) fn parts(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut walk = Walk::new(bytes, 0, bytes.len() as u64);
    while let Some(step) = walk.step().unwrap() {
        parts.push(match step {
            Step::Chunk(offset, header) => offset as usize..(offset + header.chunk_bytes()) as usize,
            Step::Gap(offset, len) | Step::Cut(offset, len, _) => offset as usize..(offset + len) as usize,
        });
    }
    parts
}

/// A recording of another version, sound in every other way.
pub(super) fn with_version(version: u32) -> Vec<u8> {
    let mut bytes = write_unfinished(&[]);
    let end = Header::decode(&bytes, 0).unwrap().chunk_bytes() as usize - HASH_BYTES;
    let at = HEADER_BYTES + MAGIC.len();
    bytes[at..at + 4].copy_from_slice(&version.to_le_bytes());
    let hash = leaf_hash(&bytes[..HEADER_BYTES], &bytes[HEADER_BYTES..end]);
    bytes[end..].copy_from_slice(&hash);
    bytes
}
