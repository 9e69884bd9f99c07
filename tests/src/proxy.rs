//! A proxy that counts: what a page fetched from a server, address by address, whoever in the page fetched it.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What was fetched from one address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Requests.
    pub requests: u64,
    /// Bytes of the answers, heads included.
    pub bytes: u64,
}

/// A counting proxy before one server. It ends with the runtime.
#[derive(Clone, Debug)]
pub struct Proxy {
    address: SocketAddr,
    fetched: Arc<Mutex<BTreeMap<String, Fetched>>>,
}

impl Proxy {
    /// Puts a proxy before the server at `upstream`.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn before(upstream: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port for the proxy")?;
        let proxy = Self { address: listener.local_addr()?, fetched: Arc::default() };
        let fetched = Arc::clone(&proxy.fetched);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let fetched = Arc::clone(&fetched);
                tokio::spawn(async move {
                    // a connection that breaks shows in the page that is measured
                    if let Err(error) = pass(client, upstream, fetched).await {
                        eprintln!("a connection through the proxy broke: {error}");
                    }
                });
            }
        });
        Ok(proxy)
    }

    /// The address of `path`, through the proxy.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was fetched from the addresses that `counts`, since the last [`Proxy::forget`].
    #[must_use]
    pub fn fetched(&self, counts: impl Fn(&str) -> bool) -> Fetched {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = Fetched::default();
        for (_, one) in fetched.iter().filter(|(path, _)| counts(path)) {
            sum.requests += one.requests;
            sum.bytes += one.bytes;
        }
        sum
    }

    /// Starts counting anew.
    pub fn forget(&self) {
        self.fetched.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Passes one connection on. Browsers send one request after another on a connection, never two at a time, so that
/// what comes back belongs to the request before.
async fn pass(
    mut client: TcpStream,
    upstream: SocketAddr,
    fetched: Arc<Mutex<BTreeMap<String, Fetched>>>,
) -> Result<()> {
    let mut server = TcpStream::connect(upstream).await.context("the server is gone")?;
    // what comes is passed on at once: a proxy that waits for more would be measured as well
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let current = Mutex::new(String::new());
    let count = |path: &str, requests: u64, bytes: u64| {
        let mut fetched = fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let one = fetched.entry(path.to_owned()).or_default();
        one.requests += requests;
        one.bytes += bytes;
    };
    let requests = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = from_client.read(&mut buffer).await?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            if let Some(path) = requested(bytes) {
                count(&path, 1, 0);
                *current.lock().unwrap_or_else(PoisonError::into_inner) = path;
            }
            to_server.write_all(bytes).await?;
        }
        to_server.shutdown().await
    };
    let answers = async {
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = from_server.read(&mut buffer).await?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            let path = current.lock().unwrap_or_else(PoisonError::into_inner).clone();
            count(&path, 0, bytes.len() as u64);
            to_client.write_all(bytes).await?;
        }
        to_client.shutdown().await
    };
    // a page that goes away resets its connections: that is no fault of what is measured
    match tokio::try_join!(requests, answers) {
        Ok(_) => Ok(()),
        Err(error) if is_hang_up(&error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn is_hang_up(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected)
}

/// The path of `GET /path HTTP/1.1`.
fn requested(bytes: &[u8]) -> Option<String> {
    let line = bytes.split(|&byte| byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let method = words.next()?;
    let path = words.next()?;
    let is_request = matches!(method, "GET" | "HEAD" | "POST") && words.next()?.starts_with("HTTP/");
    is_request.then(|| path.to_owned())
}
