//! Every staged recording: what each file became, against a reviewed table, and the last screens against the emulator
//! alone.
//!
//! The recordings lie in `AFTERIMAGE_SHARED` or in `shared` beside the project; without them these tests say that
//! they are skipped. `AFTERIMAGE_BLESS=1` writes the table anew, to be reviewed.

use super::import::{Named, import_into, sort};
use super::transcript::Transcript;
use recording::import::bundle::Kind;
use recording::import::{AnyImporter, Format, Importer, Report};
use recording::record::{Recorder, RecorderOptions};
use recording::terminal::TerminalEvent;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/recordings_expectations.txt");

/// The folder of the staged recordings, where it is there.
fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("AFTERIMAGE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let folder = shared.join("recordings");
    if !folder.is_dir() {
        println!("skipped: there are no recordings in {}", shared.display());
        return None;
    }
    Some(folder)
}

/// The files in a folder with their names, in order of names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("can be listed")
        .map(|entry| entry.expect("can be listed"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| {
            let bytes = std::fs::read(entry.path()).expect("can be read");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect();
    files.sort();
    files
}

/// Where only the format is asked for: importing desktops takes its time, and has tests of its own.
const FORMAT_BYTES: usize = 256 * 1024;

/// What became of some files of a folder: the format where it is a desktop's, all there is of a terminal, or why not.
fn outcome(kind: Kind, files: &[Named<'_>]) -> String {
    if let (Kind::Single, [(name, bytes)]) = (kind, files) {
        let mut importer = AnyImporter::new(Some(name));
        let head = &bytes[..bytes.len().min(FORMAT_BYTES)];
        let mut sink = Recorder::new(Vec::new(), RecorderOptions { secret: [0; 32], level: 1 });
        let fed = importer.feed(head, &mut sink);
        if let Some(format) = importer.format()
            && !is_terminal(format)
        {
            return match fed {
                Ok(()) => format.name().to_owned(),
                Err(error) => format!("refused: {}: {error}", format.name()),
            };
        }
    }
    let mut transcript = Transcript::default();
    match import_into(kind, files, 65_536, &mut transcript) {
        Err(error) => format!("refused: {error}"),
        Ok(report) => summary(&transcript, &report),
    }
}

fn is_terminal(format: Format) -> bool {
    let name = format.name();
    name.starts_with("asciicast") || name.starts_with("ttyrec") || matches!(name, "tlog" | "script" | "trp")
}

fn summary(transcript: &Transcript, report: &Report) -> String {
    let facts = transcript.facts.as_ref().expect("begun");
    let format = &facts.source.as_ref().expect("a source").format;
    let mut line = format!("{format} {}", transcript.counted());
    if let Some(started) = facts.started_at_ms {
        write!(line, ", started {started}").expect("writes");
    }
    for note in &report.notes {
        write!(line, "; {} x{} @{}", note.what, note.count, note.first_offset).expect("writes");
    }
    if report.truncated {
        line.push_str("; truncated");
    }
    line
}

#[test]
fn every_file_is_imported_or_refused_as_reviewed() {
    let Some(folder) = folder() else { return };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("can be listed")
        .map(|entry| entry.expect("can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut table = String::new();
    for folder in &folders {
        let place = folder.file_name().expect("a name").to_string_lossy().into_owned();
        // these two have reviewed tables of their own, or are no recordings
        if place.starts_with("asciicast-v") && !place.starts_with("asciicast-v0") || place == "truth" {
            continue;
        }
        let files = files(folder);
        let named: Vec<Named<'_>> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        for bundle in sort(&named) {
            let files: Vec<Named<'_>> = bundle.files.iter().map(|file| named[*file]).collect();
            let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
            writeln!(table, "{place}/{}: {}", names.join(" + "), outcome(bundle.kind, &files))
                .expect("writes");
        }
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

/// Compares the last screen of an import with what the emulator makes of `plain`: output, and resizes where they are.
fn check_screen(kind: Kind, files: &[Named<'_>], size: (usize, usize), plain: &[TerminalEvent]) {
    let mut transcript = Transcript::default();
    import_into(kind, files, 1000, &mut transcript).expect("is imported");
    let facts = transcript.facts.as_ref().expect("begun");
    assert_eq!((facts.size.width as usize, facts.size.height as usize), size, "{}", files[0].0);
    let mut expected = avt::Terminal::new(size.0, size.1).expect("not empty");
    let mut found = avt::Terminal::new(size.0, size.1).expect("not empty");
    let play = |terminal: &mut avt::Terminal, event: &TerminalEvent| match event {
        TerminalEvent::Output(text) => {
            terminal.feed(text);
        }
        TerminalEvent::Resize(size) => {
            terminal.resize(size.width as usize, size.height as usize);
        }
    };
    plain.iter().for_each(|event| play(&mut expected, event));
    transcript.terminal.iter().for_each(|(_, event)| play(&mut found, event));
    assert_eq!(found.screen().text(), expected.screen().text(), "{}", files[0].0);
    assert!(
        found.screen().visible_lines().eq(expected.screen().visible_lines()),
        "{}: pens differ",
        files[0].0
    );
    assert_eq!(found.cursor(), expected.cursor(), "{}", files[0].0);
}

fn output(bytes: &[u8]) -> TerminalEvent {
    TerminalEvent::Output(String::from_utf8_lossy(bytes).into_owned())
}

#[test]
fn the_last_screen_is_that_of_the_emulator_alone() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    for (name, bytes) in files(&folder.join("ttyrec")) {
        if bytes.is_empty() {
            continue;
        }
        // frames read without any care: what is cut off is as long as it is
        let (mut at, mut content) = (0, Vec::new());
        while let Some(header) = bytes.get(at..at + 12) {
            let len = u32::from_le_bytes(header[8..].try_into().expect("four")) as usize;
            content.extend_from_slice(&bytes[at + 12..(at + 12 + len).min(bytes.len())]);
            at += 12 + len;
        }
        let mut transcript = Transcript::default();
        import_into(Kind::Single, &[(&name, &bytes)], 999, &mut transcript).expect("is imported");
        let size = transcript.facts.expect("begun").size;
        check_screen(
            Kind::Single,
            &[(&name, &bytes)],
            (size.width as usize, size.height as usize),
            &[output(&content)],
        );
        compared += 1;
    }
    let scripts = files(&folder.join("script"));
    let script = |name: &str| {
        let found = scripts.iter().find(|(found, _)| found.ends_with(name));
        found.map(|(name, bytes)| (name.as_str(), bytes.as_slice())).expect("is there")
    };
    let after_first_line = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == b'\n').expect("a first line");
        bytes[end + 1..].to_vec()
    };
    for (data, timing, typed) in [
        ("adv.out", "adv.timing", Some("adv.in")),
        ("classic.typescript", "classic.timing", None),
        ("guacd-ssh-mc.typescript", "guacd-ssh-mc.typescript.timing", None),
    ] {
        let mut rest = after_first_line(script(data).1);
        let mut plain = Vec::new();
        for line in String::from_utf8_lossy(script(timing).1).lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["O", _, len] | [_, len] => {
                    let len: usize = len.parse().expect("a number");
                    plain.extend_from_slice(&rest[..len]);
                    rest.drain(..len);
                }
                ["S", _, "SIGWINCH", rows, columns] => {
                    // an escape that the emulator does not know marks the place
                    plain.extend_from_slice(format!("\u{0}{rows} {columns}\u{0}").as_bytes());
                }
                _ => {}
            }
        }
        let text = String::from_utf8_lossy(&plain).into_owned();
        let plain: Vec<TerminalEvent> = text
            .split('\u{0}')
            .map(|part| match part.strip_prefix("ROWS=").and_then(|part| part.split_once(" COLS=")) {
                Some((rows, columns)) => TerminalEvent::Resize(recording::units::Size::new(
                    columns.parse().expect("a number"),
                    rows.parse().expect("a number"),
                )),
                None => TerminalEvent::Output(part.to_owned()),
            })
            .collect();
        let files: Vec<Named<'_>> =
            [Some(data), Some(timing), typed].into_iter().flatten().map(script).collect();
        check_screen(Kind::Script, &files, (80, 24), &plain);
        compared += 1;
    }
    for (name, bytes) in files(&folder.join("tlog")) {
        let mut text = String::new();
        for line in String::from_utf8_lossy(&bytes).lines() {
            let message: Value = serde_json::from_str(line).expect("is JSON");
            text.push_str(message["out_txt"].as_str().expect("is text"));
        }
        check_screen(Kind::Single, &[(&name, &bytes)], (80, 24), &[TerminalEvent::Output(text)]);
        compared += 1;
    }
    println!("{compared} screens compared");
}
