//! People, their roles, and how they sign in.

mod forms;
mod link;
mod logic;
mod page;
mod sessions;
mod table;

pub(crate) use page::AccountsPage;
