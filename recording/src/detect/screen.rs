//! The terminal as it stands, and the control sequences that tell what a shell does.

use crate::limits;
use crate::units::Size;
use avt::parser::{Function, State};
use avt::{Anchor, Line, Parser, ScreenKind, Terminal};

/// Longest control string that is looked at, in bytes; one that is longer is passed over.
const STRING_BYTES: usize = 64 * 1024;
/// Longest parameters of a control sequence that are looked at, in bytes.
const PARAMETER_BYTES: usize = 32;
/// Most rows that one line of text may have been wrapped to.
const WRAPPED_ROWS: usize = 64;
/// Most of a line that is read, in bytes.
const LINE_BYTES: usize = limits::EVENT_TEXT_BYTES;

/// What a character of output did.
pub(super) enum Step {
    /// It is part of a sequence, or means nothing.
    Nothing,
    /// The terminal is to do this: [`Screen::execute`].
    Do(Function),
    /// Bracketed paste was switched on (true) or off: shells do it around the line that is edited.
    BracketedPaste(bool),
    /// An operating system command (OSC) is complete: its text.
    Command(String),
}

/// A terminal without scrollback, with the sequences that the emulator does not know.
pub(super) struct Screen {
    parser: Parser,
    terminal: Terminal,
    parameters: String,
    string: String,
    is_string_whole: bool,
}

impl Screen {
    /// An empty terminal; the size is brought within the limits ([`limits::terminal_size`]).
    pub(super) fn new(size: Size) -> Self {
        let (columns, rows) = cells(size);
        Self {
            parser: Parser::new(),
            terminal: Terminal::new(columns, rows).expect("a size within the limits is not empty"),
            parameters: String::new(),
            string: String::new(),
            is_string_whole: true,
        }
    }

    /// Reads a character.
    pub(super) fn read(&mut self, character: char) -> Step {
        let before = self.parser.state;
        let function = self.parser.feed(character);
        let after = self.parser.state;
        match (before, after) {
            (State::Ground, State::Ground) => {}
            (_, State::CsiEntry) => self.parameters.clear(),
            (_, State::CsiParam) if self.parameters.len() < PARAMETER_BYTES => {
                self.parameters.push(character);
            }
            (State::CsiEntry | State::CsiParam, State::Ground) if matches!(character, 'h' | 'l') => {
                let modes = self.parameters.strip_prefix('?').unwrap_or_default();
                // one that names several is a program that tidies up
                if modes == "2004" {
                    return Step::BracketedPaste(character == 'h');
                }
            }
            (State::OscString, State::OscString) => {
                self.is_string_whole &= self.string.len() < STRING_BYTES;
                if self.is_string_whole && !character.is_control() {
                    self.string.push(character);
                }
            }
            (_, State::OscString) => {
                self.string.clear();
                self.is_string_whole = true;
            }
            (State::OscString, _) => {
                let is_ended = matches!(character, '\u{7}' | '\u{1b}' | '\u{9c}');
                if is_ended && self.is_string_whole {
                    return Step::Command(std::mem::take(&mut self.string));
                }
            }
            _ => {}
        }
        function.map_or(Step::Nothing, Step::Do)
    }

    /// Does what was read.
    pub(super) fn execute(&mut self, function: Function) {
        self.terminal.execute(function);
    }

    /// Gives the terminal another size, brought within the limits.
    pub(super) fn resize(&mut self, size: Size) {
        let (columns, rows) = cells(size);
        self.terminal.resize(columns, rows);
    }

    /// Whether a program has the screen for itself.
    pub(super) fn is_alternate(&self) -> bool {
        self.terminal.active_screen_kind() == ScreenKind::Alternate
    }

    /// Row and column of the cursor; the column is one beyond the last where the line is full.
    pub(super) fn cursor(&self) -> (usize, usize) {
        let cursor = self.terminal.cursor();
        (cursor.row, cursor.col)
    }

    /// Holds the place of the cursor, also when its line moves.
    pub(super) fn anchor(&mut self) -> Anchor {
        self.terminal.anchor_at_cursor()
    }

    /// Does what erases, and holds `anchors` anew where the cells that they stand at were erased: line editors erase
    /// what follows a prompt and draw it again.
    pub(super) fn erase<const N: usize>(&mut self, function: Function, anchors: [Option<&mut Anchor>; N]) {
        let places = anchors
            .each_ref()
            .map(|anchor| anchor.as_deref().and_then(|anchor| self.terminal.resolve(anchor)));
        self.terminal.execute(function);
        for (anchor, place) in anchors.into_iter().zip(places) {
            if let (Some(anchor), Some(place)) = (anchor, place)
                && self.terminal.resolve(anchor).is_none()
                && let Some(again) = self.terminal.anchor_at(place)
            {
                *anchor = again;
            }
        }
    }

    /// Row and column of what is held; `None` where it was scrolled away.
    pub(super) fn place(&self, anchor: &Anchor) -> Option<(usize, usize)> {
        let position = self.terminal.resolve(anchor)?;
        Some((usize::try_from(position.row).ok()?, position.col))
    }

    /// What stands in a row from one column up to another, blanks included.
    pub(super) fn text(&self, row: usize, from: usize, to: usize) -> String {
        let mut text = String::new();
        if let Some(line) = self.line(row) {
            put(&mut text, line, from, to);
        }
        text
    }

    /// Whether the line goes on in the next row, for want of space.
    pub(super) fn is_wrapped(&self, row: usize) -> bool {
        self.line(row).is_some_and(Line::is_wrapped)
    }

    /// The first row of the line that stands in `row`.
    pub(super) fn first_row(&self, row: usize) -> usize {
        let is_start = |start: &usize| *start == 0 || !self.is_wrapped(start - 1);
        (row.saturating_sub(WRAPPED_ROWS)..=row).rev().find(is_start).unwrap_or(row)
    }

    /// The last row of the line that stands in `row`.
    pub(super) fn last_row(&self, row: usize) -> usize {
        (row..row.saturating_add(WRAPPED_ROWS)).find(|end| !self.is_wrapped(*end)).unwrap_or(row)
    }

    /// The lines from a place down to the end of a row, without blanks at their ends.
    pub(super) fn lines(&self, (first_row, first_column): (usize, usize), last_row: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut text = String::new();
        let mut length = 0_usize;
        for row in first_row..=last_row {
            let Some(line) = self.line(row) else { break };
            let before = text.len();
            put(&mut text, line, if row == first_row { first_column } else { 0 }, usize::MAX);
            length = length.saturating_add(text.len() - before);
            if !line.is_wrapped() || row == last_row {
                text.truncate(text.trim_end().len());
                lines.push(std::mem::take(&mut text));
            }
            if length > LINE_BYTES {
                break;
            }
        }
        if !text.is_empty() {
            lines.push(text);
        }
        lines
    }

    fn line(&self, row: usize) -> Option<&Line> {
        self.terminal.primary_screen().line(row)
    }
}

fn cells(size: Size) -> (usize, usize) {
    let size = limits::terminal_size(size);
    (size.width as usize, size.height as usize)
}

/// Appends what stands in a line from one column up to another.
fn put(text: &mut String, line: &Line, from: usize, to: usize) {
    let cells = line.cells();
    let cells = cells.get(from.min(cells.len())..to.min(cells.len())).unwrap_or_default();
    // the second half of a wide character holds none
    text.extend(cells.iter().filter(|cell| cell.width() > 0).map(avt::Cell::char));
}
