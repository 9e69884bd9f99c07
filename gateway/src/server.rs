//! Listening, and stopping in good order.

use crate::routes::{App, router};
use crate::{Error, Result};
use axum::serve::ListenerExt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

/// How long requests under way may take to end after a signal to stop.
const GRACE: Duration = Duration::from_secs(4);

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on `address`; port 0 takes one that is free.
    ///
    /// # Errors
    /// [`Error::NotLoopback`] where other machines could connect, [`Error::AddressTaken`], [`Error::Listen`].
    pub async fn listen(address: SocketAddr) -> Result<Self> {
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback { address });
        }
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => Error::AddressTaken { address },
            _ => Error::Listen { address, source },
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until SIGINT or SIGTERM arrives; then those under way have four seconds to end.
    ///
    /// # Errors
    /// [`Error::Server`].
    pub async fn run(self, app: App) -> Result<()> {
        let store = app.data.store.clone();
        let stop = Arc::new(Notify::new());
        let stopped = Arc::clone(&stop);
        let mut interrupted = signal(SignalKind::interrupt()).map_err(Error::Server)?;
        let mut terminated = signal(SignalKind::terminate()).map_err(Error::Server)?;
        // else the last piece of an answer waits until the client has confirmed those before it
        let listener = self.listener.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "answers on this connection may be late");
            }
        });
        let serving = axum::serve(listener, router(app))
            .with_graceful_shutdown(async move { stopped.notified().await });
        let deadline = async {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
            tracing::info!("stopping");
            stop.notify_one();
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            served = async { serving.await } => served.map_err(Error::Server)?,
            () = deadline => tracing::warn!("some requests were cut off: they took too long to end"),
        }
        store.close().await
    }
}
