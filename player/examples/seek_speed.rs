//! Measures seeks in a recording: how long they take when its bytes are at hand, how many round trips and bytes they
//! take when they are not, and how fast playing goes at a high rate.
//!
//! `cargo run --release -p player --example seek_speed -- FILE [SEEKS]`, FILE in the project's own format. The times
//! are drawn at random, the same ones in every run.

use anyhow::{Context, Result, bail};
use player::Engine;
use recording::Error;
use recording::format::{RangeCache, Recording, Source};
use recording::units::{Span, Timestamp};
use std::time::{Duration, Instant};

/// The rate of a display, in Hz.
const DISPLAY_HZ: u64 = 60;
/// The highest rate of playback.
const RATE: u64 = 64;
/// What a seek should fetch at most.
const LARGE_BYTES: u64 = 1_500_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("usage: seek_speed FILE [SEEKS]")?;
    let seeks =
        arguments.next().map_or(Ok(200), |seeks| seeks.parse()).context("how many seeks is a number")?;
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {path}"))?;
    let times = random_times(Engine::open(bytes.as_slice())?.duration(), seeks);

    let mut engine = Engine::open(bytes.as_slice())?;
    engine.seek(Timestamp::ZERO)?;
    engine.load_index()?;
    print("first seeks, bytes at hand", seek_all(&mut engine, &times)?);
    print("the same seeks again", seek_all(&mut engine, &times)?);
    let near: Vec<Timestamp> = scrub(engine.duration(), seeks);
    print("scrubbing forward and back", seek_all(&mut engine, &near)?);
    fetch_all(&bytes, &times)?;
    play(&mut engine)
}

fn random_times(duration: Timestamp, count: usize) -> Vec<Timestamp> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Timestamp::from_us(state % duration.as_us().max(1))
    };
    std::iter::repeat_with(draw).take(count).collect()
}

/// Dragging over a tenth of the recording and back, in steps of the display's frames over two seconds.
fn scrub(duration: Timestamp, count: usize) -> Vec<Timestamp> {
    let steps = DISPLAY_HZ * 2;
    let (start, span) = (duration.as_us() / 3, duration.as_us() / 10);
    let there_and_back = (0..steps).chain((0..steps).rev());
    there_and_back.cycle().take(count).map(|step| Timestamp::from_us(start + span * step / steps)).collect()
}

fn seek_all<S: Source>(engine: &mut Engine<S>, times: &[Timestamp]) -> Result<Vec<Duration>> {
    let mut took = Vec::with_capacity(times.len());
    for time in times {
        let started = Instant::now();
        engine.seek(*time)?;
        took.push(started.elapsed());
    }
    Ok(took)
}

fn print(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |part: f64| {
        took.get((took.len() as f64 * part) as usize)
            .or(took.last())
            .map_or(0.0, |took| took.as_secs_f64() * 1e3)
    };
    println!(
        "{what:<28} p50 {:7.2} ms, p95 {:7.2} ms, p99 {:7.2} ms, most {:7.2} ms",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}

/// Each seek with nothing but the index and the start of the file at hand.
fn fetch_all(bytes: &[u8], times: &[Timestamp]) -> Result<()> {
    let mut fetched = Vec::new();
    let mut rounds = Vec::new();
    let mut ranges = Vec::new();
    for time in times {
        let mut cache = RangeCache::new(bytes.len() as u64);
        let recording = loop {
            match Recording::open(&cache) {
                Ok(recording) => break recording,
                Err(Error::Missing { offset, len }) => fetch(&mut cache, bytes, offset..offset + len)?,
                Err(error) => bail!(error),
            }
        };
        let mut engine = Engine::new(cache, recording)?;
        while let Err(error) = engine.load_index() {
            let Error::Missing { offset, len } = error else { bail!(error) };
            fetch(engine.source_mut(), bytes, offset..offset + len)?;
        }
        let before = engine.source().held_bytes();
        let (mut round, mut requests) = (0, 0);
        while let Err(error) = engine.seek(*time) {
            let Error::Missing { .. } = error else { bail!(error) };
            round += 1;
            for range in engine.needs() {
                requests += 1;
                fetch(engine.source_mut(), bytes, range)?;
            }
        }
        fetched.push(engine.source().held_bytes() - before);
        rounds.push(round);
        ranges.push(requests);
    }
    let large = fetched.iter().filter(|bytes| **bytes > LARGE_BYTES).count();
    println!("{large} of {} seeks fetch more than {LARGE_BYTES} bytes", fetched.len());
    for (what, mut numbers) in [("bytes fetched", fetched), ("round trips", rounds), ("requests", ranges)] {
        numbers.sort_unstable();
        let at = |part: f64| {
            numbers.get((numbers.len() as f64 * part) as usize).or(numbers.last()).copied().unwrap_or(0)
        };
        println!("{what:<28} p50 {}, p95 {}, p99 {}, most {}", at(0.5), at(0.95), at(0.99), at(1.0));
    }
    Ok(())
}

fn fetch(cache: &mut RangeCache, bytes: &[u8], range: std::ops::Range<u64>) -> Result<()> {
    let part = usize::try_from(range.start)?..usize::try_from(range.end)?;
    cache.insert(range.start, bytes.get(part).context("a range inside of the file")?);
    Ok(())
}

/// Plays all of the recording at the highest rate, and compares what a shown frame takes with what it may.
fn play<S: Source>(engine: &mut Engine<S>) -> Result<()> {
    let step = Span::from_us(RATE * 1_000_000 / DISPLAY_HZ);
    let mut took = Vec::new();
    let mut time = Timestamp::ZERO;
    engine.seek(time)?;
    while time < engine.duration() {
        time = time.plus(step);
        let started = Instant::now();
        engine.advance(time)?;
        took.push(started.elapsed());
    }
    let all: Duration = took.iter().sum();
    println!(
        "played at {:.0} times real time where each shown frame at {RATE}x is 1/{DISPLAY_HZ} s",
        engine.duration().as_secs_f64() / all.as_secs_f64()
    );
    print("a shown frame of 64x", took);
    Ok(())
}
