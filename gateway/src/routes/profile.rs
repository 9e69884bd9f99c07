//! `/api/v1/profile`: one's own account.

use super::App;
use super::extract::{Body, Id, Origin};
use super::sign_in::told;
use crate::access::Identity;
use crate::admin_log::By;
use crate::sign_in::AccountError;
use crate::store::Credentials;
use crate::{Error, Result};
use api::{OpenSession, OwnMethods, PasswordChange, ProfileChange, SignInSession};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// How long after signing in an account without a password may change its ways to sign in, in milliseconds.
const RECENT_MS: i64 = 10 * 60_000;
/// How long a language tag may be (BCP 47, section 4.4.1), in characters.
const LONGEST_TAG: usize = 35;

/// Changes what one is called, and one's time zone and language.
#[utoipa::path(
    patch,
    path = "/api/v1/profile",
    tag = "profile",
    request_body = ProfileChange,
    responses(
        (status = 200, description = "Who is signed in", body = SignInSession),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The time zone, the language or the name will not do", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn change(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(wanted): Body<ProfileChange>,
) -> Result<Json<SignInSession>> {
    let is_zone = |name: &String| name.is_empty() || jiff::tz::TimeZone::get(name).is_ok();
    if !wanted.time_zone.as_ref().is_none_or(is_zone) {
        return Err(AccountError::NotKnown { what: "time zone" }.into());
    }
    let is_tag = |tag: &String| {
        let is_plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
        tag.len() <= LONGEST_TAG && tag.chars().all(is_plain)
    };
    if !wanted.language.as_ref().is_none_or(is_tag) {
        return Err(AccountError::NotKnown { what: "language" }.into());
    }
    app.data.store.change_profile(&identity.signed_in().account_id, &wanted, &by).await?;
    let identity = identity.again(&app).await?.ok_or(AccountError::NotSignedIn)?;
    Ok(Json(told(&app, &identity)))
}

/// Changes one's own password; all other sign-in sessions of the account end.
#[utoipa::path(
    put,
    path = "/api/v1/profile/password",
    tag = "profile",
    request_body = PasswordChange,
    responses(
        (status = 204, description = "It is changed"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Sign in again before (`sign_in_again`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The password so far is wrong (`password_wrong`), or the new one weak (`password_weak`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn password(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
    by: By,
    Body(wanted): Body<PasswordChange>,
) -> Result<StatusCode> {
    let found = prove(&app, &identity, &origin, wanted.current.as_deref()).await?;
    let hash = app.sign_in.new_password(&wanted.new, &[&found.name]).await?;
    app.data.store.set_password(&found.account_id, &hash, Some(identity.token_hash()), &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}

/// One's own ways to sign in.
#[utoipa::path(
    get,
    path = "/api/v1/profile/methods",
    tag = "profile",
    responses(
        (status = 200, description = "The ways", body = OwnMethods),
    )
)]
pub(in crate::routes) async fn methods(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
) -> Result<Json<OwnMethods>> {
    let id = &identity.signed_in().account_id;
    let found = app.data.store.credentials_of_account(id).await?.ok_or(AccountError::NotSignedIn)?;
    Ok(Json(OwnMethods {
        password: found.password_hash.is_some(),
        totp: found.totp_secret.is_some(),
        recovery_codes: app.data.store.recovery_codes_left(id).await?,
        passkeys: app.data.store.passkeys(id).await?,
        can_add_passkeys: app.sign_in.passkeys(&origin.ours).is_some(),
    }))
}

/// One's own open sign-in sessions, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/profile/sessions",
    tag = "profile",
    responses(
        (status = 200, description = "The sessions", body = Vec<OpenSession>),
    )
)]
pub(in crate::routes) async fn sessions(
    State(app): State<App>,
    identity: Identity,
) -> Result<Json<Vec<OpenSession>>> {
    let (limits, now_ms) = (app.sign_in.limits, app.sign_in.clock.now_ms());
    let id = &identity.signed_in().account_id;
    Ok(Json(app.data.store.sessions_of(id, Some(identity.token_hash()), limits, now_ms).await?))
}

/// Ends all of one's own sign-in sessions but the one that asks.
#[utoipa::path(
    delete,
    path = "/api/v1/profile/sessions",
    tag = "profile",
    responses(
        (status = 204, description = "They have ended"),
    )
)]
pub(in crate::routes) async fn end_sessions(
    State(app): State<App>,
    identity: Identity,
    by: By,
) -> Result<StatusCode> {
    let id = &identity.signed_in().account_id;
    app.data.store.end_sessions(id, Some(identity.token_hash()), &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of one's own sign-in sessions.
#[utoipa::path(
    delete,
    path = "/api/v1/profile/sessions/{id}",
    tag = "profile",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 204, description = "It has ended"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is none of this id", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn end_session(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
    by: By,
) -> Result<StatusCode> {
    app.data.store.end_session_of(&identity.signed_in().account_id, &id, &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it is still the same person: by the password, or, without one, because they signed in just before.
pub(super) async fn prove(
    app: &App,
    identity: &Identity,
    origin: &Origin,
    password: Option<&str>,
) -> Result<Credentials> {
    let signed_in = identity.signed_in();
    let found = app.data.store.credentials_of_account(&signed_in.account_id).await?;
    let found = found.ok_or(AccountError::NotSignedIn)?;
    if found.password_hash.is_none() {
        let since_ms = app.sign_in.clock.now_ms().saturating_sub(signed_in.signed_in_at_ms);
        return match (0..RECENT_MS).contains(&since_ms) {
            true => Ok(found),
            false => Err(AccountError::SignInAgain.into()),
        };
    }
    let typed = password.ok_or(Error::BadRequest { what: "password", expected: "the one so far" })?;
    app.sign_in.throttle.attempt(origin.address, &format!("proof {}", found.account_id))?;
    match app.sign_in.passwords.verify(typed, found.password_hash.as_deref()).await? {
        true => Ok(found),
        false => Err(AccountError::PasswordWrong.into()),
    }
}
