//! Cuts a stream of bytes into instructions (Guacamole manual, "Guacamole protocol": design).
//!
//! An instruction is a list of elements `LENGTH.VALUE`, set apart by commas and ended by a semicolon. LENGTH counts
//! Unicode code points. Writers based on guacamole-common-js before 1.5.2 counted UTF-16 code units instead; where
//! only that count leads to a comma or a semicolon, it is taken.

use crate::error::{Error, Result};
use crate::limits;
use std::ops::Range;

/// Splits bytes into instructions, however they come.
pub(super) struct Parser {
    /// What was not consumed yet, from the first byte of the instruction in hand on.
    buffer: Vec<u8>,
    /// Where the instruction in hand starts in `buffer`.
    start: usize,
    /// Up to where `buffer` has been looked at.
    at: usize,
    /// Offset in the source of the first byte of `buffer`.
    offset: u64,
    state: State,
    /// The complete elements of the instruction in hand, as ranges from `start` on.
    elements: Vec<Range<usize>>,
    /// Whether lengths count UTF-16 code units, as the last element that told the two apart showed.
    is_utf16: bool,
    /// Bytes that were looked at in vain, in damaged places.
    wasted: u64,
    /// Whether a damaged place is being passed over, of which the caller knows.
    is_lost: bool,
}

/// Most digits of a length.
const MOST_DIGITS: usize = 9;
/// Most digits of a time before an instruction.
const MOST_STAMP_DIGITS: usize = 20;

#[derive(Clone, Copy)]
enum State {
    /// Between two instructions.
    Between,
    /// Before an element, whose length starts at `from`.
    Length { from: usize },
    /// In a value of `length` characters from `from` on, with `left` characters to come.
    Value { from: usize, length: usize, left: usize },
    /// In a damaged place, which ends with the next semicolon.
    Damaged,
}

/// How far the instruction in hand has got.
enum Scan {
    More,
    Complete,
    Damage,
}

/// One complete instruction.
pub(super) struct Instruction<'a> {
    bytes: &'a [u8],
    elements: &'a [Range<usize>],
    /// Offset in the source of its first byte.
    pub(super) offset: u64,
}

impl<'a> Instruction<'a> {
    /// The first element.
    pub(super) fn opcode(&self) -> &'a [u8] {
        self.element(0).unwrap_or_default()
    }

    /// The argument of this number, counted from 0.
    pub(super) fn argument(&self, number: usize) -> Option<&'a [u8]> {
        self.element(number.checked_add(1)?)
    }

    /// The last argument and its number.
    pub(super) fn last_argument(&self) -> Option<(usize, &'a [u8])> {
        let number = self.elements.len().checked_sub(2)?;
        Some((number, self.argument(number)?))
    }

    fn element(&self, number: usize) -> Option<&'a [u8]> {
        self.bytes.get(self.elements.get(number)?.clone())
    }
}

/// What the parser found next.
pub(super) enum Found<'a> {
    Instruction(Instruction<'a>),
    /// A place that is no instruction; what follows may be.
    Damage {
        /// Offset in the source.
        offset: u64,
    },
}

impl Parser {
    pub(super) fn new() -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            at: 0,
            offset: 0,
            state: State::Between,
            elements: Vec::new(),
            is_utf16: false,
            wasted: 0,
            is_lost: false,
        }
    }

    /// Adds bytes to what [`Self::next`] looks at.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let consumed = std::mem::take(&mut self.start);
        if consumed > 0 {
            self.buffer.drain(..consumed);
            self.offset += consumed as u64;
            self.at -= consumed;
            if let State::Length { from } | State::Value { from, .. } = &mut self.state {
                *from -= consumed;
            }
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether the bytes so far end inside an instruction.
    pub(super) fn is_inside(&self) -> bool {
        matches!(self.state, State::Damaged)
            || self.buffer.get(self.start..).is_some_and(|rest| !rest.trim_ascii().is_empty())
    }

    /// Bytes taken so far.
    pub(super) fn taken_bytes(&self) -> u64 {
        self.offset + self.buffer.len() as u64
    }

    /// The next instruction or damaged place, or `None` where more bytes are needed.
    ///
    /// # Errors
    /// [`Error::LimitReached`] for a source that is more damage than instructions.
    pub(super) fn next(&mut self) -> Result<Option<Found<'_>>> {
        loop {
            let can_scan = match self.state {
                State::Between => self.begin(),
                State::Damaged => self.pass_damage() && self.begin(),
                State::Length { .. } | State::Value { .. } => true,
            };
            if !can_scan {
                return Ok(None);
            }
            match self.scan() {
                Scan::More => return Ok(None),
                Scan::Complete => {
                    let bytes = self.buffer.get(self.start..self.at).unwrap_or_default();
                    let offset = self.offset + self.start as u64;
                    self.start = self.at;
                    self.state = State::Between;
                    self.is_lost = false;
                    return Ok(Some(Found::Instruction(Instruction {
                        bytes,
                        elements: &self.elements,
                        offset,
                    })));
                }
                Scan::Damage => {
                    let offset = self.offset + self.start as u64;
                    self.give_up()?;
                    if !std::mem::replace(&mut self.is_lost, true) {
                        return Ok(Some(Found::Damage { offset }));
                    }
                }
            }
        }
    }

    /// Passes over blanks between instructions, and over a number and a blank before one, as some recorders write.
    /// Answers whether there is something after them.
    fn begin(&mut self) -> bool {
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.start += blanks;
            self.at = self.start;
            let rest = rest.get(blanks..).unwrap_or_default();
            let digits = rest.iter().take(MOST_STAMP_DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
            match rest.get(digits) {
                None => return false,
                Some(b' ' | b'\t') if digits > 0 => self.start += digits + 1,
                Some(_) => break,
            }
        }
        self.elements.clear();
        self.state = State::Length { from: self.start };
        true
    }

    /// Goes on through the instruction in hand.
    fn scan(&mut self) -> Scan {
        loop {
            let ended = match self.state {
                State::Between | State::Damaged => Some(Scan::More),
                State::Length { from } => self.scan_length(from),
                State::Value { from, length, left } => self.scan_value(from, length, left),
            };
            if let Some(scan) = ended {
                return scan;
            }
        }
    }

    /// Reads the length of an element and the dot after it.
    fn scan_length(&mut self, from: usize) -> Option<Scan> {
        let rest = self.buffer.get(from..).unwrap_or_default();
        let digits = rest.iter().take(MOST_DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
        self.at = from + digits;
        let Some(&after) = rest.get(digits) else { return Some(Scan::More) };
        let length =
            rest.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<usize>().ok());
        let (b'.', Some(length)) = (after, length) else { return Some(Scan::Damage) };
        let from = from + digits + 1;
        let is_over_limit = from - self.start + length > limits::GUACAMOLE_INSTRUCTION_BYTES
            || self.elements.len() >= limits::GUACAMOLE_ELEMENTS;
        if is_over_limit {
            return Some(Scan::Damage);
        }
        self.at = from;
        self.state = State::Value { from, length, left: length };
        None
    }

    /// Reads the value of an element and the comma or semicolon after it.
    fn scan_value(&mut self, from: usize, length: usize, left: usize) -> Option<Scan> {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let (taken, left) = take_characters(rest, left, self.is_utf16);
        self.at += taken;
        self.state = State::Value { from, length, left };
        let Some(&terminator) = self.buffer.get(self.at) else { return Some(Scan::More) };
        let mut end = self.at;
        let mut is_last = terminator == b';';
        if !matches!(terminator, b',' | b';') {
            let value = self.buffer.get(from..).unwrap_or_default();
            let (taken, left) = take_characters(value, length, !self.is_utf16);
            match (left, value.get(taken)) {
                (0, Some(other @ (b',' | b';'))) => is_last = *other == b';',
                (_, None) if from + taken > self.at => return Some(Scan::More),
                _ => return Some(Scan::Damage),
            }
            end = from + taken;
            self.is_utf16 = !self.is_utf16;
        }
        self.elements.push(from - self.start..end - self.start);
        self.at = end + 1;
        self.state = State::Length { from: self.at };
        is_last.then_some(Scan::Complete)
    }

    /// Gives up the instruction in hand: the next may follow the next semicolon.
    fn give_up(&mut self) -> Result<()> {
        self.wasted = self.wasted.saturating_add((self.at - self.start) as u64);
        let allowed = limits::GUACAMOLE_DAMAGED_BYTES.saturating_add(self.taken_bytes().saturating_mul(16));
        if self.wasted > allowed {
            return Err(Error::LimitReached {
                what: "damage in the Guacamole recording",
                limit: limits::GUACAMOLE_DAMAGED_BYTES,
            });
        }
        self.state = State::Damaged;
        Ok(())
    }

    /// Passes over a damaged place. Answers whether its end was found.
    fn pass_damage(&mut self) -> bool {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let end = rest.iter().position(|&byte| byte == b';');
        self.start += end.map_or(rest.len(), |end| end + 1);
        self.at = self.start;
        if end.is_some() {
            self.state = State::Between;
        }
        end.is_some()
    }
}

/// The number of bytes that hold the next `left` characters, as far as they are there, and how many are still to
/// come. Continuation bytes belong to the character before them. Characters outside of the basic plane count twice
/// where UTF-16 code units are counted.
fn take_characters(bytes: &[u8], left: usize, is_utf16: bool) -> (usize, usize) {
    let ahead = bytes.get(..left).unwrap_or(bytes);
    let ascii = if ahead.is_ascii() { ahead.len() } else { 0 };
    let mut left = left - ascii;
    let mut taken = ascii;
    for &byte in bytes.get(ascii..).unwrap_or_default() {
        if byte & 0xC0 != 0x80 {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(if is_utf16 && byte >= 0xF0 { 2 } else { 1 });
        }
        taken += 1;
    }
    (taken, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(pieces: &[&[u8]]) -> Vec<String> {
        let mut parser = Parser::new();
        let mut found = Vec::new();
        for piece in pieces {
            parser.push(piece);
            while let Some(next) = parser.next().unwrap() {
                found.push(match next {
                    Found::Damage { offset } => format!("damage at {offset}"),
                    Found::Instruction(instruction) => (0..instruction.elements.len())
                        .map(|number| {
                            String::from_utf8_lossy(instruction.element(number).unwrap()).into_owned()
                        })
                        .collect::<Vec<_>>()
                        .join("|"),
                });
            }
        }
        if parser.is_inside() {
            found.push("inside".into());
        }
        found
    }

    fn check(source: &str, expected: &[&str]) {
        let source = source.as_bytes();
        assert_eq!(parse(&[source]), expected, "whole");
        for cut in 0..=source.len() {
            assert_eq!(parse(&[&source[..cut], &source[cut..]]), expected, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = source.chunks(1).collect();
        assert_eq!(parse(&bytes), expected, "byte by byte");
    }

    #[test]
    fn reads_instructions_in_pieces() {
        check("4.size,1.0,4.1024,3.768;3.nop;4.sync,0.;", &["size|0|1024|768", "nop", "sync|"]);
        check("3.nop;\n3.nop;\r\n 3.nop;\n", &["nop", "nop", "nop"]);
        check("1591 3.nop;1592\t3.nop;", &["nop", "nop"]);
    }

    #[test]
    fn tells_an_instruction_that_is_cut() {
        check("3.nop;4.siz", &["nop", "inside"]);
        check("3.nop;4", &["nop", "inside"]);
    }

    #[test]
    fn counts_code_points_or_else_utf16_units() {
        check("4.name,3.a\u{e9}\u{4e2d};3.nop;", &["name|a\u{e9}\u{4e2d}", "nop"]);
        check("4.name,2.a\u{1F600};3.nop;", &["name|a\u{1F600}", "nop"]);
        check(
            "4.name,3.a\u{1F600};4.name,4.\u{1F600}\u{1F601},1.x;",
            &["name|a\u{1F600}", "name|\u{1F600}\u{1F601}|x"],
        );
    }

    #[test]
    fn goes_on_after_damage() {
        check("3.nop;x.bad;3.nop;", &["nop", "damage at 6", "nop"]);
        check("3.nop;zz3.nop;zz3.nop;3.nop;", &["nop", "damage at 6", "nop"]);
        check("3.nop;4.nop;5.nop;3.nop;", &["nop", "damage at 6", "nop"]);
        check("999999999.a;3.nop;", &["damage at 0", "nop"]);
        check("9999999999999.a;3.nop;zz", &["damage at 0", "nop", "damage at 22", "inside"]);
    }
}
