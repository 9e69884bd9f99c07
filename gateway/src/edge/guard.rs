//! What holds for every request and every response.

use super::body::{BodyLimit, Fault};
use super::{Client, Ours, Site, cross_site, framing};
use crate::{headers, problem};
use api::Problem;
use axum::Router;
use axum::body::HttpBody;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// These routes, asked for by our name and by our own pages only, each answer with the headers that all have.
pub fn protect(router: Router, site: Site) -> Router {
    router
        // the edge has its own, which routes can change
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::new(site), guard))
}

/// Lets a request through to its route, or says why not; and gives every response its headers.
async fn guard(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let response = match admitted(&site, &request) {
        Err(problem) => closing(problem::respond(problem)),
        Ok(ours) => {
            request.extensions_mut().insert(Ours(ours.into()));
            let limit = BodyLimit::new(site.limits.body_bytes);
            if request.extensions().get::<Client>().is_none() {
                request.extensions_mut().insert(Client::LOCAL);
            }
            request.extensions_mut().insert(limit.clone());
            let request = request.map(|body| limit.hold(body, site.limits.body_timeout));
            let response = next.run(request).await;
            // whatever the route made of a body that broke off
            limit.fault().map_or(response, |fault| closing(problem::respond(of_body(fault, &limit))))
        }
    };
    headers::secure(response, site.is_https())
}

/// The origin of our own pages as this request names it, or why it is not answered.
fn admitted(site: &Site, request: &Request) -> Result<String, Problem> {
    if let Some(fault) = framing::fault(request) {
        let title = "the request cannot be answered as it stands";
        return Err(Problem::new(400, "bad_request", title).with_detail(fault));
    }
    let Some(ours) = framing::host(request.headers()).and_then(|host| site.origin(host)) else {
        let title = "this server does not answer under this name";
        return Err(Problem::new(421, "host_not_served", title).with_detail(
            "open it under the address that its settings name, or on its own machine as http://127.0.0.1 with its port",
        ));
    };
    if let Some(fault) = cross_site::fault(request, &ours) {
        let title = "requests from other web sites are refused";
        return Err(Problem::new(403, "cross_site_request", title).with_detail(fault));
    }
    let has_body = !request.body().is_end_stream();
    if cross_site::is_unsafe(request.method()) && has_body && !is_json(request.headers()) {
        let title = "this kind of content is not taken here";
        return Err(Problem::new(415, "media_type_not_supported", title).with_detail("send application/json"));
    }
    Ok(ours)
}

fn of_body(fault: Fault, limit: &BodyLimit) -> Problem {
    match fault {
        Fault::TooLarge => Problem::new(413, "body_too_large", "the request is too large")
            .with_detail(format!("at most {} bytes are taken here", limit.bytes())),
        Fault::TooSlow => Problem::new(408, "body_too_slow", "the request did not arrive in time")
            .with_detail("send it again; the connection may be too slow"),
    }
}

/// What is left of the request is not read, so that nothing else can be asked on its connection.
fn closing(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Web sites cannot make a browser send this to another site without its asking first, which is never answered.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(media_type), None) = (types.next(), types.next()) else { return false };
    let essence = media_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/json")
}

// What it panicked with may hold content: it is neither told nor logged here; the panic hook logs the place.
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
        let router = protect(Router::new().route("/", get(fail)), Site::of_this_machine());
        let response = router.oneshot(request.expect("a request")).await.expect("an answer");
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let body = to_bytes(response.into_body(), 10_000).await.expect("a body");
        assert!(!String::from_utf8_lossy(&body).contains("secret"), "{body:?}");
    }
}
