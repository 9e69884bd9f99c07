//! `/api/v1/session`

use super::told;
use crate::Result;
use crate::access::{Identity, hash_of_token};
use crate::routes::App;
use crate::sign_in::cleared_cookie;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    tag = "sign-in",
    responses(
        (status = 200, description = "Who", body = api::SignInSession),
        (status = 401, description = "Nobody", body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn session(
    State(app): State<App>,
    identity: Identity,
) -> Json<api::SignInSession> {
    Json(told(&app, &identity))
}

/// Signs out. Where nobody is signed in, nothing happens.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "sign-in",
    responses((status = 204, description = "Nobody is signed in any longer"))
)]
pub(in crate::routes) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    if let Some(token_hash) = hash_of_token(&headers) {
        app.data.store.end_session(&token_hash).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, cleared_cookie());
    Ok(response)
}
