//! The terminal emulator with its parser at hand.

use crate::limits;
use crate::units::Size;
use avt::parser::{Function, State};
use avt::{Observation, Observer, Operation, Parser, Screen, Terminal};
use std::ops::Range;

/// A terminal without scrollback that is fed output and resizes and tells which rows changed.
pub struct Emulator {
    // The parser is kept apart from the terminal because only so can be told whether it is amid a sequence.
    parser: Parser,
    terminal: Terminal,
    changed: Vec<bool>,
}

impl Emulator {
    /// An empty terminal; the size is brought within the limits ([`limits::terminal_size`]).
    pub fn new(size: Size) -> Self {
        let (columns, rows) = cells(size);
        let terminal = Terminal::new(columns, rows).expect("a size within the limits is not empty");
        Self { parser: Parser::new(), terminal, changed: vec![true; rows] }
    }

    /// Feeds output; a sequence may end in the middle and go on in the next piece.
    pub fn output(&mut self, text: &str) {
        let Self { parser, terminal, changed } = self;
        terminal.execute_with(
            text.chars().filter_map(|character| parser.feed(character)),
            ChangedRows { rows: changed },
        );
    }

    /// Gives the terminal another size, brought within the limits ([`limits::terminal_size`]).
    pub fn resize(&mut self, size: Size) {
        let (columns, rows) = cells(size);
        self.terminal.resize_with(columns, rows, ChangedRows { rows: &mut self.changed });
    }

    /// The terminal as it stands.
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// Columns and rows.
    #[expect(clippy::cast_possible_truncation, reason = "terminal sides are within TERMINAL_SIDE_CELLS")]
    pub fn size(&self) -> Size {
        let (columns, rows) = self.terminal.size();
        Size::new(columns as u32, rows as u32)
    }

    /// Rows whose cells may have changed since they were last taken, rising. The cursor is not counted.
    pub fn take_changed_rows(&mut self) -> Vec<usize> {
        let rows =
            self.changed.iter().enumerate().filter_map(|(row, changed)| changed.then_some(row)).collect();
        self.changed.fill(false);
        rows
    }

    /// Output that brings an empty terminal of the same size into exactly this state; `None` where there is none:
    /// amid an escape sequence, or in the rare states that the emulator cannot write.
    pub(super) fn state(&self) -> Option<String> {
        if self.parser.state != State::Ground {
            return None;
        }
        let state = self.terminal.dump();
        let mut restored = Self::new(self.size());
        restored.output(&state);
        (restored.parser.state == State::Ground
            && restored.terminal.dump() == state
            && restored.terminal.cursor() == self.terminal.cursor()
            && same_cells(restored.terminal.screen(), self.terminal.screen())
            && same_cells(restored.terminal.primary_screen(), self.terminal.primary_screen()))
        .then_some(state)
    }
}

fn cells(size: Size) -> (usize, usize) {
    let size = limits::terminal_size(size);
    (size.width as usize, size.height as usize)
}

fn same_cells(one: Screen<'_>, other: Screen<'_>) -> bool {
    one.visible_lines().eq(other.visible_lines())
}

/// Collects the rows that an execution touches.
struct ChangedRows<'a> {
    rows: &'a mut Vec<bool>,
}

impl Observer for ChangedRows<'_> {
    type Output = ();

    fn before(&mut self, context: &mut Observation<'_>, operation: &Operation) {
        // In insert mode a wide character that does not fit shifts its row and then goes to the next one; the
        // emulator reports the next one only.
        if matches!(operation, Operation::Function(Function::Print(_))) {
            let row = context.terminal().cursor().row;
            self.dirty(row..row + 1);
        }
    }

    fn resized(&mut self, _columns: usize, rows: usize) {
        self.rows.clear();
        self.rows.resize(rows, true);
    }

    fn dirty(&mut self, rows: Range<usize>) {
        let end = rows.end.min(self.rows.len());
        if let Some(rows) = self.rows.get_mut(rows.start.min(end)..end) {
            rows.fill(true);
        }
    }

    fn end(&mut self, _context: &mut Observation<'_>) {}
}
