//! Comments on recordings.

use super::ClientError;
use super::request::{delete, get, send};
use api::{Comment, CommentPage, NewComment, paths};
use gloo::net::http::Method;

/// The comments on a recording, by their moments.
pub(crate) async fn of_recording(id: &str) -> Result<Vec<Comment>, ClientError> {
    get(&paths::comments(id), &[]).await
}

/// Adds a comment.
pub(crate) async fn add(recording_id: &str, new: &NewComment) -> Result<Comment, ClientError> {
    send(Method::POST, &paths::comments(recording_id), new).await
}

/// Deletes one's own comment.
pub(crate) async fn remove(id: &str) -> Result<(), ClientError> {
    delete(&paths::comment(id)).await
}

/// A page of one's own comments, newest first.
pub(crate) async fn own(cursor: Option<&str>) -> Result<CommentPage, ClientError> {
    let query: Vec<(&str, &str)> = cursor.map(|cursor| ("cursor", cursor)).into_iter().collect();
    get(paths::COMMENTS, &query).await
}
