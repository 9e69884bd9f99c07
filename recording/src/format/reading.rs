//! Tests of the reader: whole, unfinished and damaged files, and what is fetched for them.

use super::frame::{Header, Kind};
use super::sample::{chunk, facts, parts, session, with_version, write, write_unfinished};
use super::{Entry, FaultKind, RangeCache, Recording, TAIL_BYTES};
use crate::chunk::{Chunk, Part, Track};
use crate::error::{Error, Result};
use crate::units::{Span, Timestamp};
use std::ops::Range;

/// All chunks that the recording leads to, in the order of the file.
fn read_all(bytes: &[u8]) -> (Recording, Vec<Chunk>) {
    let mut recording = Recording::open(bytes).unwrap();
    recording.load_whole_index(bytes).unwrap();
    let mut entries: Vec<Entry> =
        Track::ALL.iter().flat_map(|track| recording.entries(*track)).copied().collect();
    entries.sort_by_key(|entry| entry.offset);
    let chunks = entries.iter().map(|entry| recording.chunk(bytes, entry).unwrap()).collect();
    (recording, chunks)
}

#[test]
fn a_closed_recording_comes_back() {
    let chunks = session(700);
    let (bytes, summary) = write(&chunks);
    let (recording, read) = read_all(&bytes);
    assert_eq!(read, chunks);
    assert_eq!(recording.facts(), &facts());
    assert_eq!(recording.summary(), &summary);
    assert!(recording.is_closed() && recording.faults().is_empty());
    assert_eq!(recording.duration(), Timestamp::from_ms(699_990));
}

/// Every chunk that a reader gets out of `bytes`, with damaged ones left out.
fn read_sound(bytes: &[u8]) -> Result<Vec<Chunk>> {
    let mut recording = Recording::open(bytes)?;
    recording.load_whole_index(bytes)?;
    let mut entries: Vec<Entry> =
        Track::ALL.iter().flat_map(|track| recording.entries(*track)).copied().collect();
    entries.sort_by_key(|entry| entry.offset);
    Ok(entries.iter().filter_map(|entry| recording.chunk(bytes, entry).ok()).collect())
}

/// The data chunks of a sound recording with where they lie.
fn data_parts(bytes: &[u8], chunks: &[Chunk]) -> Vec<(Range<usize>, Chunk)> {
    let is_data = |part: &Range<usize>| {
        Header::decode(&bytes[part.clone()], 0).is_ok_and(|header| header.kind == Kind::Data)
    };
    parts(bytes).into_iter().filter(is_data).zip(chunks.iter().cloned()).collect()
}

#[test]
fn whatever_bit_is_flipped_the_rest_is_read() {
    let chunks = session(12);
    for bytes in [write(&chunks).0, write_unfinished(&chunks)] {
        let parts = data_parts(&bytes, &chunks);
        let first = parts[0].0.start;
        let mut tampered = bytes.clone();
        for at in 0..bytes.len() {
            tampered[at] ^= 1 << (at % 8);
            let expected = parts.iter().filter(|(part, _)| !part.contains(&at));
            let expected: Vec<&Chunk> = expected.map(|(_, chunk)| chunk).collect();
            match read_sound(&tampered) {
                Ok(read) => assert_eq!(read.iter().collect::<Vec<_>>(), expected, "byte {at}"),
                // Only where it does not say any more that it is a recording of this version.
                Err(error) => assert!(at < first, "byte {at}: {error}"),
            }
            tampered[at] = bytes[at];
        }
    }
}

#[test]
fn whatever_is_cut_off_the_rest_is_read() {
    let chunks = session(12);
    let (bytes, _) = write(&chunks);
    let parts = data_parts(&bytes, &chunks);
    let first = parts[0].0.start;
    for len in 0..bytes.len() {
        let expected = parts.iter().filter(|(part, _)| part.end <= len);
        let expected: Vec<&Chunk> = expected.map(|(_, chunk)| chunk).collect();
        match read_sound(&bytes[..len]) {
            Ok(read) => assert_eq!(read.iter().collect::<Vec<_>>(), expected, "{len} bytes"),
            Err(error) => {
                assert!(matches!(error, Error::Truncated { .. }) && len < first, "{len} bytes: {error}");
            }
        }
    }
}

#[test]
fn a_damaged_tenth_leaves_the_rest() {
    let chunks = session(600);
    let (bytes, _) = write(&chunks);
    let parts = data_parts(&bytes, &chunks);
    let mut tampered = bytes.clone();
    for (part, _) in parts.iter().step_by(10) {
        tampered[part.start + part.len() / 2] ^= 0x55;
    }
    let expected: Vec<&Chunk> =
        parts.iter().enumerate().filter(|(at, _)| at % 10 != 0).map(|(_, (_, chunk))| chunk).collect();
    assert_eq!(read_sound(&tampered).unwrap().iter().collect::<Vec<_>>(), expected);
}

#[test]
fn bytes_after_the_end_are_a_fault() {
    let chunks = session(30);
    let (bytes, _) = write(&chunks);
    for garbage in [vec![0; 1000], bytes.clone()] {
        let longer = [bytes.as_slice(), &garbage].concat();
        // The end of a file leads to its last recording; the offsets in that one do not hold here.
        let recording = Recording::open(longer.as_slice()).unwrap();
        assert!(!recording.is_closed());
        assert!(recording.faults().iter().any(|fault| fault.what == FaultKind::Trailing));
        assert_eq!(read_sound(&longer).unwrap(), chunks);
    }
}

#[test]
fn what_is_no_recording_is_refused() {
    assert!(matches!(Recording::open([].as_slice()), Err(Error::Truncated { .. })));
    for bytes in [[0_u8; 700].as_slice(), b"{\"version\":2}", b"4.size,1.0,4.1024,3.768;"] {
        let error = Recording::open(bytes).unwrap_err();
        assert!(matches!(error, Error::Unsupported { what: "file", .. }), "{error}");
    }
    let error = Recording::open(with_version(2).as_slice()).unwrap_err();
    assert!(matches!(error, Error::Unsupported { what: "recording version", .. }), "{error}");
    assert!(error.to_string().contains('2'));
}

/// Calls `attempt` until it finds all it needs, fetching one range after the other; which ones.
fn fetch<T>(
    cache: &mut RangeCache,
    file: &[u8],
    mut attempt: impl FnMut(&RangeCache) -> Result<T>,
) -> (T, Vec<Range<u64>>) {
    let mut ranges = Vec::new();
    loop {
        match attempt(cache) {
            Ok(value) => return (value, ranges),
            Err(Error::Missing { offset, len }) => {
                ranges.push(offset..offset + len);
                cache.insert(offset, &file[offset as usize..(offset + len) as usize]);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn eight_hours_open_with_one_range_and_seek_with_one_more() {
    let (file, _) = write(&session(8 * 3600));
    let mut cache = RangeCache::new(file.len() as u64);
    let (mut recording, ranges) = fetch(&mut cache, &file, Recording::open);
    assert_eq!(ranges, vec![file.len() as u64 - TAIL_BYTES..file.len() as u64]);
    let start = Timestamp::ZERO;
    let ((), ranges) = fetch(&mut cache, &file, |cache| recording.load_index(cache, start, start));
    assert_eq!(ranges, vec![], "the first page lies in the tail");
    assert_eq!(recording.entries(Track::Screen)[0].start, start);

    // Late enough to lie on a page that does not touch the tail.
    let time = Timestamp::from_ms(7 * 3_600_000);
    let ((), ranges) = fetch(&mut cache, &file, |cache| recording.load_index(cache, time, time));
    let bytes: u64 = ranges.iter().map(|range| range.end - range.start).sum();
    assert!(ranges.len() == 1 && bytes <= 2 * 65 * 1024, "{ranges:?}");
    let screen = recording.entries(Track::Screen);
    let key = screen.iter().rfind(|entry| entry.part == Part::Key && entry.start <= time).unwrap();
    assert!(time.since(key.start) <= Span::from_secs(60));
    let units = screen.iter().filter(|entry| entry.offset > key.offset && entry.start <= time);
    let expected = time.since(key.start).as_us() / 1_000_000 + 1;
    assert_eq!(units.filter(|entry| entry.part == Part::Data).count() as u64, expected);
    let pointer = recording.entries(Track::Pointer);
    assert!(pointer.iter().any(|entry| entry.start <= time && entry.end >= time));
    let index: u64 = recording.pages.iter().map(|page| u64::from(page.len)).sum();
    assert!(index < 450 * 1024, "{index} bytes of index for 8 h");
}

#[test]
fn a_key_on_an_earlier_page_is_found() {
    // One key, then units without any for long enough to fill pages; the pointer stops at once.
    let mut chunks: Vec<Chunk> = session(30_000)
        .into_iter()
        .filter(|chunk| chunk.part != Part::Key && chunk.track == Track::Screen)
        .collect();
    chunks.insert(0, chunk(Track::Screen, Part::Key, 0, 0, 50));
    chunks.insert(1, chunk(Track::Pointer, Part::Data, 0, 0, 50));
    chunks.insert(50_000, chunk(Track::Screen, Part::Key, 24_999_000, 24_999_000, 50));
    let (file, _) = write(&chunks);
    let load = |time| {
        let mut recording = Recording::open(file.as_slice()).unwrap();
        recording.load_index(file.as_slice(), time, time).unwrap();
        recording
    };
    let recording = load(Timestamp::from_ms(20_000_000));
    let screen = recording.entries(Track::Screen);
    assert_eq!(screen[0].part, Part::Key);
    assert!(screen.len() > 40_000, "all units since the key: {}", screen.len());
    let recording = load(Timestamp::from_ms(29_999_000));
    assert!(recording.entries(Track::Screen).len() < 50_000);
    assert!(recording.entries(Track::Screen).iter().any(|entry| entry.part == Part::Key));
    assert_eq!(recording.entries(Track::Pointer).len(), 1, "carried from the first page");
}

#[test]
fn an_unfinished_recording_is_indexed_from_its_end() {
    let file = write_unfinished(&session(8 * 3600));
    let mut cache = RangeCache::new(file.len() as u64);
    let (recording, ranges) = fetch(&mut cache, &file, Recording::open);
    assert_eq!(recording.entries(Track::Screen).len(), 2 * 8 * 3600 + 1 + 8 * 60);
    // One for the tail, one for the head, then a mebibyte at a time.
    assert!(ranges.len() <= file.len() / (1024 * 1024) + 3, "{} ranges", ranges.len());
}

#[test]
fn an_unfinished_recording_comes_back() {
    let chunks = session(700);
    let bytes = write_unfinished(&chunks);
    let (recording, read) = read_all(&bytes);
    assert_eq!(read, chunks);
    assert_eq!(recording.facts(), &facts());
    assert!(!recording.is_closed() && recording.faults().is_empty());
    assert_eq!(recording.duration(), Timestamp::from_ms(699_990));
}
