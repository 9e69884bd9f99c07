//! The rules, case by case.

use super::import::{Named, import, lines};
use recording::Error;
use recording::units::Size;

const ASSUMED: &str = "terminal's size is not in the file, 80x24 assumed";

/// Imports in pieces of several sizes and compares what was told, and what was noted.
fn check(
    files: &[Named<'_>],
    expected: &[&str],
    notes: &[&str],
    is_truncated: bool,
) -> recording::facts::Facts {
    let mut facts = None;
    for piece in [1, 5, 1000] {
        let (transcript, report) = import(files, piece);
        let report = report.expect("is imported");
        assert_eq!(lines(&transcript), expected, "in pieces of {piece}");
        let noted: Vec<_> = report.notes.iter().map(|note| note.what.as_str()).collect();
        assert_eq!(noted, notes, "in pieces of {piece}");
        assert_eq!(report.truncated, is_truncated, "in pieces of {piece}");
        facts = transcript.facts;
    }
    facts.expect("begun")
}

fn frame(seconds: u32, microseconds: u32, channel: Option<u8>, content: &[u8]) -> Vec<u8> {
    let len = u32::try_from(content.len()).expect("small");
    let mut frame = [seconds, microseconds, len].map(u32::to_le_bytes).concat();
    frame.extend(channel);
    frame.extend_from_slice(content);
    frame
}

/// Frames of output, each with its seconds and microseconds.
fn ttyrec(frames: &[(u32, u32, &[u8])]) -> Vec<u8> {
    frames.iter().flat_map(|(seconds, us, content)| frame(*seconds, *us, None, content)).collect()
}

const EPOCH: u32 = 1_500_000_000;

#[test]
fn ttyrec_times_are_differences() {
    let recording = ttyrec(&[(EPOCH, 999_999, b"one"), (EPOCH + 1, 1, b"two"), (EPOCH + 61, 1, b"")]);
    let facts =
        check(&[("a", &recording)], &["0 o \"one\"", "2 o \"two\"", "60000002 end"], &[ASSUMED], false);
    assert_eq!(facts.started_at_ms, Some(1_500_000_000_999));
    assert_eq!((facts.size, facts.source.expect("a source").format.as_str()), (Size::new(80, 24), "ttyrec"));
    let from_zero = ttyrec(&[(0, 0, b"one"), (3, 0, b"two")]);
    let facts =
        check(&[("a", &from_zero)], &["0 o \"one\"", "3000000 o \"two\"", "3000000 end"], &[ASSUMED], false);
    assert_eq!(facts.started_at_ms, None);
}

#[test]
fn a_clock_that_is_set_back_takes_no_time() {
    let recording = ttyrec(&[(EPOCH, 0, b"one"), (EPOCH - 3600, 0, b"two"), (EPOCH - 3599, 0, b"three")]);
    check(
        &[("a", &recording)],
        &["0 o \"onetwo\"", "1000000 o \"three\"", "1000000 end"],
        &["clock was set back, taken for no time", ASSUMED],
        false,
    );
}

#[test]
fn ttyrec_with_channels() {
    let recording = [
        frame(EPOCH, 0, Some(0), b"\x1b[2Jhello"),
        frame(EPOCH + 1, 0, Some(1), b"k"),
        frame(EPOCH + 1, 0, Some(1), b"\xe4"),
        frame(EPOCH + 1, 5, Some(2), b"\x07\0\0\0"),
        frame(EPOCH + 2, 0, Some(0), b"bye"),
    ]
    .concat();
    let facts = check(
        &[("a.ttyrec", &recording)],
        &["0 o \"\\u{1b}[2Jhello\"", "1000000 i \"kä\"", "2000000 o \"bye\"", "2000000 end"],
        &["score of the game", ASSUMED],
        false,
    );
    assert_eq!(facts.source.expect("a source").format, "ttyrec-nle");
}

#[test]
fn ttyrec_that_ends_early_or_breaks() {
    let recording = ttyrec(&[(EPOCH, 0, b"one"), (EPOCH + 1, 0, b"twothree")]);
    let cut = &recording[..recording.len() - 5];
    check(&[("a", cut)], &["0 o \"one\"", "1000000 o \"two\"", "1000000 end"], &[ASSUMED], true);
    let cut = &recording[..20];
    check(&[("a", cut)], &["0 o \"one\"", "0 end"], &[ASSUMED], true);
    // damage beyond what tells the format
    let mut long = ttyrec(&[(EPOCH, 0, &[b'x'; 70_000]), (EPOCH + 1, 0, b"y")]);
    let header = 12 + 70_000;
    long[header + 7] = 0xFF;
    let (transcript, report) = import(&[("a", &long)], 4096);
    let report = report.expect("is imported");
    assert!(report.truncated);
    assert_eq!(report.notes[0].what, "frame is broken, the rest is lost");
    assert_eq!(report.notes[0].first_offset, header as u64);
    assert_eq!(super::import::text(&transcript).len(), 70_000);
}

#[test]
fn characters_are_cut_at_frames() {
    let recording =
        ttyrec(&[(EPOCH, 0, b"\xe4\xbd"), (EPOCH + 1, 0, b"\xa0\xe5"), (EPOCH + 2, 0, b"\xa5\xbd \xff\xc3")]);
    check(
        &[("a", &recording)],
        &["1000000 o \"你\"", "2000000 o \"好 \u{fffd}\u{fffd}\"", "2000000 end"],
        &[ASSUMED, "output is not UTF-8 in places, shown as U+FFFD"],
        false,
    );
}

#[test]
fn other_charsets_are_told_by_their_use() {
    let recording = ttyrec(&[(EPOCH, 0, b"\xda\xc4\xbf\r\n"), (EPOCH + 1, 0, b"\xb3@\xb3")]);
    check(
        &[("a", &recording)],
        &["0 o \"┌─┐\\r\\n\"", "1000000 o \"│@│\"", "1000000 end"],
        &["characters are not UTF-8, read as CP437", ASSUMED],
        false,
    );
    let recording = ttyrec(&[(EPOCH, 0, b"d\xe9j\xe0 "), (EPOCH + 1, 0, b"gar\xe7on")]);
    check(
        &[("a", &recording)],
        &["0 o \"déjà \"", "1000000 o \"garçon\"", "1000000 end"],
        &["characters are not UTF-8, read as Latin-1", ASSUMED],
        false,
    );
}

#[test]
fn the_size_is_what_the_output_needs() {
    let recording = ttyrec(&[(EPOCH, 0, b"\x1b[1;50r"), (EPOCH + 1, 0, b"\x1b[1;132Hx")]);
    let facts = check(
        &[("a", &recording)],
        &["0 o \"\\u{1b}[1;50r\"", "1000000 o \"\\u{1b}[1;132Hx\"", "1000000 end"],
        &["terminal's size is not in the file, told by what its output addresses"],
        false,
    );
    assert_eq!(facts.size, Size::new(132, 50));
    // what comes too late to be waited for
    let fill = vec![b' '; 300_000];
    let recording = ttyrec(&[(EPOCH, 0, &fill), (EPOCH + 1, 0, b"\x1b[40;100Hx")]);
    let (transcript, report) = import(&[("a", &recording)], 65_536);
    let report = report.expect("is imported");
    let told = lines(&transcript);
    assert_eq!(told[told.len() - 3..], ["1000000 r 100x40", "1000000 o \"\\u{1b}[40;100Hx\"", "1000000 end"]);
    assert_eq!(report.notes[1].what, "output addresses cells beyond the terminal, which grows there");
}

const BANNER: &str =
    "Script started on 2026-11-22 08:53:58+00:00 [COMMAND=\"sh\" COLUMNS=\"100\" LINES=\"30\"]\n";

#[test]
fn script_with_classic_timing() {
    let data = format!(
        "{BANNER}$ exit\r\nbye\nScript done on 2026-11-22 08:54:44+00:00 [COMMAND_EXIT_CODE=\"3\"]\n"
    );
    let timing = b"0.5 2\n0,25 6\n1.000001 3\n";
    let facts = check(
        &[("typescript", data.as_bytes()), ("timing", timing)],
        &["500000 o \"$ \"", "750000 o \"exit\\r\\n\"", "1750001 o \"bye\"", "1750001 x 3", "1750001 end"],
        &[],
        false,
    );
    assert_eq!(facts.size, Size::new(100, 30));
    assert_eq!(facts.command.as_deref(), Some("sh"));
    assert_eq!(facts.started_at_ms, Some(1_795_337_638_000));
    assert_eq!(facts.source.expect("a source").name.as_deref(), Some("typescript"));
}

#[test]
fn script_with_advanced_timing() {
    let timing = "H 0.000000 START_TIME 2026-11-22 08:53:58+00:00\nH 0.000000 COLUMNS 90\nH 0.000000 LINES 25\n\
                  H 0.000000 COMMAND /bin/sh -i\nO 0.1 2\nI 0.1 3\nS 0.1 SIGWINCH ROWS=30 COLS=100\nS 0.1 SIGTERM\n\
                  O 0.1 6\nH 0.000000 EXIT_CODE 1\n";
    let data =
        "Script started\n$ ls\r\nx\nScript done on 2026-11-22 08:54:44+00:00 [COMMAND_EXIT_CODE=\"1\"]\n";
    let typed = "Script started on today\nls\rScript done on today\n";
    let expected = [
        "100000 o \"$ \"",
        "200000 i \"ls\\r\"",
        "300000 r 100x30",
        "500000 o \"ls\\r\\nx\\n\"",
        "500000 x 1",
        "500000 end",
    ];
    let files = [("a.out", data.as_bytes()), ("a.timing", timing.as_bytes()), ("a.in", typed.as_bytes())];
    let note = "first line is taken for the recorder's, not shown";
    let facts = check(&files, &expected, &[note, "signal"], false);
    assert_eq!(facts.size, Size::new(90, 25));
    assert_eq!(facts.command.as_deref(), Some("/bin/sh -i"));
    // without the log of input
    let expected: Vec<_> = expected.into_iter().filter(|line| !line.contains(" i ")).collect();
    check(&files[..2], &expected, &[note, "typed input, whose log was not given", "signal"], false);
}

#[test]
fn script_with_one_log_for_both_ways() {
    let timing = "H 0 OUTPUT_LOG both\nH 0 INPUT_LOG both\nO 0.1 2\nI 0.1 2\nO 0.1 3\n";
    let data = format!("{BANNER}$ l\rl\r\n\nScript done on now\n");
    check(
        &[("both", data.as_bytes()), ("both.timing", timing.as_bytes())],
        &["100000 o \"$ \"", "200000 i \"l\\r\"", "300000 o \"l\\r\\n\"", "300000 end"],
        &[],
        false,
    );
}

#[test]
fn typescript_of_guacd() {
    let data = "[BEGIN TYPESCRIPT]\n\u{1b}[Hhi\r\n\n[END TYPESCRIPT]\n";
    check(
        &[("session", data.as_bytes()), ("session.timing", b"0.223000 5\n0.013000 2\n")],
        &["223000 o \"\\u{1b}[Hhi\"", "236000 o \"\\r\\n\"", "236000 end"],
        &[ASSUMED],
        false,
    );
}

#[test]
fn scripts_that_were_cut_off() {
    let data = format!("{BANNER}$ exit\r\n");
    // the recorder was killed: nothing is missing but its last line
    check(
        &[("a", data.as_bytes()), ("a.timing", b"0.5 2\n0.5 6\n")],
        &["500000 o \"$ \"", "1000000 o \"exit\\r\\n\"", "1000000 end"],
        &[],
        true,
    );
    // the timing got less far than the data
    check(
        &[("a", data.as_bytes()), ("a.timing", b"0.5 2\n0.5 ")],
        &["500000 o \"$ exit\\r\\n\"", "500000 end"],
        &["line of the timing is not understood", "output without a time, shown at the end"],
        true,
    );
    // and the other way round
    check(
        &[("a", data.as_bytes()), ("a.timing", b"0.5 2\n0.5 60\n0.5 7\n")],
        &["500000 o \"$ \"", "1000000 o \"exit\\r\\n\"", "1000000 end"],
        &["timing goes on after the data has ended"],
        true,
    );
    let (_, report) = import(&[("a", BANNER.as_bytes()), ("a.timing", b"H 0 TERM x\n")], 100);
    assert_eq!(report, Err(Error::Empty { what: "terminal recording" }));
}

fn message(rec: &str, id: u64, pos: u64, timing: &str, out_txt: &str) -> String {
    format!(
        "{{\"ver\":\"2.3\",\"host\":\"vm\",\"rec\":\"{rec}\",\"user\":\"root\",\"term\":\"xterm\",\"session\":1,\"id\":{id},\
         \"pos\":{pos},\"time\":1795337761.783,\"timing\":\"{timing}\",\"in_txt\":\"ab\",\"in_bin\":[],\"out_txt\":\"{out_txt}\",\
         \"out_bin\":[255,195]}}\n"
    )
}

#[test]
fn tlog_messages() {
    let log = [
        message("r", 1, 40, "=90x25+10>2<2+5=100x30>1", "żół"),
        message("r", 2, 100, "=100x30>1+1]1/1>1<2", "x\u{fffd}y"),
    ]
    .concat();
    let facts = check(
        &[("a.log", log.as_bytes())],
        &[
            "10000 o \"żó\"",
            "10000 i \"ab\"",
            "15000 r 100x30",
            "15000 o \"ł\"",
            "60000 o \"x\"",
            "61000 o \"\u{fffd}y\"",
            "61000 i \"ab\"",
            "61000 end",
        ],
        &["output is not UTF-8 in places, shown as U+FFFD"],
        false,
    );
    assert_eq!(facts.size, Size::new(90, 25));
    assert_eq!(facts.title.as_deref(), Some("root@vm"));
    assert_eq!(facts.session_id.as_deref(), Some("r"));
    assert_eq!(facts.started_at_ms, Some(1_795_337_761_783));
}

#[test]
fn tlog_order() {
    let say = |id: u64, text: &str| message("r", id, id * 10, ">1<2", text);
    let log = [
        say(1, "a"),
        message("other", 1, 0, ">1<2", "z"),
        say(3, "c"),
        say(2, "b"),
        say(2, "b"),
        "rubbish\n".to_owned(),
        say(6, "f"),
        say(5, "e"),
    ]
    .concat();
    check(
        &[("a.log", log.as_bytes())],
        &[
            "0 o \"a\"",
            "0 i \"ab\"",
            "10000 o \"b\"",
            "10000 i \"ab\"",
            "20000 o \"c\"",
            "20000 i \"ab\"",
            "40000 o \"e\"",
            "40000 i \"ab\"",
            "50000 o \"f\"",
            "50000 i \"ab\"",
            "50000 end",
        ],
        &[
            "message of another recording in the same file",
            "message came twice",
            "line is no message of tlog",
            "messages are missing",
            ASSUMED,
        ],
        false,
    );
}

#[test]
fn tlog_without_a_start_size_or_end() {
    let first = message("r", 4, 5000, "=0x0+7>1<2", "a");
    let second = message("r", 5, 6000, "=0x0>1<2", "b");
    let log = format!("{first}{}", &second[..second.len() - 20]);
    check(
        &[("a.log", log.as_bytes())],
        &["7000 o \"a\"", "7000 i \"ab\"", "7000 end"],
        &["messages are missing", "recording lacks its start", "window without a size", ASSUMED],
        true,
    );
    let untold = message("r", 1, 0, "=80x24>1?", "abc");
    check(
        &[("a.log", untold.as_bytes())],
        &["0 o \"a\"", "0 i \"ab\"", "0 o \"bc\"", "0 end"],
        &["timing is not understood", "text without a time, put at the end of its message"],
        false,
    );
}

#[test]
fn tlog_in_a_journal() {
    let message = message("r", 1, 0, "=80x24>2<2", "hi");
    let text = serde_json::to_string(message.trim()).expect("is text");
    let bytes = serde_json::to_string(message.trim().as_bytes()).expect("is a list");
    for inner in [text, bytes] {
        let journal =
            format!("{{\"MESSAGE\":\"boot\",\"PRIORITY\":\"6\"}}\n{{\"_PID\":\"7\",\"MESSAGE\":{inner}}}\n");
        check(
            &[("journal.json", journal.as_bytes())],
            &["0 o \"hi\"", "0 i \"ab\"", "0 end"],
            &["line is no message of tlog"],
            false,
        );
    }
}

#[test]
fn what_is_none_of_them_is_refused_with_its_reason() {
    let refused = |bytes: &[u8]| import(&[("a", bytes)], 100).1.expect_err("is refused").to_string();
    let check = |bytes: &[u8], found: &str| {
        assert_eq!(refused(bytes), format!("unsupported recording format: {found}"));
    };
    check(BANNER.as_bytes(), "the data of a script without its timing file: give both");
    check(b"0.1 5\n0.2 6\n", "the timing of a script without its data file: give both");
    check(b"\x1b[1;1Hhello\r\n", "output of a terminal without times: it can be shown, but not played");
    check(
        b"[[0.5,{\"lines\":{\"0\":[[\"x\",{}]]}}]]",
        "screens of asciinema's first player, before version 1",
    );
    check(b"hello", "none that is known by its content");
    check(&[0; 100_000], "none that is known by its content");
    assert_eq!(refused(b""), "the file holds nothing to play");
}
