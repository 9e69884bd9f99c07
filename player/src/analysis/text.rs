//! The text of a terminal's screen.

use crate::terminal::is_combining;
use avt::Terminal;
use recording::units::Size;

/// What stands on a terminal's screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScreenText {
    /// Columns and rows.
    pub size: Size,
    /// Its rows from the top, without the blanks at their ends.
    pub lines: Vec<Vec<Run>>,
}

/// A piece of a line that starts where the one before it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its text: any number of characters of one column each, or one other character with the marks on it.
    pub text: String,
    /// How many columns it takes.
    pub columns: usize,
}

impl ScreenText {
    /// The text on the screen that shows.
    pub(crate) fn of(terminal: &Terminal) -> Self {
        let (columns, rows) = terminal.size();
        let side = |cells: usize| u32::try_from(cells).unwrap_or(u32::MAX);
        let lines = terminal.screen().visible_lines().map(|line| runs(line.cells())).collect();
        Self { size: Size::new(side(columns), side(rows)), lines }
    }

    /// A line as one text.
    pub fn line(&self, row: usize) -> String {
        self.lines.get(row).into_iter().flatten().map(|run| run.text.as_str()).collect()
    }
}

fn runs(cells: &[avt::Cell]) -> Vec<Run> {
    let end = cells.iter().rposition(|cell| cell.char() != ' ').map_or(0, |last| last + 1);
    let mut runs: Vec<Run> = Vec::new();
    let mut is_open = false;
    for cell in cells.get(..end).unwrap_or_default() {
        let (character, columns) = (cell.char(), usize::from(cell.width()));
        let is_plain = columns == 1 && matches!(character, ' '..='~');
        match runs.last_mut() {
            // The second half of a wide character.
            _ if columns == 0 => {}
            Some(last) if is_combining(character) || (is_plain && is_open) => {
                last.text.push(character);
                last.columns += columns;
            }
            _ => runs.push(Run { text: character.to_string(), columns }),
        }
        // A mark on the last character of a plain run would belong to the whole run: it closes it.
        is_open = is_plain || (is_open && columns == 0);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use recording::codec::terminal::Emulator;

    fn text_of(output: &str, size: Size) -> ScreenText {
        let mut emulator = Emulator::new(size);
        emulator.output(output);
        ScreenText::of(emulator.terminal())
    }

    #[test]
    fn wide_characters_and_marks_keep_their_columns() {
        let text = text_of("ab  \u{65e5}c\r\n\x1b[2;4Hx e\u{301}!   ", Size::new(12, 3));
        assert_eq!(text.size, Size::new(12, 3));
        assert_eq!(
            (text.line(0), text.line(1), text.line(2)),
            ("ab  日c".into(), "   x e\u{301}!".into(), String::new())
        );
        let runs: Vec<_> = text.lines[0].iter().map(|run| (run.text.as_str(), run.columns)).collect();
        assert_eq!(runs, [("ab  ", 4), ("日", 2), ("c", 1)]);
        let columns: usize = text.lines[1].iter().map(|run| run.columns).sum();
        assert_eq!(columns, 8, "a mark takes a cell");
    }
}
