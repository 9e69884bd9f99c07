//! What read-only admins may play.

mod draft;
mod edit;
mod logic;
mod page;
mod table;

pub(crate) use page::PermissionsPage;
