//! What the events of a long recording take: fetched bytes and requests, loading, filtering, statistics, JSON.
//!
//! `cargo run --release -p player --example event_speed -- [FILE]`: of a recording of this project; without one, of 8
//! hours that are made up, with 10,000 and with 100,000 events and a measurement in each second.

use anyhow::{Context, Result};
use events::statistics::{Direction, DurationRange, Granularity, StatisticsQuery, answer};
use events::{
    CommandEvidence, Event, EventFilter, Family, Happening, Load, Performance, Reading, Side, overlay_at,
};
use player::analysis::{LoadTrack, Task};
use recording::Error;
use recording::facts::{Facts, Kind};
use recording::format::{RangeCache, Recording};
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};
use std::time::Instant;

const SECONDS: u64 = 8 * 3600;
/// A frame of noise so often, so that chunks lie apart as they do in a real recording.
const FRAME_SECONDS: u64 = 10;
const SIZE: Size = Size::new(192, 192);

fn main() -> Result<()> {
    match std::env::args().nth(1) {
        Some(path) => measure(&std::fs::read(&path).with_context(|| format!("{path} cannot be read"))?),
        None => [10_000, 100_000].into_iter().try_for_each(|events| measure(&made_up(events)?)),
    }
}

/// A session with so many events, of the kinds that statistics look at.
fn made_up(events: u64) -> Result<Vec<u8>> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [1; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size: SIZE, started_at_ms: Some(0), ..Facts::default() })?;
    let mut picture = Picture::new(SIZE)?;
    let mut seed = 1_u64;
    let (mut told, every_us) = (0, SECONDS * 1_000_000 / events.max(1));
    for second in 0..SECONDS {
        if second % FRAME_SECONDS == 0 {
            for pixel in picture.rgba_mut().as_chunks_mut::<4>().0 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let [.., red, green, blue] = seed.to_be_bytes();
                *pixel = [red, green, blue, 255];
            }
            recorder.frame(Timestamp::from_us(second * 1_000_000), &picture, &Damage::all(SIZE))?;
        }
        while told < events && told * every_us <= second * 1_000_000 {
            recorder.event(&Event::new(told * every_us, happening(told)))?;
            told += 1;
        }
        let load = Load {
            cpu: u32::try_from(second % 10_000)?,
            memory: 4_321,
            sent_bytes: second.wrapping_mul(7_919) % 100_000,
            received_bytes: second % 700,
        };
        recorder.performance(&Performance { at_us: second * 1_000_000, reading: Reading::Load(load) })?;
        if second % 15 == 0 {
            let reading = Reading::RoundTrip(20_000 + second % 1_000);
            recorder.performance(&Performance { at_us: second * 1_000_000, reading })?;
        }
    }
    recorder.end(Timestamp::from_us(SECONDS * 1_000_000))?;
    Ok(recorder.into_parts()?.0)
}

fn happening(number: u64) -> Happening {
    match number % 4 {
        0 => Happening::TopMost {
            app_name: format!("Application {}", number % 37),
            window_title: Some(format!("Document {number} - Application")),
        },
        1 => Happening::FileTransfer {
            file_source: if number % 8 == 1 { Side::Host } else { Side::Client },
            file_size: Some(number * 1_024),
            file_name: format!("C:\\Users\\ada\\Documents\\report-{number}.docx"),
        },
        2 => Happening::Command {
            command: format!("kubectl get pods --namespace team-{} --output wide", number % 91),
            shell: Some("pwsh".to_owned()),
            directory: None,
            exit_status: Some(0),
            duration_us: Some(1_000),
            evidence: CommandEvidence::Reported,
        },
        _ => Happening::WebBrowsing {
            url: format!("https://intranet.example/page/{number}"),
            tab_title: Some(format!("Page {number}")),
            browser_name: None,
        },
    }
}

fn measure(bytes: &[u8]) -> Result<()> {
    let mut cache = RangeCache::new(bytes.len() as u64);
    let recording = loop {
        match Recording::open(&cache) {
            Ok(recording) => break recording,
            Err(Error::Missing { offset, len }) => fetch(bytes, &mut cache, offset..offset + len)?,
            Err(error) => return Err(error.into()),
        }
    };
    let duration_us = recording.duration().as_us();
    println!("\n{} bytes, {} s", bytes.len(), duration_us / 1_000_000);
    let happened = load("events", LoadTrack::events(recording.clone()), &mut cache, bytes)?.entries;
    let measured = load("measurements", LoadTrack::performance(recording), &mut cache, bytes)?.entries;
    println!("{} events, {} measurements", happened.len(), measured.len());

    let all = Instant::now();
    let json = serde_json::to_string(&happened)?;
    println!("events as JSON: {} bytes in {:?}", json.len(), all.elapsed());
    let all = Instant::now();
    let read: Vec<Event> = serde_json::from_str(&json)?;
    println!("{} events from JSON: {:?}", read.len(), all.elapsed());

    let mut families = EventFilter::default();
    families.families = vec![Family::Commands, Family::Transfers];
    for (name, filter) in
        [("families", families.clone()), ("families and words", families.with_text("team-7 WIDE"))]
    {
        let began = Instant::now();
        let shown = happened.iter().filter(|event| filter.holds(event)).count();
        println!("filter by {name}: {shown} events in {:?}", began.elapsed());
    }
    let began = Instant::now();
    let jumps = (0..1_000_u64)
        .map(|share| happened.partition_point(|event| event.at_us < duration_us / 1_000 * share));
    println!("the event at 1,000 times: {} in {:?}", jumps.max().unwrap_or_default(), began.elapsed());
    for (name, query) in [
        ("screen time", StatisticsQuery::ScreenTime { range: DurationRange::ALL }),
        (
            "file transfers per minute",
            StatisticsQuery::Transfers {
                zone_ms: 3_600_000,
                granularity: Granularity::Minute,
                direction: Direction::All,
            },
        ),
        (
            "commands, two searches",
            StatisticsQuery::Commands { searches: vec!["team-7".into(), "nothing".into()] },
        ),
        ("events by type", StatisticsQuery::Counts),
    ] {
        let began = Instant::now();
        let answered = answer(&query, &happened, duration_us, Some(0));
        let took = began.elapsed();
        println!(
            "{name}: {took:?}, as JSON {} bytes in {:?}",
            serde_json::to_string(&answered)?.len(),
            began.elapsed()
        );
    }
    let began = Instant::now();
    let shown =
        (0..1_000_u64).filter(|share| overlay_at(&measured, duration_us / 1_000 * share).load.is_some());
    println!("the overlay at 1,000 times: {} with load, {:?}", shown.count(), began.elapsed());
    Ok(())
}

/// Runs a task on what is fetched range by range.
fn load<T: Task>(name: &str, mut task: T, cache: &mut RangeCache, bytes: &[u8]) -> Result<T::Found> {
    let (mut requests, mut fetched) = (0, 0);
    let began = Instant::now();
    loop {
        match task.step(cache) {
            Ok(Some(found)) => {
                println!("load {name}: {requests} requests, {fetched} bytes, {:?}", began.elapsed());
                return Ok(found);
            }
            Ok(None) => {}
            Err(Error::Missing { .. }) => {
                for range in task.needs(cache) {
                    requests += 1;
                    fetched += range.end - range.start;
                    fetch(bytes, cache, range)?;
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn fetch(bytes: &[u8], cache: &mut RangeCache, range: std::ops::Range<u64>) -> Result<()> {
    let (from, to) = (usize::try_from(range.start)?, usize::try_from(range.end)?);
    cache.insert(range.start, bytes.get(from..to).context("a range beyond the end")?);
    Ok(())
}
