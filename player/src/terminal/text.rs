//! The text of the screen.

use avt::Terminal;

/// The rows that are shown, top to bottom, without blanks at their ends.
pub fn terminal_text(terminal: &Terminal) -> Vec<String> {
    terminal.screen().visible_lines().map(|line| line.text().trim_end().to_owned()).collect()
}
