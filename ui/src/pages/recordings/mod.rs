//! The lists of recordings: a table, newest import first, what narrows it and what can be done with its rows, and the
//! place where a local file is handed over.

mod chosen_bar;
mod column_choice;
mod columns;
mod deed_dialog;
mod deeds;
mod filter_bar;
mod filters;
mod logic;
mod page;
mod state;
mod view;

pub(crate) use page::RecordingsPage;
