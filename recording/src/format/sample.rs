//! Small recordings for the tests of this module.

use super::{Summary, Writer, WriterOptions};
use crate::chunk::{Chunk, Part, Track};
use crate::facts::Facts;
use crate::units::{Size, Timestamp};

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
