//! `/api/v1/groups`

use crate::Result;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::{Body, Id};
use api::{Group, GroupContent};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// All groups of accounts, by name.
#[utoipa::path(
    get,
    path = "/api/v1/groups",
    tag = "accounts",
    responses(
        (status = 200, description = "The groups", body = Vec<Group>),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn list(State(app): State<App>) -> Result<Json<Vec<Group>>> {
    Ok(Json(app.data.store.groups().await?))
}

/// Makes one of the groups of accounts.
#[utoipa::path(
    post,
    path = "/api/v1/groups",
    tag = "accounts",
    request_body = GroupContent,
    responses(
        (status = 201, description = "The group", body = Group),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "A member is no account", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "A name or a value will not do", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn add(
    State(app): State<App>,
    by: By,
    Body(content): Body<GroupContent>,
) -> Result<(StatusCode, Json<Group>)> {
    let id = app.data.store.add_group(&content, &by).await?;
    app.changes.tell();
    Ok((StatusCode::CREATED, Json(app.data.store.group(&id).await?)))
}

/// One of the groups of accounts.
#[utoipa::path(
    get,
    path = "/api/v1/groups/{id}",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 200, description = "The group", body = Group),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn get(State(app): State<App>, Id(id): Id) -> Result<Json<Group>> {
    Ok(Json(app.data.store.group(&id).await?))
}

/// Makes one of the groups of accounts anew, under its id.
#[utoipa::path(
    put,
    path = "/api/v1/groups/{id}",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    request_body = GroupContent,
    responses(
        (status = 200, description = "The group", body = Group),
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
pub(in crate::routes) async fn change(
    State(app): State<App>,
    Id(id): Id,
    by: By,
    Body(content): Body<GroupContent>,
) -> Result<Json<Group>> {
    app.data.store.change_group(&id, &content, &by).await?;
    app.changes.tell();
    Ok(Json(app.data.store.group(&id).await?))
}

/// Removes one of the groups of accounts.
#[utoipa::path(
    delete,
    path = "/api/v1/groups/{id}",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 204, description = "It is removed"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn remove(State(app): State<App>, Id(id): Id, by: By) -> Result<StatusCode> {
    app.data.store.delete_group(&id, &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}
