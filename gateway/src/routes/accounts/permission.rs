//! Playback permissions.

use crate::Result;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::{Body, Id};
use crate::store::Holder;
use api::{Administrator, HolderKind, PlaybackPermission};
use axum::Json;
use axum::extract::State;

/// All administrators with their playback permissions.
#[utoipa::path(
    get,
    path = "/api/v1/playback-permissions",
    tag = "playback permissions",
    responses(
        (status = 200, description = "Accounts first, by name", body = Vec<Administrator>),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn list(State(app): State<App>) -> Result<Json<Vec<Administrator>>> {
    Ok(Json(app.data.store.administrators().await?))
}

/// Gives an account another playback permission. It holds at once, for open streams too.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{id}/playback-permission",
    tag = "playback permissions",
    params(("id" = String, Path, description = "Its id, a UUID")),
    request_body = PlaybackPermission,
    responses(
        (status = 200, description = "The permission", body = PlaybackPermission),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "A name or a value will not do", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn of_account(
    State(app): State<App>,
    Id(id): Id,
    by: By,
    Body(wanted): Body<PlaybackPermission>,
) -> Result<Json<PlaybackPermission>> {
    set(&app, Holder { kind: HolderKind::Account, id: &id }, &wanted, &by).await
}

/// Gives the members of a group another playback permission. It holds at once, for open streams too.
#[utoipa::path(
    put,
    path = "/api/v1/groups/{id}/playback-permission",
    tag = "playback permissions",
    params(("id" = String, Path, description = "Its id, a UUID")),
    request_body = PlaybackPermission,
    responses(
        (status = 200, description = "The permission", body = PlaybackPermission),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "A name or a value will not do", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn of_group(
    State(app): State<App>,
    Id(id): Id,
    by: By,
    Body(wanted): Body<PlaybackPermission>,
) -> Result<Json<PlaybackPermission>> {
    set(&app, Holder { kind: HolderKind::Group, id: &id }, &wanted, &by).await
}

async fn set(
    app: &App,
    holder: Holder<'_>,
    wanted: &PlaybackPermission,
    by: &By,
) -> Result<Json<PlaybackPermission>> {
    app.data.store.set_permission(holder, wanted, by).await?;
    app.changes.tell();
    Ok(Json(app.data.store.permission(holder).await?))
}
