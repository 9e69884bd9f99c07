//! What is typed into a terminal, as text that can be read; and only what the terminal showed, too: what is typed
//! while nothing is echoed, such as a password, is told as bullets.

use std::collections::VecDeque;

/// Typing stops for so long where a piece of text ends.
const PAUSE_US: u64 = 1_500_000;
/// How long the echo of a line may take once Return was pressed.
const ECHO_US: u64 = 1_000_000;
/// Most characters in a piece.
const PIECE_CHARACTERS: usize = 1_024;
/// Most pieces that wait for their echo.
const WAITING: usize = 32;
/// Longest control string of a key or an answer of the terminal that is passed over, in characters.
const SEQUENCE_CHARACTERS: usize = 4_096;
/// What stands for a character that was not echoed.
const BULLET: char = '•';

/// Follows what is typed and what of it is echoed.
#[derive(Default)]
pub(super) struct Typing {
    pieces: VecDeque<Piece>,
    sequence: Sequence,
    length: usize,
}

/// Text that was typed in one go.
#[derive(Default)]
struct Piece {
    text: String,
    /// Characters that were typed, those counted that were deleted again.
    typed: usize,
    /// Those that were not echoed yet, in order.
    silent: VecDeque<char>,
    last_us: u64,
    is_ended: bool,
}

/// Where in the bytes of a key that is no character the typing stands.
#[derive(Default, PartialEq, Eq)]
enum Sequence {
    #[default]
    None,
    Escape,
    /// `ESC [`: ends with a letter or the like.
    Control,
    /// `ESC O`: one more.
    Single,
    /// An old report of the mouse: so many more.
    Mouse(u8),
    /// An answer of the terminal: ends with BEL or ST.
    String,
    StringEscape,
}

impl Typing {
    /// When something is due without anything happening, in microseconds.
    pub(super) fn deadline(&self) -> Option<u64> {
        let piece = self.pieces.front()?;
        Some(piece.last_us.saturating_add(if piece.is_ended { ECHO_US } else { PAUSE_US }))
    }

    /// Time has come to `now_us`: what is due by then, with when it was typed.
    pub(super) fn due(&mut self, now_us: u64) -> Option<(u64, String)> {
        if self.deadline()? > now_us && self.pieces.len() <= WAITING {
            return None;
        }
        self.take()
    }

    /// `text` is typed. How often Return was pressed in it.
    pub(super) fn typed(&mut self, text: &str, now_us: u64) -> u64 {
        let mut returns = 0;
        for character in text.chars() {
            if self.is_of_key(character) {
                continue;
            }
            match character {
                '\r' | '\n' => {
                    returns += 1;
                    if let Some(piece) = self.pieces.back_mut().filter(|piece| !piece.is_ended) {
                        (piece.is_ended, piece.last_us) = (true, now_us);
                    }
                }
                '\u{8}' | '\u{7f}' => self.edit(|text| {
                    text.pop();
                }),
                // kill the line, kill the word
                '\u{15}' => self.edit(String::clear),
                '\u{17}' => self.edit(|text| {
                    let kept = text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                    text.truncate(kept);
                }),
                character if character.is_control() => {}
                character => self.character(character, now_us),
            }
        }
        returns
    }

    /// The terminal showed a character.
    pub(super) fn shown(&mut self, character: char) {
        if let Some(piece) = self.pieces.front_mut()
            && piece.silent.front() == Some(&character)
        {
            piece.silent.pop_front();
        }
    }

    /// The terminal went to the next line: a line that was ended has been echoed, or it is not. It, with when it was
    /// typed.
    pub(super) fn line_feed(&mut self) -> Option<(u64, String)> {
        if self.pieces.front()?.is_ended { self.take() } else { None }
    }

    /// Whatever is open is over.
    pub(super) fn take(&mut self) -> Option<(u64, String)> {
        loop {
            let piece = self.pieces.pop_front()?;
            let text =
                if piece.silent.is_empty() { piece.text } else { BULLET.to_string().repeat(piece.typed) };
            if !text.trim().is_empty() {
                return Some((piece.last_us, text));
            }
        }
    }

    fn character(&mut self, character: char, now_us: u64) {
        let is_full = |piece: &Piece| piece.is_ended || piece.typed >= PIECE_CHARACTERS;
        if self.pieces.back().is_none_or(is_full) {
            self.pieces.push_back(Piece::default());
        }
        let Some(piece) = self.pieces.back_mut() else { return };
        piece.text.push(character);
        piece.typed += 1;
        piece.last_us = now_us;
        // blanks may be shown by moving the cursor
        if character != ' ' {
            piece.silent.push_back(character);
        }
    }

    fn edit(&mut self, change: impl FnOnce(&mut String)) {
        if let Some(piece) = self.pieces.back_mut().filter(|piece| !piece.is_ended) {
            change(&mut piece.text);
        }
    }

    /// Whether a character belongs to a key that is none, or to what the terminal answers by itself.
    fn is_of_key(&mut self, character: char) -> bool {
        let is_final = ('\u{40}'..='\u{7e}').contains(&character);
        self.length += 1;
        let next = match (&self.sequence, character) {
            (Sequence::String, '\u{1b}') => Sequence::StringEscape,
            (_, '\u{1b}') => {
                self.length = 0;
                Sequence::Escape
            }
            (Sequence::None, _) => return false,
            (Sequence::Escape, '[') => Sequence::Control,
            (Sequence::Escape, 'O') => Sequence::Single,
            (Sequence::Escape, ']' | 'P' | '_' | '^') => Sequence::String,
            (Sequence::Control, 'M') if self.length == 2 => Sequence::Mouse(3),
            (Sequence::Control, _) if !is_final => Sequence::Control,
            (Sequence::Mouse(left), _) if *left > 1 => Sequence::Mouse(left - 1),
            (Sequence::String, character) if character != '\u{7}' => Sequence::String,
            _ => Sequence::None,
        };
        self.sequence = if self.length > SEQUENCE_CHARACTERS { Sequence::None } else { next };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types `typed`, which the terminal answers with `shown`.
    fn session(lines: &[(&str, &str)]) -> Vec<String> {
        let mut typing = Typing::default();
        let mut told = Vec::new();
        for (typed, shown) in lines {
            typing.typed(typed, 0);
            for character in shown.chars() {
                if character == '\n' {
                    told.extend(typing.line_feed());
                } else {
                    typing.shown(character);
                }
            }
        }
        told.extend(std::iter::from_fn(|| typing.take()));
        told.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn what_is_echoed_can_be_read() {
        assert_eq!(session(&[("ls -l\r", "ls -l\r\n")]), ["ls -l"]);
        assert_eq!(session(&[("lx\u{7f}s\r", "lx\u{8} \u{8}s\r\n")]), ["ls"]);
        assert_eq!(session(&[("\u{1b}[A\u{1b}OB\u{1b}[200~a\u{1b}[201~\r", "a\r\n")]), ["a"]);
        assert_eq!(session(&[("\u{1b}[M !!a", "a")]), ["a"]);
        assert_eq!(session(&[("\u{1b}]11;rgb:0/0/0\u{7}b\u{1b}P1$r\u{1b}\\c", "bc")]), ["bc"]);
        assert_eq!(session(&[("a b\u{17}c", "a b c")]), ["a c"]);
        assert_eq!(
            session(&[("one\rtwo\r", "one\r\nout\r\ntwo\r\n")]),
            ["one", "•••"],
            "too late to be sure"
        );
        assert_eq!(session(&[("\r\r", "\r\n")]), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_echoed_cannot() {
        assert_eq!(session(&[("secret\r", "\r\n"), ("ls\r", "ls\r\n")]), ["••••••", "ls"]);
        assert_eq!(session(&[("secret\r", "******\r\n")]), ["••••••"]);
        assert_eq!(
            session(&[("sesame\r", "please wait\r\n")]),
            ["••••••"],
            "letters that happen to be shown"
        );
        assert_eq!(session(&[("pw\u{7f}\u{7f}\u{7f}secret\r", "\r\n")]), ["••••••••"], "so many at most");
    }

    #[test]
    fn pieces_end_with_a_pause() {
        let mut typing = Typing::default();
        typing.typed("ab", 1_000);
        assert_eq!(typing.deadline(), Some(1_000 + PAUSE_US));
        typing.shown('a');
        typing.shown('b');
        assert_eq!(typing.due(1_000 + PAUSE_US - 1), None);
        assert_eq!(typing.due(1_000 + PAUSE_US), Some((1_000, "ab".to_owned())));
        assert_eq!(typing.deadline(), None);
    }

    #[test]
    fn no_typing_is_held_without_bound() {
        let mut typing = Typing::default();
        typing.typed(&format!("\u{1b}]{}", "x".repeat(100_000)), 0);
        for _ in 0..1_000 {
            typing.typed(&"y".repeat(5_000), 0);
            typing.typed("\r", 0);
            while typing.due(0).is_some() {}
        }
        assert!(typing.pieces.len() <= WAITING);
    }
}
