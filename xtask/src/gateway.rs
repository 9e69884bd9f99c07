//! Building and calling the gateway's program.

use crate::{process, workspace};
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How the program is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As the tests need it anyway.
    Dev,
    /// As it is used.
    Release,
}

/// Builds the program where it is out of date, and gives its path.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    let mut command = process::cargo("build");
    command.args(["--package", "gateway", "--bin", "afterimage"]);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    process::run(&mut command)?;
    let program =
        workspace::target_dir().join(folder).join(format!("afterimage{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        bail!("cargo built no {}", program.display());
    }
    Ok(program)
}

/// Waits until the gateway on this port of the loopback answers that it is well. Fails where it ends before that.
pub(crate) fn wait_until_well(child: &mut Child, port: u16) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(status) = child.try_wait()? {
            bail!("the gateway ended before it served: {status}");
        }
        // an answer alone proves nothing, for another program may hold the port: the child must still be alive
        if is_well(port).unwrap_or(false) && child.try_wait()?.is_none() {
            return Ok(());
        }
        if Instant::now() > deadline {
            child.kill().context("the gateway does not answer and cannot be stopped")?;
            bail!("the gateway did not answer on port {port} within 30 s");
        }
        sleep(Duration::from_millis(50));
    }
}

/// A link that signs the developer in, who becomes a full admin where nobody of the name is one.
pub(crate) fn sign_in_link(program: &Path, data: &Path, address: &str) -> Result<String> {
    let mut command = Command::new(program);
    command.args(["sign-in-link", "developer", "--add", "--address", address, "--data"]).arg(data);
    Ok(process::output(&mut command)?.trim().to_owned())
}

fn is_well(port: u16) -> Result<bool> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    Ok(answer == *b"HTTP/1.1 200")
}
