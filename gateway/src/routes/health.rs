//! `GET /healthz`, `GET /readyz`, `GET /metrics`

use super::App;
use crate::{monitor, problem};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

/// Whether the server answers at all. Nothing else is asked: one that cannot reach its database need not be restarted.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "server",
    responses((status = 200, description = "It answers", body = api::Health))
)]
pub(super) async fn health() -> Json<api::Health> {
    Json(well())
}

/// Whether the server can do its work: the database answers, the data folder can be written to and has space.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "server",
    responses(
        (status = 200, description = "It can", body = api::Health),
        (status = 503, description = "It cannot; the detail says which parts fail", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn readiness(State(app): State<App>) -> Response {
    let faults = app.monitor.readiness.faults(&app.data.store).await;
    if faults.is_empty() {
        return Json(well()).into_response();
    }
    problem::respond(
        api::Problem::new(503, "not_ready", "the server cannot do its work").with_detail(faults.join("; ")),
    )
}

/// What was counted, for Prometheus. Not there unless the configuration names a token.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "server",
    params(("Authorization" = String, Header, description = "Bearer, and the token of the metrics")),
    responses(
        (status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text"),
        (status = 401, description = "The token is missing or another", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "The configuration names no token", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn metrics(State(app): State<App>, headers: HeaderMap) -> Response {
    monitor::page(&app.monitor, &headers)
}

fn well() -> api::Health {
    api::Health { status: "ok".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}
