//! The gateway over HTTP: the only place of the console that sends requests.

pub(crate) mod accounts;
pub(crate) mod admin_log;
pub(crate) mod comments;
mod error;
pub(crate) mod links;
mod recordings;
pub(crate) mod request;
pub(crate) mod session;

pub(crate) use error::ClientError;
pub(crate) use recordings::{content_address, recording, recordings, recordings_between, sites, take_care};
