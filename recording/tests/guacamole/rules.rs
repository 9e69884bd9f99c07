//! Frames, times, the pointer and the user's input, damaged recordings and limits.

use super::craft::{JPEG, PNG, WEBP_LOSSY, img, script};
use super::watcher::{Watcher, import};
use crate::long::scaled;
use events::{ClipboardData, Happening, Side};
use proptest::prelude::*;
use recording::import::Report;
use recording::import::guacamole::GuacamoleImporter;
use recording::input::Input;
use recording::units::Timestamp;

fn ms(ms: u64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn played(source: &str) -> (Watcher<'static>, Report) {
    let mut watcher = Watcher::default();
    let report =
        import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher).unwrap();
    (watcher, report)
}

fn notes(report: &Report) -> Vec<&str> {
    report.notes.iter().map(|note| note.what.as_str()).collect()
}

fn refused(source: &str) -> String {
    let mut watcher = Watcher::default();
    import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher)
        .unwrap_err()
        .to_string()
}

const RED: &str = "rect 0 0 0 4 4\ncfill 14 0 255 0 0 255\n";
const BLUE: &str = "rect 0 0 0 4 4\ncfill 14 0 0 0 255 255\n";

#[test]
fn frames_are_those_that_change_something() {
    let (watcher, report) = played(&script(&format!(
        "size 0 4 4\nsync 5000\n{RED}sync 5100\n{RED}sync 5200 1\nsync 5300\n{BLUE}sync 5400 0\nsync 6000"
    )));
    assert_eq!(watcher.frames, [ms(0), ms(100), ms(400)]);
    assert_eq!(watcher.ended, Some(ms(1000)));
    assert_eq!(report, Report::default());
    let facts = watcher.facts.unwrap();
    assert_eq!((facts.size.width, facts.size.height, facts.started_at_ms), (4, 4, None));
    assert_eq!(facts.source.unwrap().format, "guacamole");
}

#[test]
fn a_clock_of_1970_tells_the_start() {
    let (watcher, _) = played(&script("size 0 4 4\nsync 1700000000123\nsync 1700000001123"));
    assert_eq!(watcher.facts.unwrap().started_at_ms, Some(1_700_000_000_123));
    assert_eq!(watcher.ended, Some(ms(1000)));
}

#[test]
fn a_time_that_falls_back_stands_still() {
    let (watcher, report) = played(&script(&format!(
        "size 0 4 4\nsync 5000\n{RED}sync 5100\n{BLUE}sync 5050\n{RED}sync 4000\n{BLUE}sync 5200"
    )));
    assert_eq!(watcher.frames, [ms(0), ms(100), ms(100), ms(100), ms(200)]);
    assert_eq!(notes(&report), ["time that falls back"]);
    assert_eq!(report.notes[0].count, 2);
}

#[test]
fn a_time_that_leaps_is_not_followed() {
    let (watcher, report) = played(&script(&format!(
        "size 0 4 4\nsync 5000\n{RED}sync 99999999999999\n{BLUE}sync 5200\nsync x\nsync 5300"
    )));
    assert_eq!(watcher.frames, [ms(0), ms(0), ms(200)]);
    assert_eq!(watcher.ended, Some(ms(300)));
    assert_eq!(notes(&report), ["time beyond the longest recording", "instruction with a bad time"]);
}

#[test]
fn what_follows_the_last_frame_belongs_to_none() {
    let (watcher, report) =
        played(&script(&format!("size 0 4 4\n{RED}sync 1\ndispose -2\n{RED}copy 0 0 0 4 4 14 -1 0 0")));
    assert_eq!(watcher.frames.len(), 1);
    assert_eq!(notes(&report), ["drawing after the last frame"]);
    let (_, report) =
        played(&script(&format!("size 0 4 4\n{RED}sync 1\ndispose -2\ncopy 0 0 0 4 4 14 -1 0 0")));
    assert_eq!(report, Report::default(), "nothing of it would have been seen");
}

#[test]
fn the_screen_changes_its_size() {
    let (watcher, report) = played(&script(&format!(
        "size 0 4 4\n{RED}sync 1\nsize 0 6 2\nsync 2\nsize 0 0 0\nsync 3\nsize 0 6 2\nsync 4"
    )));
    assert_eq!(watcher.frames.len(), 3, "the last is black: what was drawn is gone");
    assert_eq!(watcher.picture.unwrap().size(), recording::units::Size::new(6, 2));
    assert_eq!(notes(&report), ["frame without a screen size"]);
}

#[test]
fn a_screen_without_size_is_refused() {
    assert_eq!(
        refused(&script("sync 1\nsync 2")),
        "the Guacamole recording, whose screen never gets a size, holds nothing to play"
    );
    assert_eq!(
        refused(&script("size 0 0 7\nsync 1")),
        "the Guacamole recording, whose screen never gets a size, holds nothing to play"
    );
    assert_eq!(
        refused(&script("size 0 4 4")),
        "the Guacamole recording, which has no complete frame, holds nothing to play"
    );
    assert_eq!(refused(""), "the Guacamole recording, which has no complete frame, holds nothing to play");
    let (watcher, report) = played(&script(&format!("sync 100\nsize 0 4 4\n{RED}sync 300")));
    assert_eq!(watcher.frames, [ms(0), ms(200)], "black until there is something");
    assert_eq!(notes(&report), ["frame without a screen size"]);
}

#[test]
fn input_is_placed_by_its_own_time() {
    let (watcher, report) = played(&script(
        "size 0 4 4\nsync 1000\nmouse 1 2 1 1850\nkey 65 1 1200\nsync 1100\nkey 65 0 1400\nsync 1500\nmouse 3 3 0 1900\nsync 2000\nkey 66 1 9000",
    ));
    let key = |pressed| Input::Key { keysym: 65, pressed };
    assert_eq!(
        watcher.inputs,
        [
            (ms(200), key(true)),
            (ms(400), key(false)),
            (ms(850), Input::Mouse { x: 1, y: 2, buttons: 1 }),
            (ms(900), Input::Mouse { x: 3, y: 3, buttons: 0 }),
        ]
    );
    assert_eq!(watcher.positions, [(ms(850), 1, 2), (ms(900), 3, 3)]);
    assert_eq!(notes(&report), ["input after the last frame"]);
}

#[test]
fn input_before_the_first_frame_and_without_time() {
    let (watcher, report) = played(&script(
        "size 0 4 4\nmouse 7 8 0 10\nmouse 1 1\nsync 1000\nmouse 2 2\nsync 1300\nkey 65 1 1100\nsync 1400",
    ));
    assert_eq!(watcher.positions, [(ms(0), 7, 8), (ms(0), 1, 1), (ms(300), 2, 2)]);
    assert_eq!(watcher.inputs.len(), 2, "a move without buttons is no input");
    assert_eq!(watcher.inputs[1].0, ms(100));
    assert_eq!(report, Report::default());
}

#[test]
fn late_input_does_not_turn_time_back() {
    let (watcher, report) =
        played(&script("size 0 4 4\nsync 1000\nkey 65 1 1400\nsync 1500\nkey 65 0 1300\nsync 1600"));
    assert_eq!(watcher.inputs.iter().map(|input| input.0).collect::<Vec<_>>(), [ms(400), ms(400)]);
    assert_eq!(notes(&report), ["input whose time falls back"]);
}

#[test]
fn the_pointer_takes_its_shape_from_a_layer() {
    let cursor = "cursor 1 2 -1 0 0 4 4\n";
    let (watcher, report) = played(&script(&format!(
        "size 0 4 4\n{}{cursor}sync 1\n{cursor}sync 2\ncursor 0 0 -1 0 0 0 0\nsync 3\ncursor 0 0 -1 0 0 999 999\nsync 4",
        img(1, 14, -1, 0, 0, PNG)
    )));
    assert_eq!(watcher.shapes.len(), 2);
    let shape = watcher.shapes[0].1.clone().unwrap();
    assert_eq!((shape.width, shape.height, shape.hot_x, shape.hot_y), (4, 4, 1, 2));
    assert_eq!(shape.rgba[..8], [0, 255, 0, 255, 255, 128, 0, 128]);
    assert_eq!(watcher.shapes[1], (ms(2), None));
    assert_eq!(notes(&report), ["pointer over the size limit"]);
}

#[test]
fn nested_instructions_are_carried_out() {
    let inner = script("rect 0 0 0 4 4\ncfill 14 0 255 0 0 255");
    let (one, other) = inner.split_at(10);
    let nest = |piece: &str| super::craft::instruction(&["nest", "0", piece]);
    let source = [script("size 0 4 4"), nest(one), nest(other), script("sync 1")].concat();
    let (watcher, report) = played(&source);
    assert_eq!(watcher.picture.unwrap().rgba()[..4], [255, 0, 0, 255]);
    assert_eq!(report, Report::default());
    let mut deep = script("rect 0 0 0 4 4\ncfill 14 0 255 0 0 255");
    for _ in 0..20 {
        deep = nest(&deep);
    }
    let (_, report) = played(&[script("size 0 4 4"), deep, script("sync 1")].concat());
    assert_eq!(notes(&report), ["nested instructions over the limit"]);
}

#[test]
fn lengths_in_utf16_units_are_understood() {
    let source = format!(
        "{}4.name,3.a\u{1F600};4.name,4.\u{1F600}\u{1F601};{}",
        script("size 0 4 4"),
        script("sync 1")
    );
    let (watcher, report) = played(&source);
    assert_eq!(report, Report::default());
    assert_eq!(watcher.facts.unwrap().title.as_deref(), Some("\u{1F600}\u{1F601}"));
}

#[test]
fn a_recording_that_is_cut_plays_to_the_last_complete_frame() {
    let whole = script(&format!("size 0 8 8\n{RED}sync 1000\n{}sync 2000", img(1, 14, 0, 0, 0, JPEG)));
    let first = whole.find("4.sync").unwrap() + script("sync 1000").len();
    for end in first..=whole.len() {
        let mut watcher = Watcher::default();
        let report =
            import(&mut GuacamoleImporter::new(None), &whole.as_bytes()[..end], usize::MAX, &mut watcher)
                .unwrap();
        let frames = if end == whole.len() { 2 } else { 1 };
        assert_eq!(watcher.frames.len(), frames, "{end}");
        let is_between = end == first || end == whole.len() || end == whole.len() - script("sync 2000").len();
        assert_eq!(report.truncated, !is_between, "{end}");
    }
}

#[test]
fn limits_say_which() {
    for (source, message) in [
        ("size 0 999999 4\nsync 1", "side of a layer of the Guacamole recording is over the limit of 16384"),
        (
            "size 0 16384 16384\nsync 1",
            "area of a layer of the Guacamole recording is over the limit of 67108864",
        ),
    ] {
        assert_eq!(refused(&script(source)), message);
    }
    // each layer fits, but not all of them together
    let mut lines = String::from("size 0 8000 4000\n");
    for layer in 1..8 {
        lines += &format!("size {layer} 8000 4000\nrect {layer} 0 0 8000 4000\ncfill 14 {layer} 1 2 3 255\n");
    }
    assert_eq!(
        refused(&script(&format!("{lines}sync 1"))),
        "area of all layers of the Guacamole recording in pixels is over the limit of 67108864"
    );
}

/// A recording with something of everything.
pub(crate) fn rich() -> String {
    script(&format!(
        "size 0 64 48\n{}{}{}cursor 1 1 -1 0 0 4 4\nsync 1000 1\nmouse 5 6 1 1100\nkey 97 1 1150\n\
         size 1 20 20\nmove 1 0 5 5 1\nshade 1 200\nrect 1 0 0 20 20\ncfill 14 1 10 20 30 128\nsync 1100\n\
         start 0 1 1\nline 0 40 9\ncurve 0 1 2 3 4 5 6\narc 0 30 30 9 0 4.5 0\nclose 0\ncfill 14 0 200 100 0 255\n\
         cstroke 14 0 1 1 3 0 0 255 128\nset 0 miter-limit 4\nsync 1200\npush 0\nrect 0 3 3 30 30\nclip 0\n\
         transform 0 1.5 0.2 -0.3 1 2 3\ncopy -1 0 0 4 4 14 0 10 10\npop 0\nlfill 14 0 -1\nlstroke 14 0 0 1 2 -1\n\
         transfer -1 0 0 4 4 6 0 20 20\ndistort 1 0.9 0.1 -0.1 0.9 1 1\nsync 1300\nname h\u{e9}llo\nsize 0 70 40\n\
         copy 0 0 0 60 40 14 0 3 3\nreset 0\nidentity 0\nsync 1400\ndispose 1\ndispose -1\nsync 1500",
        img(1, 14, -1, 0, 0, PNG),
        img(2, 14, 0, 8, 8, JPEG),
        img(3, 12, -2, 0, 0, WEBP_LOSSY),
    ))
}

#[test]
fn the_rich_recording_is_understood() {
    let (watcher, report) = played(&rich());
    assert_eq!(watcher.frames.len(), 6);
    assert_eq!(notes(&report), ["name of the connection that changes, which is not kept"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(scaled(64)))]

    #[test]
    fn pieces_make_no_difference(sizes in prop::collection::vec(1_usize..400, 1..40)) {
        let source = rich();
        let mut whole = Watcher::default();
        let expected = import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut whole).unwrap();
        let mut pieces = Watcher::default();
        let mut importer = GuacamoleImporter::new(None);
        let mut rest = source.as_bytes();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at((*size).min(rest.len()));
            recording::import::Importer::feed(&mut importer, piece, &mut pieces).unwrap();
            rest = after;
        }
        let report = recording::import::Importer::finish(&mut importer, &mut pieces).unwrap();
        prop_assert_eq!(report, expected);
        prop_assert_eq!(pieces.picture, whole.picture);
        prop_assert_eq!(pieces.frames, whole.frames);
        prop_assert_eq!(pieces.inputs, whole.inputs);
        prop_assert_eq!(pieces.positions, whole.positions);
        prop_assert_eq!(pieces.shapes, whole.shapes);
        prop_assert_eq!(pieces.ended, whole.ended);
    }
}

#[test]
fn clipboard_and_files_are_told() {
    let source = script(
        "size 0 4 4\nclipboard 1 text/plain\nblob 1 aMOp\nblob 1 bGxv\nend 1\nsync 1000\n\
         file 2 application/pdf report.pdf\nblob 2 AAAA\nblob 2 AA==\nput 0 3 text/plain /srv/me/up.txt\n\
         blob 3 AAAAAA==\nend 3\nsync 1500\nblob 2 AAA=\nend 2\nclipboard 1 image/png\nblob 1 AAAA\nend 1\n\
         body 0 4 application/vnd.glyptodon.guacamole.stream-index+json /\nblob 4 e30=\nend 4\n\
         clipboard 5 text/uri-list\nend 5\nsync 2500",
    );
    let (watcher, report) = played(&source);
    assert_eq!(notes(&report), ["list of the files in a folder, which is not kept"]);
    let told: Vec<_> = watcher.events.iter().map(|event| (event.at_us, event.what.clone())).collect();
    let clipboard = |data_type, content: Option<&str>| Happening::ClipboardOperation {
        data_type,
        process_name: None,
        content: content.map(str::to_owned),
    };
    let file = |file_source, size, name: &str| Happening::FileTransfer {
        file_source,
        file_size: Some(size),
        file_name: name.to_owned(),
    };
    assert_eq!(
        told,
        [
            (0, clipboard(ClipboardData::Text, Some("h\u{e9}llo"))),
            (500_000, file(Side::Client, 4, "/srv/me/up.txt")),
            (1_500_000, file(Side::Host, 6, "report.pdf")),
            (1_500_000, clipboard(ClipboardData::Bitmap, None)),
            (1_500_000, clipboard(ClipboardData::File, Some(""))),
        ]
    );
}
