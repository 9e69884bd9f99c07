//! Generated sessions in a shell once more as asciicasts, which hold nothing but what was shown and typed: what an
//! import finds in them, against what their scenario knows.

use crate::command::Place;
use events::statistics::{CommandRun, commands};
use player::analysis::{LoadTrack, Task};
use recording::chunk::{Part, Track};
use recording::codec::input::decode_inputs;
use recording::codec::terminal::decode_terminal;
use recording::format::Recording;
use recording::input::Input;
use recording::terminal::TerminalEvent;
use recording::units::Timestamp;
use scenario::Truth;
use serde_json::json;
use std::fs;
use std::path::Path;

/// How far the start of a command may be from where it was: its shell says so a little later.
const START_US: u64 = 20_000;

/// The session of a recording as an asciicast of version 2, with what was typed.
fn asciicast(bytes: &Vec<u8>) -> String {
    let mut recording = Recording::open(bytes).expect("it opens");
    recording.load_whole_index(bytes).expect("its index");
    let chunks = |track: Track| {
        let entries = recording.entries(track).iter().filter(|entry| entry.part == Part::Data);
        entries.map(|entry| recording.chunk(bytes, entry).expect("a chunk"))
    };
    let mut lines: Vec<(Timestamp, &str, String)> = Vec::new();
    for chunk in chunks(Track::Terminal) {
        for (time, event) in decode_terminal(&chunk.payload).expect("terminal") {
            lines.push(match event {
                TerminalEvent::Output(text) => (time, "o", text),
                TerminalEvent::Resize(size) => (time, "r", format!("{}x{}", size.width, size.height)),
            });
        }
    }
    for chunk in chunks(Track::Input) {
        for (time, input) in decode_inputs(&chunk.payload).expect("input") {
            if let Input::Text(text) = input {
                lines.push((time, "i", text));
            }
        }
    }
    // what is typed comes before what it shows
    lines.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)));
    let size = recording.facts().size;
    let mut cast = json!({ "version": 2, "width": size.width, "height": size.height }).to_string();
    for (time, code, text) in lines {
        let (seconds, micros) = (time.as_us() / 1_000_000, time.as_us() % 1_000_000);
        cast.push_str(&format!("\n[{seconds}.{micros:06}, {}, {}]", json!(code), json!(text)));
    }
    cast.push('\n');
    cast
}

/// The commands that an import of the file finds.
fn found(place: &Place, cast: &str) -> Vec<CommandRun> {
    let done = place.run(&["convert", cast, "-o", "twin.afterimage"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let bytes = fs::read(place.path("twin.afterimage")).expect("bytes");
    let mut recording = Recording::open(&bytes).expect("it opens");
    recording.load_whole_index(&bytes).expect("its index");
    let mut task = LoadTrack::events(recording);
    loop {
        if let Some(events) = task.step(&bytes).expect("all bytes are there") {
            return commands(&events.entries, &[]);
        }
    }
}

/// For each session: its facts, and the commands found in its twin.
fn twins(marks: bool) -> Vec<(Truth, Vec<CommandRun>)> {
    let place = Place::new();
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenario/scenarios/terminal-admin.toml");
    let scenario = fs::read_to_string(scenario).expect("the scenario");
    assert!(scenario.contains("marks = true"));
    place.write("shell.toml", scenario.replace("marks = true", &format!("marks = {marks}")));
    let done = place.run(&["generate", "--scenario", "shell.toml", "--seed", "5", "out"]);
    assert_eq!(done.code, 0, "{}", done.err);
    ["admin-marked", "admin-plain"]
        .into_iter()
        .map(|name| {
            let bytes = fs::read(place.path(&format!("out/{name}.afterimage"))).expect("a recording");
            let facts = fs::read(place.path(&format!("out/{name}.facts.json"))).expect("facts");
            place.write("twin.cast", asciicast(&bytes));
            (serde_json::from_slice(&facts).expect("facts"), found(&place, "twin.cast"))
        })
        .collect()
}

#[test]
fn shells_that_mark_their_commands_are_read_as_they_were() {
    let (truth, found) = twins(true).remove(0);

    let told = |commands: &[CommandRun]| -> Vec<(String, Option<i64>)> {
        commands.iter().map(|one| (one.command.clone(), one.exit_status)).collect()
    };
    assert_eq!(told(&found), told(&truth.commands));
    for (found, known) in found.iter().zip(&truth.commands) {
        assert!(found.at_us.abs_diff(known.at_us) <= START_US, "{found:?} is {known:?}");
    }
}

#[test]
fn shells_that_do_not_are_read_from_their_prompts() {
    for (truth, found) in twins(false) {
        let told = |commands: &[CommandRun]| -> Vec<String> {
            commands.iter().map(|one| one.command.clone()).collect()
        };
        assert_eq!(told(&found), told(&truth.commands), "{}", truth.name);
        assert!(found.iter().all(|one| one.exit_status.is_none()), "nobody says how they ended");
        for (found, known) in found.iter().zip(&truth.commands) {
            assert!(found.at_us.abs_diff(known.at_us) <= START_US, "{found:?} is {known:?}");
        }
    }
}
