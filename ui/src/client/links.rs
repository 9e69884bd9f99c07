//! Links with which recordings are shared.

use super::ClientError;
use super::request::{ask, get, send, tell};
use api::{ClearedLinks, LinkOpening, LinkPage, LinkToOpen, MadeLink, NewLink, OpenedLink, paths};
use gloo::net::http::Method;

/// Makes an unrestricted link to a recording.
pub(crate) async fn make(recording_id: &str, new: &NewLink) -> Result<MadeLink, ClientError> {
    send(Method::POST, &paths::recording_links(recording_id), new).await
}

/// A page of links, newest first, to all recordings or to one.
pub(crate) async fn list(recording: Option<&str>, cursor: Option<&str>) -> Result<LinkPage, ClientError> {
    let named = [("recording", recording), ("cursor", cursor)];
    let query: Vec<(&str, &str)> =
        named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    get(paths::LINKS, &query).await
}

/// Who opened a link, the newest first.
pub(crate) async fn openings(id: &str) -> Result<Vec<LinkOpening>, ClientError> {
    get(&paths::link_openings(id), &[]).await
}

/// Revokes a link.
pub(crate) async fn revoke(id: &str) -> Result<(), ClientError> {
    tell(Method::POST, &paths::link_revocation(id), &()).await
}

/// Clears away the links that have expired or were revoked.
pub(crate) async fn clear() -> Result<ClearedLinks, ClientError> {
    ask(Method::POST, paths::LINKS_CLEARING).await
}

/// Opens a link.
pub(crate) async fn open(wanted: &LinkToOpen) -> Result<OpenedLink, ClientError> {
    send(Method::POST, paths::LINKS_OPEN, wanted).await
}
