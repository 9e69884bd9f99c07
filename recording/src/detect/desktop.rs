//! What happens at a desktop of which only the picture and the keys are known: what its user types.

use super::keys::{Key, key};
use crate::input::Buttons;
use events::{CommandEvidence, Event, Happening};

/// Typing stops for so long where a piece of text ends.
const PAUSE_US: u64 = 1_500_000;
/// Most characters in a piece.
const PIECE_CHARACTERS: usize = 1_024;
/// What stands for a character that is likely part of a password.
const BULLET: char = '•';

/// Programs whose name at the start of a typed line says that it is a command.
const PROGRAMS: [&str; 74] = [
    "apt",
    "apt-get",
    "awk",
    "bash",
    "cargo",
    "cat",
    "cd",
    "chgrp",
    "chmod",
    "chown",
    "cmd",
    "cp",
    "crontab",
    "curl",
    "df",
    "dir",
    "dnf",
    "docker",
    "echo",
    "exit",
    "fdisk",
    "gdb",
    "git",
    "gpg",
    "grep",
    "gunzip",
    "gzip",
    "htop",
    "ifconfig",
    "ip",
    "ipconfig",
    "journalctl",
    "kubectl",
    "ln",
    "logout",
    "ls",
    "lsof",
    "mc",
    "mkdir",
    "mount",
    "mv",
    "mysql",
    "nano",
    "netstat",
    "npm",
    "passwd",
    "ping",
    "pip",
    "powershell",
    "ps",
    "psql",
    "pwd",
    "python",
    "python3",
    "rm",
    "rmdir",
    "rsync",
    "scp",
    "sed",
    "sftp",
    "ssh",
    "su",
    "sudo",
    "systemctl",
    "tail",
    "tar",
    "tmux",
    "uname",
    "vi",
    "vim",
    "wget",
    "whoami",
    "yum",
    "zip",
];
/// Commands that are likely followed by a password.
const ASKS_PASSWORD: [&str; 11] =
    ["gpg", "kinit", "login", "mysql", "passwd", "psql", "scp", "sftp", "ssh", "su", "sudo"];

/// Finds out what is typed.
#[derive(Default)]
pub(super) struct DesktopDetector {
    line: Vec<char>,
    /// Where in it the next character goes.
    at: usize,
    /// Keys were pressed that make of it what nobody knows: history, completion.
    is_unknown: bool,
    /// A part of the line was told already.
    is_told: bool,
    last_us: u64,
    held: Held,
    buttons: Buttons,
    /// What is typed next is likely a password.
    is_secret: bool,
}

/// Keys that are held.
#[derive(Clone, Copy, Default)]
struct Held {
    control: bool,
    alt: bool,
    system: bool,
}

impl DesktopDetector {
    /// Time goes on to `now_us`.
    pub(super) fn advance(&mut self, now_us: u64, out: &mut Vec<Event>) {
        let due_us = self.last_us.saturating_add(PAUSE_US);
        if !self.line.is_empty() && due_us <= now_us {
            self.tell(due_us, out);
            self.is_told = true;
        }
    }

    /// A key went down or up. Time has been advanced to `now_us`.
    pub(super) fn key(&mut self, keysym: u32, is_pressed: bool, now_us: u64, out: &mut Vec<Event>) {
        let key = key(keysym);
        match key {
            Key::Control => self.held.control = is_pressed,
            Key::Alt => self.held.alt = is_pressed,
            Key::System => self.held.system = is_pressed,
            _ => {}
        }
        if !is_pressed {
            return;
        }
        // Windows sends AltGr as Ctrl and Alt
        let is_shortcut = self.held.system || self.held.control != self.held.alt;
        match key {
            Key::Control | Key::Alt | Key::System | Key::None => return,
            Key::Character(character) if is_shortcut => self.shortcut(character, now_us, out),
            _ if is_shortcut => self.is_unknown = true,
            Key::Character(character) => {
                self.line.insert(self.at, character);
                self.at += 1;
            }
            Key::Backspace => {
                if self.at > 0 {
                    self.at -= 1;
                    self.line.remove(self.at);
                }
            }
            Key::Delete => {
                if self.at < self.line.len() {
                    self.line.remove(self.at);
                }
            }
            Key::Left => self.at = self.at.saturating_sub(1),
            Key::Right => self.at = self.line.len().min(self.at + 1),
            Key::Home => self.at = 0,
            Key::End => self.at = self.line.len(),
            Key::Return => {
                self.last_us = now_us;
                self.enter(now_us, out);
            }
            Key::Other => self.is_unknown = true,
        }
        self.last_us = now_us;
        if self.line.len() >= PIECE_CHARACTERS {
            self.tell(now_us, out);
            self.is_told = true;
        }
    }

    /// The mouse moved, or a button changed.
    pub(super) fn mouse(&mut self, buttons: Buttons, now_us: u64, out: &mut Vec<Event>) {
        let is_click = buttons & !std::mem::replace(&mut self.buttons, buttons) & 0b111 != 0;
        if is_click {
            // what is typed next is typed somewhere else
            self.tell(now_us, out);
            (self.is_told, self.is_unknown, self.is_secret) = (false, false, false);
        }
    }

    /// The recording ends.
    pub(super) fn end(&mut self, now_us: u64, out: &mut Vec<Event>) {
        self.tell(now_us, out);
    }

    /// Return was pressed.
    fn enter(&mut self, now_us: u64, out: &mut Vec<Event>) {
        let line: String = self.line.iter().collect();
        let line = line.trim();
        let is_whole = !self.is_told && !self.is_unknown && !self.is_secret;
        let asks = words(line).is_some_and(|word| ASKS_PASSWORD.contains(&word));
        if is_whole && is_command(line) {
            let command = Happening::Command {
                command: line.to_owned(),
                shell: None,
                directory: None,
                exit_status: None,
                duration_us: None,
                evidence: CommandEvidence::Typed,
            };
            out.push(Event::new(now_us, command));
        }
        self.tell(now_us, out);
        (self.is_told, self.is_unknown) = (false, false);
        self.is_secret = is_whole && asks;
    }

    /// Keys pressed together: a piece of their own.
    fn shortcut(&mut self, character: char, now_us: u64, out: &mut Vec<Event>) {
        self.tell(now_us, out);
        self.is_unknown = true;
        let mut text = String::from("[");
        for (is_held, name) in
            [(self.held.control, "Ctrl+"), (self.held.alt, "Alt+"), (self.held.system, "Super+")]
        {
            text.push_str(if is_held { name } else { "" });
        }
        text.extend(character.to_uppercase());
        text.push(']');
        out.push(Event::typed(now_us, text, now_us));
        if character == 'c' && self.held.control {
            // a line of a shell is given up, and whatever asked for a password
            (self.is_told, self.is_unknown, self.is_secret) = (false, false, false);
        }
    }

    fn tell(&mut self, now_us: u64, out: &mut Vec<Event>) {
        let line = std::mem::take(&mut self.line);
        self.at = 0;
        let text: String =
            if self.is_secret { line.iter().map(|_| BULLET).collect() } else { line.iter().collect() };
        if !text.trim().is_empty() {
            out.push(Event::typed(self.last_us, text, now_us));
        }
    }
}

fn words(line: &str) -> Option<&str> {
    line.split_whitespace().next()
}

/// Whether a line can be taken for a command, where nobody sees what it is typed into.
fn is_command(line: &str) -> bool {
    words(line).is_some_and(|word| {
        PROGRAMS.contains(&word) || ["./", "~/", "/bin/", "/usr/"].iter().any(|start| word.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETURN: u32 = 0xFF0D;

    fn typed(keys: &[(u64, &[u32])]) -> Vec<Event> {
        let mut detector = DesktopDetector::default();
        let mut out = Vec::new();
        for (ms, keys) in keys {
            detector.advance(ms * 1_000, &mut out);
            for key in *keys {
                detector.key(*key, true, ms * 1_000, &mut out);
                if !(0xFFE1..0xFFEF).contains(key) {
                    detector.key(*key, false, ms * 1_000, &mut out);
                }
            }
        }
        detector.advance(100_000_000, &mut out);
        detector.end(100_000_000, &mut out);
        assert!(out.is_sorted_by_key(|event| event.told_us), "{out:?}");
        assert!(out.iter().all(|event| event.doubts().is_empty()), "{out:?}");
        out
    }

    fn line(text: &str) -> Vec<u32> {
        text.chars().map(u32::from).chain([RETURN]).collect()
    }

    fn texts(events: &[Event]) -> Vec<String> {
        let text = |event: &Event| match &event.what {
            Happening::TypedText { text, .. } => text.clone(),
            Happening::Command { command, .. } => format!("$ {command}"),
            other => format!("{other:?}"),
        };
        events.iter().map(text).collect()
    }

    #[test]
    fn keys_become_text() {
        let edited =
            [0x68, 0xE9, 0x78, 0xFF08, 0x100_20AC, 0xFF50, 0x3E, 0xFF57, 0xFFB7, 0xFF51, 0xFFFF, RETURN];
        assert_eq!(texts(&typed(&[(1, &edited)])), [">hé€"]);
        assert_eq!(texts(&typed(&[(1, &[0x61]), (2_000, &[0x62])])), ["a", "b"], "a pause between them");
    }

    #[test]
    fn shortcuts_are_shown_as_such() {
        let mut detector = DesktopDetector::default();
        let mut out = Vec::new();
        for (keysym, is_pressed) in [
            (0xFFE3, true),
            (0x73, true),
            (0xFFE3, false),
            (0xFFE3, true),
            (0xFFE9, true),
            (0x40, true),
            (0xFFE9, false),
        ] {
            detector.key(keysym, is_pressed, 5, &mut out);
        }
        detector.end(6, &mut out);
        assert_eq!(texts(&out), ["[Ctrl+S]", "@"], "Ctrl and Alt together are AltGr");
    }

    #[test]
    fn only_lines_that_are_commands_are_taken_for_some() {
        assert_eq!(texts(&typed(&[(1, &line("ls -l"))])), ["$ ls -l", "ls -l"]);
        assert_eq!(texts(&typed(&[(1, &line("dear all"))])), ["dear all"]);
        let recalled = [&[0xFF52][..], &line("ls")].concat();
        assert_eq!(texts(&typed(&[(1, &recalled)])), ["ls"], "the line began with what was recalled");
        assert_eq!(texts(&typed(&[(1, &[0x6C]), (3_000, &line("s"))])), ["l", "s"], "told in two pieces");
    }

    #[test]
    fn what_follows_a_command_that_asks_is_not_told() {
        let events = typed(&[(1, &line("sudo id")), (500, &line("s3cret")), (900, &line("id; ls"))]);
        assert_eq!(texts(&events), ["$ sudo id", "sudo id", "••••••", "id; ls"]);
    }

    #[test]
    fn no_keys_make_it_panic_or_grow() {
        let mut detector = DesktopDetector::default();
        let mut out = Vec::new();
        let mut state = 7_u32;
        for number in 0..200_000_u64 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let keysym = if state & 3 == 0 { 0xFF00 | (state >> 24) } else { state >> 24 };
            detector.advance(number * 100, &mut out);
            detector.key(keysym, state & 16 == 0, number * 100, &mut out);
            detector.mouse((state >> 10) as u8 & 1, number * 100, &mut out);
            assert!(detector.line.len() <= PIECE_CHARACTERS);
        }
        assert!(!out.is_empty());
    }
}
