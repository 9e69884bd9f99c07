//! `/api/v1/profile/totp`: one's own authenticator app.

use super::App;
use super::extract::{Body, Origin};
use super::profile::prove;
use crate::access::Identity;
use crate::admin_log::By;
use crate::sign_in::{AccountError, totp};
use crate::{Error, Result};
use api::{Proof, RecoveryCodes, TotpConfirmation, TotpOffer};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Offers a secret to an authenticator app. It counts once a code of it is confirmed, within ten minutes.
#[utoipa::path(
    post,
    path = "/api/v1/profile/totp",
    tag = "profile",
    request_body = Proof,
    responses(
        (status = 200, description = "The secret, which is told once", body = TotpOffer),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Sign in again before (`sign_in_again`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The password is wrong (`password_wrong`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn offer(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
    Body(proof): Body<Proof>,
) -> Result<Json<TotpOffer>> {
    let found = prove(&app, &identity, &origin, proof.password.as_deref()).await?;
    let secret = totp::Secret::random().map_err(Error::Totp)?;
    let address = secret.address(&found.name).map_err(Error::Totp)?;
    let picture = totp::picture(&address).map_err(Error::Totp)?;
    let offer = TotpOffer { secret: secret.to_base32(), address, picture };
    app.sign_in.offers.keep(identity.token_hash().to_owned(), secret, app.sign_in.clock.now_ms());
    Ok(Json(offer))
}

/// Confirms it with a code. From then on a code is asked for after the password.
#[utoipa::path(
    put,
    path = "/api/v1/profile/totp",
    tag = "profile",
    request_body = TotpConfirmation,
    responses(
        (status = 200, description = "Codes for when the app is lost, which are told once", body = RecoveryCodes),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "Nothing was offered, or too long ago", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The code is wrong (`code_wrong`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn confirm(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
    by: By,
    Body(wanted): Body<TotpConfirmation>,
) -> Result<Json<RecoveryCodes>> {
    let (account_id, now_ms) = (&identity.signed_in().account_id, app.sign_in.clock.now_ms());
    app.sign_in.throttle.attempt(origin.address, &format!("code {account_id}"))?;
    let offered = app.sign_in.offers.take(identity.token_hash(), now_ms);
    let secret = offered.ok_or(AccountError::NotThere { what: "offer of an authenticator app" })?;
    let Some(step) = totp::verify(&secret, &wanted.code, now_ms, None) else {
        // a slip of the finger is no reason to begin again
        app.sign_in.offers.keep(identity.token_hash().to_owned(), secret, now_ms);
        return Err(AccountError::CodeWrong.into());
    };
    let codes = totp::recovery_codes().map_err(Error::Totp)?;
    let hashes: Vec<String> = codes.iter().map(|code| totp::recovery_hash(code)).collect();
    app.data.store.set_totp(account_id, &secret.to_base32(), step, &hashes, &by).await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// Removes it: no code is asked for any longer.
#[utoipa::path(
    delete,
    path = "/api/v1/profile/totp",
    tag = "profile",
    request_body = Proof,
    responses(
        (status = 204, description = "It is removed"),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Sign in again before (`sign_in_again`)", body = api::Problem,
            content_type = "application/problem+json"),
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
    by: By,
    Body(proof): Body<Proof>,
) -> Result<StatusCode> {
    let found = prove(&app, &identity, &origin, proof.password.as_deref()).await?;
    app.data.store.remove_totp(&found.account_id, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}
