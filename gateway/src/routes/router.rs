//! All routes together, and what holds for each of them.

use super::registry::{Registry, Route};
use super::{Console, console, health, openapi, recordings};
use crate::access::{Access, Identity};
use crate::data::Data;
use crate::{headers, problem};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::{Extension, Router};
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::routes;

/// What the routes work on.
#[derive(Clone, Debug)]
pub struct App {
    /// The database and the containers.
    pub data: Data,
    /// The console's files, where they are served.
    pub console: Option<Console>,
    /// Who every request comes from.
    pub identity: Identity,
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Afterimage",
    description = "List and fetch session recordings. Errors are application/problem+json."
))]
struct Description;

/// The whole HTTP interface.
pub fn router(app: App) -> Router {
    let (router, description, _) = registered().finish();
    let identity = app.identity.clone();
    let router = router
        .fallback(console::console)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(app)
        .layer(Extension(Arc::new(description)))
        .layer(Extension(identity));
    guard(router)
}

/// Every route of the interface, with what it asks of whom it answers. The console's files are public beside them.
pub fn routes() -> Vec<Route> {
    registered().finish().2
}

fn registered() -> Registry {
    Registry::new(Description::openapi())
        .add(Access::AnyRole, routes!(recordings::list::list))
        .add(Access::AnyRole, routes!(recordings::get::get))
        .add(Access::AnyRole, routes!(recordings::content::content))
        .add(Access::Public, routes!(openapi::openapi))
        .add(Access::Public, routes!(health::health))
}

/// What holds for every request and every response.
fn guard(router: Router) -> Router {
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(headers::require_loopback_host))
        .layer(map_response(headers::secure))
}

async fn method_not_allowed(request: Request) -> Response {
    let mut response = problem::respond(
        api::Problem::new(405, "method_not_allowed", "this address does not take this method")
            .with_detail(format!("{} is not one of GET and HEAD", request.method())),
    );
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

// What it panicked with may hold content: it is neither told nor logged here; the panic hook prints the place.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request ended in a panic");
    problem::respond(problem::internal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_nothing() {
        async fn fail() -> &'static str {
            panic!("secret")
        }
        let request = Request::builder().uri("/").header(header::HOST, "localhost").body(Body::empty());
        let router = guard(Router::new().route("/", get(fail)));
        let response = router.oneshot(request.expect("a request")).await.expect("an answer");
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let body = to_bytes(response.into_body(), 10_000).await.expect("a body");
        assert!(!String::from_utf8_lossy(&body).contains("secret"), "{body:?}");
    }
}
