//! A file of this machine, played without upload.

mod logic;
mod page;

pub(crate) use page::LocalPage;
