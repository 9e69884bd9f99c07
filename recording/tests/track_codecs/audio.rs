//! Sound: what goes in comes out at its time, other decoders agree, and damaged chunks are refused or read.

use crate::long::scaled;
use crate::random::Random;
use recording::audio::{Audio, AudioFormat};
use recording::chunk::{Chunk, Part, Track};
use recording::codec::audio::{AudioCodec, AudioEncoder, AudioSegment, decode_audio};
use recording::limits;
use recording::units::Timestamp;
use std::collections::BTreeMap;

fn segments(chunks: &[Chunk]) -> Vec<AudioSegment> {
    let mut last = (Timestamp::ZERO, Timestamp::ZERO);
    let mut segments = Vec::new();
    for chunk in chunks {
        assert_eq!((chunk.track, chunk.part), (Track::Audio, Part::Data));
        assert!(chunk.start >= last.0 && chunk.end >= last.1 && chunk.start <= chunk.end, "times fall");
        last = (chunk.start, chunk.end);
        segments.extend(decode_audio(&chunk.payload, chunk.start, chunk.end).expect("sound chunks"));
    }
    segments
}

/// Sound of many kinds: tones, noise, silence and single values.
fn values(random: &mut Random, count: usize) -> Vec<i16> {
    let kind = random.below(6);
    let pitch = 1 + random.below(400);
    let shift = random.below(9);
    (0..count as u64)
        .map(|at| match kind {
            0 => 0,
            1 => ((at as f64 / pitch as f64).sin() * 20_000.0) as i16,
            2 => (random.next() >> 48) as u16 as i16,
            3 => ((random.next() >> 56) as i16 - 128) << shift,
            4 => {
                if at % 9_000 == 77 {
                    1_000
                } else {
                    0
                }
            }
            _ => {
                if (at / pitch).is_multiple_of(2) {
                    i16::MIN
                } else {
                    i16::MAX
                }
            }
        })
        .collect()
}

/// What was told of a row of sound: its start, format and values.
struct Row {
    start: Timestamp,
    format: AudioFormat,
    values: Vec<i16>,
}

#[test]
fn what_is_heard_is_what_was_told() {
    let mut random = Random(0x5EED_50FD);
    for _ in 0..scaled(60) {
        let mut encoder = AudioEncoder::new();
        let mut chunks = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut open: BTreeMap<u32, usize> = BTreeMap::new();
        let mut now = random.below(5_000_000);
        for _ in 0..random.below(40) {
            let stream = random.below(3) as u32;
            let row = open.get(&stream).copied().filter(|_| random.below(5) > 0);
            let row = row.unwrap_or_else(|| {
                let rate = [1_000, 8_000, 11_025, 44_100, 48_000][random.below(5) as usize];
                let format = AudioFormat::new(rate, 1 + random.below(2) as u8).unwrap();
                // a start of its own, to know it by
                rows.push(Row {
                    start: Timestamp::from_us(now + rows.len() as u64 * 3_000),
                    format,
                    values: Vec::new(),
                });
                open.insert(stream, rows.len() - 1);
                rows.len() - 1
            });
            // a stream for each, so that none goes on where another ends
            let number = row as u32;
            let row = &mut rows[row];
            let channels = usize::from(row.format.channels());
            let piece = values(&mut random, random_length(now, row.format) * channels);
            let time = row.format.time_of(row.start, (row.values.len() / channels) as u64);
            if time.as_us() + 300_000 < now {
                // it has lain still too long to go on
                open.remove(&stream);
                continue;
            }
            encoder
                .audio(number, time, &Audio::Pcm { format: row.format, values: &piece }, &mut chunks)
                .unwrap();
            row.values.extend(piece);
            now = now.max(time.as_us()) + random.below(150_000);
        }
        encoder.finish(&mut chunks).unwrap();
        check(&rows, &segments(&chunks));
    }
}

/// Up to half a second.
fn random_length(seed: u64, format: AudioFormat) -> usize {
    (seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as usize % (format.rate() as usize / 2) + 1
}

/// Each row is heard at its time, every value of it, and nothing else but silence.
fn check(rows: &[Row], segments: &[AudioSegment]) {
    let mut heard: Vec<Vec<i16>> = rows.iter().map(|row| vec![0; row.values.len()]).collect();
    for segment in segments {
        let row = rows.iter().position(|row| (row.start, row.format) == (segment.run_start, segment.format));
        let row = row.expect("a segment of nothing that was told");
        let channels = u64::from(segment.format.channels());
        let first = (segment.first * channels) as usize;
        let pcm = segment.pcm().expect("sound chunks");
        assert_eq!(pcm.len() as u64, segment.samples * channels);
        heard[row][first..first + pcm.len()].copy_from_slice(&pcm);
    }
    for (row, heard) in rows.iter().zip(heard) {
        assert!(row.values == heard, "{:?} at {:?}", row.format, row.start);
    }
}

#[test]
fn another_decoder_hears_the_same() {
    let mut random = Random(0xC1A_0A0A);
    for _ in 0..scaled(40) {
        let format = AudioFormat::new(44_100, 1 + random.below(3) as u8).unwrap();
        let count = 1 + random.below(30_000) as usize;
        let mut piece = values(&mut random, count * usize::from(format.channels()));
        piece[0] = 7;
        let mut encoder = AudioEncoder::new();
        let mut chunks = Vec::new();
        encoder.audio(0, Timestamp::ZERO, &Audio::Pcm { format, values: &piece }, &mut chunks).unwrap();
        encoder.finish(&mut chunks).unwrap();
        for segment in segments(&chunks) {
            let mut file = segment.stream_header().unwrap().to_vec();
            file.extend_from_slice(&segment.data);
            let mut reader = claxon::FlacReader::new(file.as_slice()).unwrap();
            assert_eq!(reader.streaminfo().samples, Some(segment.samples));
            let theirs: Vec<i32> = reader.samples().map(Result::unwrap).collect();
            let ours: Vec<i32> = segment.pcm().unwrap().into_iter().map(i32::from).collect();
            assert!(theirs == ours, "{count} samples in {} channels", format.channels());
        }
    }
}

/// The payload of a chunk with one segment of `samples` samples that these frames hold.
fn payload(format: AudioFormat, frames: &[(Vec<u8>, u64)]) -> Vec<u8> {
    let mut payload = vec![1, 1, 0, 0];
    put(&mut payload, format.rate().into());
    payload.push(format.channels());
    payload.extend([0, 0]);
    put(&mut payload, frames.len() as u64);
    for (frame, samples) in frames {
        put(&mut payload, frame.len() as u64);
        put(&mut payload, *samples);
    }
    frames.iter().for_each(|(frame, _)| payload.extend(frame));
    payload
}

fn put(payload: &mut Vec<u8>, mut number: u64) {
    while number >= 128 {
        payload.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    payload.push(number as u8);
}

#[test]
fn frames_of_another_encoder_are_read() {
    use flacenc::component::BitRepr;
    use flacenc::error::Verify;
    let mut random = Random(0xF1AC);
    for _ in 0..scaled(20) {
        let format = AudioFormat::new(48_000, 1 + random.below(2) as u8).unwrap();
        let channels = usize::from(format.channels());
        let told = values(&mut random, 20_000 * channels);
        let wide: Vec<i32> = told.iter().map(|value| i32::from(*value)).collect();
        let source = flacenc::source::MemSource::from_samples(&wide, channels, 16, 48_000);
        let config = flacenc::config::Encoder::default().into_verified().expect("sound");
        let stream = flacenc::encode_with_fixed_block_size(&config, source, 4096).unwrap();
        let mut frames = Vec::new();
        let mut left = told.len() / channels;
        for number in 0..stream.frame_count() {
            let mut sink = flacenc::bitsink::ByteSink::new();
            stream.frame(number).unwrap().write(&mut sink).unwrap();
            let samples = left.min(4096);
            left -= samples;
            frames.push((sink.as_slice().to_vec(), samples as u64));
        }
        let payload = payload(format, &frames);
        let segments = decode_audio(&payload, Timestamp::ZERO, Timestamp::from_ms(1_000)).unwrap();
        assert!(segments[0].pcm().unwrap() == told);
    }
}

#[test]
fn packets_of_opus_come_as_they_are() {
    let mut encoder = AudioEncoder::new();
    let mut chunks = Vec::new();
    // 20 ms each, told by their first byte
    let packets: Vec<Vec<u8>> = (0..200_u8).map(|number| vec![0xf8, number, 3]).collect();
    let format = AudioFormat::new(48_000, 2).unwrap();
    for (number, packet) in (0..).zip(&packets) {
        let time = format.time_of(Timestamp::from_ms(5), number * 960);
        encoder.audio(9, time, &Audio::Opus { channels: 2, packet }, &mut chunks).unwrap();
    }
    let refused = |channels, packet| {
        AudioEncoder::new()
            .audio(9, Timestamp::ZERO, &Audio::Opus { channels, packet }, &mut Vec::new())
            .is_err()
    };
    assert!(refused(2, &[]) && refused(3, &[0xf8, 1]) && refused(0, &[0xf8, 1]));
    encoder.finish(&mut chunks).unwrap();
    assert!((4..=5).contains(&chunks.len()));
    let segments = segments(&chunks);
    let mut heard = Vec::new();
    let mut next = 0;
    for segment in &segments {
        assert_eq!((segment.codec, segment.run, segment.first), (AudioCodec::Opus, 0, next), "one run");
        next += segment.samples;
        heard.extend(segment.packets().map(|(_, packet)| packet.to_vec()));
        assert!(segment.pcm().is_err());
    }
    assert_eq!(heard, packets);
}

#[test]
fn silence_takes_no_room_and_late_sound_finds_a_place() {
    let format = AudioFormat::new(44_100, 2).unwrap();
    let mut encoder = AudioEncoder::new();
    let mut chunks = Vec::new();
    let silence = vec![0; 2 * 44_100 * 60];
    encoder.audio(0, Timestamp::ZERO, &Audio::Pcm { format, values: &silence }, &mut chunks).unwrap();
    encoder.advance(Timestamp::from_ms(60_000), &mut chunks).unwrap();
    assert_eq!(chunks, []);
    for time in [70_000, 1_000] {
        let time = Timestamp::from_ms(time);
        encoder
            .audio(time.as_us() as u32, time, &Audio::Pcm { format, values: &[5; 200] }, &mut chunks)
            .unwrap();
        encoder.advance(Timestamp::from_ms(80_000), &mut chunks).unwrap();
    }
    encoder.finish(&mut chunks).unwrap();
    let starts: Vec<_> = segments(&chunks).iter().map(AudioSegment::start).collect();
    assert_eq!(starts, [Timestamp::from_ms(70_000), Timestamp::from_ms(70_000)], "not before the last chunk");
}

#[test]
fn a_flood_of_sound_is_written_as_it_comes() {
    let format = AudioFormat::new(192_000, 8).unwrap();
    let mut encoder = AudioEncoder::new();
    let mut chunks = Vec::new();
    let piece = vec![3; 8 * 192_000];
    for stream in 0..30 {
        encoder.audio(stream, Timestamp::ZERO, &Audio::Pcm { format, values: &piece }, &mut chunks).unwrap();
    }
    assert!(!chunks.is_empty(), "it waits without an end");
    encoder.finish(&mut chunks).unwrap();
    let values: u64 = segments(&chunks).iter().map(|segment| segment.samples * 8).sum();
    assert_eq!(values, 30 * piece.len() as u64);
    // beyond the longest recording nothing is taken
    let longest = Timestamp::from_ms(limits::DURATION_SECONDS * 1_000);
    let late = Timestamp::from_us(longest.as_us() - 500_000);
    encoder.audio(99, late, &Audio::Pcm { format, values: &piece }, &mut chunks).unwrap();
    encoder.finish(&mut chunks).unwrap();
    assert_eq!(chunks.last().unwrap().end, longest);
}

#[test]
fn damaged_chunks_do_no_harm() {
    let mut random = Random(0xDA_A0D10);
    let format = AudioFormat::new(8_000, 2).unwrap();
    let mut chunks = Vec::new();
    for kind in 0..8 {
        let mut encoder = AudioEncoder::new();
        let piece = values(&mut random, 2 * 3_000);
        let time = Timestamp::from_ms(kind);
        encoder.audio(0, time, &Audio::Pcm { format, values: &piece }, &mut chunks).unwrap();
        encoder.audio(1, time, &Audio::Opus { channels: 1, packet: &[0xf8, 1, 2] }, &mut chunks).unwrap();
        encoder.finish(&mut chunks).unwrap();
    }
    let (mut read, mut refused) = (0, 0);
    for _ in 0..scaled(20_000) {
        let chunk = &chunks[random.below(chunks.len() as u64) as usize];
        let mut payload = chunk.payload.clone();
        // most of the harm is in the first bytes
        let head = payload.len().min(40);
        let mut part =
            if random.below(2) == 0 { payload.drain(..head).collect() } else { std::mem::take(&mut payload) };
        random.mutate(&mut part);
        part.extend(payload);
        match decode_audio(&part, chunk.start, chunk.end) {
            Err(_) => refused += 1,
            Ok(segments) => {
                for segment in segments {
                    assert!(segment.start() >= chunk.start && segment.end() <= chunk.end);
                    match segment.pcm() {
                        Ok(pcm) => {
                            let values = segment.samples * u64::from(segment.format.channels());
                            assert_eq!(pcm.len() as u64, values);
                            read += 1;
                        }
                        Err(_) => refused += 1,
                    }
                }
            }
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused");
}
