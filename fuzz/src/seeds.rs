//! What fuzzing starts from: the shipped samples, the recordings made of them, and the chunks in those.

use crate::codecs::push_piece;
use recording::chunk::{Part, Track};
use recording::format::Recording;
use recording::import::{AnyImporter, Importer};
use recording::record::{Recorder, RecorderOptions};
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

/// The seeds of a target, from the files of `samples`.
///
/// # Errors
/// Where the folder or a file in it cannot be read.
pub fn seeds(target: &str, samples: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    if matches!(target, "event" | "input") {
        seeds.extend(recorded(MARKED).and_then(|container| of_container(target, container)));
    }
    for entry in std::fs::read_dir(samples)? {
        let path = entry?.path();
        let source = std::fs::read(&path)?;
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match (target, extension) {
            ("any", _) | ("guacamole", "guac") => seeds.push(source),
            ("asciicast", "json") => seeds.push([&[0], source.as_slice()].concat()),
            ("asciicast", "cast") => {
                seeds.push([&[1], source.as_slice()].concat());
                seeds.push([&[2], source.as_slice()].concat());
            }
            ("guacamole" | "asciicast", _) => {}
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
