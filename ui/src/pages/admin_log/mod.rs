//! The pages of the administrator logs.

mod details;
mod logic;
mod page;
mod pages;
mod table;

pub(crate) use page::AdminLogPage;
