//! Groups of accounts, and groups of hosts.

mod group_form;
mod host_form;
mod hosts;
mod logic;
mod page;
mod sections;

pub(crate) use page::GroupsPage;
