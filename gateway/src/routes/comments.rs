//! `/api/v1/recordings/{id}/comments`, `/api/v1/comments`

use crate::access::Identity;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::{Asked, Body, Id};
use crate::{Error, Result};
use api::{Comment, CommentPage, CommentQuery, NewComment};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

/// The comments on a recording, by their moments.
#[utoipa::path(
    get,
    path = "/api/v1/recordings/{id}/comments",
    tag = "comments",
    params(("id" = String, Path, description = "Id of the recording, a UUID")),
    responses(
        (status = 200, description = "The comments", body = Vec<Comment>),
        (status = 400, description = "The id is not a UUID", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn list(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
) -> Result<Json<Vec<Comment>>> {
    let recording = visible(&app, &identity, &id).await?;
    Ok(Json(app.data.store.comments_of(&recording, &identity.signed_in().account_id).await?))
}

/// Says something of a moment of a recording.
#[utoipa::path(
    post,
    path = "/api/v1/recordings/{id}/comments",
    tag = "comments",
    params(("id" = String, Path, description = "Id of the recording, a UUID")),
    request_body = NewComment,
    responses(
        (status = 201, description = "The comment", body = Comment),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The recording has as many comments as fit", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn add(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
    by: By,
    Body(new): Body<NewComment>,
) -> Result<(StatusCode, Json<Comment>)> {
    let text = new.text.trim().to_owned();
    if text.is_empty() || text.chars().count() > NewComment::LONGEST {
        return Err(Error::BadRequest { what: "text", expected: "1 to 2,000 characters" });
    }
    let recording = visible(&app, &identity, &id).await?;
    if new.at_us > recording.duration_us {
        return Err(Error::BadRequest { what: "at_us", expected: "a moment of the recording" });
    }
    let new = NewComment { text, ..new };
    Ok((StatusCode::CREATED, Json(app.data.store.add_comment(&recording, &new, &by).await?)))
}

/// One's own comments, newest first, on the recordings that one may still see.
#[utoipa::path(
    get,
    path = "/api/v1/comments",
    tag = "comments",
    params(CommentQuery),
    responses(
        (status = 200, description = "A page", body = CommentPage),
        (status = 400, description = "The cursor is not valid", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn own(
    State(app): State<App>,
    identity: Identity,
    Asked(asked): Asked<CommentQuery>,
) -> Result<Json<CommentPage>> {
    let cursor = asked.cursor.as_deref().map(Uuid::try_parse).transpose();
    let expected = "it must be the next_cursor of a page";
    let cursor = cursor.map_err(|_| Error::BadRequest { what: "cursor", expected })?;
    let account_id = &identity.signed_in().account_id;
    Ok(Json(app.data.store.comments_by(identity.visibility(), account_id, cursor).await?))
}

/// Deletes one's own comment.
#[utoipa::path(
    delete,
    path = "/api/v1/comments/{id}",
    tag = "comments",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 204, description = "It is deleted"),
        (status = 400, description = "The id is not a UUID", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id that is one's own", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn delete(State(app): State<App>, Id(id): Id, by: By) -> Result<StatusCode> {
    let id = Uuid::try_parse(&id).map_err(|_| Error::Row { what: "id" })?;
    app.data.store.delete_comment(id, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn visible(app: &App, identity: &Identity, id: &str) -> Result<api::Recording> {
    let id = Uuid::try_parse(id).map_err(|_| Error::Row { what: "id" })?;
    app.data.store.recording(identity.visibility(), id).await?.ok_or(Error::NotFound { id })
}
