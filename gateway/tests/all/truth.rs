//! Synthetic sessions against their facts: what is read back from each recording is exactly what its scenario knows.

use crate::command::Place;
use events::statistics::{Direction, DurationRange, Granularity, commands, counts, screen_time, transfers};
use events::{Doubt, Event, Happening, Performance, Reading, Side, overlay_at};
use player::analysis::{GatherPackets, IdleRules, LoadTrack, Task, idle_periods};
use recording::chunk::Track;
use recording::codec::activity::Packet;
use recording::codec::audio::decode_audio;
use recording::facts::Kind;
use recording::format::{Recording, verify};
use recording::units::Timestamp;
use scenario::{DoubtCounts, Stretch, Transfer, Truth};
use std::fs;
use std::path::{Path, PathBuf};

/// Runs a task on a recording all of which is there.
fn run<T: Task>(mut task: T, bytes: &Vec<u8>) -> T::Found {
    loop {
        if let Some(found) = task.step(bytes).expect("all bytes are there") {
            return found;
        }
    }
}

/// What is read back from a recording.
struct Read {
    bytes: Vec<u8>,
    recording: Recording,
    events: Vec<Event>,
    performance: Vec<Performance>,
    packets: Vec<Packet>,
}

impl Read {
    fn open(path: &Path) -> Self {
        let bytes = fs::read(path).expect("a recording");
        let mut recording = Recording::open(&bytes).expect("it opens");
        recording.load_whole_index(&bytes).expect("its index");
        let events = run(LoadTrack::events(recording.clone()), &bytes);
        let performance = run(LoadTrack::performance(recording.clone()), &bytes);
        assert!(events.lost.is_empty() && performance.lost.is_empty());
        let packets = run(GatherPackets::new(recording.clone()), &bytes);
        let (events, performance) = (events.entries, performance.entries);
        Self { bytes, recording, events, performance, packets }
    }

    fn duration_us(&self) -> u64 {
        self.recording.duration().as_us()
    }

    /// How often a wave crosses zero in each tone, from which its frequency follows.
    fn crossings(&self, start: Timestamp, end: Timestamp) -> usize {
        let entries = self.recording.entries(Track::Audio).iter();
        let chunks = entries.map(|entry| self.recording.chunk(&self.bytes, entry).expect("a chunk"));
        let segments =
            chunks.flat_map(|chunk| decode_audio(&chunk.payload, chunk.start, chunk.end).expect("sound"));
        let mut crossings = 0;
        for segment in segments.filter(|segment| segment.start() >= start && segment.end() <= end) {
            let values = segment.pcm().expect("samples");
            crossings += values.windows(2).filter(|pair| (pair[0] < 0) != (pair[1] < 0)).count();
        }
        crossings
    }
}

/// Generates a scenario of the project; its recordings and their facts.
fn generate(place: &Place, name: &str) -> Vec<(PathBuf, Truth)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../scenario/scenarios/{name}.toml"));
    let file = file.to_str().expect("a path");
    let done = place.run(&["generate", "--scenario", file, "--seed", "5", name]);
    assert_eq!((done.code, &*done.err), (0, ""), "{name}");
    let mut found = Vec::new();
    for entry in fs::read_dir(place.path(name)).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "afterimage") {
            let facts = fs::read_to_string(path.with_extension("facts.json")).expect("facts");
            found.push((path, serde_json::from_str(&facts).expect("facts")));
        }
    }
    assert!(!found.is_empty(), "{name}");
    found
}

/// Everything that the facts say, against what is read.
fn check(path: &Path, truth: &Truth) {
    let read = Read::open(path);
    let (name, duration_us) = (&truth.name, truth.duration_us);
    assert!(verify(&read.bytes, &mut |_, _| {}).expect("verified").faults.is_empty(), "{name}");
    assert_eq!(read.duration_us(), duration_us, "{name}");
    let facts = read.recording.facts();
    assert_eq!((facts.kind, &facts.session), (truth.kind, &truth.session), "{name}");
    assert_eq!(facts.started_at_ms, Some(truth.started_at_ms), "{name}");

    let periods = match truth.kind {
        Kind::Desktop | Kind::Terminal => {
            idle_periods(&read.packets, read.recording.duration(), &IdleRules::default())
        }
        Kind::Events => Vec::new(),
    };
    let stretches: Vec<Stretch> = periods
        .iter()
        .map(|period| Stretch { start_us: period.start.as_us(), end_us: period.end.as_us() })
        .collect();
    assert_eq!(stretches, truth.idle, "{name}");

    let events = read.events.as_slice();
    assert_eq!(screen_time(events, duration_us, DurationRange::ALL), truth.screen_time, "{name}");
    assert_eq!(commands(events, &[]), truth.commands, "{name}");
    assert_eq!(counts(events), truth.counts, "{name}");
    assert_eq!(doubts(events), truth.doubts, "{name}");
    let listed: Vec<Transfer> = events.iter().filter_map(transfer).collect();
    assert_eq!(listed, truth.transfers, "{name}");
    let per_minute = &truth.transfers_per_minute;
    for (direction, expected) in [
        (Direction::All, &per_minute.all),
        (Direction::HostToClient, &per_minute.host_to_client),
        (Direction::ClientToHost, &per_minute.client_to_host),
    ] {
        let buckets = transfers(events, Some(truth.started_at_ms), 0, Granularity::Minute, direction);
        assert_eq!(&buckets, expected, "{name}, {direction:?}");
    }

    let trips = read.performance.iter().filter(|one| matches!(one.reading, Reading::RoundTrip(_))).count();
    let measured = ((read.performance.len() - trips) as u64, trips as u64);
    assert_eq!(measured, truth.measured, "{name}");
    for one in &truth.overlay {
        assert_eq!(overlay_at(&read.performance, one.at_us), one.overlay, "{name} at {} us", one.at_us);
    }
    for tone in &truth.tones {
        let (start, end) = (Timestamp::from_us(tone.start_us), Timestamp::from_us(tone.end_us));
        let turns = u64::from(tone.hz) * (tone.end_us - tone.start_us) / 1_000_000;
        let crossings = read.crossings(start, end) as u64;
        assert!(crossings.abs_diff(2 * turns) <= 2, "{name}: {crossings} crossings of {} Hz", tone.hz);
    }
}

fn transfer(event: &Event) -> Option<Transfer> {
    let Happening::FileTransfer { file_source, file_size, file_name } = &event.what else { return None };
    let (file_source, file_name): (Side, String) = (*file_source, file_name.clone());
    Some(Transfer { at_us: event.at_us, file_source, file_name, file_size: *file_size })
}

fn doubts(events: &[Event]) -> DoubtCounts {
    let mut counts = DoubtCounts::default();
    for doubt in events.iter().flat_map(Event::doubts) {
        match doubt {
            Doubt::OutsideOfRecording { .. } => counts.outside += 1,
            Doubt::ToldLate { .. } => counts.late += 1,
            Doubt::UnknownType => counts.unknown += 1,
            Doubt::Absurd { .. } => {}
        }
    }
    counts
}

fn check_all(name: &str) -> Vec<Truth> {
    let place = Place::new();
    let found = generate(&place, name);
    found.iter().for_each(|(path, truth)| check(path, truth));
    found.into_iter().map(|(_, truth)| truth).collect()
}

#[test]
fn an_office_desktop_is_as_its_facts_say() {
    let truths = check_all("desktop-office");
    assert_eq!((truths[0].idle.len(), truths[0].tones.len()), (2, 1));
    let apps: Vec<&str> = truths[0].screen_time.iter().map(|one| one.app_name.as_str()).collect();
    assert_eq!(apps, ["writer", "browser"]);
}

#[test]
fn transfers_are_as_the_facts_say() {
    let truths = check_all("desktop-transfers");
    let per_minute = &truths[0].transfers_per_minute;
    assert_eq!(truths[0].transfers.len(), 5);
    assert!(per_minute.all.len() > 1, "over several minutes: {:?}", per_minute.all);
    assert_eq!(per_minute.client_to_host.iter().map(|one| one.bytes).sum::<u64>(), 91_234_567 + 55_210);
}

#[test]
fn shells_are_as_their_facts_say() {
    let truths = check_all("terminal-admin");
    let marked = truths.iter().find(|truth| truth.name == "admin-marked").expect("it is there");
    let run: Vec<_> = marked.commands.iter().map(|one| (&*one.command, one.exit_status)).collect();
    let expected = ["whoami", "sudo systemctl restart nginx", "cat /etc/shadow", "vim notes.txt", "make -j4"];
    assert_eq!(run, expected.map(|command| (command, Some(i64::from(command.starts_with("cat"))))));
    assert_eq!((marked.idle.len(), marked.kind), (1, Kind::Terminal));
}

#[test]
fn events_without_a_picture_are_as_their_facts_say() {
    let truths = check_all("events-only");
    // each of the types that conditions know, but for those that follow from others
    let types: Vec<&str> = truths[0].counts.iter().map(|one| one.name.as_str()).collect();
    let missing: Vec<&str> = events::EventType::ALL
        .iter()
        .filter(|kind| kind.number() <= 26)
        .map(|kind| kind.name())
        .filter(|name| !types.contains(name))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn performance_data_and_tones_are_as_the_facts_say() {
    let truths = check_all("performance");
    assert_eq!(truths[0].tones.len(), 2);
    assert!(truths[0].overlay.len() > 12);
}

#[test]
fn what_should_never_be_told_is_kept_and_marked() {
    let truths = check_all("hostile");
    assert_eq!(truths[0].doubts, DoubtCounts { outside: 3, late: 3, unknown: 4 });
}

#[test]
fn a_day_of_events_is_as_its_facts_say() {
    let truths = check_all("long");
    let events: u64 = truths[0].counts.iter().map(|one| one.count).sum();
    assert!(events > 2_000 && truths[0].duration_us > 8 * 3_600_000_000, "{events} events");
}

/// A recording of our own is imported as it is: the same bytes, the same root, the same facts.
#[test]
fn a_generated_recording_is_imported_unchanged() {
    let place = Place::new();
    for (path, truth) in generate(&place, "events-only") {
        let done = place.run(&["import", path.to_str().expect("a path")]);
        assert_eq!(done.code, 0, "{}", done.err);
        let id =
            done.out.split("imported as ").nth(1).and_then(|rest| rest.split(' ').next()).expect("an id");
        let objects = walk(&place.data().join("objects"));
        let kept = objects.iter().find(|object| object.to_string_lossy().contains(id)).expect("an object");
        assert_eq!(fs::read(kept).expect("bytes"), fs::read(&path).expect("bytes"), "{}", truth.name);
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn a_scenario_that_cannot_be_read_says_where() {
    let place = Place::new();
    place.write("a.toml", "title = 'x'\n[[session]]\nname = 'a'\nkind = 'desktop'\nsteps = 3\n");
    let done = place.run(&["generate", "--scenario", "a.toml", "out"]);
    assert_eq!(done.code, 3);
    assert!(done.err.starts_with("afterimage: a.toml: the scenario cannot be read: "), "{}", done.err);
    let done = place.run(&["generate", "--scenario", "none.toml", "out"]);
    assert_eq!(done.code, 4, "{}", done.err);
}
