//! `/api/v1/sign-in/link`: one-time links. Their secret comes in the body, so that no log of addresses holds it.

use super::begin;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::{Body, Origin};
use crate::sign_in::{AccountError, Secret};
use crate::store::FirstAdmin;
use crate::{Error, Result};
use api::{LinkFacts, LinkPurpose, SignInMethod};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// What a one-time link is good for. It is not used up.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/link/look",
    tag = "sign-in",
    request_body = api::LinkSecret,
    responses(
        (status = 200, description = "What for", body = LinkFacts),
        (status = 400, description = "The body is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "It is used up, expired or made up", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn look(
    State(app): State<App>,
    origin: Origin,
    Body(wanted): Body<api::LinkSecret>,
) -> Result<Json<LinkFacts>> {
    app.sign_in.throttle.attempt_by_address(origin.address)?;
    let link = app.data.store.link(&Secret::hash_of(&wanted.secret), app.sign_in.clock.now_ms()).await?;
    let name = match &link.account_id {
        Some(id) => app.data.store.credentials_of_account(id).await?.map(|found| found.name),
        None => None,
    };
    Ok(Json(LinkFacts { purpose: link.purpose, name, expires_at_ms: link.expires_at_ms }))
}

/// Uses a one-time link, and signs in.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/link/use",
    tag = "sign-in",
    request_body = api::LinkUse,
    responses(
        (status = 200, description = "Signed in; the cookie holds the session", body = api::SignInSession),
        (status = 400, description = "The body is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "The account is disabled", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "It is used up, expired or made up", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "Name or password will not do; the link is not used up", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn redeem(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    by: By,
    Body(wanted): Body<api::LinkUse>,
) -> Result<Response> {
    app.sign_in.throttle.attempt_by_address(origin.address)?;
    let (store, now_ms) = (&app.data.store, app.sign_in.clock.now_ms());
    let secret_hash = Secret::hash_of(&wanted.secret);
    let link = store.link(&secret_hash, now_ms).await?;
    let password =
        || wanted.password.as_deref().ok_or(Error::BadRequest { what: "password", expected: "one" });
    let account_id = match link.purpose {
        LinkPurpose::FirstAdmin => {
            let name = wanted.name.as_deref().ok_or(Error::BadRequest { what: "name", expected: "one" })?;
            let name = crate::sign_in::checked_name(name)?;
            let password_hash = app.sign_in.new_password(password()?, &[name]).await?;
            let admin = FirstAdmin { name, password_hash: &password_hash };
            store.add_first_admin(&secret_hash, admin, &by).await?
        }
        LinkPurpose::Invitation => {
            let id = link.account_id.as_deref().ok_or(AccountError::LinkNotValid)?;
            let found = store.credentials_of_account(id).await?.ok_or(AccountError::LinkNotValid)?;
            if found.is_disabled {
                return Err(AccountError::Disabled.into());
            }
            let password_hash = app.sign_in.new_password(password()?, &[&found.name]).await?;
            store.accept_invitation(&secret_hash, &password_hash, &by).await?
        }
        LinkPurpose::SignIn => store.use_sign_in_link(&secret_hash, now_ms).await?,
    };
    begin(&app, origin, &headers, account_id, SignInMethod::Link).await
}
