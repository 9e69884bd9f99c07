//! Whole sessions: the same seed gives the same bytes, and every shipped scenario can be played.

use crate::{Scenario, Truth};
use recording::chunk::Track;
use recording::format::{Recording, Summary};
use recording::record::{Recorder, RecorderOptions};

const SHORT: &[&str] = &[
    include_str!("../scenarios/desktop-office.toml"),
    include_str!("../scenarios/events-only.toml"),
    include_str!("../scenarios/terminal-admin.toml"),
];

fn play(text: &str, seed: u64) -> Vec<(Vec<u8>, Summary, Truth)> {
    let scenario = Scenario::read(text).expect("a scenario");
    let takes = scenario.takes(seed).expect("its recordings");
    let record = |take: &crate::Take<'_>| {
        let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: take.secret, level: 1 });
        let truth = take.play(&mut recorder).expect("played");
        let (bytes, summary) = recorder.into_parts().expect("recorded");
        (bytes, summary, truth)
    };
    takes.iter().map(record).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for text in SHORT {
        let (once, again, other) = (play(text, 7), play(text, 7), play(text, 8));
        assert!(once == again, "the same seed gave other bytes");
        for ((bytes, ..), (others, ..)) in once.iter().zip(&other) {
            assert!(bytes != others, "another seed gave the same bytes");
        }
    }
}

#[test]
fn facts_are_written_and_read_as_json() {
    for (_, summary, truth) in SHORT.iter().flat_map(|text| play(text, 3)) {
        let json = serde_json::to_string(&truth).expect("JSON");
        assert_eq!(serde_json::from_str::<Truth>(&json).expect("facts"), truth);
        assert_eq!(summary.duration.as_us(), truth.duration_us, "{}", truth.name);
    }
}

/// The pictures of a desktop session with one step.
fn pictures(step: &str) -> Vec<Vec<u8>> {
    let head = "title = 'x'\n[[session]]\nname = 'a'\nkind = 'desktop'\nstarted_at = 2026-03-02T09:00:00Z";
    let (bytes, _, truth) = play(&format!("{head}\nsteps = [{step}]"), 1).remove(0);
    assert_eq!(truth.counts.len(), 1, "{step}");
    let mut recording = Recording::open(&bytes).expect("it opens");
    recording.load_whole_index(&bytes).expect("its index");
    let screen = recording.entries(Track::Screen).iter();
    screen.map(|entry| recording.chunk(&bytes, entry).expect("a chunk").payload).collect()
}

/// What an administrator does is seen, with the names that it is done to.
#[test]
fn keys_accounts_and_connections_are_drawn() {
    for (one, other) in [
        (
            "{ registry = { action = 'set', key = 'HKLM\\Example', value = 'One' } }",
            "{ registry = { action = 'set', key = 'HKLM\\Example', value = 'Two' } }",
        ),
        (
            "{ registry = { action = 'delete', key = 'HKLM\\One' } }",
            "{ registry = { action = 'delete', key = 'HKLM\\Two' } }",
        ),
        ("{ account = 'l.bauer' }", "{ account = 'm.keller' }"),
        (
            "{ connect = { app = 'remote', address = '10.0.0.4' } }",
            "{ connect = { app = 'remote', address = '10.0.0.5' } }",
        ),
    ] {
        assert_eq!(pictures(one), pictures(one), "{one}");
        assert!(pictures(one) != pictures(other), "{one} looks like {other}");
    }
}

/// Who jumps to such an event sees it: it is told at the moment at which its name appears.
#[test]
fn what_an_administrator_does_is_told_while_it_is_seen() {
    for step in ["{ registry = { action = 'create', key = 'HKLM\\One' } }", "{ account = 'l.bauer' }"] {
        let head =
            "title = 'x'\n[[session]]\nname = 'a'\nkind = 'desktop'\nstarted_at = 2026-03-02T09:00:00Z";
        let (_, _, truth) = play(&format!("{head}\nsteps = [{step}]"), 1).remove(0);
        assert_eq!(truth.counts[0].first_us, truth.texts[0].at_us, "{step}");
    }
}
