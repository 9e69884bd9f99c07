//! `GET /api/v1/openapi.json`

use axum::{Extension, Json};
use std::sync::Arc;
use utoipa::openapi::OpenApi;

/// This interface, described in OpenAPI.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "server",
    responses((status = 200, description = "The description", content_type = "application/json"))
)]
pub(super) async fn openapi(Extension(description): Extension<Arc<OpenApi>>) -> Json<Arc<OpenApi>> {
    Json(description)
}
