//! One small source per rule.

use super::import::import;
use recording::error::Error;
use recording::facts::{Kind, Theme};
use recording::units::{Size, Timestamp};

/// The source, whole and in pieces, gives these lines and these notes: `what xCOUNT @` and what stands at the offset.
fn check(source: &str, lines: &[&str], notes: &[&str]) {
    for piece in [source.len(), 1, 7] {
        let (transcript, report) = import(source.as_bytes(), piece);
        let report = report.map_err(|error| format!("{error}: {source}")).expect("imports");
        assert_eq!(transcript.lines, lines, "{source}");
        let found = report.notes.iter().map(|note| format!("{} x{} @", note.what, note.count));
        let mut found: Vec<String> = found.collect();
        for (line, (note, expected)) in found.iter_mut().zip(report.notes.iter().zip(notes)) {
            let (_, there) = expected.split_once('@').unwrap_or_default();
            if source[note.first_offset as usize..].starts_with(there) {
                line.push_str(there);
            } else {
                line.push_str(&source[note.first_offset as usize..]);
            }
        }
        if report.truncated {
            found.push("truncated".to_owned());
        }
        assert_eq!(found, notes, "{source}");
    }
}

/// The source is refused with this reason, whole and byte by byte.
fn check_refused(source: &str, reason: &str) {
    for piece in [source.len().max(1), 1] {
        let (_, report) = import(source.as_bytes(), piece);
        assert_eq!(report.expect_err("refused").to_string(), reason, "{source}");
    }
}

const V2: &str = "{\"version\": 2, \"width\": 80, \"height\": 24}\n";
const V3: &str = "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n";

fn v2(events: &str) -> String {
    format!("{V2}{events}")
}

fn v3(events: &str) -> String {
    format!("{V3}{events}")
}

fn v1(members: &str) -> String {
    format!("{{\"version\": 1, \"width\": 80, \"height\": 24, {members}}}")
}

#[test]
fn version_2_has_absolute_times() {
    check(
        &v2(
            "[0.5, \"o\", \"a\"]\n[1.25, \"i\", \"\\r\"]\n[1.25, \"m\", \"\"]\n[2, \"r\", \"100x30\"]\n[3.000001, \"x\", \"-1\"]\n",
        ),
        &[
            "500000 o \"a\"",
            "1250000 i \"\\r\"",
            "1250000 m \"\"",
            "2000000 r 100x30",
            "3000001 x -1",
            "3000001 end",
        ],
        &[],
    );
}

#[test]
fn version_3_has_intervals_of_all_events() {
    check(
        &v3(
            "[0.5, \"o\", \"a\"]\n# a comment\n\n[0.25, \"zz\", \"b\"]\n[0.1, \"o\", \"c\"]\n[0.000001, \"x\", \"0\"]\n",
        ),
        &["500000 o \"a\"", "850000 o \"c\"", "850001 x 0", "850001 end"],
        &["event of another kind x1 @[0.25"],
    );
}

#[test]
fn intervals_add_up_exactly() {
    let mut events = String::new();
    for _ in 0..100_000 {
        events.push_str("[0.1,\"o\",\"a\"]\n");
    }
    let (transcript, report) = import(v3(&events).as_bytes(), 4096);
    report.expect("imports");
    assert_eq!(transcript.end.map(Timestamp::as_us), Some(10_000_000_000));
}

#[test]
fn version_1_has_intervals_in_a_list() {
    check(
        &v1("\"stdout\": [[1.234567, \"a\"], [0.1, \"żółć\"]]"),
        &["1234567 o \"a\"", "1334567 o \"żółć\"", "1334567 end"],
        &[],
    );
    // members in any order
    check(
        "{\"stdout\": [[1, \"a\"]], \"height\": 3, \"version\": 1, \"width\": 9}",
        &["1000000 o \"a\"", "1000000 end"],
        &[],
    );
}

#[test]
fn bad_events_of_version_1_are_passed_over() {
    check(
        &v1(
            "\"stdout\": [[1, \"a\"], [-4.4, \"b\"], [\"4\", \"c\"], [1, true], [1], [1, \"d\", \"\"], 7, [], [2, \"e\"]]",
        ),
        &["1000000 o \"a\"", "6000000 o \"e\"", "6000000 end"],
        &[
            "event time is negative x1 @[-4.4",
            "event time is not a number x1 @[\"4\"",
            "event data is not text x1 @[1, true]",
            "event has too few or too many elements x3 @[1],",
            "element is not an event x1 @7,",
        ],
    );
}

#[test]
fn a_document_that_is_cut_plays_up_to_the_cut() {
    check(
        "{\"version\": 1, \"width\": 80, \"height\": 24, \"stdout\": [[1, \"a\"], [1, \"b",
        &["1000000 o \"a\"", "1000000 end"],
        &["truncated"],
    );
    check(
        "{\"version\": 1, \"width\": 80, \"height\": 24, \"stdout\": [[1, \"a\"], oops, [1, \"b\"]]}",
        &["1000000 o \"a\"", "1000000 end"],
        &["document is broken, the rest is lost x1 @oops", "truncated"],
    );
    check_refused(
        "{\"version\": 1, \"width\": 80, \"height\": 24, \"std",
        "the asciicast holds nothing to play",
    );
}

#[test]
fn bad_lines_are_passed_over() {
    for (version, between) in [(v2 as fn(&str) -> String, "1500000"), (v3, "1500000")] {
        let header = version("").len();
        let source = version("[0.5, \"o\", \"a\"]\n\r\nlol!\n{\"o\": 1}\n");
        let (transcript, report) = import(format!("{source}[1.5, \"o\", \"b\"]\r\n").as_bytes(), 3);
        let report = report.expect("imports");
        assert_eq!(report.notes.len(), 1);
        assert_eq!(report.notes[0].what, "line is not an event");
        assert_eq!((report.notes[0].count, report.notes[0].first_offset), (2, header as u64 + 18));
        let time = if source.contains("\"version\": 2") { between } else { "2000000" };
        assert_eq!(transcript.lines[1], format!("{time} o \"b\""));
    }
}

#[test]
fn bad_times_are_passed_over() {
    check(
        &v2(
            "[1, \"o\", \"a\"]\n[-1.0, \"o\", \"b\"]\n[\"2.0\", \"o\", \"c\"]\n[null, \"o\", \"d\"]\n[1e9, \"o\", \"e\"]\n[2, \"o\", \"f\"]\n",
        ),
        &["1000000 o \"a\"", "2000000 o \"f\"", "2000000 end"],
        &[
            "event time is negative x1 @[-1.0",
            "event time is not a number x2 @[\"2.0\"",
            "event time is over the limit x1 @[1e9",
        ],
    );
}

#[test]
fn a_time_that_runs_backwards_is_held() {
    check(
        &v2("[2, \"o\", \"a\"]\n[1, \"o\", \"b\"]\n[3, \"o\", \"c\"]\n"),
        &["2000000 o \"a\"", "2000000 o \"b\"", "3000000 o \"c\"", "3000000 end"],
        &["event time runs backwards, held at the one before x1 @[1,"],
    );
}

#[test]
fn the_time_of_an_event_counts_though_the_rest_is_of_no_use() {
    check(
        &v3(
            "[1, \"o\", \"a\"]\n[1, 5, \"b\"]\n[1, \"o\", true]\n[1, \"o\"]\n[1, \"o\", \"b\", \"\"]\n[1]\n[]\n[1, \"r\", \"-1x0\"]\n[1, \"x\", \"\"]\n[0, \"o\", \"c\"]\n",
        ),
        &["1000000 o \"a\"", "8000000 o \"c\"", "8000000 end"],
        &[
            "event code is not text x1 @[1, 5",
            "event data is not text x1 @[1, \"o\", true]",
            "event has too few or too many elements x4 @[1, \"o\"]",
            "resize is not usable x1 @[1, \"r\"",
            "exit status is not a number x1 @[1, \"x\"",
        ],
    );
}

#[test]
fn the_last_line_needs_no_line_feed_and_may_be_cut() {
    check(&v2("[1, \"o\", \"a\"]"), &["1000000 o \"a\"", "1000000 end"], &[]);
    check(&v2("[1, \"o\", \"a\"]\n[2, \"o\", \"b"), &["1000000 o \"a\"", "1000000 end"], &["truncated"]);
    check(&v3("[1, \"o\", \"a\"]\n# no more"), &["1000000 o \"a\"", "1000000 end"], &[]);
}

#[test]
fn a_cut_inside_a_character_is_a_cut() {
    let mut source = v2("[1, \"o\", \"a\"]\n[2, \"o\", \"ż").into_bytes();
    source.pop();
    let (transcript, report) = import(&source, 5);
    assert!(report.expect("imports").truncated);
    assert_eq!(transcript.lines, ["1000000 o \"a\"", "1000000 end"]);
}

#[test]
fn output_that_was_not_utf8() {
    check(&v2("[1, \"o\", \"a\\ud800b\\u0000\"]\n"), &["1000000 o \"a\u{fffd}b\\0\"", "1000000 end"], &[]);
    let mut source = v2("[1, \"o\", \"").into_bytes();
    source.extend(b"\xff\"]\n");
    let (transcript, report) = import(&source, 1);
    report.expect("imports");
    assert_eq!(transcript.lines[0], "1000000 o \"\u{fffd}\"");
}

#[test]
fn sizes_that_are_missing_or_out_of_bounds() {
    let size = |header: &str| {
        let (transcript, report) = import(format!("{header}\n[0, \"o\", \"a\"]\n").as_bytes(), 9);
        let notes: Vec<_> = report.expect("imports").notes.into_iter().map(|note| note.what).collect();
        (transcript.facts.expect("begun").size, notes.join(", "))
    };
    let columns = "terminal's columns are missing or not usable, 80 assumed".to_owned();
    let rows = "terminal's rows are missing or not usable, 24 assumed".to_owned();
    let both = format!("{columns}, {rows}");
    let over = "terminal size is over the limit and was cut".to_owned();
    let names = "terminal size under the names of other tools".to_owned();
    let default = Size::new(80, 24);
    assert_eq!(size("{\"version\": 2}"), (default, both.clone()));
    assert_eq!(size("{\"version\": 3}"), (default, both));
    assert_eq!(size("{\"version\": 2, \"width\": 0, \"height\": 9}"), (Size::new(80, 9), columns));
    assert_eq!(size("{\"version\": 3, \"term\": {\"cols\": 9, \"rows\": -9}}"), (Size::new(9, 24), rows));
    assert_eq!(size("{\"version\": 2, \"width\": 999999, \"height\": 9}"), (Size::new(2000, 9), over));
    assert_eq!(size("{\"version\": 2, \"row\": 150, \"col\": 22}"), (Size::new(150, 22), names));
}

#[test]
fn a_resize_beyond_the_limit_is_cut() {
    check(
        &v2("[1, \"r\", \"65535x65535\"]\n"),
        &["1000000 r 2000x131", "1000000 end"],
        &["terminal size is over the limit and was cut x1 @[1, \"r\""],
    );
}

#[test]
fn facts_of_the_header() {
    let palette = ["#010203"; 16].join(":");
    let theme = format!("{{\"fg\": \"#aaaaaa\", \"bg\": \"#bbbbbb\", \"palette\": \"{palette}\"}}");
    let event = "[0, \"o\", \"a\"]\n";
    let more = "\"timestamp\": 1506410422, \"command\": \"/bin/bash -l\", \"title\": \"bashing :)\", \"idle_time_limit\": 2.5, \"env\": {\"TERM\": \"xterm\"}";
    for (format, source) in [
        (
            "asciicast-v2",
            format!("{{\"version\": 2, \"width\": 96, \"height\": 26, {more}, \"theme\": {theme}}}\n{event}"),
        ),
        (
            "asciicast-v3",
            format!(
                "{{\"version\": 3, \"term\": {{\"cols\": 96, \"rows\": 26, \"theme\": {theme}}}, {more}}}\n{event}"
            ),
        ),
    ] {
        let (transcript, report) = import(source.as_bytes(), 10);
        assert_eq!(report.expect("imports").notes, []);
        let facts = transcript.facts.expect("begun");
        assert_eq!((facts.kind, facts.size), (Kind::Terminal, Size::new(96, 26)));
        assert_eq!(facts.started_at_ms, Some(1_506_410_422_000));
        assert_eq!(facts.command.as_deref(), Some("/bin/bash -l"));
        assert_eq!(facts.title.as_deref(), Some("bashing :)"));
        let expected = Theme { foreground: 0xaa_aaaa, background: 0xbb_bbbb, palette: vec![0x01_0203; 16] };
        assert_eq!(facts.theme, Some(expected));
        let from = facts.source.expect("known");
        assert_eq!((from.format.as_str(), from.name.as_deref()), (format, Some("session.cast")));
    }
}

#[test]
fn an_unusable_theme_is_left_out() {
    for theme in
        ["{}", "5", "{\"fg\": \"white\", \"bg\": \"000000\", \"palette\": \"\"}", "{\"fg\": \"#ffffff\"}"]
    {
        let source = format!(
            "{{\"version\": 2, \"width\": 9, \"height\": 9, \"theme\": {theme}}}\n[0, \"o\", \"a\"]\n"
        );
        let (transcript, report) = import(source.as_bytes(), 10);
        assert_eq!(report.expect("imports").notes[0].what, "theme is not usable", "{theme}");
        assert_eq!(transcript.facts.and_then(|facts| facts.theme), None);
    }
}

#[test]
fn what_is_no_recording_is_refused() {
    check_refused(V2, "the asciicast holds nothing to play");
    check_refused(V3, "the asciicast holds nothing to play");
    check_refused(&v2("[1, \"m\", \"only a marker\"]\n"), "the asciicast holds nothing to play");
    check_refused(&v1("\"stdout\": []"), "the asciicast holds nothing to play");
    check_refused(&v1("\"stdout\": 5"), "the asciicast holds nothing to play");
    check_refused("{\"version\": 2, \"width\": 80,\n", "malformed asciicast header at byte 0");
    let (_, report) = import(b"{\"version\": 5, \"width\": 80, \"height\": 24, \"stdout\": []}", 10);
    assert!(matches!(report, Err(Error::Unsupported { .. })));
}

#[test]
fn a_line_beyond_the_limit_is_passed_over() {
    let mut source = v2("[1, \"o\", \"a\"]\n[2, \"o\", \"");
    source.push_str(&"x".repeat(recording::limits::ASCIICAST_LINE_BYTES));
    source.push_str("\"]\n[3, \"o\", \"b\"]\n");
    let (transcript, report) = import(source.as_bytes(), 100_000);
    let report = report.expect("imports");
    assert_eq!(transcript.lines, ["1000000 o \"a\"", "3000000 o \"b\"", "3000000 end"]);
    assert_eq!(report.notes[0].what, "line is over the limit");
}

#[test]
fn labels_are_cut_to_their_limit() {
    let label = "ż".repeat(5_000);
    let (transcript, report) =
        import(v2(&format!("[0, \"o\", \"a\"]\n[1, \"m\", \"{label}\"]\n")).as_bytes(), 4096);
    report.expect("imports");
    assert_eq!(transcript.lines[1], format!("1000000 m {:?}", "ż".repeat(2_048)));
}
