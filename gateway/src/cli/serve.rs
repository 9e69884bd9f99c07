//! `afterimage serve`

use crate::access::Identity;
use crate::data::Data;
use crate::routes::{App, Console};
use crate::server::Server;
use crate::{Error, Result};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Data folder; made where it is missing.
    #[arg(long, env = "AFTERIMAGE_DATA", value_name = "DIR")]
    data: PathBuf,
    /// Address and port to listen on; this machine's own addresses only. Port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = parse_address)]
    listen: SocketAddr,
    /// Folder with the console's files, as Trunk builds them.
    #[arg(long, value_name = "DIR")]
    console: Option<PathBuf>,
}

pub(super) fn run(command: Serve) -> Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::Server)?;
    runtime.block_on(serve(command))?;
    Ok(0)
}

async fn serve(command: Serve) -> Result<()> {
    let console = command.console.as_deref().map(Console::open).transpose()?;
    // Listen first: a second server on the same folder and port ends before it touches the data.
    let server = Server::listen(command.listen).await?;
    let data = Data::create(&command.data).await?;
    println!("Afterimage is at http://{}/ (stop it with Ctrl+C)", server.address());
    server.run(App { data, console, identity: Identity::of_this_machine() }).await
}

/// `localhost` is 127.0.0.1, whatever the resolver says.
fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let expected = "write it as ADDRESS:PORT, such as 127.0.0.1:8080";
    match text.strip_prefix("localhost:") {
        Some(port) => port.parse().map(|port| SocketAddr::from(([127, 0, 0, 1], port))),
        None => return text.parse().map_err(|_| expected.to_owned()),
    }
    .map_err(|_| expected.to_owned())
}
