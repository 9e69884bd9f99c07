//! The size of a terminal, told by what was written to it.

use crate::units::Size;
use avt::Parser;
use avt::parser::{Function, XtwinopsOp};

/// What a terminal is taken to be where nothing tells: the VT100 and most defaults since.
pub(super) const DEFAULT: Size = Size::new(80, 24);

/// From here on a position is no cell but a way to ask how large the terminal is: programs move to 999;999 and have
/// the cursor's place reported.
const PROBE_COLUMN: u16 = 500;
const PROBE_ROW: u16 = 250;

/// Fewest spaces that are taken for the way in which zsh finds the start of a line.
const FILL_CELLS: u32 = 19;

/// Reads output and tells how large the terminal must be.
pub(super) struct Scan {
    parser: Parser,
    /// The cells that were addressed.
    reached: Size,
    /// The columns that zsh filled.
    filled: Option<u32>,
    fill: Fill,
}

/// zsh fills the rest of the line before a prompt with spaces, one fewer than there are columns, then goes back to
/// the start, writes a space over what is there and goes back again (its option PROMPT_SP).
#[derive(Clone, Copy)]
enum Fill {
    Spaces(u32),
    Back(u32),
    Over(u32),
}

impl Scan {
    pub(super) fn new() -> Self {
        Self { parser: Parser::new(), reached: Size::new(0, 0), filled: None, fill: Fill::Spaces(0) }
    }

    /// The cells that were needed so far; a lower bound.
    pub(super) fn needed(&self) -> Size {
        Size::new(self.reached.width.max(self.filled.unwrap_or(0)), self.reached.height)
    }

    /// The likeliest size of the terminal, and whether anything but the default speaks for it.
    pub(super) fn size(&self) -> (Size, bool) {
        let width = self.filled.unwrap_or(DEFAULT.width).max(self.reached.width);
        let size = Size::new(width, self.reached.height.max(DEFAULT.height));
        (size, self.filled.is_some() || size != DEFAULT)
    }

    /// Reads on.
    pub(super) fn read(&mut self, text: &str) {
        for character in text.chars() {
            let Some(function) = self.parser.feed(character) else { continue };
            self.fill = match (self.fill, &function) {
                (Fill::Spaces(cells), Function::Print(' ')) => Fill::Spaces(cells.saturating_add(1)),
                (Fill::Spaces(cells), Function::Cr) if cells >= FILL_CELLS => Fill::Back(cells),
                (Fill::Back(cells), Function::Print(' ')) => Fill::Over(cells),
                (Fill::Over(cells), Function::Cr) => {
                    self.fills(cells.saturating_add(1));
                    Fill::Spaces(0)
                }
                (_, Function::Print(' ')) => Fill::Spaces(1),
                _ => Fill::Spaces(0),
            };
            match function {
                Function::Cup(row, column) => self.reaches(column, row),
                Function::Cha(column) => self.reaches(column, 1),
                Function::Vpa(row) => self.reaches(1, row),
                Function::Decstbm(_, bottom) => self.reaches(1, bottom),
                // what a program asks for it mostly gets, and then uses
                Function::Xtwinops(XtwinopsOp::Resize(columns, rows)) => self.reaches(columns, rows),
                _ => {}
            }
        }
    }

    fn reaches(&mut self, column: u16, row: u16) {
        if column < PROBE_COLUMN && row < PROBE_ROW {
            self.reached.width = self.reached.width.max(column.into());
            self.reached.height = self.reached.height.max(row.into());
        }
    }

    fn fills(&mut self, columns: u32) {
        if columns < PROBE_COLUMN.into() {
            self.filled = Some(self.filled.unwrap_or(0).max(columns));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: (u32, u32)) {
        let mut scan = Scan::new();
        for character in text.chars() {
            scan.read(character.encode_utf8(&mut [0; 4]));
        }
        assert_eq!(scan.size().0, Size::new(expected.0, expected.1), "{text:?}");
    }

    #[test]
    fn content_tells_the_size() {
        check("plain text", (80, 24));
        check("\u{1b}[30;100Hx", (100, 30));
        check("\u{1b}[999;999H\u{1b}[6n", (80, 24));
        check("\u{1b}[132G\u{1b}[40d", (132, 40));
        check("\u{1b}[1;50r", (80, 50));
        check("\u{1b}[8;33;77t", (80, 33));
        check(&format!("%{}\r \r$ ", " ".repeat(119)), (120, 24));
        check(&format!("%{}\r \r$ ", " ".repeat(59)), (60, 24));
        check(&format!("{}\r\n \r", " ".repeat(119)), (80, 24));
        check("\u{1b}[0;0H\u{1b}[r", (80, 24));
    }
}
