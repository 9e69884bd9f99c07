//! `GET /api/v1/recordings`

use crate::access::Identity;
use crate::routes::App;
use crate::store::WallTime;
use crate::{Error, Result};
use api::{ListQuery, RecordingPage};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use uuid::Uuid;

/// The recordings, newest import first, in pages.
#[utoipa::path(
    get,
    path = "/api/v1/recordings",
    tag = "recordings",
    params(ListQuery),
    responses(
        (status = 200, description = "One page", body = RecordingPage),
        (status = 400, description = "The limit or the cursor is not valid", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Whoever asks has no role", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn list(
    State(app): State<App>,
    identity: Identity,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<RecordingPage>> {
    let Query(query) = query.map_err(|_| Error::BadRequest {
        what: "query",
        expected: "it may hold `limit`, a number from 1 to 200, `cursor`, and the times `from_ms` and `until_ms`",
    })?;
    let limit = query
        .checked_limit()
        .ok_or(Error::BadRequest { what: "limit", expected: "it must be a number from 1 to 200" })?;
    let cursor = query.cursor.as_deref().map(Uuid::try_parse).transpose().map_err(|_| Error::BadRequest {
        what: "cursor",
        expected: "it must be the next_cursor of a page",
    })?;
    let time = WallTime { from_ms: query.from_ms, until_ms: query.until_ms };
    let page = app.data.store.page_of_recordings(identity.visibility(), limit, cursor, time).await?;
    Ok(Json(RecordingPage { items: page.recordings, next_cursor: page.next.map(|id| id.to_string()) }))
}
