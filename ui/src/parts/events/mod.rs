//! What happened in a recording, as a list: the pane beside the picture, and the list alone.
//!
//! `text`, `words`, `layout` and `choice` decide and are pure; `list`, `row` and `pane` draw.

mod choice;
mod layout;
mod list;
mod pane;
mod row;
mod text;
mod words;

pub(crate) use choice::Choice;
pub(crate) use pane::EventsPane;
pub(crate) use text::cut;
pub(crate) use words::main_text;
