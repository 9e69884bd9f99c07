//! A server of plain files on a free port: for the pages of other players, which the gateway does not serve.

use anyhow::{Context, Result};
use axum::Router;
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::path::Path;
use tower_http::services::ServeDir;

/// Serves each folder under its path until the runtime ends.
///
/// # Errors
/// Where no port can be had.
pub async fn serve(folders: &[(&str, &Path)]) -> Result<SocketAddr> {
    let mut router = Router::new();
    for (path, folder) in folders {
        router = router.nest_service(path, ServeDir::new(folder));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.context("no port for plain files")?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        // as the gateway does it
        let listener = listener.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                eprintln!("plain files may be late: {error}");
            }
        });
        if let Err(error) = axum::serve(listener, router).await {
            eprintln!("the server of plain files ended: {error}");
        }
    });
    Ok(address)
}
