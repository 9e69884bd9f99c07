//! Measures what the screen track of an imported recording costs: its bytes by kind of content, and what seeks to
//! random times have to fetch and to decode.
//!
//! `cargo run --release -p recording --example screen_seeks -- FILE [LEVEL] [SEEKS]`

use anyhow::{Context, Result};
use recording::chunk::{Part, Track};
use recording::codec::screen::{Coding, Operation, OperationReader, ScreenDecoder};
use recording::format::{Entry, Recording};
use recording::import::{AnyImporter, Importer};
use recording::record::{Recorder, RecorderOptions};
use recording::units::Timestamp;
use std::collections::BTreeMap;
use std::io::Read;
use std::time::Instant;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("usage: screen_seeks FILE [LEVEL] [SEEKS]")?;
    let level = arguments.next().map_or(Ok(3), |level| level.parse()).context("the level is a number")?;
    let seeks = arguments.next().map_or(Ok(200), |seeks| seeks.parse()).context("seeks are a number")?;
    let bytes = import(&path, level)?;
    let source = bytes.as_slice();
    let mut recording = Recording::open(source)?;
    recording.load_whole_index(source)?;
    println!("{} bytes of recording, {:.1} s", bytes.len(), recording.duration().as_secs_f64());
    tell_content(&recording, source)?;
    tell_seeks(&recording, source, seeks)
}

fn import(path: &str, level: i32) -> Result<Vec<u8>> {
    let mut file = std::fs::File::open(path).with_context(|| format!("opening {path}"))?;
    let mut importer = AnyImporter::new(None);
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [0; 32], level });
    let mut piece = vec![0; 256 * 1024];
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            importer.finish(&mut recorder)?;
            return Ok(recorder.into_parts()?.0);
        }
        importer.feed(&piece[..length], &mut recorder)?;
    }
}

/// Bytes by part of the track, and decompressed pixels by coding.
fn tell_content(recording: &Recording, source: &[u8]) -> Result<()> {
    let mut parts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut codings: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for entry in recording.entries(Track::Screen) {
        let (name, in_key) = match entry.part {
            Part::Key => ("full keys", "key "),
            Part::LightKey => ("light keys", "light "),
            Part::Operations => ("lists", "unit "),
            Part::Data => ("pixels", ""),
        };
        let part = parts.entry(name).or_default();
        *part = (part.0 + 1, part.1 + u64::from(entry.len));
        if entry.part == Part::Data {
            continue;
        }
        let mut reader = OperationReader::read(entry.part, &recording.chunk(source, entry)?.payload)?;
        while entry.part != Part::Operations || reader.next_frame()?.is_some() {
            while let Some(operation) = reader.next_operation()? {
                let (name, px, bytes) = match operation {
                    Operation::Copy(copy) => {
                        ("copy".to_owned(), u64::from(copy.to.width) * u64::from(copy.to.height), 0)
                    }
                    Operation::Box(tile_box) => (
                        match tile_box.coding {
                            Coding::Palette { colours } => {
                                format!("palette of {:3}", colours.next_power_of_two())
                            }
                            other => format!("{other:?}").to_lowercase(),
                        },
                        u64::from(tile_box.rect.width) * u64::from(tile_box.rect.height),
                        tile_box.pixel_bytes() as u64,
                    ),
                };
                let coding = codings.entry(format!("{in_key}{name}")).or_default();
                *coding = (coding.0 + 1, coding.1 + px, coding.2 + bytes);
            }
            if entry.part != Part::Operations {
                break;
            }
        }
    }
    for (name, (chunks, bytes)) in parts {
        println!("{name:<24} {chunks:>8} chunks {bytes:>12} bytes");
    }
    for (name, (boxes, px, bytes)) in codings {
        println!("{name:<24} {boxes:>8} boxes  {:>10.2} Mpx {bytes:>12} bytes before zstd", px as f64 / 1e6);
    }
    Ok(())
}

/// What seeks to evenly mixed times fetch (full key, light key, units) and how long playing forward takes.
fn tell_seeks(recording: &Recording, source: &[u8], seeks: u64) -> Result<()> {
    let entries = recording.entries(Track::Screen);
    let duration = recording.duration().as_us();
    let mut columns: [Vec<f64>; 6] = Default::default();
    for seek in 0..seeks {
        // The golden ratio spreads the times without a pattern.
        let time = Timestamp::from_us((seek as f64 * 0.618_034 % 1.0 * duration as f64) as u64);
        let due = entries.partition_point(|entry| entry.start <= time);
        let due = entries.get(..due).context("the index")?;
        let full = due.iter().rposition(|entry| entry.part == Part::Key).context("a full key")?;
        let light = due.iter().rposition(|entry| entry.part == Part::LightKey).filter(|light| *light > full);
        let bytes = |entries: &[Entry]| entries.iter().map(|entry| f64::from(entry.len)).sum::<f64>() / 1e3;
        let key_bytes = bytes(&due[full..=full]);
        let light_bytes = light.map_or(0.0, |light| bytes(&due[light..=light]));
        let units = &due[light.unwrap_or(full) + 1..];
        let unit_bytes = bytes(units);
        let load = |entry: &Entry| recording.chunk(source, entry).map(|chunk| chunk.payload);
        let mut decoder = ScreenDecoder::new();
        let (full_payload, light_payload) =
            (load(&due[full])?, light.map(|light| load(&due[light])).transpose()?);
        let payloads = units.iter().map(load).collect::<recording::Result<Vec<_>>>()?;
        let started = Instant::now();
        decoder.load_key(Part::Key, &full_payload)?;
        let full_ms = started.elapsed().as_secs_f64() * 1e3;
        if let Some(payload) = &light_payload {
            decoder.load_key(Part::LightKey, payload)?;
        }
        for unit in payloads.chunks_exact(2) {
            decoder.load_unit(&unit[0], &unit[1])?;
            decoder.play_to(time)?;
        }
        let ms = started.elapsed().as_secs_f64() * 1e3;
        let row = [key_bytes, light_bytes, unit_bytes, key_bytes + light_bytes + unit_bytes, full_ms, ms];
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    println!("{seeks} seeks, played forward:      p50       p95       p99       max");
    let names = ["full key, KB", "light key, KB", "units, KB", "all, KB", "full key, ms", "all, ms"];
    for (name, column) in names.iter().zip(&mut columns) {
        column.sort_by(f64::total_cmp);
        let at = |part: f64| column.get(((column.len() - 1) as f64 * part) as usize).copied().unwrap_or(0.0);
        println!("{name:<28} {:>9.1} {:>9.1} {:>9.1} {:>9.1}", at(0.5), at(0.95), at(0.99), at(1.0));
    }
    Ok(())
}
