//! How fast a recording is imported, what it takes, and how large the result is.

use super::recordings::{Recording, Recordings};
use super::table;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::gateway::{self, Gateway};

/// What one import took.
#[derive(Debug)]
pub(crate) struct Import {
    name: String,
    source_bytes: u64,
    container_bytes: u64,
    duration_s: f64,
    took_s: f64,
    peak_bytes: Option<u64>,
}

/// Imports each recording by itself, through the command line, all into the same data folder, and serves that.
pub(crate) fn measure(recordings: &Recordings) -> Result<(Vec<Import>, Gateway)> {
    let data = TempDir::new()?;
    let taken: Vec<_> = recordings
        .all
        .iter()
        .map(|recording| one(recordings, recording, data.path()))
        .collect::<Result<_>>()?;
    let gateway = Gateway::over(data)?;
    let list = tokio::task::block_in_place(|| {
        tokio::runtime::Handle::current().block_on(gateway.json("/api/v1/recordings?limit=100"))
    })?;
    let listed = list["items"].as_array().context("the list has no items")?;
    let imports = recordings.all.iter().zip(taken).map(|(recording, taken)| {
        let facts = listed
            .iter()
            .find(|item| item["name"] == recording.name)
            .with_context(|| format!("{} is not listed", recording.name))?;
        let number =
            |field: &str| facts[field].as_u64().with_context(|| format!("the recording has no {field}"));
        #[expect(clippy::cast_precision_loss, reason = "microseconds of hours fit")]
        let duration_s = number("duration_us")? as f64 / 1e6;
        Ok(Import {
            name: recording.name.clone(),
            source_bytes: recording.bytes,
            container_bytes: number("size_bytes")?,
            duration_s,
            took_s: taken.took_s,
            peak_bytes: taken.peak_bytes,
        })
    });
    Ok((imports.collect::<Result<_>>()?, gateway))
}

/// What the process of one import took.
struct Taken {
    took_s: f64,
    peak_bytes: Option<u64>,
}

fn one(recordings: &Recordings, recording: &Recording, data: &Path) -> Result<Taken> {
    let started = Instant::now();
    let mut child = gateway::command()?
        .arg("import")
        .arg(recordings.path(recording))
        .arg("--data")
        .arg(data)
        .stdout(Stdio::null())
        .spawn()?;
    let mut peak_bytes = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        // the kernel keeps the peak, so that the last reading is that of nearly the whole run
        peak_bytes = peak_of(child.id()).or(peak_bytes);
        sleep(Duration::from_millis(2));
    };
    let took_s = started.elapsed().as_secs_f64();
    if !status.success() {
        bail!("the import of {} failed: {status}", recording.name);
    }
    Ok(Taken { took_s, peak_bytes })
}

/// Peak of the memory that the process held, where the system tells.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Prints the table.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(crate) fn print(imports: &[Import]) {
    let rows: Vec<Vec<String>> = imports
        .iter()
        .map(|import| {
            vec![
                import.name.clone(),
                table::size(import.source_bytes),
                table::size(import.container_bytes),
                format!("1/{}", table::short(import.source_bytes as f64 / import.container_bytes as f64)),
                format!("{} s", table::short(import.took_s)),
                format!("{}x", table::short(import.duration_s / import.took_s)),
                format!("{} MB/s", table::short(import.source_bytes as f64 / 1e6 / import.took_s)),
                import.peak_bytes.map_or_else(|| "-".to_owned(), table::size),
            ]
        })
        .collect();
    let head =
        ["recording", "source", "recording", "of source", "import", "real time", "speed", "peak memory"];
    table::print("Import and size", &head, &rows);
}
