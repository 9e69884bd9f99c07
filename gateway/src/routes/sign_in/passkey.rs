//! `/api/v1/sign-in/passkey`

use super::begin;
use crate::routes::App;
use crate::routes::extract::{Body, Origin};
use crate::sign_in::AccountError;
use crate::sign_in::passkey::{PasskeyError, Passkeys};
use crate::{Error, Result};
use api::{PasskeyAnswer, PasskeyCeremony, SignInMethod};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// Begins to sign in with a passkey: the browser offers those that it has for this site.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/passkey",
    tag = "sign-in",
    responses(
        (status = 200, description = "What to ask the browser for, within five minutes", body = PasskeyCeremony),
        (status = 404, description = "There are no passkeys under this name (`no_passkeys`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn offer(
    State(app): State<App>,
    origin: Origin,
) -> Result<Json<PasskeyCeremony>> {
    app.sign_in.throttle.attempt_by_address(origin.address)?;
    let begun = of_site(&app, &origin)?.begin_sign_in(app.sign_in.clock.now_ms()).map_err(refused)?;
    Ok(Json(PasskeyCeremony { id: begun.id, options: begun.options }))
}

/// Signs in with what the browser answered.
#[utoipa::path(
    put,
    path = "/api/v1/sign-in/passkey",
    tag = "sign-in",
    request_body = PasskeyAnswer,
    responses(
        (status = 200, description = "Signed in; the cookie holds the session", body = api::SignInSession),
        (status = 400, description = "The body is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "The account is disabled", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There are no passkeys under this name (`no_passkeys`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The passkey is not known or not accepted (`passkey_refused`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn passkey(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    Body(answer): Body<PasskeyAnswer>,
) -> Result<Response> {
    let passkeys = of_site(&app, &origin)?;
    app.sign_in.throttle.attempt_by_address(origin.address)?;
    let (store, now_ms) = (&app.data.store, app.sign_in.clock.now_ms());
    let claimed = Passkeys::claimed(&answer.credential).map_err(refused)?;
    let known = store.passkey_of_credential(&claimed.id).await?;
    let (account_id, stored) = known.ok_or_else(|| refused(PasskeyError::NotKnown))?;
    let account = account_id.parse().map_err(|_| Error::Row { what: "account of a passkey" })?;
    let signed_in =
        passkeys.finish_sign_in(&answer.id, account, &stored, &answer.credential, now_ms).map_err(refused)?;
    let after = signed_in.changed.as_deref().unwrap_or(&stored);
    if !store.use_passkey(&signed_in.id, &stored, after, now_ms).await? {
        return Err(refused(PasskeyError::Over));
    }
    begin(&app, origin, &headers, account_id, SignInMethod::Passkey).await
}

/// The passkeys that belong to the name which was asked for.
pub(in crate::routes) fn of_site<'a>(app: &'a App, origin: &Origin) -> Result<&'a Passkeys> {
    Ok(app.sign_in.passkeys(&origin.ours).ok_or(AccountError::NoPasskeys)?)
}

/// What is told of a ceremony that failed.
pub(in crate::routes) fn refused(error: PasskeyError) -> Error {
    match error {
        PasskeyError::Random(error) => Error::Random(error),
        PasskeyError::Stored => Error::Row { what: "passkey" },
        error => AccountError::PasskeyRefused { why: error.to_string() }.into(),
    }
}
