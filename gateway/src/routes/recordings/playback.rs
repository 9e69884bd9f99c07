//! `/api/v1/recordings/{id}/playback`: who watches what, and why.

use super::shown::must_be_shown;
use crate::access::Identity;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::{Body, Id};
use crate::{Error, Result};
use api::{Justification, PlaybackState};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

/// How long a justification may be, in characters.
const LONGEST: usize = 1_000;

/// Whether it must be said why this recording is watched, before its content is answered.
#[utoipa::path(
    get,
    path = "/api/v1/recordings/{id}/playback",
    tag = "recordings",
    params(("id" = String, Path, description = "Id of the recording, a UUID")),
    responses(
        (status = 200, description = "Whether a justification is needed", body = PlaybackState),
        (status = 400, description = "The id is not a UUID", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Whoever asks has no role", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn state(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
) -> Result<Json<PlaybackState>> {
    let recording = visible(&app, &identity, &id).await?;
    let known = app.data.store.playback(identity.token_hash(), recording.0).await?;
    let is_justified = known.is_some_and(|known| known.justification.is_some());
    Ok(Json(PlaybackState { needs_justification: app.is_justification_required && !is_justified }))
}

/// Says why this recording is watched, for as long as the sign-in session lasts. It is logged before this is answered.
#[utoipa::path(
    post,
    path = "/api/v1/recordings/{id}/playback",
    tag = "recordings",
    params(("id" = String, Path, description = "Id of the recording, a UUID")),
    request_body = Justification,
    responses(
        (status = 204, description = "It is logged, and the content is answered"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Whoever asks has no role", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn justify(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
    by: By,
    Body(said): Body<Justification>,
) -> Result<StatusCode> {
    let text = said.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Error::BadRequest { what: "text", expected: "1 to 1,000 characters that say why" });
    }
    let (id, name) = visible(&app, &identity, &id).await?;
    app.data.store.open_playback(&by, identity.token_hash(), (id, &name), Some(text)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Logs that somebody opens a recording, the first time in their sign-in session.
///
/// # Errors
/// [`Error::JustificationNeeded`]; [`Error::NotLogged`], [`Error::NoSpace`], [`Error::Database`]: nothing may be shown.
pub(super) async fn open(app: &App, identity: &Identity, by: &By, id: Uuid, name: &str) -> Result<()> {
    let token_hash = identity.token_hash();
    let known = app.data.store.playback(token_hash, id).await?;
    let is_justified = known.as_ref().is_some_and(|known| known.justification.is_some());
    if app.is_justification_required && !is_justified {
        return Err(Error::JustificationNeeded);
    }
    match known {
        Some(_) => Ok(()),
        None => app.data.store.open_playback(by, token_hash, (id, name), None).await,
    }
}

/// The id and the name of a recording that may be seen.
async fn visible(app: &App, identity: &Identity, id: &str) -> Result<(Uuid, String)> {
    let id = Uuid::try_parse(id).map_err(|_| Error::Row { what: "id" })?;
    let recording = must_be_shown(app, identity, id).await?;
    Ok((id, recording.name))
}
