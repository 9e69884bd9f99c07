//! `afterimage info`

use super::arguments::Subject;
use super::output::{print_formatted, print_json};
use super::target::Target;
use super::{DONE, FAULTS};
use crate::display::{Plain, bytes, clock, hex, note, time};
use crate::import::count_events;
use crate::{Error, Result};
use clap::Args;
use recording::facts::{Facts, Kind};
use recording::format::{Recording, Summary};
use recording::import::Report;
use recording::units::Size;
use serde::Serialize;
use std::fmt::Write;

#[derive(Debug, Args)]
pub(super) struct Info {
    #[command(flatten)]
    subject: Subject,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What is told, as JSON has it. Times are in microseconds.
#[derive(Serialize)]
struct Told<'a> {
    facts: &'a Facts,
    /// Who was recorded and where: as the recording says, or else as the data folder lists it.
    session: api::SessionFacts,
    events: u64,
    duration_us: u64,
    size_bytes: u64,
    is_closed: bool,
    root_sha256: String,
    chunks: u64,
    tracks: Vec<ToldTrack>,
    faults: usize,
    import: Option<ToldImport>,
}

#[derive(Serialize)]
struct ToldTrack {
    name: &'static str,
    chunks: u64,
    bytes: u64,
}

/// What an import of this file passes over.
#[derive(Serialize)]
struct ToldImport {
    is_truncated: bool,
    notes: Vec<String>,
}

pub(super) fn run(command: &Info) -> Result<u8> {
    let target = Target::open(&command.subject)?;
    let recording = Recording::open(&target.source).map_err(|error| target.failed(error))?;
    let said = target.listed.map(|listed| listed.session).unwrap_or_default();
    let events = count_events(&recording, &target.source)
        .map_err(|source| Error::Recording { file: target.label.clone(), source })?;
    let told = told(&recording, said, events, target.report.as_ref());
    if command.json {
        print_json(&told)?;
    } else {
        print_formatted(text(&target.label, &told))?;
    }
    Ok(if told.is_closed && told.faults == 0 { DONE } else { FAULTS })
}

fn told<'a>(
    recording: &'a Recording,
    said: api::SessionFacts,
    events: u64,
    report: Option<&Report>,
) -> Told<'a> {
    let Summary { duration, bytes, chunks, root, tracks } = recording.summary();
    Told {
        facts: recording.facts(),
        session: recording.facts().session.clone().or(said),
        events,
        duration_us: duration.as_us(),
        size_bytes: *bytes,
        is_closed: recording.is_closed(),
        root_sha256: hex(root),
        chunks: *chunks,
        tracks: tracks
            .iter()
            .map(|track| ToldTrack { name: track.track.name(), chunks: track.chunks, bytes: track.bytes })
            .collect(),
        faults: recording.faults().len(),
        import: report.map(|report| ToldImport {
            is_truncated: report.truncated,
            notes: report.notes.iter().map(note).collect(),
        }),
    }
}

fn text(label: &str, told: &Told<'_>) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let facts = told.facts;
    let who = &told.session;
    writeln!(text, "{}", Plain(label))?;
    for (name, value) in [
        ("title", &facts.title),
        ("command", &facts.command),
        ("session", &facts.session_id),
        ("user", &who.user),
        ("host", &who.host),
        ("client", &who.client),
        ("address", &who.client_address),
        ("opened", &who.application),
        ("site", &who.site),
    ] {
        if let Some(value) = value {
            writeln!(text, "  {name:<9} {}", Plain(value))?;
        }
    }
    if let Some(source) = &facts.source {
        let name = source.name.as_deref().unwrap_or("a file without a name");
        writeln!(text, "  source    {} ({})", Plain(name), Plain(&source.format))?;
    }
    let Size { width, height } = facts.size;
    match facts.kind {
        Kind::Desktop => writeln!(text, "  kind      desktop, {width} x {height} pixels")?,
        Kind::Terminal => writeln!(text, "  kind      terminal, {width} x {height} cells")?,
        Kind::Events => writeln!(text, "  kind      events only")?,
    }
    if let Some(started) = facts.started_at_ms {
        writeln!(text, "  started   {}", clock(started))?;
    }
    let duration = recording::units::Timestamp::from_us(told.duration_us);
    writeln!(text, "  duration  {}", time(duration))?;
    writeln!(text, "  events    {}", told.events)?;
    writeln!(text, "  size      {} in {} chunks", bytes(told.size_bytes), told.chunks)?;
    for track in &told.tracks {
        writeln!(text, "    {:<11} {:>8} in {} chunks", track.name, bytes(track.bytes), track.chunks)?;
    }
    if told.is_closed {
        writeln!(text, "  state     closed; root hash {}", told.root_sha256)?;
    } else {
        writeln!(text, "  state     incomplete: it was never closed, or its end is missing")?;
    }
    if told.faults > 0 {
        writeln!(text, "  damage    {} places seen; `afterimage verify` finds all", told.faults)?;
    }
    if let Some(import) = &told.import {
        if import.is_truncated {
            writeln!(text, "  import    the file ends in the middle of something")?;
        }
        for note in &import.notes {
            writeln!(text, "  import    {note}")?;
        }
    }
    Ok(text)
}
