//! Sessions of a terminal.

use super::*;
use events::CommandEvidence;

/// Feeds a session: times in milliseconds, `>` for what is typed and `<` for what is shown.
fn session(steps: &[(u64, char, &str)]) -> Vec<Event> {
    let mut detector = TerminalDetector::new(Size::new(40, 10));
    let mut out = Vec::new();
    let mut now_us = 0;
    for (ms, way, text) in steps {
        now_us = ms * 1_000;
        detector.advance(now_us, &mut out);
        match way {
            '>' => detector.typed(text, now_us, &mut out),
            _ => detector.output(text, now_us, &mut out),
        }
    }
    now_us += 1_000_000;
    detector.advance(now_us, &mut out);
    detector.end(now_us, &mut out);
    for event in &out {
        assert_eq!(event.doubts(), [], "{event:?}");
    }
    assert!(out.is_sorted_by_key(|event| event.told_us), "told out of order: {out:?}");
    out
}

fn command(event: &Event) -> Option<(u64, &str, Option<i64>, u64)> {
    match &event.what {
        Happening::Command { command, exit_status, duration_us, .. } => {
            Some((event.at_us / 1_000, command, *exit_status, duration_us.unwrap_or(0) / 1_000))
        }
        _ => None,
    }
}

fn commands(events: &[Event]) -> Vec<(u64, &str, Option<i64>, u64)> {
    events.iter().filter_map(command).collect()
}

#[test]
fn a_prompted_command_lasts_until_the_next_prompt() {
    let events = session(&[
        (0, '<', "me@host:~$ "),
        (500, '<', "l"),
        (600, '<', "s"),
        (700, '<', "\r\nfile\r\n"),
        (900, '<', "me@host:~$ "),
    ]);
    assert_eq!(commands(&events), [(700, "ls", None, 200)]);
    let Happening::Command { evidence, .. } = &events[0].what else { panic!("{events:?}") };
    assert_eq!(*evidence, CommandEvidence::Prompted);
}

#[test]
fn a_weak_prompt_counts_once_it_has_come_again() {
    let steps: [(u64, char, &str); 6] = [
        (0, '<', "router#"),
        (500, '<', "show"),
        (600, '<', "\r\nmany things\r\nrouter#"),
        (900, '<', "quit"),
        (990, '<', "\r\nName? "),
        (1_500, '<', "me\r\nbye\r\n"),
    ];
    assert_eq!(commands(&session(&steps)), [(600, "show", None, 0), (990, "quit", None, 1_510)]);
    assert_eq!(commands(&session(&steps[..2])), []);
}

#[test]
fn marks_tell_statuses_and_folders() {
    let events = session(&[
        (0, '<', "\u{1b}]7;file://host/etc\u{7}\u{1b}]133;A\u{7}% \u{1b}]133;B\u{7}"),
        (100, '<', "lz\u{8} \u{8}s"),
        (200, '<', "\r\n\u{1b}]133;C\u{7}out\r\n"),
        (450, '<', "\u{1b}]133;D;2\u{1b}\\\u{1b}]133;A\u{7}% \u{1b}]133;B\u{7}"),
        (500, '<', "\r\n\u{1b}]133;D\u{7}\u{1b}]133;A\u{7}% \u{1b}]133;B\u{7}"),
        (600, '<', "what is on the screen\r\n\u{1b}]633;E;what was \\x3btyped\u{7}\u{1b}]633;C\u{7}"),
    ]);
    assert_eq!(commands(&events), [(200, "ls", Some(2), 250), (600, "what was ;typed", None, 1_000)]);
    let Happening::Command { directory, evidence, .. } = &events[0].what else { panic!("{events:?}") };
    assert_eq!((directory.as_deref(), *evidence), (Some("/etc"), CommandEvidence::Marked));
}

#[test]
fn a_line_that_is_erased_and_drawn_again_is_still_read_from_its_start() {
    // zsh and readline clear the rest of the line after the prompt, and behind a character that is taken back
    for erasing in
        ["\u{1b}[K", "\u{1b}[J", "x\u{8}\u{1b}[K", "x\u{8}\u{1b}[P", "x\u{8}\u{1b}[X", "x\r\u{1b}[K$ "]
    {
        let prompt = format!("\u{1b}]133;A\u{7}$ \u{1b}]133;B\u{7}{erasing}");
        for run in ["\u{1b}]133;C\u{7}", ""] {
            let ran = format!("\r\n{run}out\r\n\u{1b}]133;D;1\u{7}{prompt}");
            let events = session(&[(0, '<', &prompt), (100, '<', "false"), (200, '<', &ran)]);
            assert_eq!(commands(&events), [(200, "false", Some(1), 0)], "{erasing:?}, {run:?}");
        }
    }
}

#[test]
fn marks_without_a_start_use_the_line() {
    let events = session(&[
        (0, '<', "\u{1b}]133;A\u{7}$ \u{1b}]133;B\u{7}"),
        (100, '<', "false"),
        (200, '<', "\r\n"),
        (300, '<', "\u{1b}]133;D;1\u{7}\u{1b}]133;A\u{7}$ \u{1b}]133;B\u{7}"),
    ]);
    assert_eq!(commands(&events), [(200, "false", Some(1), 100)]);
}

#[test]
fn what_is_wrapped_and_what_stands_at_the_right_is_read_as_it_was_typed() {
    let long = "echo 0123456789 0123456789 0123456789 0123456789";
    let wrapped = format!("{long}\r\n0123456789\r\n");
    let events = session(&[
        (0, '<', "~ > \u{1b}[30Cmain\u{1b}[5G"),
        (100, '<', "ls"),
        (200, '<', "\r\n~ > "),
        (300, '<', &wrapped),
    ]);
    assert_eq!(commands(&events), [(200, "ls", None, 0), (300, long, None, 1_000)]);
}

#[test]
fn programs_take_the_screen_and_give_it_back() {
    let events = session(&[
        (0, '<', "$ "),
        (100, '<', "EDITOR=x sudo -E /usr/bin/vim a"),
        (200, '<', "\r\n\u{1b}]0;a - VIM\u{7}\u{1b}[?1049h\u{1b}[H~\r\n~"),
        (900, '<', "\u{1b}[?1049l$ "),
    ]);
    let focus: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.what {
            Happening::TopMost { app_name, window_title } => {
                Some((event.at_us / 1_000, app_name.as_str(), window_title.as_deref()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(focus, [(200, "vim", Some("a - VIM")), (900, "", None)]);
    assert_eq!(commands(&events).len(), 1);
    assert!(
        events
            .iter()
            .any(|event| matches!(&event.what, Happening::WindowTitle { title } if title == "a - VIM"))
    );
}

#[test]
fn passwords_are_not_told() {
    let events = session(&[
        (0, '<', "$ "),
        (100, '>', "su\r"),
        (110, '<', "su\r\nPassword: "),
        (500, '>', "s3cret"),
        (800, '>', "\r"),
        (810, '<', "\r\n# "),
        (900, '>', "id\r"),
        (910, '<', "id\r\n"),
    ]);
    let typed: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.what {
            Happening::TypedText { text, .. } => Some((event.at_us / 1_000, text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(typed, [(100, "su"), (800, "••••••"), (900, "id")]);
    assert_eq!(commands(&events).iter().map(|command| command.1).collect::<Vec<_>>(), ["su", "id"]);
    assert!(!format!("{events:?}").contains("s3cret"));
}

#[test]
fn interrupted_lines_and_empty_ones_are_no_commands() {
    let events = session(&[
        (0, '<', "$ "),
        (100, '<', "rm -r x^C\r\n$ "),
        (200, '<', "\r\n$ "),
        (300, '<', "ls\r\n$ "),
    ]);
    assert_eq!(commands(&events), [(300, "ls", None, 0)]);
}

#[test]
fn no_text_makes_it_panic_or_grow() {
    let pieces = [
        "$ ",
        "\r\n",
        "ls",
        "\u{1b}[?2004h",
        "\u{1b}[?2004l",
        "\u{1b}[?1049h",
        "\u{1b}[?1049l",
        "> ",
        "me@host:~$ ",
        "\u{1b}]133;A\u{7}",
        "\u{1b}]133;B\u{7}",
        "\u{1b}]133;C\u{7}",
        "\u{1b}]133;D;1\u{7}",
        "\u{1b}]633;E;a\u{7}",
        "\u{1b}[5A",
        "\u{1b}[99C",
        "\u{1b}[2J",
        "\u{8}",
        "\r",
        "\u{1b}[L",
        "\u{1b}[M",
        "\u{1b}c",
        "\u{1b}]0;t\u{7}",
        "\u{1b}[1;1H",
        "漢字",
        "\u{301}",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "\u{1b}]",
        "\u{1b}\\",
        "\u{1b}[3;8r",
        "\t",
        "^C",
        "Password: ",
        "\u{1b}M",
        "\u{7f}",
    ];
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut found = 0;
    for _ in 0..60 {
        let mut detector = TerminalDetector::new(Size::new(1 + random(60) as u32, 1 + random(12) as u32));
        let mut out = Vec::new();
        let mut now_us = 0;
        for _ in 0..400 {
            now_us += random(2) * random(900_000);
            detector.advance(now_us, &mut out);
            let text = pieces[random(pieces.len() as u64) as usize];
            match random(8) {
                0 => detector.typed(text, now_us, &mut out),
                1 if random(4) == 0 => detector.resize(Size::new(random(80) as u32, random(20) as u32)),
                _ => detector.output(text, now_us, &mut out),
            }
        }
        detector.end(now_us, &mut out);
        assert!(out.is_sorted_by_key(|event| event.told_us), "told out of order");
        found += out.len();
    }
    assert!(found > 1_000, "so little happens that little is tried: {found}");
}
