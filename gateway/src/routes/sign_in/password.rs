//! `POST /api/v1/sign-in/password`

use super::begin;
use crate::Result;
use crate::routes::App;
use crate::routes::extract::{Body, Origin};
use api::SignInMethod;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// Signs in with name and password.
#[utoipa::path(
    post,
    path = "/api/v1/sign-in/password",
    tag = "sign-in",
    request_body = api::PasswordSignIn,
    responses(
        (status = 200, description = "Signed in; the cookie holds the session", body = api::SignInSession),
        (status = 400, description = "The body is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 401, description = "Name or password are wrong (`sign_in_failed`), or a code is needed (`code_needed`)",
            body = api::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The code is wrong (`code_wrong`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn password(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    Body(wanted): Body<api::PasswordSignIn>,
) -> Result<Response> {
    let api::PasswordSignIn { name, password, .. } = &wanted;
    let found = app.sign_in.check_password(&app.data.store, origin.address, name, password).await?;
    let method = match app
        .sign_in
        .check_code(&app.data.store, origin.address, &found, wanted.code.as_deref())
        .await?
    {
        true => SignInMethod::PasswordAndCode,
        false => SignInMethod::Password,
    };
    begin(&app, origin, &headers, found.account_id, method).await
}
