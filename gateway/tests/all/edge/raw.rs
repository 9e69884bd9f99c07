//! A listening server, and clients that write bytes as they like.

use crate::support::Server as Pieces;
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use gateway::edge::{BodyLimit, Client, protect};
use gateway::routes::router_at;
use gateway::server::{Certificates, Server, Settings};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server that listens on a free port of this machine.
pub(crate) struct Edge {
    pub(crate) address: SocketAddr,
    /// How often `/hidden` was asked for.
    hidden: Arc<AtomicUsize>,
    certificates: Option<Arc<Certificates>>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
    pieces: Option<Pieces>,
}

/// One answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let value = values.next();
        assert!(values.next().is_none(), "{name} stands twice: {}", self.head);
        value
    }

    /// The code of the problem that this must be.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem: api::Problem = serde_json::from_str(&self.body).expect("a problem");
        assert_eq!(problem.status, self.status);
        problem.code
    }
}

/// This machine, with timeouts that a test can wait for.
pub(crate) fn quick() -> Settings {
    let mut settings = Settings::from(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    settings.limits.head_timeout = Duration::from_millis(500);
    settings.limits.handshake_timeout = Duration::from_millis(500);
    settings.limits.body_timeout = Duration::from_millis(500);
    settings.limits.idle_timeout = Duration::from_millis(500);
    settings
}

impl Edge {
    /// The routes of the gateway.
    pub(crate) async fn gateway(settings: Settings) -> Self {
        let pieces = Pieces::start().await;
        let server = Server::listen(settings).await.expect("it listens");
        let router = router_at(pieces.app.clone(), server.site());
        Self::run(server, router, Arc::default(), Some(pieces))
    }

    /// Routes that tell what was read: `/echo` of the body, `/large` of a larger one, `/client` of who asks; and
    /// `/hidden`, which counts.
    pub(crate) async fn mirror(settings: Settings) -> Self {
        let hidden = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&hidden);
        let hide = any(move || async move { count.fetch_add(1, Ordering::SeqCst).to_string() });
        let echo = |body: Result<Bytes, axum::extract::rejection::BytesRejection>| async move {
            body.map_or_else(
                |_| (StatusCode::IM_A_TEAPOT, "broken off").into_response(),
                IntoResponse::into_response,
            )
        };
        let large = |axum::Extension(limit): axum::Extension<BodyLimit>, request: axum::extract::Request| async move {
            limit.set(3_000_000);
            let body = axum::body::to_bytes(request.into_body(), usize::MAX).await;
            body.map_or(0, |body| body.len()).to_string()
        };
        let client = |client: Client| async move { format!("{} {}", client.address, client.is_secure) };
        let router = Router::new()
            .route("/echo", any(echo))
            .route("/large", any(large))
            .route("/api/v1/watch", any(|| async { "watching" }))
            .route("/client", get(client))
            .route("/hidden", hide);
        let server = Server::listen(settings).await.expect("it listens");
        let router = protect(router, server.site());
        Self::run(server, router, hidden, None)
    }

    fn run(server: Server, router: Router, hidden: Arc<AtomicUsize>, pieces: Option<Pieces>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (address, certificates) = (server.address(), server.certificates());
        let task = tokio::spawn(server.serve(router, async move { stopped.await.expect("it is stopped") }));
        Self { address, hidden, certificates, stop: Some(stop), task, pieces }
    }

    /// The gateway behind it.
    pub(crate) fn pieces(&self) -> &Pieces {
        self.pieces.as_ref().expect("a gateway")
    }

    /// How often `/hidden` was asked for.
    pub(crate) fn hidden(&self) -> usize {
        self.hidden.load(Ordering::SeqCst)
    }

    /// Reads its certificate again.
    pub(crate) fn reload(&self) -> gateway::Result<()> {
        self.certificates.as_ref().expect("it has one").reload()
    }

    /// Stops it and waits until it has.
    pub(crate) async fn stop(mut self) {
        self.stop.take().expect("it runs").send(()).expect("it listens");
        (&mut self.task).await.expect("it ends well");
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    /// Connects from another address of this machine.
    pub(crate) async fn connect_from(&self, address: Ipv4Addr) -> TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((address, 0).into()).expect("an address");
        socket.connect(self.address).await.expect("a connection")
    }

    /// Sends these bytes and reads until the server closes.
    pub(crate) async fn exchange(&self, bytes: impl AsRef<[u8]>) -> Vec<Answer> {
        exchange(self.connect().await, bytes.as_ref()).await
    }

    /// The one answer to these bytes.
    pub(crate) async fn ask(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut answers = self.exchange(&bytes).await;
        let text = String::from_utf8_lossy(bytes.as_ref()).chars().take(300).collect::<String>();
        assert_eq!(answers.len(), 1, "{text}: {answers:?}");
        answers.remove(0)
    }

    /// The answer to a request without a body.
    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(request(self.address, method, path, headers)).await
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A request without a body, on a connection of its own. A header `host` takes the place of the server's address.
pub(crate) fn request(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        text.push_str(&format!("Host: {address}\r\n"));
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n"
}

/// Sends these bytes and reads until the other side closes.
pub(crate) async fn exchange(
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite,
    bytes: &[u8],
) -> Vec<Answer> {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let mut read = Vec::new();
    let (_, ended) = tokio::join!(
        // it may be refused before all is sent
        async { writer.write_all(bytes).await.is_ok() && writer.flush().await.is_ok() },
        tokio::time::timeout(Duration::from_secs(20), reader.read_to_end(&mut read)),
    );
    ended.expect("the server closes in time").expect("it closes in good order");
    answers(&read)
}

/// What was read, as answers.
pub(crate) fn answers(mut bytes: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a whole head") + 4;
        let head = String::from_utf8(bytes[..end].to_vec()).expect("text");
        let status = head.get(9..12).and_then(|status| status.parse().ok()).expect("a status");
        let mut answer = Answer { status, head, body: String::new() };
        bytes = &bytes[end..];
        if status >= 200 {
            let length =
                answer.header("content-length").map_or(0, |length| length.parse().expect("a length"));
            // of what HEAD asks for, the head tells the length only
            let length = if bytes.is_empty() { 0 } else { length };
            answer.body = String::from_utf8_lossy(&bytes[..length]).into_owned();
            bytes = &bytes[length..];
        }
        answers.push(answer);
    }
    answers
}
