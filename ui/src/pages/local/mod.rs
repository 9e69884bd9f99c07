//! A file of this machine, played without upload.

mod page;

pub(crate) use page::LocalPage;
