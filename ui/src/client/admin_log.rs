//! The administrator logs, and why a recording is watched.

use super::ClientError;
use super::request::{get, tell};
use api::{Justification, LogPage, PlaybackState, paths};
use gloo::net::http::Method;

/// A page of a log.
pub(crate) async fn page(query: &[(&str, String)]) -> Result<LogPage, ClientError> {
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    get(paths::ADMIN_LOG, &query).await
}

/// Whether it must be said first why a recording is watched.
pub(crate) async fn playback_state(id: &str) -> Result<PlaybackState, ClientError> {
    get(&paths::playback(id), &[]).await
}

/// Says why a recording is watched.
pub(crate) async fn justify(id: &str, text: &str) -> Result<(), ClientError> {
    tell(Method::POST, &paths::playback(id), &Justification { text: text.to_owned() }).await
}
