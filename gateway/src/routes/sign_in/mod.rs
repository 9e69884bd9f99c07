//! Signing in and out.

pub(super) mod link;
pub(super) mod methods;
pub(super) mod passkey;
pub(super) mod password;
pub(super) mod provider;
pub(super) mod session;

use super::App;
use super::extract::Origin;
use crate::access::{Identity, hash_of_token};
use crate::sign_in::{AccountError, Secret, session_cookie};
use crate::store::NewSession;
use crate::{Error, Result};
use api::{SignInMethod, SignInSession};
use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

/// Begins a sign-in session with a token of its own, and answers it. The session that the browser had ends.
pub(in crate::routes) async fn begin(
    app: &App,
    origin: Origin,
    headers: &HeaderMap,
    account_id: String,
    method: SignInMethod,
) -> Result<Response> {
    let token = Secret::new()?;
    let new = NewSession {
        token_hash: token.hash(),
        account_id,
        method,
        address: origin.address.to_string(),
        browser: origin.browser,
        replaces: hash_of_token(headers),
    };
    app.data.store.begin_session(&new, app.sign_in.clock.now_ms()).await?;
    let identity = Identity::of_token(app, &new.token_hash).await?.ok_or(AccountError::SignInFailed)?;
    let mut response = Json(told(app, &identity)).into_response();
    let cookie = session_cookie(token.reveal(), app.sign_in.limits.absolute_ms);
    response.headers_mut().insert(header::SET_COOKIE, cookie.ok_or(Error::Row { what: "token" })?);
    Ok(response)
}

/// What is told of somebody who is signed in.
pub(in crate::routes) fn told(app: &App, identity: &Identity) -> SignInSession {
    let signed_in = identity.signed_in();
    let seconds = |milliseconds: i64| u64::try_from(milliseconds / 1_000).unwrap_or_default();
    SignInSession {
        account_id: signed_in.account_id.clone(),
        name: signed_in.name.clone(),
        display_name: signed_in.display_name.clone(),
        role: signed_in.standing.role(),
        rights: signed_in.standing.rights(),
        time_zone: signed_in.time_zone.clone(),
        language: signed_in.language.clone(),
        method: signed_in.method,
        has_password: signed_in.has_password,
        needs_totp: identity.needs_totp(),
        asks_justification: app.is_justification_required,
        idle_s: seconds(signed_in.idle_left_ms),
        ends_in_s: seconds(signed_in.left_ms),
    }
}
