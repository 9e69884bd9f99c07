//! Every asciicast of the staged recordings, against a reviewed table and against the emulator alone.
//!
//! The recordings lie in `AFTERIMAGE_SHARED` or in `shared` beside the project; without them these tests say that
//! they are skipped. `AFTERIMAGE_BLESS=1` writes the table anew, to be reviewed.

use super::import::import;
use super::transcript::Transcript;
use recording::chunk::Part;
use recording::codec::terminal::{TerminalDecoder, TerminalEncoder};
use recording::units::Timestamp;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/asciicast_expectations.txt");
const FOLDERS: [&str; 3] = ["asciicast-v1", "asciicast-v2", "asciicast-v3"];

/// All staged asciicasts with their folder and name, in order; nothing where they are not there.
fn files() -> Vec<(String, PathBuf)> {
    let shared = std::env::var_os("AFTERIMAGE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let mut files = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = std::fs::read_dir(shared.join("recordings").join(folder)) else { continue };
        for entry in entries {
            let entry = entry.expect("can be listed");
            files.push((format!("{folder}/{}", entry.file_name().to_string_lossy()), entry.path()));
        }
    }
    files.sort();
    if files.is_empty() {
        println!("skipped: there are no recordings in {}", shared.display());
    }
    files
}

#[test]
fn every_file_is_imported_or_refused_as_reviewed() {
    let files = files();
    if files.is_empty() {
        return;
    }
    let mut table = String::new();
    for (name, path) in &files {
        let bytes = std::fs::read(path).expect("can be read");
        let (transcript, report) = import(&bytes, 65_536);
        let outcome = match report {
            Err(error) => format!("refused: {error}"),
            Ok(report) => {
                let mut line = summary(&transcript);
                for note in report.notes {
                    write!(line, "; {} x{} @{}", note.what, note.count, note.first_offset).expect("writes");
                }
                if report.truncated {
                    line.push_str("; truncated");
                }
                line
            }
        };
        writeln!(table, "{name}: {outcome}").expect("writes");
    }
    if std::env::var_os("AFTERIMAGE_BLESS").is_some() {
        std::fs::write(TABLE, &table).expect("can be written");
    }
    let expected = std::fs::read_to_string(TABLE).expect("the table is there");
    let reviewed: Vec<&str> = expected.lines().collect();
    for line in table.lines() {
        assert!(reviewed.contains(&line), "not as reviewed: {line}");
    }
    assert_eq!(table.lines().count(), reviewed.len(), "the table names files that are not there");
}

/// What is counted of it, and how many colours its theme has.
fn summary(transcript: &Transcript) -> String {
    let mut line = transcript.counted();
    let theme = transcript.facts.as_ref().and_then(|facts| facts.theme.as_ref());
    if let Some(colours) = theme.map(|theme| theme.palette.len()).filter(|colours| *colours > 0) {
        write!(line, ", {colours} colours").expect("writes");
    }
    line
}

/// Encodes the transcript and plays it again to the end: all of it, and from the last keyframe on.
fn played(transcript: &Transcript) -> [TerminalDecoder; 2] {
    let facts = transcript.facts.as_ref().expect("begun");
    let mut encoder = TerminalEncoder::new(facts.size, 3);
    let mut chunks = Vec::new();
    for (time, event) in &transcript.terminal {
        encoder.event(*time, event, &mut chunks).expect("encodes");
    }
    encoder.finish(&mut chunks).expect("encodes");
    let last = chunks.iter().rposition(|chunk| chunk.part == Part::Key).expect("a keyframe");
    [0, last].map(|key| {
        let mut decoder = TerminalDecoder::new();
        decoder.load_key(&chunks[key].payload).expect("loads");
        for chunk in chunks[key..].iter().filter(|chunk| chunk.part == Part::Data) {
            decoder.load_unit(&chunk.payload).expect("loads");
        }
        decoder.play_to(Timestamp::MAX).expect("plays");
        decoder
    })
}

/// Feeds the emulator what a plain reading of the file gives: sound events of output and resizes only.
fn read_plainly(bytes: &[u8]) -> avt::Terminal {
    let text = String::from_utf8_lossy(bytes);
    let side =
        |value: &Value, default: u64| usize::try_from(value.as_u64().unwrap_or(default)).expect("small");
    if let Ok(document) = serde_json::from_str::<Value>(&text)
        && document["version"] == 1
    {
        let (columns, rows) = (side(&document["width"], 80), side(&document["height"], 24));
        let mut terminal = avt::Terminal::new(columns, rows).expect("not empty");
        for event in document["stdout"].as_array().expect("a list") {
            if let [time, Value::String(data)] = event.as_array().expect("a list").as_slice()
                && time.as_f64().is_some_and(|time| time >= 0.0)
            {
                terminal.feed(data);
            }
        }
        return terminal;
    }
    let mut lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let header = lines.next().expect("a header");
    let (columns, rows) = if header["version"] == 3 {
        (side(&header["term"]["cols"], 80), side(&header["term"]["rows"], 24))
    } else {
        (side(&header["width"], 80), side(&header["height"], 24))
    };
    let mut terminal = avt::Terminal::new(columns, rows).expect("not empty");
    for event in lines {
        let Some([time, Value::String(code), Value::String(data)]) = event.as_array().map(Vec::as_slice)
        else {
            continue;
        };
        if time.as_f64().is_none_or(|time| time < 0.0) {
            continue;
        }
        match code.as_str() {
            "o" => terminal.feed(data),
            "r" => {
                let sides: Vec<usize> = data.split('x').filter_map(|side| side.parse().ok()).collect();
                if let [columns, rows] = sides.as_slice() {
                    terminal.resize(*columns, *rows);
                }
            }
            _ => {}
        }
    }
    terminal
}

#[test]
fn the_last_screen_is_that_of_the_emulator_alone() {
    let mut compared = 0;
    for (name, path) in files() {
        let bytes = std::fs::read(path).expect("can be read");
        let (transcript, report) = import(&bytes, 1000);
        if report.is_err() {
            continue;
        }
        let expected = read_plainly(&bytes);
        for decoder in played(&transcript) {
            let found = decoder.terminal();
            assert_eq!(found.screen().text(), expected.screen().text(), "{name}");
            assert!(
                found.screen().visible_lines().eq(expected.screen().visible_lines()),
                "{name}: pens differ"
            );
            assert_eq!(found.cursor(), expected.cursor(), "{name}");
        }
        compared += 1;
    }
    println!("{compared} screens compared");
}
