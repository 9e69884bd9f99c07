//! Listening, and stopping in good order.

use super::admission::Admission;
use super::connection::{Shared, Stage, serve};
use super::progress::Phase;
use super::{Certificates, Settings};
use crate::edge::Site;
use crate::monitor::Metrics;
use crate::routes::{App, router_at};
use crate::{Error, Result};
use axum::Router;
use std::future::{Future, pending};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;
use url::Url;

/// How long requests under way may take to end after a signal to stop.
const GRACE: Duration = Duration::from_secs(4);

/// Files that are open beside connections: those that are served, the database's.
const OTHER_FILES: u64 = 1024;

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    settings: Settings,
    certificates: Option<Arc<Certificates>>,
    metrics: Option<Arc<Metrics>>,
}

impl Server {
    /// Listens as `settings` say; an address alone is settings, too.
    ///
    /// # Errors
    /// Those of [`Settings::check`] and [`Certificates::load`], [`Error::AddressTaken`], [`Error::Listen`].
    pub async fn listen(settings: impl Into<Settings>) -> Result<Self> {
        let settings = settings.into();
        settings.check()?;
        let tls = settings.tls.clone();
        let certificates = tls.map(|tls| Certificates::load(tls, settings.address.clone())).transpose()?;
        let address = settings.listen;
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => Error::AddressTaken { address },
            _ => Error::Listen { address, source },
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, settings, certificates: certificates.map(Arc::new), metrics: None })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a browser on this machine finds it, or everybody where the public address is known.
    pub fn url(&self) -> String {
        let scheme = if self.certificates.is_some() { "https" } else { "http" };
        match &self.settings.address {
            Some(address) => format!("{address}/"),
            None => format!("{scheme}://{}/", self.address),
        }
    }

    /// The address whose passkeys this server takes: the one that people open; on this machine alone, by the name
    /// `localhost`, since a bare address has none.
    ///
    /// # Errors
    /// [`Error::Usage`] where the address is none that browsers could open.
    pub fn passkey_site(&self) -> Result<Url> {
        let url = match &self.settings.address {
            None if self.address.ip().is_loopback() => {
                let scheme = if self.certificates.is_some() { "https" } else { "http" };
                format!("{scheme}://localhost:{}/", self.address.port())
            }
            _ => self.url(),
        };
        url.parse().map_err(|_| Error::Usage(format!("{url}: this is no address that a browser opens")))
    }

    /// The certificate in use, to be read again when it was renewed. SIGHUP does so by itself under [`Self::run`].
    pub fn certificates(&self) -> Option<Arc<Certificates>> {
        self.certificates.clone()
    }

    /// Answers requests until SIGINT or SIGTERM arrives; then those under way have four seconds to end. SIGHUP reads the
    /// certificate again.
    ///
    /// # Errors
    /// [`Error::Server`].
    pub async fn run(self, app: App) -> Result<()> {
        let mut interrupted = signal(SignalKind::interrupt()).map_err(Error::Server)?;
        let mut terminated = signal(SignalKind::terminate()).map_err(Error::Server)?;
        let reloading = reload_on_signal(self.certificates())?;
        let stop = async {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
                () = reloading => {}
            }
        };
        self.run_until(app, stop).await
    }

    /// Answers requests until `stop` resolves; then those under way have four seconds to end.
    ///
    /// # Errors
    /// [`Error::Database`] where the store does not close.
    pub async fn run_until(mut self, app: App, stop: impl Future<Output = ()>) -> Result<()> {
        self.metrics = Some(Arc::clone(&app.monitor.metrics));
        let store = app.data.store.clone();
        let router = router_at(app, self.site());
        self.serve(router, stop).await;
        store.close().await
    }

    /// What it is called, for [`crate::edge::protect`].
    pub fn site(&self) -> Site {
        Site::new(&self.settings, self.address.ip())
    }

    /// Answers with `router`, which [`crate::edge::protect`] made, until `stop` resolves; then requests under way have
    /// four seconds to end.
    pub async fn serve(self, router: Router, stop: impl Future<Output = ()>) {
        let Self { listener, settings, certificates, metrics, .. } = self;
        let Settings { proxies, limits, .. } = settings;
        let connections = with_files_for(limits.connections);
        let admission = Arc::new(Admission::new(connections, limits.connections_per_address));
        let shared = Arc::new(Shared { router, certificates, proxies, limits, metrics });
        let (stage, _) = watch::channel(Stage::Serving);
        let tasks = TaskTracker::new();
        let accepting = async {
            loop {
                let (stream, peer) = accept(&listener).await;
                let peer = peer.ip().to_canonical();
                if let Some(seat) = seat(&shared, &admission, peer) {
                    tasks.spawn(serve(Arc::clone(&shared), stream, peer, seat, stage.subscribe()));
                }
            }
        };
        tokio::select! {
            () = accepting => {}
            () = pin!(stop) => {}
        }
        drop(listener);
        tracing::info!("stopping");
        tasks.close();
        stage.send_replace(Stage::Stopping);
        if tokio::time::timeout(GRACE, tasks.wait()).await.is_err() {
            tracing::warn!("some requests were cut off: they took too long to end");
        }
        stage.send_replace(Stage::Stopped);
    }
}

/// A place for a connection of `peer`, where it may have one.
fn seat(shared: &Shared, admission: &Arc<Admission>, peer: IpAddr) -> Option<super::admission::Seat> {
    let is_proxy = shared.proxies.has(peer);
    let is_tls = shared.certificates.is_some();
    if !is_tls && !is_proxy && !peer.is_loopback() {
        tracing::debug!(%peer, "a connection was closed: without TLS only the proxies may connect");
        return None;
    }
    let phase = if is_tls { Phase::Handshake } else { Phase::Head };
    let seat = admission.admit((!is_proxy).then_some(peer), phase);
    if seat.is_none() {
        tracing::debug!(%peer, "a connection was closed: there are too many");
    }
    seat
}

/// The next connection. One that failed before it was accepted is none; where the system has no more to give, it is
/// given a moment.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) => {
            }
            Err(error) => {
                tracing::error!(%error, "connections cannot be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Raises the limit of open files as far as that many connections need and the system allows; returns how many
/// connections fit.
fn with_files_for(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // a request that is answered from a file has one open
    let per_connection = 2;
    let needed = (connections as u64).saturating_mul(per_connection).saturating_add(OTHER_FILES);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let Some(current) = current.filter(|current| *current < needed) else { return connections };
    let wanted = maximum.map_or(needed, |maximum| needed.min(maximum));
    let raised = match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
        Ok(()) => wanted,
        Err(_) => current,
    };
    if raised >= needed {
        return connections;
    }
    let fitting = (raised.saturating_sub(OTHER_FILES) / per_connection).max(raised / 4).max(1);
    tracing::warn!(
        files = raised,
        connections = fitting,
        "this process may open few files, so that it takes fewer connections: raise its limit (LimitNOFILE, ulimit -n)"
    );
    usize::try_from(fitting).unwrap_or(connections).min(connections)
}

/// Reads the certificate again at each SIGHUP. Without one the signal keeps its own meaning, to end.
fn reload_on_signal(certificates: Option<Arc<Certificates>>) -> Result<impl Future<Output = ()>> {
    let hung_up = certificates.is_some().then(|| signal(SignalKind::hangup()));
    let hung_up = hung_up.transpose().map_err(Error::Server)?;
    Ok(async move {
        let (Some(certificates), Some(mut hung_up)) = (certificates, hung_up) else { return pending().await };
        while hung_up.recv().await.is_some() {
            match certificates.reload() {
                Ok(()) => tracing::info!("the certificate was read again"),
                Err(error) => tracing::error!(%error, "the certificate in use stays"),
            }
        }
        pending::<()>().await;
    })
}
