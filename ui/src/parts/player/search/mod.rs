//! The search in the text of a terminal.

mod logic;
mod panel;

pub(super) use panel::SearchPanel;
