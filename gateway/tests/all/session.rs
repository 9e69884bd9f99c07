//! Who was recorded and where, and what happened: from the recording or from whoever imports it, to the list.

use crate::command::{GUAC, Place};
use events::{Event, Happening};
use recording::facts::{Facts, Kind, SessionFacts};
use recording::import::Output;
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};

/// Recordings of the container of ours: events only, of 40 s, with facts of the session.
fn events_only(size: Size) -> Vec<u8> {
    let some = |text: &str| Some(text.to_owned());
    let session = SessionFacts { user: some("a\u{1b}da"), site: some("Basel"), ..SessionFacts::default() };
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [3; 32], level: 3 });
    recorder.begin(&Facts { kind: Kind::Events, size, session, ..Facts::default() }).expect("begun");
    for second in [1_u64, 3, 20] {
        let what = Happening::AppEnd { app_name: format!("app {second}") };
        recorder.event(&Event::new(second * 1_000_000, what)).expect("told");
    }
    recorder.end(Timestamp::from_secs_f64(40.0)).expect("ended");
    recorder.into_parts().expect("written").0
}

fn told(place: &Place, subject: &str) -> serde_json::Value {
    let done = place.run(&["info", "--json", subject]);
    assert_eq!(done.code, 0, "{}", done.err);
    serde_json::from_str(&done.out).expect("JSON")
}

#[test]
fn what_the_recording_does_not_say_is_said_at_its_import() {
    let place = Place::new();
    place.write("b.guac", GUAC);
    let done = place.run(&[
        "import",
        "b.guac",
        "--user",
        "bob",
        "--host",
        "srv-1",
        "--client-address",
        "2001:db8::1",
    ]);
    assert_eq!(done.code, 0, "{}", done.err);
    let list = place.list();
    assert!(list[0].contains("bob") && list[0].contains("srv-1"), "{list:?}");
    let id = list[0].split(' ').next().expect("an id");
    let told = told(&place, id);
    assert_eq!(told["session"]["user"], "bob");
    assert_eq!(told["session"]["client_address"], "2001:db8::1");
    assert_eq!(told["session"].get("client"), None);
    assert_eq!(told["facts"].get("session"), None, "the recording itself says what it said");
    let text = place.run(&["info", id]).out;
    assert!(text.contains("  user      bob\n") && text.contains("  address   2001:db8::1\n"), "{text}");
}

#[test]
fn what_the_recording_says_stands_and_its_bytes_stay() {
    let place = Place::new();
    let bytes = events_only(Size::default());
    place.write("e.afterimage", &bytes);
    let done = place.run(&["import", "e.afterimage", "--user", "bob", "--host", "srv-1"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("events only") && !done.out.contains("0 x 0"), "{}", done.out);
    let list = place.list();
    assert!(
        list[0].contains("a\\u{1b}da") && list[0].contains("srv-1") && list[0].contains(" 3 "),
        "{list:?}"
    );
    let id = list[0].split(' ').next().expect("an id");
    let told = told(&place, id);
    assert_eq!((&told["session"]["user"], &told["session"]["site"]), (&"a\u{1b}da".into(), &"Basel".into()));
    assert_eq!((&told["session"]["host"], &told["events"]), (&"srv-1".into(), &3.into()));
    assert_eq!(std::fs::read(&place.containers()[0]).expect("the container"), bytes);
    let text = place.run(&["info", id]).out;
    assert!(text.contains("kind      events only\n") && text.contains("events    3\n"), "{text}");
}

#[test]
fn events_without_a_picture_are_checked_and_repacked() {
    let place = Place::new();
    // whatever size it claims
    for (name, size) in [("none", Size::default()), ("absurd", Size::new(u32::MAX, u32::MAX))] {
        let file = format!("{name}.afterimage");
        let bytes = events_only(size);
        place.write(&file, &bytes);
        for command in ["info", "verify"] {
            let done = place.run(&[command, &file]);
            assert_eq!((done.code, done.err.as_str()), (0, ""), "{command} {name}");
        }
        for arguments in [
            ["frame", &file, "--at", "3", "-o", "out.png"].as_slice(),
            &["storyboard", &file, "-o", "out.png"],
        ] {
            let done = place.run(arguments);
            assert_eq!(done.code, 3, "{}", done.err);
            assert!(
                done.err.contains("no picture to write") && !place.path("out.png").exists(),
                "{}",
                done.err
            );
        }
        let packed = format!("{name}-packed.afterimage");
        let done = place.run(&["repack", &file, "-o", &packed]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert_eq!(told(&place, &packed)["events"], 3);
        // cut off: as far as it goes
        place.write("cut.afterimage", &bytes[..bytes.len() - 40]);
        let done = place.run(&["info", "cut.afterimage"]);
        assert_eq!(done.code, 1, "{}", done.err);
        assert!(done.out.contains("events    3\n") && done.out.contains("incomplete"), "{}", done.out);
    }
}
