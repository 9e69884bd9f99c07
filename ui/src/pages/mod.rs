//! One folder for each page. No page uses another.

pub(crate) mod accounts;
pub(crate) mod admin_log;
pub(crate) mod comments;
pub(crate) mod groups;
pub(crate) mod help;
pub(crate) mod incident;
pub(crate) mod links;
pub(crate) mod local;
pub(crate) mod not_found;
pub(crate) mod permissions;
pub(crate) mod playback;
pub(crate) mod profile;
pub(crate) mod recordings;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod shared;
