//! Terminal sessions. The truth is the emulator fed with everything up to the time, drawn at once.

use crate::long::scaled;
use player::Engine;
use player::terminal::TerminalRenderer;
use proptest::prelude::*;
use recording::codec::terminal::Emulator;
use recording::facts::{Facts, Kind};
use recording::import::Output;
use recording::picture::Picture;
use recording::record::{Recorder, RecorderOptions};
use recording::terminal::TerminalEvent;
use recording::units::{Size, Timestamp};

const SIZE: Size = Size::new(20, 6);

type Script = Vec<(u64, TerminalEvent)>;

/// Text and escape sequences; cut anywhere, so that sequences are split between events.
fn output() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~]{1,30}",
        1 => "[äß→日本한]{1,5}",
        2 => Just("\r\n".to_owned()),
        2 => (0u8..8, 0u8..8).prop_map(|(fore, back)| format!("\x1b[1;3{fore};4{back}m")),
        1 => (0u32..0x100_0000).prop_map(|rgb| format!("\x1b[38;2;{};{};{}m", rgb >> 16, rgb >> 8 & 255, rgb & 255)),
        2 => (1u8..9, 1u8..25).prop_map(|(row, column)| format!("\x1b[{row};{column}H")),
        1 => prop_oneof![
            Just("\x1b[2J"), Just("\x1b[K"), Just("\x1b[?1049h"), Just("\x1b[?1049l"), Just("\x1b[?25l"),
            Just("\x1b[?25h"), Just("\x1b[2;5r"), Just("\x1b[L"), Just("\x1b[3P"), Just("\x1b7"), Just("\x1b8"),
            Just("\x1b[?6h"), Just("\x1b[4h"), Just("\x1b[0m"), Just("\x1b(0lqk\x1b(B"), Just("\x1bc"), Just("\x1b[7m"),
        ].prop_map(str::to_owned),
    ];
    (proptest::collection::vec(piece, 1..12), 0usize..6).prop_map(|(pieces, cut)| {
        let text = pieces.concat();
        let end = text.char_indices().rev().nth(cut).map_or(text.len(), |(at, _)| at);
        text[..end].to_owned()
    })
}

fn script() -> impl Strategy<Value = Script> {
    let event = prop_oneof![
        12 => output().prop_map(TerminalEvent::Output),
        // Enough to pass a keyframe.
        2 => (output(), 300usize..2_000).prop_map(|(text, times)| TerminalEvent::Output(text.repeat(times))),
        1 => (1u32..40, 1u32..12).prop_map(|(columns, rows)| TerminalEvent::Resize(Size::new(columns, rows))),
    ];
    let gap = prop_oneof![2 => Just(0u64), 6 => 1u64..100, 2 => 100u64..30_000];
    proptest::collection::vec((gap, event), 1..40)
}

struct Session {
    bytes: Vec<u8>,
    events: Vec<(Timestamp, TerminalEvent)>,
}

impl Session {
    fn record(script: &Script) -> Self {
        let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
        recorder.begin(&Facts { kind: Kind::Terminal, size: SIZE, ..Facts::default() }).unwrap();
        let mut now_ms = 0;
        let mut events = Vec::new();
        for (gap_ms, event) in script {
            now_ms += gap_ms;
            recorder.terminal(Timestamp::from_ms(now_ms), event).unwrap();
            events.push((Timestamp::from_ms(now_ms), event.clone()));
        }
        recorder.end(Timestamp::from_ms(now_ms + 500)).unwrap();
        let (bytes, _) = recorder.into_parts().unwrap();
        Self { bytes, events }
    }

    fn at(&self, time: Timestamp) -> Picture {
        let mut emulator = Emulator::new(SIZE);
        for (_, event) in self.events.iter().take_while(|(at, _)| *at <= time) {
            match event {
                TerminalEvent::Output(text) => emulator.output(text),
                TerminalEvent::Resize(size) => emulator.resize(*size),
            }
        }
        let mut picture = Picture::new(Size::new(1, 1)).unwrap();
        TerminalRenderer::new(None, 16).render(emulator.terminal(), None, &mut picture).unwrap();
        picture
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(150)) })]

    /// A seek shows what the emulator shows, first thing or after any others, and so does playing on.
    #[test]
    fn a_seek_shows_what_the_emulator_shows(
        script in script(),
        parts in proptest::collection::vec(0.0f64..1.1, 1..8),
    ) {
        let session = Session::record(&script);
        let mut wandering = Engine::open(session.bytes.as_slice()).unwrap();
        let mut playing = Engine::open(session.bytes.as_slice()).unwrap();
        let end_us = wandering.duration().as_us();
        let mut times: Vec<_> =
            parts.iter().map(|part| Timestamp::from_us((part * end_us as f64) as u64)).collect();
        for time in &times {
            let expected = session.at(*time);
            let mut fresh = Engine::open(session.bytes.as_slice()).unwrap();
            fresh.seek(*time).unwrap();
            prop_assert!(fresh.picture() == &expected, "a first seek to {:?}", time);
            wandering.seek(*time).unwrap();
            prop_assert!(wandering.picture() == &expected, "a seek to {:?} after others", time);
        }
        times.sort();
        let mut canvas = Picture::new(Size::new(1, 1)).unwrap();
        for time in &times {
            playing.advance(*time).unwrap();
            prop_assert!(playing.picture() == &session.at(*time), "played to {:?}", time);
            if canvas.size() != playing.size() {
                canvas = Picture::new(playing.size()).unwrap();
            }
            for rect in playing.take_damage() {
                for y in rect.y..rect.bottom() {
                    let row = playing.picture().row(rect.x, y, rect.width).unwrap();
                    canvas.row_mut(rect.x, y, rect.width).unwrap().copy_from_slice(row);
                }
            }
            prop_assert!(&canvas == playing.picture(), "damage covers every change up to {:?}", time);
        }
    }
}
