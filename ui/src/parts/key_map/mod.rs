//! The keys of a page: one table, one listener, one dialog.

mod dialog;
mod hook;
mod map;
mod stroke;
mod table;

pub(crate) use dialog::KeyDialog;
pub(crate) use hook::use_keys;
pub(crate) use map::{Binding, Group, KeyMap};
pub(crate) use stroke::Stroke;
pub(crate) use table::{Line as KeyLine, key_tables};
