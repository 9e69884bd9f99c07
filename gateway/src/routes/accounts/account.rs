//! `/api/v1/accounts`

use crate::Result;
use crate::access::Identity;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::{Body, Id};
use crate::sign_in::{AccountError, links};
use api::{Account, AccountChange, Invitation, LinkPurpose, NewAccount, OpenSession};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// All accounts, by name.
#[utoipa::path(
    get,
    path = "/api/v1/accounts",
    tag = "accounts",
    responses(
        (status = 200, description = "The accounts", body = Vec<Account>),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn list(State(app): State<App>) -> Result<Json<Vec<Account>>> {
    let (limits, now_ms) = (app.sign_in.limits, app.sign_in.clock.now_ms());
    Ok(Json(app.data.store.accounts(limits, now_ms).await?))
}

/// Invites somebody: makes an account and a link with which its owner sets the password.
#[utoipa::path(
    post,
    path = "/api/v1/accounts",
    tag = "accounts",
    request_body = NewAccount,
    responses(
        (status = 201, description = "The link, which is told once", body = Invitation),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "A name or a value will not do", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn invite(
    State(app): State<App>,
    by: By,
    Body(new): Body<NewAccount>,
) -> Result<(StatusCode, Json<Invitation>)> {
    let id = app.data.store.add_account(&new, &by).await?;
    Ok((StatusCode::CREATED, Json(invitation(&app, &id, &by).await?)))
}

/// One account.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{id}",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 200, description = "The account", body = Account),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn get(State(app): State<App>, Id(id): Id) -> Result<Json<Account>> {
    Ok(Json(one(&app, &id).await?))
}

/// Changes what somebody is called, their role, or whether they can sign in.
#[utoipa::path(
    patch,
    path = "/api/v1/accounts/{id}",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    request_body = AccountChange,
    responses(
        (status = 200, description = "The account", body = Account),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 409, description = "Nobody would be left who can manage accounts", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "A name or a value will not do", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn change(
    State(app): State<App>,
    Id(id): Id,
    by: By,
    Body(wanted): Body<AccountChange>,
) -> Result<Json<Account>> {
    app.data.store.change_account(&id, &wanted, &by).await?;
    app.changes.tell();
    Ok(Json(one(&app, &id).await?))
}

/// Removes an account; its sign-in sessions end.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{id}",
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
        (status = 409, description = "Nobody would be left who can manage accounts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn remove(State(app): State<App>, Id(id): Id, by: By) -> Result<StatusCode> {
    app.data.store.delete_account(&id, &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}

/// A new link with which the owner of an account sets the password. Earlier ones are worthless.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{id}/invitation",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 200, description = "The link, which is told once", body = Invitation),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this, or the account is disabled", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn invite_again(
    State(app): State<App>,
    Id(id): Id,
    by: By,
) -> Result<Json<Invitation>> {
    Ok(Json(invitation(&app, &id, &by).await?))
}

/// The open sign-in sessions of an account, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{id}/sessions",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 200, description = "The sessions", body = Vec<OpenSession>),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn sessions(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
) -> Result<Json<Vec<OpenSession>>> {
    one(&app, &id).await?;
    let (limits, now_ms) = (app.sign_in.limits, app.sign_in.clock.now_ms());
    let sessions = app.data.store.sessions_of(&id, Some(identity.token_hash()), limits, now_ms).await?;
    Ok(Json(sessions))
}

/// Ends all sign-in sessions of an account.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{id}/sessions",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 204, description = "They have ended"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn end_sessions(
    State(app): State<App>,
    Id(id): Id,
    by: By,
) -> Result<StatusCode> {
    app.data.store.end_sessions(&id, None, &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}

/// Removes the authenticator app and the passkeys of somebody who lost them, and ends their sign-in sessions.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{id}/methods",
    tag = "accounts",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 204, description = "They are removed"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 409, description = "Nobody would be left who can manage accounts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn remove_methods(
    State(app): State<App>,
    Id(id): Id,
    by: By,
) -> Result<StatusCode> {
    app.data.store.remove_methods(&id, &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}

async fn one(app: &App, id: &str) -> Result<Account> {
    app.data.store.account(id, app.sign_in.limits, app.sign_in.clock.now_ms()).await
}

async fn invitation(app: &App, id: &str, by: &By) -> Result<Invitation> {
    let account = one(app, id).await?;
    if account.state == api::AccountState::Disabled {
        return Err(AccountError::Disabled.into());
    }
    let purpose = LinkPurpose::Invitation;
    let expires_at_ms = app.sign_in.link_expires_at_ms(purpose);
    let link = links::make(&app.data.store, &app.sign_in, purpose, Some(id), by).await?;
    Ok(Invitation { account, link, expires_at_ms })
}
