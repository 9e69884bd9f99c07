//! `GET /api/v1/recordings/{id}`

use super::parse_id;
use super::shown::must_be_shown;
use crate::Result;
use crate::access::Identity;
use crate::routes::App;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};

/// One recording.
#[utoipa::path(
    get,
    path = "/api/v1/recordings/{id}",
    tag = "recordings",
    params(("id" = String, Path, description = "Id of the recording, a UUID")),
    responses(
        (status = 200, description = "The recording", body = api::Recording),
        (status = 400, description = "The id is not a UUID", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Whoever asks has no role, and opened no link to it", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn get(
    State(app): State<App>,
    identity: Identity,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<api::Recording>> {
    let id = parse_id(id)?;
    must_be_shown(&app, &identity, id).await.map(Json)
}
