//! All recordings: a table, newest import first, and the place where a local file is handed over.

mod logic;
mod page;
mod state;
mod view;

pub(crate) use page::RecordingsPage;
