//! The timing file.

use crate::error::Result;
use crate::import::lines::{Line, Lines};
use crate::import::micros::{Micros, micros};
use crate::limits;
use crate::units::{Size, Span};
use std::collections::VecDeque;

/// What a line of a timing file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Time since the line before.
    pub(super) delay: Span,
    /// Byte offset of the line in the timing file.
    pub(super) offset: u64,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// So many bytes of the data were output.
    Output(u64),
    /// So many bytes of the log of input were typed.
    Input(u64),
    /// The terminal has another size.
    Resize(Size),
    /// A signal that tells nothing of the picture.
    Signal,
    /// A fact of the session.
    Fact(String, String),
}

/// Reads a timing file that comes in pieces.
pub(super) struct Timing {
    lines: Lines,
    entries: VecDeque<Entry>,
    /// What was not understood: what and where.
    faults: Vec<(&'static str, u64)>,
    is_ended: bool,
}

impl Timing {
    pub(super) fn new() -> Self {
        Self {
            lines: Lines::new(limits::SCRIPT_LINE_BYTES),
            entries: VecDeque::new(),
            faults: Vec::new(),
            is_ended: false,
        }
    }

    /// Takes the next bytes of the file.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        let Self { lines, entries, faults, .. } = self;
        lines.feed(bytes, &mut |line| {
            take(line, entries, faults);
            Ok(())
        })
    }

    /// The file ends. A last line that no line feed ended is one that was being written.
    pub(super) fn end(&mut self) -> Result<()> {
        self.is_ended = true;
        let Self { lines, entries, faults, .. } = self;
        lines.finish(&mut |line| {
            take(line, entries, faults);
            Ok(())
        })
    }

    pub(super) fn is_ended(&self) -> bool {
        self.is_ended
    }

    /// The first entry that was not done with.
    pub(super) fn front(&mut self) -> Option<&mut Entry> {
        self.entries.front_mut()
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        self.entries.pop_front()
    }

    /// What was not understood since this was called last.
    pub(super) fn take_faults(&mut self) -> Vec<(&'static str, u64)> {
        std::mem::take(&mut self.faults)
    }
}

fn take(line: Line<'_>, entries: &mut VecDeque<Entry>, faults: &mut Vec<(&'static str, u64)>) {
    let Some(bytes) = line.bytes else {
        faults.push(("line of the timing is over the limit", line.offset));
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    match read(text) {
        // a number that no line feed follows may lack its last digits
        Ok((_, What::Output(_) | What::Input(_))) if !line.is_ended => {
            faults.push(("timing ends in the middle of a line", line.offset));
        }
        Ok((delay, what)) => entries.push_back(Entry { delay, offset: line.offset, what }),
        Err(fault) => faults.push((fault, line.offset)),
    }
}

/// Reads a line.
fn read(line: &str) -> std::result::Result<(Span, What), &'static str> {
    let mut words = line.splitn(4, [' ', '\t']).filter(|word| !word.is_empty());
    let first = words.next().ok_or("line of the timing is not understood")?;
    let advanced = matches!(first, "O" | "I" | "S" | "H").then_some(first);
    let number = if advanced.is_some() { words.next().unwrap_or_default() } else { first };
    let delay = delay(number)?;
    let count = |word: Option<&str>| {
        word.and_then(|word| word.trim().parse::<u64>().ok()).ok_or("line of the timing is not understood")
    };
    let what = match advanced {
        None | Some("O") => {
            let count = count(words.next())?;
            if advanced.is_none() && words.next().is_some() {
                return Err("line of the timing is not understood");
            }
            What::Output(count)
        }
        Some("I") => What::Input(count(words.next())?),
        Some("S") => match words.next() {
            Some("SIGWINCH") => {
                What::Resize(window(words.next().unwrap_or_default()).ok_or("resize is not usable")?)
            }
            _ => What::Signal,
        },
        Some(_) => What::Fact(
            words.next().unwrap_or_default().to_owned(),
            words.next().unwrap_or_default().trim().to_owned(),
        ),
    };
    Ok((delay, what))
}

/// Decimal seconds; some locales write a comma.
fn delay(number: &str) -> std::result::Result<Span, &'static str> {
    match micros(&number.replacen(',', ".", 1)) {
        Micros::Known(us) => Ok(Span::from_us(us)),
        Micros::Negative => Ok(Span::ZERO),
        Micros::TooLarge => Err("delay is over the limit"),
        Micros::NotNumber => Err("line of the timing is not understood"),
    }
}

/// `ROWS=24 COLS=80`, both more than zero.
fn window(words: &str) -> Option<Size> {
    let side = |name: &str| {
        let word = words.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        word?.parse::<u32>().ok().filter(|cells| *cells > 0)
    };
    Some(Size::new(side("COLS")?, side("ROWS")?))
}

/// Whether `head`, the start of a file or all of it, is that of a timing file: lines of the one kind or the other.
pub(in crate::import) fn is_timing(head: &[u8], is_whole: bool) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let last = lines.next_back().unwrap_or_default();
    let mut read_lines = 0;
    for line in lines.take(1000) {
        let Ok(line) = std::str::from_utf8(line) else { return false };
        if !line.trim().is_empty() {
            if !line.contains(['.', ',']) && !line.starts_with(['O', 'I', 'S', 'H']) {
                return false;
            }
            if read(line.trim()).is_err() {
                return false;
            }
            read_lines += 1;
        }
    }
    let last_fits = || std::str::from_utf8(last).is_ok_and(|last| read(last.trim()).is_ok());
    read_lines > 0 || (is_whole && last_fits())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(u64, What)>) {
        assert_eq!(read(line).ok(), expected.map(|(us, what)| (Span::from_us(us), what)), "{line}");
    }

    #[test]
    fn lines_of_both_kinds() {
        check("0.017562 18", Some((17_562, What::Output(18))));
        check("0,017562 18", Some((17_562, What::Output(18))));
        check("12.000000 0", Some((12_000_000, What::Output(0))));
        check("-0.5 3", Some((0, What::Output(3))));
        check("O 0.019156 18", Some((19_156, What::Output(18))));
        check("I 0.5 1", Some((500_000, What::Input(1))));
        check("S 0.050773 SIGWINCH ROWS=30 COLS=100", Some((50_773, What::Resize(Size::new(100, 30)))));
        check("S 0.1 SIGTERM", Some((100_000, What::Signal)));
        check(
            "H 0.000000 COMMAND /bin/bash --norc",
            Some((0, What::Fact("COMMAND".into(), "/bin/bash --norc".into()))),
        );
        check("H 0 TERM", Some((0, What::Fact("TERM".into(), String::new()))));
        for line in [
            "0.5",
            "x",
            "0.5 x",
            "0.5 -1",
            "0.5 1 x",
            "O 0.5",
            "S 0.5 SIGWINCH ROWS=0 COLS=8",
            "1e999 5",
            "nan 4",
            "O",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn a_timing_file_is_told_by_its_lines() {
        let check =
            |head: &str, expected: bool| assert_eq!(is_timing(head.as_bytes(), true), expected, "{head}");
        check("0.1 5\n0.2 6\n", true);
        check("0.1 5", true);
        check("H 0.000000 START_TIME 2026-11-22 08:53:58+00:00\nO 0.1 4\n", true);
        check("0.1 5\nhello\n", false);
        check("", false);
        check("\n\n", false);
        check("1 2\n3 4\n", false);
    }

    #[test]
    fn a_line_that_was_being_written_is_left_out() {
        let mut timing = Timing::new();
        timing.feed(b"0.1 5\n0.2 6").expect("takes");
        timing.end().expect("ends");
        assert_eq!(timing.pop().map(|entry| entry.what), Some(What::Output(5)));
        assert_eq!(timing.pop(), None);
        assert_eq!(timing.take_faults(), [("timing ends in the middle of a line", 6)]);
    }
}
