//! `GET /metrics`: at an address of its own on the loopback, or with a token at the main one.

use super::{Metrics, Monitor};
use crate::config::Secret;
use crate::{Error, Result, problem};
use api::Problem;
use axum::Router;
use axum::extract::State;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The media type of OpenMetrics text.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Listens where metrics, and nothing else, are answered without a token.
#[derive(Debug)]
pub struct MetricsServer {
    listener: TcpListener,
}

impl MetricsServer {
    /// Listens on this address of the loopback.
    ///
    /// # Errors
    /// [`Error::NotLoopback`], [`Error::AddressTaken`] or [`Error::Listen`].
    pub async fn listen(address: SocketAddr) -> Result<Self> {
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback { address });
        }
        let listener = TcpListener::bind(address).await.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => Error::AddressTaken { address },
            _ => Error::Listen { address, source },
        })?;
        Ok(Self { listener })
    }

    /// The address it listens on.
    ///
    /// # Errors
    /// [`Error::Server`].
    pub fn address(&self) -> Result<SocketAddr> {
        self.listener.local_addr().map_err(Error::Server)
    }

    /// Answers until it is dropped.
    ///
    /// # Errors
    /// [`Error::Server`].
    pub async fn run(self, metrics: Arc<Metrics>) -> Result<()> {
        let router = Router::new().route("/metrics", get(local)).with_state(metrics);
        axum::serve(self.listener, router).await.map_err(Error::Server)
    }
}

/// A web site whose name was made to point to this machine gets nothing (DNS rebinding).
async fn local(State(metrics): State<Arc<Metrics>>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if is_loopback || name.eq_ignore_ascii_case("localhost") {
        return text(&metrics);
    }
    problem::respond(Problem::new(421, "host_not_served", "this server does not answer under this name"))
}

/// The metrics at the main address: not there without a token, and for nobody else than who shows it.
pub(crate) fn page(monitor: &Monitor, headers: &HeaderMap) -> Response {
    let Some(token) = &monitor.token else {
        let problem = Problem::new(404, "not_found", "there are no metrics at this address");
        return problem::respond(
            problem.with_detail("metrics.token_file or metrics.listen says where there are"),
        );
    };
    if is_shown(token, headers) {
        return text(&monitor.metrics);
    }
    let problem = Problem::new(401, "token_needed", "this needs the token of the metrics");
    let mut response = problem::respond(problem.with_detail("send it as Authorization: Bearer TOKEN"));
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// Whether a request has the token. Hashes are compared, so that the time tells nothing of where they differ.
fn is_shown(token: &Secret, headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Some((scheme, shown)) = value.to_str().ok().and_then(|value| value.split_once(' ')) else {
        return false;
    };
    scheme.eq_ignore_ascii_case("bearer")
        && Sha256::digest(shown.trim().as_bytes()) == Sha256::digest(token.expose().as_bytes())
}

fn text(metrics: &Metrics) -> Response {
    match metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            problem::respond(problem::internal())
        }
    }
}
