//! Sessions in parts: TRP files that are made up, folders of several parts, and damaged ones.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../../src/long.rs"]
mod long;

use events::{Event, Happening, Performance};
use recording::facts::{Facts, Kind};
use recording::import::bundle::{self, BundleImporter, NamedHead, bundles, importer_of};
use recording::import::devolutions::DevolutionsImporter;
use recording::import::{AnyImporter, Importer, Output, Report};
use recording::input::{Input, PointerShape};
use recording::picture::{Damage, Picture};
use recording::terminal::TerminalEvent;
use recording::units::{Size, Timestamp};
use recording::{Error, Result};

/// Writes down what a terminal's importer tells.
#[derive(Default)]
struct Told {
    facts: Option<Facts>,
    lines: Vec<String>,
    last: Timestamp,
    end: Option<Timestamp>,
}

impl Told {
    fn tell(&mut self, time: Timestamp, what: &str) -> Result<()> {
        assert!(self.facts.is_some() && self.end.is_none() && time >= self.last, "{what} at {time:?}");
        self.last = time;
        self.lines.push(format!("{} {what}", time.as_us() / 1000));
        Ok(())
    }
}

impl Output for Told {
    fn begin(&mut self, facts: &Facts) -> Result<()> {
        assert!(self.facts.is_none(), "begun twice");
        self.facts = Some(facts.clone());
        Ok(())
    }
    fn frame(&mut self, time: Timestamp, picture: &Picture, _: &Damage) -> Result<()> {
        self.tell(time, &format!("frame of {}", picture.size().width))
    }
    fn pointer_shape(&mut self, _: Timestamp, _: Option<&PointerShape>) -> Result<()> {
        Ok(())
    }
    fn pointer_position(&mut self, _: Timestamp, _: i32, _: i32) -> Result<()> {
        Ok(())
    }
    fn terminal(&mut self, time: Timestamp, event: &TerminalEvent) -> Result<()> {
        match event {
            TerminalEvent::Output(text) => self.tell(time, &format!("{text:?}")),
            TerminalEvent::Resize(size) => self.tell(time, &format!("{}x{}", size.width, size.height)),
        }
    }
    fn input(&mut self, time: Timestamp, input: &Input) -> Result<()> {
        self.tell(time, &format!("{input:?}"))
    }
    fn event(&mut self, event: &Event) -> Result<()> {
        // what is found to have happened has tests of its own
        if matches!(event.what, Happening::Resize { .. } | Happening::TypedText { .. }) {
            return Ok(());
        }
        self.tell(Timestamp::from_us(event.told_us), &format!("{:?}", event.what))
    }
    fn performance(&mut self, _: &Performance) -> Result<()> {
        panic!("it measures nothing");
    }
    fn audio(&mut self, _: u32, _: Timestamp, _: &recording::audio::Audio<'_>) -> Result<()> {
        panic!("a terminal has no sound");
    }
    fn end(&mut self, time: Timestamp) -> Result<()> {
        assert!(self.end.is_none() && time >= self.last);
        self.end = Some(time);
        Ok(())
    }
}

fn record(delay_ms: u32, kind: u16, payload: &[u8]) -> Vec<u8> {
    [&delay_ms.to_le_bytes(), &kind.to_le_bytes()[..], &(payload.len() as u16).to_le_bytes(), payload]
        .concat()
}

/// A TRP file of a terminal of `columns` x 24 that says `text` in two records, cut inside of a character.
fn trp(columns: u16, text: &str) -> Vec<u8> {
    let size = |columns: u16, rows: u16| [columns.to_le_bytes(), rows.to_le_bytes()].concat();
    let (first, second) = text.as_bytes().split_at(1);
    [
        record(0, 0, b"early"),
        record(10, 2, &size(columns, 24)),
        record(10, 4, &[0; 6]),
        record(500, 0, first),
        record(100, 0, second),
        record(50, 1, b"ls"),
        record(0, 3, b"?"),
        record(330, 2, &size(columns + 1, 25)),
    ]
    .concat()
}

fn import(bytes: &[u8], piece: usize) -> (Result<Report>, Told) {
    let (mut importer, mut told) = (AnyImporter::new(Some("a.trp")), Told::default());
    let fed = bytes.chunks(piece.max(1)).try_for_each(|piece| importer.feed(piece, &mut told));
    (fed.and_then(|()| importer.finish(&mut told)), told)
}

/// Imports files that belong together.
fn import_files(files: &[(&str, Vec<u8>)]) -> (Result<Report>, Told) {
    let heads: Vec<NamedHead<'_>> = files.iter().map(|(name, head)| NamedHead { name, head }).collect();
    let found = bundles(&heads);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, bundle::Kind::Devolutions);
    let names: Vec<&str> = found[0].files.iter().map(|file| files[*file].0).collect();
    let (mut importer, mut told) = (importer_of(found[0].kind, &names), Told::default());
    let mut all = || {
        while let Some(wanted) = importer.wants() {
            for piece in files[found[0].files[wanted]].1.chunks(13) {
                importer.feed(piece, &mut told)?;
            }
            importer.end_file(&mut told)?;
        }
        importer.finish(&mut told)
    };
    let report = all();
    (report, told)
}

fn manifest(parts: &[(&str, u64, u64)]) -> Vec<u8> {
    let files: Vec<String> = parts
        .iter()
        .map(|(name, start, duration)| {
            format!(r#"{{"fileName":"{name}","startTime":{start},"duration":{duration}}}"#)
        })
        .collect();
    let files = files.join(",");
    format!(r#"{{"sessionId":"5d9c","startTime":1700000000,"duration":9,"files":[{files}]}}"#).into_bytes()
}

const CAST: &str =
    "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.25, \"o\", \"hi\"]\n[2.0, \"o\", \"there\"]\n";

fn lines(told: &Told) -> Vec<&str> {
    told.lines.iter().map(String::as_str).collect()
}

#[test]
fn a_trp_file_is_told_as_it_was() {
    let bytes = trp(80, "über");
    for piece in [1, 5, usize::MAX] {
        let (report, told) = import(&bytes, piece);
        assert_eq!(
            lines(&told),
            ["20 \"early\"", "620 \"über\"", "670 Text(\"ls\")", "1000 81x25"],
            "in pieces of {piece}"
        );
        let facts = told.facts.unwrap();
        assert_eq!((facts.kind, facts.size), (Kind::Terminal, Size::new(80, 24)));
        assert_eq!(facts.source.unwrap().format, "trp");
        assert_eq!(told.end, Some(Timestamp::from_ms(1000)));
        let report = report.unwrap();
        assert_eq!((report.notes.len(), report.truncated), (1, false), "{report:?}");
    }
    let (report, told) = import(&bytes[..bytes.len() - 3], 9);
    assert!(report.unwrap().truncated && told.lines.len() == 3);
}

#[test]
fn parts_are_one_session() {
    let files = [
        ("recording-1.cast", CAST.as_bytes().to_vec()),
        (
            "recording.json",
            manifest(&[
                ("recording-0.trp", 1_700_000_000, 1),
                ("recording-1.cast", 1_700_000_060, 2),
                ("recording-2.trp", 1_700_000_061, 1),
            ]),
        ),
        ("recording-0.trp", trp(100, "one")),
        ("recording-2.trp", trp(90, "two")),
    ];
    let (report, told) = import_files(&files);
    assert_eq!(
        lines(&told),
        [
            "20 \"early\"",
            "520 \"o\"",
            "620 \"ne\"",
            "670 Text(\"ls\")",
            "1000 101x25",
            "60000 80x24",
            "60000 \"\\u{1b}c\"",
            "60250 \"hi\"",
            "62000 \"there\"",
            "62000 90x24",
            "62000 \"\\u{1b}c\"",
            "62000 \"early\"",
            "62000 \"t\"",
            "62000 \"wo\"",
            "62000 Text(\"ls\")",
            "62000 91x25",
        ]
    );
    assert_eq!(told.end, Some(Timestamp::from_ms(62_000)));
    let facts = told.facts.unwrap();
    assert_eq!(facts.session_id.as_deref(), Some("5d9c"));
    assert_eq!(facts.started_at_ms, Some(1_700_000_000_000));
    assert_eq!(facts.source.unwrap().format, "devolutions");
    let parts: Vec<_> =
        facts.parts.iter().map(|part| (part.start.as_us() / 1000, part.name.as_str())).collect();
    assert_eq!(parts, [(0, "recording-0.trp"), (60_000, "recording-1.cast"), (61_000, "recording-2.trp")]);
    let notes = report.unwrap().notes;
    assert!(notes.iter().any(|note| note.what == "part 3 starts before the one before it ends"), "{notes:?}");
}

#[test]
fn parts_that_are_not_there_or_cannot_be_played_are_told() {
    let webm = [&[0x1A, 0x45, 0xDF, 0xA3], [0x9F; 60].as_slice()].concat();
    let list =
        manifest(&[("recording-0.webm", 10, 5), ("recording-1.trp", 20, 5), ("recording-2.trp", 30, 5)]);
    let files = [
        ("recording.json", list.clone()),
        ("recording-0.webm", webm.clone()),
        ("recording-2.trp", trp(80, "two")),
    ];
    let (report, told) = import_files(&files);
    let notes = report.unwrap().notes;
    assert_eq!(notes[0].what, "part 2 is not there");
    assert!(
        notes[1].what.starts_with("part 1 (recording-0.webm) cannot be played: unsupported")
            && notes[1].what.contains("only a browser decodes"),
        "{notes:?}"
    );
    assert_eq!(lines(&told)[0], "20020 \"early\"");
    assert_eq!(told.facts.unwrap().parts.len(), 3);
    let (report, _) = import_files(&[("recording.json", list.clone()), ("recording-0.webm", webm)]);
    assert!(matches!(report, Err(Error::Unsupported { .. })));
    let (report, _) = import_files(&[("recording.json", list)]);
    assert!(matches!(report, Err(Error::Empty { .. })));
}

/// A part that the caller reads by itself: two pictures, the second after a second.
fn pictures(width: u32, output: &mut dyn Output) -> Result<()> {
    let size = Size::new(width, 8);
    output.begin(&Facts { kind: Kind::Desktop, size, ..Facts::default() })?;
    let picture = Picture::new(size)?;
    output.frame(Timestamp::ZERO, &picture, &Damage::all(size))?;
    output.frame(Timestamp::from_ms(1000), &picture, &Damage::all(size))?;
    output.end(Timestamp::from_ms(1500))
}

/// Imports a session of which the caller reads the videos, each as wide as the number of its file.
fn import_with_videos(names: &[&str]) -> (Result<Report>, Told) {
    let list = names.iter().enumerate().map(|(number, name)| (*name, 100 + 10 * number as u64, 2));
    let list = manifest(&list.collect::<Vec<_>>());
    let all: Vec<&str> = std::iter::once("recording.json").chain(names.iter().copied()).collect();
    let (mut importer, mut told) = (DevolutionsImporter::new(&all), Told::default());
    while let Some(file) = importer.wants() {
        if all[file].ends_with(".webm") {
            let outcome = pictures(file as u32, &mut importer.part_output(&mut told));
            importer.end_part(outcome.map(|()| Report::default()).map_err(|error| error.to_string()));
        } else {
            importer.feed(if file == 0 { &list } else { CAST.as_bytes() }, &mut told).unwrap();
            importer.end_file(&mut told).unwrap();
        }
    }
    (importer.finish(&mut told), told)
}

#[test]
fn videos_that_the_caller_reads_stand_at_their_places() {
    let (report, told) = import_with_videos(&["a.webm", "b.webm", "c.webm"]);
    assert_eq!(report.unwrap(), Report::default());
    assert_eq!(
        lines(&told),
        [
            "0 frame of 1",
            "1000 frame of 1",
            "10000 frame of 2",
            "11000 frame of 2",
            "20000 frame of 3",
            "21000 frame of 3"
        ]
    );
    assert_eq!(told.end, Some(Timestamp::from_ms(21_500)));
    let facts = told.facts.unwrap();
    assert_eq!((facts.kind, facts.parts.len()), (Kind::Desktop, 3));
    assert_eq!(facts.source.unwrap().format, "devolutions");
}

#[test]
fn the_first_part_decides_between_desktop_and_terminal() {
    let (report, told) = import_with_videos(&["a.webm", "b.cast", "c.webm"]);
    assert_eq!(lines(&told), ["0 frame of 1", "1000 frame of 1", "20000 frame of 3", "21000 frame of 3"]);
    let notes = report.unwrap().notes;
    let expected = "part 2 (b.cast) cannot be played: unsupported part: a terminal, while the parts before it show a desktop: \
                    open it by itself";
    assert_eq!(notes.iter().map(|note| note.what.as_str()).collect::<Vec<_>>(), [expected]);
    let (report, told) = import_with_videos(&["a.cast", "b.webm"]);
    assert_eq!(lines(&told), ["250 \"hi\"", "2000 \"there\""]);
    let notes = report.unwrap().notes;
    assert!(notes.len() == 1 && notes[0].what.contains("part 2 (b.webm)"), "{notes:?}");
    assert!(notes[0].what.contains("a desktop, while"), "{notes:?}");
}

#[test]
fn a_session_whose_videos_all_fail_says_why() {
    let (mut importer, mut told) =
        (DevolutionsImporter::new(&["recording.json", "a.webm", "b.webm"]), Told::default());
    importer.feed(&manifest(&[("a.webm", 1, 1), ("b.webm", 2, 1)]), &mut told).unwrap();
    importer.end_file(&mut told).unwrap();
    while importer.wants().is_some() {
        importer.end_part(Err("the codec is unknown".to_owned()));
    }
    let error = importer.finish(&mut told).unwrap_err();
    assert_eq!(error.to_string(), "unsupported part of a session: the codec is unknown");
    assert!(told.facts.is_none());
}

#[test]
fn a_list_alone_says_what_is_missing() {
    let error = import(&manifest(&[("recording-0.trp", 1, 1)]), usize::MAX).0.unwrap_err().to_string();
    assert!(error.contains("give the folder"), "{error}");
}

#[test]
fn damaged_sessions_do_no_harm() {
    let seeds =
        [trp(80, "żółw and more"), manifest(&[("a.trp", 1, 2), ("b.cast", 3, 4)]), CAST.as_bytes().to_vec()];
    let mut seed = 0xDE70_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize) % limit
    };
    let mut played = 0;
    for number in 0..long::scaled(30_000) {
        let mut files = seeds.clone();
        for _ in 0..=next(4) {
            let file = &mut files[number as usize % 2];
            let at = next(file.len());
            match next(4) {
                0 => file[at] ^= 1 << next(8),
                1 => file[at] = [0, 1, 0x7F, 0xFF][next(4)],
                2 => file.truncate(at.max(1)),
                _ => file.insert(at, next(256) as u8),
            }
        }
        let [trp, list, cast] = files;
        played += u32::from(import(&trp, 1 + next(40)).0.is_ok());
        let names = ["recording.json", "a.trp", "b.cast"];
        let (mut importer, mut told) = (importer_of(bundle::Kind::Devolutions, &names), Told::default());
        let mut all = || {
            while let Some(wanted) = importer.wants() {
                importer.feed([&list, &trp, &cast][wanted], &mut told)?;
                importer.end_file(&mut told)?;
            }
            importer.finish(&mut told)
        };
        played += u32::from(all().is_ok());
    }
    assert!(played > 10_000, "{played}");
}
