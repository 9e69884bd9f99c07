//! What analysing a recording takes: bytes and requests fetched, and time.
//!
//! `cargo run --release -p player --example analysis -- FILE [X Y WIDTH HEIGHT]`: of a recording of this project, in a
//! source that is fetched range by range; with a rectangle also the history of that region.

use anyhow::{Context, Result};
use player::analysis::{GatherPackets, IdleRules, LoadIndex, RegionHistory, Task, histogram, idle_periods};
use recording::Error;
use recording::format::{RangeCache, Recording};
use recording::units::Rect;
use std::time::{Duration, Instant};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("usage: analysis FILE [X Y WIDTH HEIGHT]")?;
    let bytes = std::fs::read(&path).with_context(|| format!("{path} cannot be read"))?;
    let mut cache = RangeCache::new(bytes.len() as u64);
    let recording = loop {
        match Recording::open(&cache) {
            Ok(recording) => break recording,
            Err(Error::Missing { offset, len }) => fetch(&bytes, &mut cache, offset..offset + len)?,
            Err(error) => return Err(error.into()),
        }
    };
    println!("{} bytes, {:.0} s", bytes.len(), recording.duration().as_secs_f64());
    let (packets, took) = run(GatherPackets::new(recording.clone()), &mut cache, &bytes)?;
    println!("packets: {}, {took}", packets.len());
    let began = Instant::now();
    let periods = idle_periods(&packets, recording.duration(), &IdleRules::default());
    let idle: f64 = periods.iter().map(|period| period.end.since(period.start).as_secs_f64()).sum();
    println!("idle periods: {}, {idle:.0} s together, {:?}", periods.len(), began.elapsed());
    let (index, took) = run(LoadIndex::new(recording), &mut cache, &bytes)?;
    println!("whole index: {took}");
    let began = Instant::now();
    let levels = histogram(&index, 1_000);
    println!("histogram of {} parts: {:?}", levels.len(), began.elapsed());
    let sides: Vec<u32> = arguments.map(|side| side.parse()).collect::<Result<_, _>>()?;
    if let [x, y, width, height] = *sides.as_slice() {
        let task = RegionHistory::new(index, Rect::new(x, y, width, height));
        let (times, took) = run(task, &mut RangeCache::new(bytes.len() as u64), &bytes)?;
        println!("changes of the region: {}, {took}", times.len());
    }
    Ok(())
}

/// What a task took.
struct Took {
    working: Duration,
    requests: usize,
    bytes: u64,
}

impl std::fmt::Display for Took {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} requests, {} bytes, {:?} of work", self.requests, self.bytes, self.working)
    }
}

fn run<T: Task>(mut task: T, cache: &mut RangeCache, bytes: &[u8]) -> Result<(T::Found, Took)> {
    let mut took = Took { working: Duration::ZERO, requests: 0, bytes: 0 };
    loop {
        let began = Instant::now();
        let step = task.step(cache);
        took.working += began.elapsed();
        match step {
            Ok(Some(found)) => return Ok((found, took)),
            Ok(None) => {}
            Err(Error::Missing { .. }) => {
                for range in task.needs(cache) {
                    took.requests += 1;
                    took.bytes += range.end - range.start;
                    fetch(bytes, cache, range)?;
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn fetch(bytes: &[u8], cache: &mut RangeCache, range: std::ops::Range<u64>) -> Result<()> {
    let piece = bytes.get(usize::try_from(range.start)?..usize::try_from(range.end)?);
    cache.insert(range.start, piece.context("a range reaches beyond the end")?);
    Ok(())
}
