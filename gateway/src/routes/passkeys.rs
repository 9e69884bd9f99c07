//! `/api/v1/profile/passkeys`: one's own passkeys.

use super::App;
use super::extract::{Body, Id, Origin};
use super::profile::prove;
use super::sign_in::passkey::{of_site, refused};
use crate::access::Identity;
use crate::admin_log::By;
use crate::sign_in::AccountError;
use crate::{Error, Result};
use api::{PasskeyAnswer, PasskeyCeremony, Proof};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

/// How many passkeys an account may have.
const MOST: usize = 20;

/// Begins to add a passkey.
#[utoipa::path(
    post,
    path = "/api/v1/profile/passkeys",
    tag = "profile",
    request_body = Proof,
    responses(
        (status = 200, description = "What to ask the browser for, within five minutes", body = PasskeyCeremony),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Sign in again before (`sign_in_again`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There are no passkeys under this name (`no_passkeys`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The password is wrong (`password_wrong`), or there are enough (`too_many`)",
            body = api::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn offer(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
    Body(proof): Body<Proof>,
) -> Result<Json<PasskeyCeremony>> {
    let passkeys = of_site(&app, &origin)?;
    let found = prove(&app, &identity, &origin, proof.password.as_deref()).await?;
    let stored = app.data.store.passkey_credentials(&found.account_id).await?;
    if stored.len() >= MOST {
        return Err(AccountError::TooMany { what: "passkeys", most: MOST }.into());
    }
    let (account, now_ms) = (account_of(&identity)?, app.sign_in.clock.now_ms());
    let display_name = &identity.signed_in().display_name;
    let begun = passkeys.begin_registration(account, &found.name, display_name, &stored, now_ms);
    let begun = begun.map_err(refused)?;
    Ok(Json(PasskeyCeremony { id: begun.id, options: begun.options }))
}

/// Adds the passkey that the browser made.
#[utoipa::path(
    put,
    path = "/api/v1/profile/passkeys",
    tag = "profile",
    request_body = PasskeyAnswer,
    responses(
        (status = 204, description = "It is added"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There are no passkeys under this name (`no_passkeys`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The passkey is not accepted (`passkey_refused`), is there already (`name_taken`), or \
            its name will not do (`name_not_valid`)", body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn add(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
    by: By,
    Body(answer): Body<PasskeyAnswer>,
) -> Result<StatusCode> {
    let passkeys = of_site(&app, &origin)?;
    let (account, now_ms) = (account_of(&identity)?, app.sign_in.clock.now_ms());
    let name = answer.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or("Passkey");
    // before the ceremony, which is over whatever comes of it
    crate::sign_in::checked_name(name)?;
    let added = passkeys.finish_registration(&answer.id, account, &answer.credential, now_ms);
    let added = added.map_err(refused)?;
    let account_id = &identity.signed_in().account_id;
    app.data.store.add_passkey(account_id, (&added.id, &added.stored), name, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a passkey.
#[utoipa::path(
    delete,
    path = "/api/v1/profile/passkeys/{id}",
    tag = "profile",
    params(("id" = String, Path, description = "Its id, a UUID")),
    request_body = Proof,
    responses(
        (status = 204, description = "It is removed"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Sign in again before (`sign_in_again`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 409, description = "It is the last way in of the last full admin (`last_full_admin`)",
            body = api::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The password is wrong (`password_wrong`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
    Id(id): Id,
    by: By,
    Body(proof): Body<Proof>,
) -> Result<StatusCode> {
    let found = prove(&app, &identity, &origin, proof.password.as_deref()).await?;
    app.data.store.remove_passkey(&found.account_id, &id, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account as the ceremonies name it.
fn account_of(identity: &Identity) -> Result<Uuid> {
    identity.signed_in().account_id.parse().map_err(|_| Error::Row { what: "account" })
}
