//! `/api/v1/recordings`.

use super::ClientError;
use super::request::{get, send};
use api::{Changed, Chosen, ListQuery, Recording, RecordingPage};
use gloo::net::http::Method;

/// A page of a list, newest first, of what `asked` says by the names of [`ListQuery`]; `cursor` is the `next_cursor` of
/// the page before.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn recordings(
    limit: u32,
    cursor: Option<&str>,
    asked: &[(&str, String)],
) -> Result<RecordingPage, ClientError> {
    let limit = limit.to_string();
    let mut query = vec![("limit", limit.as_str())];
    query.extend(asked.iter().map(|(name, value)| (*name, value.as_str())));
    if let Some(cursor) = cursor {
        query.push(("cursor", cursor));
    }
    get(api::paths::RECORDINGS, &query).await
}

/// Does something with recordings: `path` says what.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn take_care(path: &str, chosen: &Chosen) -> Result<Changed, ClientError> {
    send(Method::POST, path, chosen).await
}

/// The sites of the recordings that may be seen.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn sites() -> Result<Vec<String>, ClientError> {
    get(api::paths::SITES, &[]).await
}

/// The newest of those that overlap the time between two moments, in milliseconds since 1970-01-01 UTC; as many as a
/// page holds.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn recordings_between(from_ms: i64, until_ms: i64) -> Result<RecordingPage, ClientError> {
    let limit = ListQuery::LIMIT_MAX.to_string();
    let (from_ms, until_ms) = (from_ms.to_string(), until_ms.to_string());
    let query = [("limit", limit.as_str()), ("from_ms", &from_ms), ("until_ms", &until_ms)];
    get(api::paths::RECORDINGS, &query).await
}

/// One recording.
///
/// # Errors
/// [`ClientError::Refused`] with status 404 where there is none of this id.
pub(crate) async fn recording(id: &str) -> Result<Recording, ClientError> {
    get(&format!("/api/v1/recordings/{}", escaped(id)), &[]).await
}

/// Where the bytes of a recording are, for the player.
pub(crate) fn content_address(id: &str) -> String {
    format!("/api/v1/recordings/{}/content", escaped(id))
}

/// An id from the address as one segment of a path: what is no plain character is percent-encoded.
fn escaped(id: &str) -> String {
    let mut path = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_segment_of_the_path() {
        assert_eq!(content_address("0192-ab"), "/api/v1/recordings/0192-ab/content");
        assert_eq!(content_address("../x?y"), "/api/v1/recordings/%2E%2E%2Fx%3Fy/content");
    }
}
