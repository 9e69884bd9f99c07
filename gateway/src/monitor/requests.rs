//! One request: its id, its line in the log, and what is counted of it.
//!
//! A line has the template of the route and not the address, since queries and ids in it may tell what nobody should
//! read in a log. `docs/operations.md` lists what is never logged.

use super::{Metrics, Monitor};
use crate::edge::Client;
use crate::monitor::metrics::method_word;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::fmt;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Instant;
use tracing::{Instrument, Span};
use uuid::Uuid;

/// Carries the id of a request, in answers and from proxies.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken from a proxy.
const LONGEST_ID: usize = 64;

tokio::task_local! {
    static CURRENT: Arc<Known>;
}

/// What becomes known of a request while it is answered.
#[derive(Debug)]
struct Known {
    id: String,
    account: OnceLock<String>,
}

/// The `x-request-id` of a request that came through a named proxy, as an extension of it. Nobody else may say one.
#[derive(Clone, Debug)]
pub struct RequestIdOfProxy(pub HeaderValue);

/// The id of the request that this task answers.
pub fn current_id() -> Option<String> {
    CURRENT.try_with(|known| known.id.clone()).ok()
}

/// Says which account the request that this task answers comes from; its line in the log will have it. The first word
/// counts.
pub fn account_is(id: impl fmt::Display) {
    let said = CURRENT.try_with(|known| known.account.get_or_init(|| id.to_string()).len());
    tracing::trace!(is_in_request = said.is_ok(), "an account is known");
}

/// Gives a request its id, and logs and counts it when the last byte of its answer has been sent, or the client left.
pub(crate) async fn observe(State(monitor): State<Monitor>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let of_proxy = request.extensions_mut().remove::<RequestIdOfProxy>();
    let id = of_proxy.and_then(|RequestIdOfProxy(value)| valid_id(&value)).unwrap_or_else(new_id);
    let known = Arc::new(Known { id, account: OnceLock::new() });
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| of_no_route(request.uri().path()).to_owned());
    let method = request.method().clone();
    let client = request.extensions().get::<Client>().map(|client| client.address);
    // An error among errors: what is logged meanwhile has the id at every level.
    let span = tracing::error_span!("request", id = known.id);
    let answering = next.run(request).instrument(span.clone());
    let mut response = CURRENT.scope(Arc::clone(&known), answering).await;
    if let Ok(id) = HeaderValue::try_from(known.id.as_str()) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    let status = response.status().as_u16();
    monitor.metrics.answered(&method, &route, status, started.elapsed());
    let length = response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = length.and_then(|text| text.parse().ok());
    let answer = Answer {
        length,
        is_headless: method == Method::HEAD || response.body().is_end_stream(),
        metrics: monitor.metrics,
        known,
        span,
        started,
        method,
        route,
        client,
        status,
        bytes: 0,
        is_done: false,
    };
    response.map(|body| Body::new(Counted { body, answer }))
}

/// The word in place of a route where there is none.
fn of_no_route(path: &str) -> &'static str {
    if path == "/api" || path.starts_with("/api/") { "(no route)" } else { "(console)" }
}

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// An id that a proxy may give: letters, digits, hyphens, underlines and dots, at most 64.
fn valid_id(value: &HeaderValue) -> Option<String> {
    let id = value.to_str().ok()?;
    let is_good = (1..=LONGEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    is_good.then(|| id.to_owned())
}

/// An answer under way. When it is dropped, it is told.
#[derive(Debug)]
struct Answer {
    metrics: Arc<Metrics>,
    known: Arc<Known>,
    span: Span,
    started: Instant,
    method: Method,
    route: String,
    client: Option<IpAddr>,
    status: u16,
    bytes: u64,
    // What was announced. The body of a file does not know it.
    length: Option<u64>,
    is_done: bool,
    // Nothing follows the head, and nobody asks for it.
    is_headless: bool,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.metrics.sent(&self.method, &self.route, self.bytes);
        let Self { status, bytes, .. } = *self;
        let duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let method = method_word(&self.method);
        let is_cut_off = !(self.is_done || self.is_headless);
        let account = self.known.account.get().map_or("-", String::as_str);
        let client = self.client.map_or_else(|| "-".to_owned(), |client| client.to_string());
        let route = self.route.as_str();
        self.span.in_scope(|| {
            tracing::info!(
                method,
                route,
                status,
                duration_ms,
                bytes,
                is_cut_off,
                account,
                client,
                "answered"
            );
        });
    }
}

/// A body whose bytes are counted on their way out.
struct Counted {
    body: Body,
    answer: Answer,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = pin!(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
                self.answer.bytes = self.answer.bytes.saturating_add(bytes);
                // Who knows the length asks for no more after the last byte.
                let is_whole = self.answer.length == Some(self.answer.bytes);
                let is_last = self.body.is_end_stream() || self.body.size_hint().exact() == Some(0);
                self.answer.is_done = is_whole || is_last;
            }
            Poll::Ready(None) => self.answer.is_done = true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_only_where_it_is_plain() {
        let taken = |value: &[u8]| valid_id(&HeaderValue::from_bytes(value).expect("a value"));
        assert_eq!(taken(b"a-B_9.x"), Some("a-B_9.x".to_owned()));
        for wrong in [b"".as_slice(), b"a b", b"a\tb", b"a\"b", "\u{e9}".as_bytes(), &[b'a'; 65]] {
            assert_eq!(taken(wrong), None, "{wrong:?}");
        }
    }
}
