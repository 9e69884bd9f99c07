//! Text and changed cells of terminal sessions against an emulator that is looked at after every time.

use super::fetch::{open, run};
use crate::long::scaled;
use player::Engine;
use player::analysis::{CellHistory, Hit, Hits, LoadIndex, TextSearch};
use proptest::prelude::*;
use recording::codec::terminal::Emulator;
use recording::facts::{Facts, Kind};
use recording::format::RangeCache;
use recording::import::Output;
use recording::record::{Recorder, RecorderOptions};
use recording::terminal::TerminalEvent;
use recording::units::{Rect, Size, Timestamp};

const SIZE: Size = Size::new(20, 6);

type Script = Vec<(u64, TerminalEvent)>;

fn output(text: &str) -> TerminalEvent {
    TerminalEvent::Output(text.to_owned())
}

fn record(script: &Script) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Terminal, size: SIZE, ..Facts::default() }).unwrap();
    let mut now_ms = 0;
    for (gap_ms, event) in script {
        now_ms += gap_ms;
        recorder.terminal(Timestamp::from_ms(now_ms), event).unwrap();
    }
    recorder.end(Timestamp::from_ms(now_ms + 500)).unwrap();
    recorder.into_parts().unwrap().0
}

fn search(bytes: &[u8], query: &str) -> Hits {
    let (recording, mut cache) = open(bytes);
    let index = run(LoadIndex::new(recording), &mut cache, bytes).found;
    run(TextSearch::new(index, query), &mut RangeCache::new(bytes.len() as u64), bytes).found
}

fn cells(bytes: &[u8], rect: Rect) -> Vec<Timestamp> {
    let (recording, mut cache) = open(bytes);
    let index = run(LoadIndex::new(recording), &mut cache, bytes).found;
    run(CellHistory::new(index, rect), &mut RangeCache::new(bytes.len() as u64), bytes).found
}

fn places(hits: &Hits) -> Vec<(u64, usize, usize, usize)> {
    hits.hits.iter().map(|hit| (hit.time.as_us() / 1000, hit.row, hit.column, hit.length)).collect()
}

#[test]
fn text_is_found_where_it_came_to_stand() {
    let bytes = record(&vec![
        (1_000, output("$ ls Wo")),
        (100, output("rld")),
        (100, output("s\r\n")),
        (1_000, output("one\r\ntwo\r\nhello world\r\n")),
        // Both lines scroll up: they are not new.
        (1_000, output("a\r\nb\r\n")),
        (1_000, output("\x1b[2J\x1b[H")),
        (1_000, output("world again")),
        // The text stays while its line grows.
        (1_000, output("!")),
        (1_000, output("\x1b[3;14Ha world and on")),
    ]);
    let found = search(&bytes, "WORLD");
    assert_eq!(places(&found), [(1_100, 0, 5, 5), (2_200, 3, 6, 5), (5_200, 0, 0, 5), (7_200, 2, 15, 5)]);
    assert!(!found.is_cut);
    assert_eq!(&*found.hits[1].line, "hello world");
    assert_eq!(&*found.hits[3].line, "             a world and on", "the line goes on in the next row");
    assert!(search(&bytes, "").hits.is_empty() && search(&bytes, "nowhere").hits.is_empty());
}

#[test]
fn wide_characters_keep_their_columns() {
    let bytes = record(&vec![(1_000, output("\u{65e5}\u{672c} \u{c4}rger"))]);
    assert_eq!(places(&search(&bytes, "\u{e4}RGER")), [(1_000, 0, 5, 5)]);
    assert_eq!(places(&search(&bytes, "\u{672c}")), [(1_000, 0, 2, 2)]);
    let mut engine = Engine::open(bytes.as_slice()).unwrap();
    engine.seek(Timestamp::from_ms(1_000)).unwrap();
    let text = engine.text().unwrap();
    assert_eq!((text.size, text.line(0).as_str()), (SIZE, "\u{65e5}\u{672c} \u{c4}rger"));
}

#[test]
fn each_line_that_scrolls_in_is_found() {
    let lines = (0..40).map(|line| (100, output(&format!("error {line}\r\n"))));
    let found = search(&record(&lines.collect()), "error");
    let told: Vec<_> = found.hits.iter().map(|hit| (hit.time.as_us() / 1000, &*hit.line)).collect();
    let lines: Vec<_> = (0..40).map(|line| (100 * (line + 1), format!("error {line}"))).collect();
    assert_eq!(told, lines.iter().map(|(time, line)| (*time, line.as_str())).collect::<Vec<_>>());
}

#[test]
fn the_range_tells_where_in_its_line_the_text_stands() {
    let wide = "\u{65e5}\u{672c}\u{1f680} needle ".repeat(3);
    let long = "x".repeat(1_500);
    let bytes = record(&vec![
        (1_000, TerminalEvent::Resize(Size::new(100, 40))),
        (1_000, output(&format!("{wide}\r\n"))),
        (1_000, output(&format!("{long}needle{long}"))),
    ]);
    let found = search(&bytes, "NEEDLE");
    assert_eq!(found.hits.len(), 4);
    for hit in &found.hits {
        assert_eq!(hit.line.get(hit.range.clone()), Some("needle"), "{hit:?}");
        assert!(hit.line.chars().count() <= 1_000, "{hit:?}");
    }
    assert_eq!(found.hits[3].line.chars().filter(|letter| *letter == 'x').count(), 994);
}

#[test]
fn there_is_an_end_to_what_is_told() {
    // Every second time the text is there again.
    let times = (0..20_010).map(|at| (1, output(if at % 2 == 0 { "\x1b[Hx" } else { "\x1b[H " })));
    let found = search(&record(&times.collect()), "x");
    assert_eq!(found.hits.len(), 10_000);
    assert!(found.is_cut);
}

fn script() -> impl Strategy<Value = Script> {
    let piece = prop_oneof![
        6 => "[abAB ]{1,12}",
        1 => "[äÄ日]{1,3}",
        3 => Just("\r\n".to_owned()),
        2 => (1u8..9, 1u8..25).prop_map(|(row, column)| format!("\x1b[{row};{column}H")),
        2 => prop_oneof![
            Just("\x1b[2J"), Just("\x1b[K"), Just("\x1b[?1049h"), Just("\x1b[?1049l"), Just("\x1b[L"),
            Just("\x1b[3P"), Just("\x1b[31m"), Just("\x1b[0m"), Just("\x1b[S"), Just("\x1b[7m"),
        ].prop_map(str::to_owned),
    ];
    let text = proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat());
    let event = prop_oneof![
        12 => text.clone().prop_map(TerminalEvent::Output),
        // Enough to pass a keyframe.
        1 => (text, 300usize..3_000).prop_map(|(text, times)| TerminalEvent::Output(text.repeat(times))),
        1 => (1u32..40, 1u32..12).prop_map(|(columns, rows)| TerminalEvent::Resize(Size::new(columns, rows))),
    ];
    let gap = prop_oneof![2 => Just(0u64), 6 => 1u64..100, 2 => 100u64..30_000];
    proptest::collection::vec((gap, event), 1..40)
}

/// Calls with the emulator after each time at which something happens, the start among them.
fn at_each_time(script: &Script, mut look: impl FnMut(Timestamp, &Emulator)) {
    let mut emulator = Emulator::new(SIZE);
    let mut now_ms = 0;
    for (gap_ms, event) in script {
        if *gap_ms > 0 {
            look(Timestamp::from_ms(now_ms), &emulator);
            now_ms += gap_ms;
        }
        match event {
            TerminalEvent::Output(text) => emulator.output(text),
            TerminalEvent::Resize(size) => emulator.resize(*size),
        }
    }
    look(Timestamp::from_ms(now_ms), &emulator);
}

/// A place of the text.
struct Seen {
    row: usize,
    column: usize,
    /// Characters of the line before it.
    offset: usize,
    line: String,
}

/// Every place of the text.
fn by_looking(emulator: &Emulator, query: &str) -> Vec<Seen> {
    let fold = |character: char| character.to_lowercase().next().unwrap();
    let query: Vec<char> = query.chars().map(fold).collect();
    let mut lines = vec![Vec::new()];
    for (row, line) in emulator.terminal().screen().visible_lines().enumerate() {
        let cells = line.cells().iter().enumerate().filter(|(_, cell)| cell.width() > 0);
        lines.last_mut().unwrap().extend(cells.map(|(column, cell)| (row, column, cell.char())));
        if !line.is_wrapped() {
            lines.push(Vec::new());
        }
    }
    let mut places = Vec::new();
    for line in lines {
        let text: String = line.iter().map(|(.., character)| *character).collect();
        for (offset, window) in line.windows(query.len()).enumerate() {
            if window.iter().map(|(.., character)| fold(*character)).eq(query.iter().copied()) {
                let (row, column, _) = window[0];
                places.push(Seen { row, column, offset, line: text.trim_end().to_owned() });
            }
        }
    }
    places
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(64)) })]

    #[test]
    fn every_change_of_cells_is_found(
        script in script(),
        (x, y, width, height) in (0u32..25, 0u32..10, 1u32..12, 1u32..6),
    ) {
        let mut times = Vec::new();
        let mut shown = None;
        at_each_time(&script, |time, emulator| {
            let rows = emulator.terminal().screen().visible_lines().skip(y as usize).take(height as usize);
            let now: Vec<Vec<avt::Cell>> = rows
                .map(|line| line.cells().iter().skip(x as usize).take(width as usize).copied().collect())
                .collect();
            if shown.as_ref().is_some_and(|shown| *shown != now) {
                times.push(time);
            }
            shown = Some(now);
        });
        prop_assert_eq!(cells(&record(&script), Rect::new(x, y, width, height)), times);
    }

    /// What is told stands there; what came to stand anywhere, and did not move there with its line, is told.
    #[test]
    fn text_is_found_and_nothing_else(script in script(), query in "[abÄ]{1,3}|日|a b") {
        let bytes = record(&script);
        let found = search(&bytes, &query);
        let mut told: Vec<&Hit> = found.hits.iter().collect();
        let mut before: Vec<Seen> = Vec::new();
        let mut failure = None;
        at_each_time(&script, |time, emulator| {
            let now = by_looking(emulator, &query);
            for Seen { row, column, offset, line } in &now {
                let stood = before.iter().any(|place| (place.row, place.column) == (*row, *column));
                let is_told = told.iter().any(|hit| (hit.time, hit.row, hit.column) == (time, *row, *column));
                let times = |places: &[Seen]| {
                    places.iter().filter(|place| place.offset == *offset && place.line == *line).count()
                };
                let may_have_moved = times(&before) > 0;
                let must_be_told = !stood && !may_have_moved;
                if must_be_told && !is_told || is_told && stood && times(&before) >= times(&now) {
                    failure = Some(format!("at {time:?}: {row}, {column} in {line:?}, told: {is_told}"));
                }
            }
            for hit in told.iter().filter(|hit| hit.time == time) {
                let found = hit.line.get(hit.range.clone()).unwrap_or_default().to_lowercase();
                if found != query.to_lowercase() {
                    failure = Some(format!("the range of {hit:?} holds {found:?}"));
                }
            }
            told.retain(|hit| hit.time != time || !now.iter().any(|place| (place.row, place.column) == (hit.row, hit.column)));
            before = now;
        });
        prop_assert!(failure.is_none(), "{failure:?}");
        prop_assert!(told.is_empty(), "told but not there: {told:?}");
    }

    /// Whatever is damaged, all of it ends without a panic.
    #[test]
    fn damage_is_passed_over(
        script in script(),
        flips in proptest::collection::vec(any::<proptest::sample::Index>(), 1..6),
    ) {
        let mut bytes = record(&script);
        for flip in flips {
            let at = flip.index(bytes.len());
            bytes[at] ^= 0x21;
        }
        let Ok(opened) = recording::format::Recording::open(&bytes) else { return Ok(()) };
        let mut cache = RangeCache::new(bytes.len() as u64);
        cache.insert(0, &bytes);
        let index = run(LoadIndex::new(opened), &mut cache, &bytes).found;
        let times = run(CellHistory::new(index.clone(), Rect::new(0, 0, 20, 6)), &mut cache, &bytes).found;
        prop_assert!(times.is_sorted());
        prop_assert!(run(TextSearch::new(index, "a"), &mut cache, &bytes).found.hits.len() <= 10_000);
    }
}
