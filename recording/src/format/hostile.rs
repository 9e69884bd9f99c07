//! Hostile files: whatever is in them, reading ends, stays within bounds and never panics.

use super::frame::{HASH_BYTES, HEADER_BYTES, leaf_hash};
use super::sample::{chunk, parts, session, write, write_unfinished};
use super::{CHUNK_OVERHEAD_BYTES, Entry, Recording, verify};
use crate::chunk::{Chunk, Part, Track};
use crate::limits;
use crate::long::scaled;
use crate::units::Timestamp;
use proptest::prelude::*;

/// A small generator of numbers that look random, the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Does everything a reader does. How many entries it was given.
fn read_everything(bytes: &[u8]) -> usize {
    // A refusal is fine; what matters is that it is one.
    let checked = verify(bytes, &mut |_, _| {});
    let Ok(mut recording) = Recording::open(bytes) else { return 0 };
    let late = Timestamp::from_ms(5000);
    recording.load_index(bytes, late, late).unwrap();
    recording.load_whole_index(bytes).unwrap();
    let mut count = 0;
    for track in Track::ALL {
        let entries = recording.entries(track);
        count += entries.len();
        assert!(entries.is_sorted_by_key(|entry| entry.offset));
        for entry in entries {
            assert!(entry.stop() <= bytes.len() as u64 && entry.start <= entry.end);
            if let Ok(chunk) = recording.chunk(bytes, entry) {
                assert_eq!(chunk.payload.len(), (entry.len - CHUNK_OVERHEAD_BYTES) as usize);
            }
        }
    }
    assert!(recording.duration().as_us() <= limits::DURATION_SECONDS * 1_000_000);
    // Each entry stands for bytes of the file that no other one stands for, but for the carried ones.
    assert!(count <= bytes.len() / CHUNK_OVERHEAD_BYTES as usize + 9, "{count} entries");
    let faults = recording.faults().len() + checked.map_or(0, |verdict| verdict.faults.len());
    assert!(faults <= 16 + 4 * bytes.len() / CHUNK_OVERHEAD_BYTES as usize, "{faults} faults");
    count
}

/// Makes a chunk's checksum and hash fit what was changed in it.
fn refit(bytes: &mut [u8], start: usize) {
    let Some(header) = bytes.get(start..start + HEADER_BYTES) else { return };
    let checksum = crc32fast::hash(&header[..HEADER_BYTES - 4]).to_le_bytes();
    bytes[start + HEADER_BYTES - 4..start + HEADER_BYTES].copy_from_slice(&checksum);
    let length = bytes[start + 8..start + 12].try_into().map(u32::from_le_bytes).unwrap();
    let end = start + HEADER_BYTES + length as usize;
    if end + HASH_BYTES <= bytes.len() {
        let hash = leaf_hash(&bytes[start..start + HEADER_BYTES], &bytes[start + HEADER_BYTES..end]);
        bytes[end..end + HASH_BYTES].copy_from_slice(&hash);
    }
}

/// One change out of many kinds.
fn mutate(file: &[u8], parts: &[std::ops::Range<usize>], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = file.to_vec();
    let extremes = [0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, u64::MAX / 2, u64::MAX];
    for _ in 0..=numbers.below(3) {
        let part = parts[numbers.below(parts.len())].clone();
        match numbers.below(8) {
            0 => {
                let at = numbers.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(8);
                }
            }
            1 => {
                let len = numbers.below(bytes.len());
                bytes.truncate(len);
            }
            2 => {
                let (from, to) = (numbers.below(bytes.len()), numbers.below(bytes.len()));
                let piece = bytes[from.min(to)..from.max(to)].to_vec();
                let at = numbers.below(bytes.len());
                bytes.splice(at..at, piece);
            }
            3 => {
                let at = numbers.below(bytes.len());
                let end = (at + numbers.below(200)).min(bytes.len());
                bytes.drain(at..end);
            }
            // Changes that the checksum and the hash do not give away.
            kind => {
                let width = [1, 2, 4, 8][numbers.below(4)];
                let within = if kind < 6 { part.len().min(HEADER_BYTES + 12) } else { part.len() };
                let at = part.start + numbers.below(within);
                let value = match numbers.below(3) {
                    0 => numbers.next(),
                    1 => extremes[numbers.below(extremes.len())],
                    _ => numbers.below(bytes.len() * 2) as u64,
                };
                if let Some(field) = bytes.get_mut(at..at + width) {
                    field.copy_from_slice(&value.to_le_bytes()[..width]);
                }
                refit(&mut bytes, part.start);
            }
        }
    }
    bytes
}

#[test]
fn a_hundred_thousand_mutations_stay_within_bounds() {
    let mut few = session(7);
    few.push(chunk(Track::Terminal, Part::Key, 7000, 7000, 10));
    let files = [write(&few).0, write_unfinished(&few), write(&[]).0];
    let parts: Vec<_> = files.iter().map(|file| parts(file)).collect();
    let mut numbers = Numbers(1);
    let mut read = 0;
    for round in 0..scaled(100_000) {
        let which = round as usize % files.len();
        read += read_everything(&mutate(&files[which], &parts[which], &mut numbers));
    }
    // Most of what is left sound is read, or this would test refusals only.
    assert!(read > scaled(500_000) as usize, "{read} entries were read");
}

#[test]
fn many_false_checkpoints_cost_no_more_than_the_file() {
    // Chunk headers that claim to be large checkpoints, one after the other.
    let (file, _) = write(&session(6));
    let parts = parts(&file);
    let is_checkpoint = |part: &&std::ops::Range<usize>| file[part.start + 4] == 3;
    let checkpoint = parts.iter().find(is_checkpoint).unwrap().clone();
    let mut header = file[checkpoint][..HEADER_BYTES].to_vec();
    header[8..12].copy_from_slice(&900_000_u32.to_le_bytes());
    let checksum = crc32fast::hash(&header[..HEADER_BYTES - 4]).to_le_bytes();
    header[HEADER_BYTES - 4..].copy_from_slice(&checksum);
    let bytes = [&file[..parts[0].end], &header.repeat(4_000_000 / HEADER_BYTES)].concat();
    assert_eq!(read_everything(&bytes), 0);
}

fn any_chunk() -> impl Strategy<Value = Chunk> {
    let longest = limits::DURATION_SECONDS * 1_000_000;
    let times = prop_oneof![0..20_000_000_u64, 0..=longest];
    let payload = prop_oneof![
        9 => proptest::collection::vec(any::<u8>(), 0..300),
        1 => (0..3_000_000_usize).prop_map(|len| vec![7; len]),
    ];
    (1..=9_u8, 0..4_u8, times.clone(), times, payload).prop_map(|(track, part, one, other, payload)| Chunk {
        track: Track::from_number(track).unwrap(),
        part: Part::from_number(part).unwrap(),
        start: Timestamp::from_us(one.min(other)),
        end: Timestamp::from_us(one.max(other)),
        payload,
    })
}

fn read_back(bytes: &[u8]) -> Vec<Chunk> {
    let mut recording = Recording::open(bytes).unwrap();
    recording.load_whole_index(bytes).unwrap();
    assert_eq!(recording.faults(), []);
    let entries = Track::ALL.iter().flat_map(|track| recording.entries(*track));
    let mut entries: Vec<Entry> = entries.copied().collect();
    entries.sort_by_key(|entry| entry.offset);
    entries.iter().map(|entry| recording.chunk(bytes, entry).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(scaled(200)))]

    #[test]
    fn what_is_written_is_read(chunks in proptest::collection::vec(any_chunk(), 0..40)) {
        let (bytes, summary) = write(&chunks);
        prop_assert_eq!(&read_back(&bytes), &chunks);
        let verdict = verify(bytes.as_slice(), &mut |_, _| {}).unwrap();
        prop_assert!(verdict.is_sound(), "{:?}", verdict);
        prop_assert_eq!(verdict.root, summary.root);
        prop_assert_eq!(summary.bytes, bytes.len() as u64);
        prop_assert_eq!(read_back(&write_unfinished(&chunks)), chunks);
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        read_everything(&bytes);
    }
}
