//! What fuzzing starts from: the shipped samples, the recordings made of them, and the chunks in those.

use crate::codecs::push_piece;
use crate::targets::PARTS;
use events::{Load, Performance, Reading};
use recording::audio::{Audio, AudioFormat};
use recording::chunk::{Part, Track};
use recording::codec::audio::AudioEncoder;
use recording::codec::performance::PerformanceEncoder;
use recording::format::Recording;
use recording::import::{AnyImporter, Importer};
use recording::record::{Recorder, RecorderOptions};
use recording::units::Timestamp;
use std::path::Path;

/// Bytes of the heads of screen chunks.
const HEAD_BYTES: usize = 25;
/// Larger ones slow the fuzzer down and reach no further.
const SEED_BYTES: usize = 96 * 1024;
/// Room for what a chunk of a sample holds.
const FIELDS_BYTES: usize = 16 << 20;
/// Chunks of one recording that a seed of the screen track holds.
const SCREEN_CHUNKS: usize = 12;

/// A cast with what no sample has: markers, and the exit of its command.
const MARKED: &[u8] =
    b"{\"version\":3,\"term\":{\"cols\":20,\"rows\":5}}\n[0.1,\"o\",\"a\"]\n[0.5,\"m\",\"here\"]\n\
    [0.2,\"i\",\"x\"]\n[1,\"m\",\"\"]\n[0.1,\"x\",\"3\"]\n";

const CAST: &[u8] = b"{\"version\": 2, \"width\": 20, \"height\": 5}\n[1, \"o\", \"a\"]\n[2, \"o\", \"b\"]\n";
const TLOG: &[u8] =
    br#"{"ver":"2.3","host":"h","rec":"r","user":"u","term":"xterm","session":1,"id":1,"pos":0,"time":1.5,
"timing":"=80x24>2+10<1>3[1/2","in_txt":"ab","in_bin":[1,2],"out_txt":"hello","out_bin":[]}
"#;
const SCRIPT_DATA: &[u8] =
    b"Script started on 2026-02-22 10:16:05+00:00 [TERM=\"xterm\" TTY=\"/dev/pts/0\" COLUMNS=\"80\" LINES=\"24\"]\n\
    $ ls\r\na b\r\n\nScript done on 2026-02-22 10:16:09+00:00 [COMMAND_EXIT_CODE=\"0\"]\n";
const SCRIPT_TIMING: &[u8] =
    b"H 0.0 COLUMNS 80\nH 0.0 LINES 24\nO 0.5 4\nS 0.1 SIGWINCH ROWS=30 COLS=90\nO 0,7 6\nO 1 3\n";

/// The seeds of a target, from the files of `samples`.
///
/// # Errors
/// Where the folder or a file in it cannot be read.
pub fn seeds(target: &str, samples: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    match target {
        "event" | "input" => {
            seeds.extend(recorded(MARKED).and_then(|container| of_container(target, container)));
        }
        "audio" => seeds.extend(tone()),
        "performance" => seeds.extend(measured()),
        "ttyrec" => seeds.extend([ttyrec(0, &[]), ttyrec(1, &[0])]),
        "tlog" => seeds.push(TLOG.to_vec()),
        "script" => {
            let mut files = Vec::new();
            push_piece(0, SCRIPT_DATA, &mut files);
            push_piece(0, SCRIPT_TIMING, &mut files);
            seeds.push(files);
        }
        "rfb" => seeds.push(rfb()),
        "devolutions" => seeds.push(session()),
        "webm" => seeds.push(webm()),
        "wrapped" => seeds.extend((0..=4).flat_map(|outer| (0..=4).map(move |inner| (outer, inner))).map(
            |(outer, inner)| {
                let mut seed = Vec::new();
                push_piece(8 * outer + inner, CAST, &mut seed);
                // several streams one after the other are one
                push_piece(8 * outer + inner, b"[3, \"o\", \"c\"]\n", &mut seed);
                seed
            },
        )),
        _ => {}
    }
    for entry in std::fs::read_dir(samples)? {
        let path = entry?.path();
        let source = std::fs::read(&path)?;
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match (target, extension) {
            ("any" | "detect", _) | ("guacamole", "guac") => seeds.push(source),
            ("asciicast", "json") => seeds.push([&[0], source.as_slice()].concat()),
            ("asciicast", "cast") => {
                seeds.push([&[1], source.as_slice()].concat());
                seeds.push([&[2], source.as_slice()].concat());
            }
            (
                "guacamole" | "asciicast" | "audio" | "performance" | "ttyrec" | "tlog" | "script" | "rfb"
                | "devolutions" | "webm" | "wrapped",
                _,
            ) => {}
            _ => seeds.extend(recorded(&source).and_then(|container| of_container(target, container))),
        }
    }
    // the start of a recording is a recording that was cut off
    seeds.iter_mut().filter(|_| target != "container").for_each(|seed| seed.truncate(SEED_BYTES));
    seeds.retain(|seed| !seed.is_empty() && seed.len() <= 4 * SEED_BYTES);
    seeds.sort();
    seeds.dedup();
    Ok(seeds)
}

/// A chunk of measurements.
fn measured() -> Option<Vec<u8>> {
    let (mut encoder, mut chunks) = (PerformanceEncoder::new(3), Vec::new());
    let load = Load { cpu: 1_234, memory: 5_678, sent_bytes: 90_000, received_bytes: 12 };
    for (at_us, reading) in [(0, Reading::RoundTrip(20_000)), (1_000_000, Reading::Load(load))] {
        encoder.measured(&Performance { at_us, reading }, &mut chunks).ok()?;
    }
    encoder.finish(Timestamp::ZERO, &mut chunks).ok()?;
    let chunk = chunks.pop()?;
    let (version, frame) = chunk.payload.split_first()?;
    Some([&[*version], fields(frame)?.as_slice()].concat())
}

/// The recording that an import makes; `None` where the file is none.
fn recorded(source: &[u8]) -> Option<Vec<u8>> {
    let mut importer = AnyImporter::new(None);
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [1; 32], level: 3 });
    importer.feed(source, &mut recorder).ok()?;
    importer.finish(&mut recorder).ok()?;
    recorder.into_parts().ok().map(|(bytes, _)| bytes)
}

fn of_container(target: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let track = match target {
        "screen" => Track::Screen,
        "terminal" => Track::Terminal,
        "pointer" => Track::Pointer,
        "input" => Track::Input,
        "event" => Track::Event,
        "activity" => Track::Activity,
        "changes" => Track::Changes,
        "thumbnail" => Track::Thumbnail,
        _ => return Some(bytes),
    };
    let mut recording = Recording::open(bytes.as_slice()).ok()?;
    recording.load_whole_index(bytes.as_slice()).ok()?;
    let mut chunks = recording
        .entries(track)
        .iter()
        .filter_map(|entry| recording.chunk(bytes.as_slice(), entry).ok())
        .peekable();
    let mut seed = Vec::new();
    match track {
        Track::Screen => {
            while let Some(chunk) = chunks.next().filter(|_| seed.len() < SCREEN_CHUNKS * 64 * 1024) {
                let (head, rest) = chunk.payload.split_at_checked(HEAD_BYTES)?;
                let (kind, operations, pixels) = match chunk.part {
                    Part::Operations => (2, rest.to_vec(), chunks.next()?.payload),
                    part => {
                        let (length, rest) = rest.split_first_chunk::<4>()?;
                        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
                        let (operations, pixels) = rest.split_at_checked(length)?;
                        (u8::from(part == Part::LightKey), operations.to_vec(), pixels.to_vec())
                    }
                };
                push_piece(kind, head, &mut seed);
                push_piece(0, &fields(&operations)?, &mut seed);
                push_piece(0, &fields(&pixels)?, &mut seed);
            }
        }
        Track::Terminal => {
            for chunk in chunks {
                let (version, frame) = chunk.payload.split_first()?;
                let kind = u8::from(chunk.part != Part::Key);
                push_piece(kind, &[&[*version], fields(frame)?.as_slice()].concat(), &mut seed);
            }
        }
        Track::Thumbnail => seed = chunks.next()?.payload,
        _ => {
            let chunk = chunks.next()?;
            let (version, frame) = chunk.payload.split_first()?;
            seed = [&[*version], fields(frame)?.as_slice()].concat();
        }
    }
    Some(seed)
}

fn fields(frame: &[u8]) -> Option<Vec<u8>> {
    let mut fields = Vec::with_capacity(FIELDS_BYTES);
    zstd_safe::decompress(&mut fields, frame).ok()?;
    Some(fields)
}

/// Half a second of a tone.
fn tone() -> Option<Vec<u8>> {
    let format = AudioFormat::new(8_000, 1).ok()?;
    let values: Vec<i16> = (0..4_000_i32).map(|at| ((at * 37 % 200) - 100) as i16 * 90).collect();
    let (mut encoder, mut chunks) = (AudioEncoder::new(), Vec::new());
    encoder.audio(0, Timestamp::ZERO, &Audio::Pcm { format, values: &values }, &mut chunks).ok()?;
    encoder.finish(&mut chunks).ok()?;
    chunks.into_iter().next().map(|chunk| chunk.payload)
}

/// Three frames, each header followed by these bytes.
fn ttyrec(kind: u8, after_header: &[u8]) -> Vec<u8> {
    let mut seed = vec![kind];
    for (second, text) in [(0_u32, "\u{1b}[2Jhello"), (1, "\u{1b}[5;7Hw\u{f6}rld"), (4, "\r\n")] {
        seed.extend(second.to_le_bytes());
        seed.extend(250_000_u32.to_le_bytes());
        seed.extend(u32::try_from(text.len()).unwrap_or(0).to_le_bytes());
        seed.extend(after_header);
        seed.extend(text.as_bytes());
    }
    seed
}

/// A screen of 8 x 4 pixels, drawn raw, copied, and filled by RRE.
fn rfb() -> Vec<u8> {
    let mut stream = b"RFB 003.003\n".to_vec();
    stream.extend(1_u32.to_be_bytes());
    stream.extend([0, 8, 0, 4]);
    stream.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
    stream.extend([0, 0, 0, 1, b'x']);
    stream.extend([0, 0, 0, 3]);
    stream.extend([0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0]);
    stream.extend([7; 16]);
    stream.extend([0, 4, 0, 0, 0, 2, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]);
    stream.extend([
        0, 0, 0, 0, 0, 8, 0, 4, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 3, 0, 9, 8, 7, 0, 0, 1, 0, 1, 0, 2, 0, 2,
    ]);
    let mut seed = b"FBS 001.000\n".to_vec();
    for (at, piece) in stream.chunks(48).enumerate() {
        seed.extend(u32::try_from(piece.len()).unwrap_or(0).to_be_bytes());
        seed.extend(piece);
        seed.resize(seed.len().next_multiple_of(4), 0);
        seed.extend(u32::try_from(at * 100).unwrap_or(0).to_be_bytes());
    }
    seed
}

/// A session of a part of each kind, of which the first is read by the caller.
fn session() -> Vec<u8> {
    let parts: Vec<String> = PARTS
        .iter()
        .enumerate()
        .map(|(number, name)| {
            format!(r#"{{"fileName":"{name}","startTime":{},"duration":9}}"#, 1_700_000_000 + number * 10)
        })
        .collect();
    let list =
        format!(r#"{{"sessionId":"s","startTime":1700000000,"duration":40,"files":[{}]}}"#, parts.join(","));
    let mut trp = Vec::new();
    for (delay_ms, kind, payload) in
        [(0_u32, 2_u16, [80, 0, 24, 0].as_slice()), (5, 4, &[0; 6]), (900, 0, b"hello"), (50, 1, b"ls")]
    {
        trp.extend(delay_ms.to_le_bytes());
        trp.extend(kind.to_le_bytes());
        trp.extend(u16::try_from(payload.len()).unwrap_or(0).to_le_bytes());
        trp.extend(payload);
    }
    let mut seed = Vec::new();
    for (kind, piece) in [(0, list.as_bytes()), (1, &[3, 7, 11]), (0, &trp), (0, CAST), (1, &[40, 1])] {
        push_piece(kind, piece, &mut seed);
    }
    seed
}

/// A video without sizes or an end, of two pictures of VP8.
fn webm() -> Vec<u8> {
    let element = |id: &[u8], content: &[u8]| {
        [id, &[0x80 | u8::try_from(content.len()).unwrap_or(0)], content].concat()
    };
    let video = element(&[0xE0], &[element(&[0xB0], &[16]), element(&[0xBA], &[8])].concat());
    let track = [element(&[0xD7], &[1]), element(&[0x83], &[1]), element(&[0x86], b"V_VP8"), video].concat();
    [
        element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm")),
        [0x18, 0x53, 0x80, 0x67, 0xFF].to_vec(),
        element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &track)),
        [0x1F, 0x43, 0xB6, 0x75, 0xFF].to_vec(),
        element(&[0xE7], &[0]),
        element(&[0xA3], &[0x81, 0, 0, 0x80, 0x10, 2, 3]),
        element(&[0xA0], &element(&[0xA1], &[0x81, 0, 250, 0, 0x11, 5])),
    ]
    .concat()
}
