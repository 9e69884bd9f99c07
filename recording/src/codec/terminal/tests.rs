//! A seek shows what playing shows; damaged payloads are refused.

use super::{Emulator, TerminalDecoder, TerminalEncoder};
use crate::chunk::{Chunk, Part};
use crate::long::scaled;
use crate::terminal::TerminalEvent;
use crate::units::{Size, Timestamp};

/// xorshift64*: the same numbers on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len() as u64) as usize]
    }

    fn size(&mut self) -> Size {
        Size::new(1 + self.below(24) as u32, 1 + self.below(10) as u32)
    }
}

const TEXT: &[&str] = &[
    "a",
    "hello world ",
    "xxxxxxxxxxxxxxxx",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "\u{8}",
    "界",
    "界界界",
    "🦀",
    "é",
    "e\u{301}",
    "\u{200b}",
    "\u{fffd}",
    "lqqk",
    "  ",
    "\0",
    "\u{7f}",
    "\u{84}",
    "\u{85}",
    "\u{8d}",
    "日本語テキスト",
];

const SEQUENCES: &[&str] = &[
    "\x1b7",
    "\x1b8",
    "\x1bD",
    "\x1bE",
    "\x1bM",
    "\x1bH",
    "\x1bc",
    "\x1b#8",
    "\x1b(0",
    "\x1b(B",
    "\x1b)0",
    "\x1b)B",
    "\x0e",
    "\x0f",
    "\x1b[s",
    "\x1b[u",
    "\x1b[!p",
    "\x1b[?1049h",
    "\x1b[?1049l",
    "\x1b[?1047h",
    "\x1b[?1047l",
    "\x1b[?47h",
    "\x1b[?47l",
    "\x1b[?1048h",
    "\x1b[?1048l",
    "\x1b[?6h",
    "\x1b[?6l",
    "\x1b[?7h",
    "\x1b[?7l",
    "\x1b[?25h",
    "\x1b[?25l",
    "\x1b[?1h",
    "\x1b[?1l",
    "\x1b[4h",
    "\x1b[4l",
    "\x1b[20h",
    "\x1b[20l",
    "\x1b[m",
    "\x1b[1;31m",
    "\x1b[2;3;4;5;7;9m",
    "\x1b[38;5;200m",
    "\x1b[48;2;1;2;3m",
    "\x1b[38:2::9:8:7m",
    "\x1b[22;39;49m",
    "\x1b[0g",
    "\x1b[3g",
    "\x1b[0W",
    "\x1b[2W",
    "\x1b[5W",
    "\x1b]0;title\x07",
    "\x1b]8;;http://x\x1b\\",
    "\x1bP1$r\x1b\\",
    "\x1b_apc\x1b\\",
    "\x1b[",
    "\x1b",
    "\x1b]0;cut",
    "\x18",
    "\x1b[?",
    "\x1b[3 q",
    "\x1b[>c",
    "\u{9b}2J",
    "\x1b[2J",
    "\x1b[3J",
    "\x1b[H",
];

fn sequence(random: &mut Random) -> String {
    if random.below(2) == 0 {
        return random.pick(SEQUENCES).to_owned();
    }
    let finals = b"@ABCDEFGHIJKLMPSTXZ`abdefghlmr";
    let last = finals[random.below(finals.len() as u64) as usize] as char;
    let number = |random: &mut Random| match random.below(8) {
        0 => String::new(),
        1 => "65535".to_owned(),
        _ => random.below(16).to_string(),
    };
    let (one, two) = (number(random), number(random));
    if random.below(2) == 0 { format!("\x1b[{one}{last}") } else { format!("\x1b[{one};{two}{last}") }
}

/// A session of random output, cut into events at any character, and resizes.
fn session(random: &mut Random) -> Vec<(Timestamp, TerminalEvent)> {
    let mut time = Timestamp::ZERO;
    let mut events = Vec::new();
    for _ in 0..1 + random.below(60) {
        // every third event shares its time with the one before
        time = Timestamp::from_us(time.as_us() + random.below(3) * random.below(500_000));
        if random.below(12) == 0 {
            events.push((time, TerminalEvent::Resize(random.size())));
            continue;
        }
        let mut text = String::new();
        for _ in 0..1 + random.below(8) {
            if random.below(2) == 0 {
                text.push_str(random.pick(TEXT));
            } else {
                text.push_str(&sequence(random));
            }
        }
        let cut = text.floor_char_boundary(random.below(text.len() as u64 + 1) as usize);
        let (one, two) = text.split_at(cut);
        events.push((time, TerminalEvent::Output(one.to_owned())));
        time = Timestamp::from_us(time.as_us() + random.below(2) * random.below(1000));
        events.push((time, TerminalEvent::Output(two.to_owned())));
    }
    events
}

fn encode(size: Size, key_work: u64, events: &[(Timestamp, TerminalEvent)]) -> Vec<Chunk> {
    let mut encoder = TerminalEncoder::new(size, 1);
    encoder.key_work = key_work;
    let mut chunks = Vec::new();
    for (time, event) in events {
        encoder.event(*time, event, &mut chunks).expect("encodes");
    }
    encoder.finish(&mut chunks).expect("encodes");
    chunks
}

/// Loads the last keyframe at or before `time` and the units after it, and plays to `time`.
fn seek(chunks: &[Chunk], time: Timestamp) -> TerminalDecoder {
    let key =
        chunks.iter().rposition(|chunk| chunk.part == Part::Key && chunk.start <= time).expect("first key");
    let mut decoder = TerminalDecoder::new();
    decoder.load_key(&chunks[key].payload).expect("loads");
    for chunk in chunks[key + 1..].iter().filter(|chunk| chunk.part == Part::Data && chunk.start <= time) {
        decoder.load_unit(&chunk.payload).expect("loads");
    }
    decoder.play_to(time).expect("plays");
    decoder
}

/// Everything that can be told of a terminal from outside.
fn look(terminal: &avt::Terminal) -> (Vec<avt::Line>, Vec<avt::Line>, avt::Cursor, avt::ScreenKind, String) {
    (
        terminal.screen().visible_lines().cloned().collect(),
        terminal.primary_screen().visible_lines().cloned().collect(),
        terminal.cursor(),
        terminal.active_screen_kind(),
        terminal.dump(),
    )
}

#[test]
fn a_seek_equals_playing() {
    let mut random = Random(0x5eed_0001);
    let (mut keys, mut seeks) = (0, 0);
    for _ in 0..scaled(3_000) {
        let size = random.size();
        let events = session(&mut random);
        let chunks = encode(size, 1 + random.below(100), &events);
        keys += chunks.iter().filter(|chunk| chunk.part == Part::Key).count();
        let (first, end) = (events[0].0, events[events.len() - 1].0);
        for _ in 0..3 {
            let time = match random.below(8) {
                0 => Timestamp::ZERO,
                1 => end,
                2 => first,
                _ => Timestamp::from_us(random.below(end.as_us() + 2)),
            };
            // played in full by an emulator that knows nothing of chunks
            let mut played = Emulator::new(size);
            let mut later = Vec::new();
            for (event_time, event) in &events {
                match event {
                    _ if *event_time > time => later.push(event),
                    TerminalEvent::Output(text) => played.output(text),
                    TerminalEvent::Resize(size) => played.resize(*size),
                }
            }
            let mut sought = seek(&chunks, time);
            assert_eq!(look(sought.terminal()), look(played.terminal()), "{size:?} at {time:?}: {events:?}");
            assert!(sought.shown() <= time);
            assert!(sought.next_time().is_none_or(|next| next > time));
            seeks += 1;
            // what cannot be seen must not make a difference later on either
            let key =
                chunks.iter().rposition(|chunk| chunk.part == Part::Key && chunk.start <= time).expect("key");
            let behind =
                chunks[key + 1..].iter().filter(|chunk| chunk.part == Part::Data && chunk.start > time);
            for chunk in behind {
                sought.load_unit(&chunk.payload).expect("loads");
            }
            sought.play_to(Timestamp::MAX).expect("plays");
            for event in later {
                match event {
                    TerminalEvent::Output(text) => played.output(text),
                    TerminalEvent::Resize(size) => played.resize(*size),
                }
            }
            assert_eq!(
                look(sought.terminal()),
                look(played.terminal()),
                "{size:?} after {time:?}: {events:?}"
            );
        }
    }
    assert!(keys > scaled(10_000) as usize, "{keys} keyframes");
    assert_eq!(seeks, scaled(9_000));
}

#[test]
fn changed_rows_are_those_that_differ() {
    let mut random = Random(0x5eed_0002);
    for _ in 0..scaled(2_000) {
        let mut emulator = Emulator::new(random.size());
        for (_, event) in session(&mut random) {
            let before: Vec<_> =
                emulator.terminal().screen().visible_lines().map(|line| line.cells().to_vec()).collect();
            emulator.take_changed_rows();
            match &event {
                TerminalEvent::Output(text) => emulator.output(text),
                TerminalEvent::Resize(size) => emulator.resize(*size),
            }
            let changed = emulator.take_changed_rows();
            for (row, line) in emulator.terminal().screen().visible_lines().enumerate() {
                let is_same = before.get(row).is_some_and(|before| before == line.cells());
                assert!(is_same || changed.contains(&row), "row {row} changed by {event:?}");
            }
        }
    }
}

#[test]
fn a_burst_of_one_time_has_no_keyframe_inside() {
    let time = Timestamp::from_ms(5);
    let mut events: Vec<_> =
        (0..50).map(|i| (time, TerminalEvent::Output(format!("{i}{}", "x".repeat(5_000))))).collect();
    events.push((Timestamp::from_ms(6), TerminalEvent::Output("end".to_owned())));
    let chunks = encode(Size::new(80, 24), 64 * 1024, &events);
    let keys: Vec<_> =
        chunks.iter().filter(|chunk| chunk.part == Part::Key).map(|chunk| chunk.start).collect();
    assert_eq!(keys, [Timestamp::ZERO, time]);
    let key = chunks.iter().rposition(|chunk| chunk.part == Part::Key).expect("key");
    assert!(chunks[..key].iter().all(|chunk| chunk.end <= time));
    assert!(chunks[key + 1..].iter().all(|chunk| chunk.start > time));
}

#[test]
fn a_huge_event_is_cut_into_units() {
    let text = "界".repeat(100_000);
    let chunks =
        encode(Size::new(80, 24), 64 * 1024, &[(Timestamp::ZERO, TerminalEvent::Output(text.clone()))]);
    assert!(chunks.len() >= 5);
    let mut played = Emulator::new(Size::new(80, 24));
    played.output(&text);
    assert_eq!(look(seek(&chunks, Timestamp::ZERO).terminal()), look(played.terminal()));
}

#[test]
fn a_quiet_terminal_is_a_keyframe_alone() {
    let chunks = encode(Size::new(100, 30), 64 * 1024, &[]);
    assert_eq!(chunks.len(), 1);
    assert_eq!(seek(&chunks, Timestamp::MAX).size(), Size::new(100, 30));
}

#[test]
fn a_refused_payload_changes_nothing() {
    let chunks =
        encode(Size::new(10, 3), 64 * 1024, &[(Timestamp::ZERO, TerminalEvent::Output("text".to_owned()))]);
    let mut decoder = seek(&chunks, Timestamp::ZERO);
    let before = look(decoder.terminal());
    for payload in [&b""[..], b"\x02", b"\x01junk", &chunks[0].payload[..3]] {
        decoder.load_key(payload).expect_err("refused");
        decoder.load_unit(payload).expect_err("refused");
    }
    assert_eq!(look(decoder.terminal()), before);
}

#[test]
fn mutated_payloads_never_panic() {
    let mut random = Random(0x5eed_0003);
    let mut accepted = 0;
    for _ in 0..scaled(400) {
        let events = session(&mut random);
        let chunks = encode(random.size(), 50, &events);
        for _ in 0..250 {
            let chunk = &chunks[random.below(chunks.len() as u64) as usize];
            // half of them are changed beneath the compression, which hides most of the fields otherwise
            let payload = if random.below(2) == 0 {
                let mut fields =
                    crate::codec::packed::unpack(&chunk.payload, "test", 1 << 20).expect("sound");
                mutate(&mut random, &mut fields);
                crate::codec::packed::pack(&fields, 1).expect("packs")
            } else {
                let mut payload = chunk.payload.clone();
                mutate(&mut random, &mut payload);
                payload
            };
            let mut decoder = TerminalDecoder::new();
            if decoder.load_key(&payload).is_ok() | decoder.load_unit(&payload).is_ok() {
                accepted += 1;
                decoder.play_to(Timestamp::MAX).expect("plays");
            }
        }
    }
    assert!(accepted > scaled(10_000), "{accepted} of {} were read", scaled(100_000));
}

/// Changes, inserts, removes or repeats some bytes.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..1 + random.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len() as u64) as usize;
        match random.below(5) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            2 => bytes.truncate(at),
            3 => bytes.insert(at, random.below(256) as u8),
            _ => {
                let end = (at + random.below(16) as usize).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
}
