//! Measures a terminal recording: `terminal_speed FILE.cast…` prints for each how fast it is imported into memory,
//! how large it is then, what a seek to any moment takes (keyframe, units, drawing), and what drawing takes.

use anyhow::{Context, Result};
use player::terminal::TerminalRenderer;
use recording::chunk::{Chunk, Part, Track};
use recording::codec::terminal::TerminalDecoder;
use recording::format::Recording;
use recording::import::{AnyImporter, Importer};
use recording::picture::Picture;
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};
use std::time::{Duration, Instant};

const SEEKS: u64 = 500;

fn main() -> Result<()> {
    for file in std::env::args().skip(1) {
        let bytes = std::fs::read(&file).with_context(|| format!("reading {file}"))?;
        let start = Instant::now();
        let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [0; 32], level: 9 });
        let mut importer = AnyImporter::new(None);
        importer.feed(&bytes, &mut recorder)?;
        importer.finish(&mut recorder)?;
        let (stored, _) = recorder.into_parts()?;
        let import = start.elapsed();
        let mut recording = Recording::open(stored.as_slice())?;
        recording.load_index(stored.as_slice(), Timestamp::ZERO, Timestamp::MAX)?;
        let chunks = terminal_chunks(&recording, &stored)?;
        let mut renderer = TerminalRenderer::new(recording.facts().theme.as_ref(), 16);
        let mut picture = Picture::new(Size::new(1, 1))?;
        let mut seeks = Vec::new();
        let mut draws = Vec::new();
        for turn in 0..SEEKS {
            // spread over the whole, in no order
            let time = Timestamp::from_us(recording.duration().as_us() / SEEKS * (turn * 7919 % SEEKS));
            let start = Instant::now();
            let decoder = seek(&chunks, time)?;
            let decoded = start.elapsed();
            renderer.render(decoder.terminal(), None, &mut picture)?;
            seeks.push(start.elapsed());
            draws.push(start.elapsed() - decoded);
        }
        let megabytes = bytes.len() as f64 / 1e6;
        let (seek_half, seek_most) = percentiles(&mut seeks);
        let (draw_half, draw_most) = percentiles(&mut draws);
        println!(
            "{file}: {megabytes:.2} MB imported at {:.1} MB/s into {:.2} MB, {} keyframes; seek p50 {:.2} ms, \
             p99 {:.2} ms; drawing all of {}x{} pixels p50 {:.2} ms, p99 {:.2} ms",
            megabytes / import.as_secs_f64(),
            stored.len() as f64 / 1e6,
            chunks.iter().filter(|chunk| chunk.part == Part::Key).count(),
            seek_half,
            seek_most,
            picture.size().width,
            picture.size().height,
            draw_half,
            draw_most,
        );
    }
    Ok(())
}

fn terminal_chunks(recording: &Recording, stored: &[u8]) -> Result<Vec<Chunk>> {
    let entries = recording.entries(Track::Terminal);
    entries.iter().map(|entry| Ok(recording.chunk(stored, entry)?)).collect()
}

fn seek(chunks: &[Chunk], time: Timestamp) -> Result<TerminalDecoder> {
    let is_key = |chunk: &Chunk| chunk.part == Part::Key && chunk.start <= time;
    let key = chunks.iter().rposition(is_key).context("there is no keyframe")?;
    let mut decoder = TerminalDecoder::new();
    for chunk in chunks.iter().skip(key).take_while(|chunk| chunk.start <= time) {
        match chunk.part {
            Part::Key => decoder.load_key(&chunk.payload)?,
            Part::Data | Part::Operations | Part::LightKey => decoder.load_unit(&chunk.payload)?,
        }
    }
    decoder.play_to(time)?;
    Ok(decoder)
}

/// The 50th and the 99th, in milliseconds.
fn percentiles(times: &mut [Duration]) -> (f64, f64) {
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    (at(50), at(99))
}
