//! What happened, as a list: the pane beside a picture, and the list with its search alone, also of several recordings.
//!
//! `text`, `words`, `layout`, `listed` and `choice` decide and are pure; `kept` keeps the choice in the
//! address, `beside` ties the pane to a player, and `list`, `row`, `finder` and `pane` draw.

mod beside;
mod choice;
mod finder;
mod kept;
mod layout;
mod list;
mod listed;
mod pane;
mod row;
mod text;
mod words;

pub(crate) use beside::use_beside;
pub(crate) use choice::Choice;
pub(crate) use finder::EventFinder;
pub(crate) use kept::use_choice;
pub(crate) use list::list_keys;
pub(crate) use listed::{Listed, Origin};
pub(crate) use row::severity;
pub(crate) use text::cut;
pub(crate) use words::main_text;
