//! The incident room's page: which recordings the address names, and what to do where it names none.

mod logic;
mod page;

pub(crate) use page::IncidentPage;
