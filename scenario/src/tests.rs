//! Whole sessions: the same seed gives the same bytes, and every shipped scenario can be played.

use crate::{Scenario, Truth};
use recording::format::Summary;
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
