//! `/api/v1/sign-in/provider/{id}`: signing in through an OpenID Connect provider. Both addresses are navigated to; what
//! goes wrong is told by the sign-in page, which gets a word for it in its address.

use super::begin;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::Origin;
use crate::sign_in::oidc::OidcError;
use crate::sign_in::{Secret, cleared_pending_cookie, pending_cookie, pending_of};
use crate::{Error, Result};
use api::SignInMethod;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Sends the browser to the provider.
#[utoipa::path(
    get,
    path = "/api/v1/sign-in/provider/{id}",
    tag = "sign-in",
    params(("id" = String, Path, description = "Its id in the configuration")),
    responses(
        (status = 303, description = "To the provider, or to the sign-in page with the word for what went wrong"),
    )
)]
pub(in crate::routes) async fn leave(
    State(app): State<App>,
    Path(id): Path<String>,
    origin: Origin,
) -> Result<Response> {
    let now_ms = app.sign_in.clock.now_ms();
    let back = format!("{}{}", origin.ours, api::paths::provider_callback(&id));
    let begun = match app.sign_in.providers.begin(&id, &back, now_ms).await {
        Ok(begun) => begun,
        Err(error) => return failed(&error),
    };
    let name = Secret::new()?;
    app.sign_in.pending.keep(name.hash(), begun.pending, now_ms);
    let mut response = see(&begun.address)?;
    let cookie = pending_cookie(name.reveal()).ok_or(Error::Row { what: "cookie" })?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// What a provider sends back.
#[derive(Deserialize)]
pub(in crate::routes) struct Answer {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    state: Option<String>,
}

/// Takes in what the provider sent back, signs in, and goes to the console.
#[utoipa::path(
    get,
    path = "/api/v1/sign-in/provider/{id}/callback",
    tag = "sign-in",
    params(("id" = String, Path, description = "Its id in the configuration")),
    responses(
        (status = 303, description = "To the console, or to the sign-in page with the word for what went wrong"),
    )
)]
pub(in crate::routes) async fn come_back(
    State(app): State<App>,
    Path(id): Path<String>,
    origin: Origin,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response> {
    match signed_in(&app, &id, origin, &headers, answer).await {
        Ok(response) => Ok(response),
        Err(Failure::Provider(error)) => failed(&error),
        Err(Failure::Ours(Error::Account(error))) => to_sign_in(error.status().1),
        Err(Failure::Ours(error)) => Err(error),
    }
}

enum Failure {
    Provider(OidcError),
    Ours(Error),
}

impl From<OidcError> for Failure {
    fn from(error: OidcError) -> Self {
        Self::Provider(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

async fn signed_in(
    app: &App,
    id: &str,
    origin: Origin,
    headers: &HeaderMap,
    answer: Answer,
) -> Result<Response, Failure> {
    let now_ms = app.sign_in.clock.now_ms();
    let pending =
        pending_of(headers).and_then(|name| app.sign_in.pending.take(&Secret::hash_of(name), now_ms));
    let pending = pending.filter(|pending| pending.provider == id).ok_or(OidcError::WrongState)?;
    let (Some(code), Some(state)) = (&answer.code, &answer.state) else {
        return Err(OidcError::Denied.into());
    };
    let claims = app.sign_in.providers.finish(&pending, code, state, now_ms).await?;
    let names = (claims.name.as_str(), claims.display_name.as_deref().unwrap_or_default());
    let who = (claims.issuer.as_str(), claims.subject.as_str());
    let by = By { address: Some(origin.address), ..By::gateway(now_ms) };
    let account_id = app.data.store.account_of_provider(id, who, names, &claims.groups, &by).await?;
    let signed_in = begin(app, origin, headers, account_id, SignInMethod::Provider).await?;
    let mut response = see("/")?;
    for cookie in signed_in.headers().get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response.headers_mut().append(header::SET_COOKIE, cleared_pending_cookie());
    Ok(response)
}

/// To the sign-in page, which says what went wrong. Nothing of the provider's answer is in it or in the log.
fn failed(error: &OidcError) -> Result<Response> {
    tracing::warn!(%error, "signing in through a provider failed");
    to_sign_in(match error.is_unavailable() {
        true => "provider_unavailable",
        false => "provider_refused",
    })
}

fn to_sign_in(word: &'static str) -> Result<Response> {
    see(&format!("/?sign_in={word}"))
}

fn see(address: &str) -> Result<Response> {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let address = HeaderValue::try_from(address).map_err(|_| Error::Row { what: "address" })?;
    response.headers_mut().insert(header::LOCATION, address);
    Ok(response)
}
