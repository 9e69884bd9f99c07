//! `GET /api/v1/sign-in`

use crate::Result;
use crate::routes::App;
use crate::routes::extract::Origin;
use crate::sign_in::oidc::Provider;
use axum::Json;
use axum::extract::State;

/// The ways to sign in that this gateway offers.
#[utoipa::path(
    get,
    path = "/api/v1/sign-in",
    tag = "sign-in",
    responses((status = 200, description = "The ways", body = api::SignInMethods))
)]
pub(in crate::routes) async fn methods(
    State(app): State<App>,
    origin: Origin,
) -> Result<Json<api::SignInMethods>> {
    let needs_first_admin = !app.data.store.has_accounts().await?;
    let tell = |provider: &Provider| api::Provider { id: provider.id.clone(), label: provider.label.clone() };
    let providers = app.sign_in.providers.all().map(tell).collect();
    let passkeys = app.sign_in.passkeys(&origin.ours).is_some();
    Ok(Json(api::SignInMethods { providers, passkeys, needs_first_admin }))
}
