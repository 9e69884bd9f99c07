//! `GET /healthz`

use super::App;
use crate::Result;
use axum::Json;
use axum::extract::State;

/// Whether the server works.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "server",
    responses(
        (status = 200, description = "It works", body = api::Health),
        (status = 503, description = "The database does not answer", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn health(State(app): State<App>) -> Result<Json<api::Health>> {
    app.data.store.ping().await?;
    Ok(Json(api::Health { status: "ok".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }))
}
