//! One connection, from its handshake to its end.

use super::admission::Seat;
use super::progress::{Phase, Progress};
use super::watched::{Socket, Watched};
use super::{Certificates, Limits, Proxies};
use crate::monitor::{Metrics, RequestIdOfProxy};
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::sleep;
use tower::ServiceExt;

/// Bytes that are still taken from a client that is answered already, so that it can read its answer.
const LEFTOVER_BYTES: u64 = 4 * 1024 * 1024;

/// What all connections have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) certificates: Option<Arc<Certificates>>,
    pub(super) proxies: Proxies,
    pub(super) limits: Limits,
    /// Where open connections are counted, if they are.
    pub(super) metrics: Option<Arc<Metrics>>,
}

/// How far the server has got with stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Requests are answered.
    Serving,
    /// Those under way are.
    Stopping,
    /// None are.
    Stopped,
}

/// Answers the requests of one connection. Its failures are its client's business, and told for debugging only.
pub(super) async fn serve(
    shared: Arc<Shared>,
    stream: TcpStream,
    peer: IpAddr,
    seat: Seat,
    stage: watch::Receiver<Stage>,
) {
    let _open = shared.metrics.as_ref().map(|metrics| metrics.connected());
    let progress = seat.progress();
    tokio::select! {
        result = converse(&shared, stream, peer, seat, stage.clone()) => {
            if let Err(error) = result {
                tracing::debug!(%peer, %error, "a connection failed");
            }
        }
        () = overdue(&progress, &shared.limits, stage) => {
            tracing::debug!(%peer, "a connection was closed: its client was too slow, or waiting when others came");
        }
    }
}

async fn converse(
    shared: &Arc<Shared>,
    stream: TcpStream,
    peer: IpAddr,
    seat: Seat,
    mut stage: watch::Receiver<Stage>,
) -> io::Result<()> {
    // else the last piece of an answer waits until the client has confirmed those before it
    stream.set_nodelay(true)?;
    let is_tls = shared.certificates.is_some();
    let socket: Box<dyn Socket> = match &shared.certificates {
        Some(certificates) => Box::new(certificates.acceptor().accept(stream).await?),
        None => Box::new(stream),
    };
    let progress = seat.progress();
    progress.enter(Phase::Head);
    let service = {
        let (shared, progress) = (Arc::clone(shared), Arc::clone(&progress));
        service_fn(move |request: hyper::Request<Incoming>| {
            answer(Arc::clone(&shared), Arc::clone(&progress), peer, is_tls, request)
        })
    };
    let io = TokioIo::new(Watched::new(socket, seat));
    let Limits { head_bytes, headers, .. } = shared.limits;
    let mut connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_headers(headers)
        .max_header_size(head_bytes)
        .max_buf_size(head_bytes.max(8 * 1024))
        .serve_connection(io, service)
        .with_upgrades();
    let mut is_stopping = false;
    let result = loop {
        tokio::select! {
            result = &mut connection => break result,
            _ = stage.changed(), if !is_stopping => {
                is_stopping = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
        }
    };
    if let Some(parts) = connection.into_parts() {
        progress.enter(Phase::Closing);
        let_it_read(parts.io.into_inner()).await?;
    }
    result.map_err(io::Error::other)
}

/// Waits until the client has closed its side: closing while it still sends would take back what it has not yet read.
async fn let_it_read(mut connection: Watched) -> io::Result<()> {
    if connection.is_ended() {
        return Ok(());
    }
    tokio::io::AsyncWriteExt::shutdown(&mut connection).await?;
    tokio::io::copy(&mut (&mut connection).take(LEFTOVER_BYTES), &mut tokio::io::sink()).await?;
    Ok(())
}

/// Resolves when the client has taken too long, another needs its place, or the server stops and there is nothing to
/// answer.
async fn overdue(progress: &Progress, limits: &Limits, mut stage: watch::Receiver<Stage>) {
    loop {
        match *stage.borrow_and_update() {
            Stage::Serving => {}
            Stage::Stopping if progress.waiting_since().is_none() => {}
            Stage::Stopping | Stage::Stopped => return,
        }
        let left = progress.left(limits);
        if left.is_some_and(|left| left.is_zero()) {
            return;
        }
        // what begins meanwhile ends after that at the earliest
        let next = [limits.head_timeout, limits.idle_timeout, limits.write_timeout].into_iter().min();
        let next = left.into_iter().chain(next).min().unwrap_or(limits.head_timeout);
        tokio::select! {
            () = sleep(next) => {}
            () = progress.is_cut() => return,
            changed = stage.changed() => if changed.is_err() { return },
        }
    }
}

async fn answer(
    shared: Arc<Shared>,
    progress: Arc<Progress>,
    peer: IpAddr,
    is_tls: bool,
    request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    progress.enter(Phase::Answering);
    let mut request: Request = request.map(Body::new);
    let client = shared.proxies.client(peer, is_tls, request.headers());
    request.extensions_mut().insert(client);
    if shared.proxies.has(peer)
        && let Some(id) = request.headers().get("x-request-id").cloned()
    {
        request.extensions_mut().insert(RequestIdOfProxy(id));
    }
    let response = shared.router.clone().oneshot(request).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        progress.enter(Phase::Upgraded);
        return Ok(response);
    }
    Ok(response.map(|body| Body::new(Answer { body, progress })))
}

/// The body of a response. When it is done, it is the client's turn.
struct Answer {
    body: Body,
    progress: Arc<Progress>,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        pin!(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.progress.enter(Phase::Idle);
    }
}
