//! The gateway over HTTP: the only place of the console that sends requests.

mod error;
mod recordings;

pub(crate) use error::ClientError;
pub(crate) use recordings::{content_address, recording, recordings, recordings_between};
