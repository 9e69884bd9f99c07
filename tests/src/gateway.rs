//! The program `afterimage`: as a server on a free port with data of its own, and as a command-line tool.

use crate::environment;
use crate::process::Running;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A running gateway with the console, and its data folder.
#[derive(Debug)]
pub struct Gateway {
    data: TempDir,
    address: String,
    running: Running,
}

impl Gateway {
    /// Imports these files into an empty data folder and serves them.
    ///
    /// # Errors
    /// Where an import fails, or the server does not start.
    pub fn start(files: &[PathBuf]) -> Result<Self> {
        let data = TempDir::new().context("cannot make a data folder")?;
        if !files.is_empty() {
            let output = command()?.arg("import").args(files).arg("--data").arg(data.path()).output()?;
            succeeded("import", &output)?;
        }
        Self::over(data)
    }

    /// Serves what is in this data folder.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn over(data: TempDir) -> Result<Self> {
        let mut serve = command()?;
        serve.arg("serve").arg("--data").arg(data.path()).args(["--listen", "127.0.0.1:0", "--console"]);
        serve.arg(environment::console()?);
        let (running, address) = Running::start("afterimage serve", &mut serve, address_in)?;
        Ok(Self { data, address, running })
    }

    /// The address of `path`, which starts with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address.trim_end_matches('/'))
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Where the address that it printed is none.
    pub fn socket(&self) -> Result<SocketAddr> {
        let socket = self.address.trim_start_matches("http://").trim_end_matches('/');
        socket.parse().with_context(|| format!("the gateway printed the address {}", self.address))
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Number of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.running.id()
    }

    /// What `GET path` answers as JSON.
    ///
    /// # Errors
    /// Where there is no answer, no success, or no JSON.
    pub async fn json(&self, path: &str) -> Result<Value> {
        let answer = reqwest::get(self.url(path)).await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("GET {path} answers {status}: {text}");
        }
        serde_json::from_str(&text).with_context(|| format!("GET {path} answers no JSON: {text}"))
    }

    /// The id of the recording that was imported from a file of this name.
    ///
    /// # Errors
    /// Where the list has none of that name.
    pub async fn id_of(&self, name: &str) -> Result<String> {
        let page = self.json("/api/v1/recordings?limit=100").await?;
        let items = page["items"].as_array().context("the list has no items")?;
        let found = items.iter().find(|item| item["name"] == name);
        let id = found.and_then(|item| item["id"].as_str());
        Ok(id.with_context(|| format!("no recording named {name} in {page}"))?.to_owned())
    }
}

/// The program, for a call on the command line.
///
/// # Errors
/// Where the environment does not say where it is.
pub fn command() -> Result<Command> {
    Ok(Command::new(environment::program()?))
}

/// What the program printed, where it succeeded.
///
/// # Errors
/// Where it failed, with what it said.
pub fn succeeded(what: &str, output: &Output) -> Result<String> {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!(
            "afterimage {what} failed: {}\n{said}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(said)
}

/// The address in the line that the server prints when it is ready.
fn address_in(line: &str) -> Option<String> {
    let start = line.find("http://")?;
    line.get(start..)?.split_whitespace().next().map(str::to_owned)
}
