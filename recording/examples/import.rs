//! Imports a foreign recording and tells what it took: time, memory, and the size of what comes out.
//!
//! `cargo run --release -p recording --example import -- FILE [LEVEL]`: with a zstd level the session is encoded into a
//! container (in memory it is counted, not kept), without one it is only decoded.

use anyhow::{Context, Result};
use recording::format::Sink;
use recording::import::bundle::{Kind, importer_of};
use recording::import::{Discard, Output, Report};
use recording::record::{Recorder, RecorderOptions};
use std::io::Read;
use std::time::Instant;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("usage: import FILE [LEVEL]")?;
    let level =
        arguments.next().map(|level| level.parse()).transpose().context("the zstd level is a number")?;
    let started = Instant::now();
    let (report, duration, encoded) = match level {
        None => {
            let mut nothing = Discard::default();
            (play(&path, &mut nothing)?, nothing.ended, None)
        }
        Some(level) => {
            let mut recorder = Recorder::new(Counted(0), RecorderOptions { secret: [0; 32], level });
            let report = play(&path, &mut recorder)?;
            let (sink, summary) = recorder.into_parts()?;
            (report, summary.duration, Some((sink.0, summary.tracks)))
        }
    };
    let took = started.elapsed().as_secs_f64();
    let length = duration.as_secs_f64();
    println!("{length:.1} s of session in {took:.1} s of wall clock: {:.1} x real time", length / took);
    if let Some((bytes, tracks)) = encoded {
        println!("{bytes} bytes of recording from {} bytes", std::fs::metadata(&path)?.len());
        for track in tracks {
            println!("  {:<12} {:>10} bytes in {} chunks", track.track.name(), track.bytes, track.chunks);
        }
    }
    if let Some(peak) = peak_memory() {
        println!("most memory at once: {peak}");
    }
    println!("{report:?}");
    Ok(())
}

fn play(path: &str, output: &mut dyn Output) -> Result<Report> {
    let mut file = std::fs::File::open(path).with_context(|| format!("opening {path}"))?;
    let mut importer = importer_of(Kind::Single, &[]);
    let mut piece = vec![0; 256 * 1024];
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            importer.end_file(output)?;
            return Ok(importer.finish(output)?);
        }
        importer.feed(&piece[..length], output)?;
    }
}

/// What the system counted as this process's most memory at once, where it does.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

/// Counts the bytes.
struct Counted(u64);

impl Sink for Counted {
    fn append(&mut self, bytes: &[u8]) -> recording::Result<()> {
        self.0 += bytes.len() as u64;
        Ok(())
    }
}
