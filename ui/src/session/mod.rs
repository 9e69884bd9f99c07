//! Who is signed in, for all pages; and what stands in their place while nobody is.

mod came_from;
mod context;
mod form;
mod link;
mod page;
mod provider;
mod shared;
mod watch;
mod ways;

pub(crate) use context::{Session, use_session};
pub(crate) use provider::SessionProvider;
pub(crate) use shared::{SharedSecret, use_shared_secret};
pub(crate) use watch::use_watched;
