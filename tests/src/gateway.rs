//! The program `afterimage`: as a server on a free port with data of its own, and as a command-line tool.

use crate::environment;
use crate::process::Running;
use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use tempfile::TempDir;

/// The cookies of the gateways of this process, by their addresses: browsers that open one are signed in there.
static COOKIES: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// The configuration of a gateway, in its data folder, where it has one.
const CONFIGURATION: &str = "afterimage.toml";

/// A running gateway with the console, its data folder, and a full admin who is signed in.
#[derive(Debug)]
pub struct Gateway {
    /// The address of its database, where that is none in its data folder.
    database: Option<String>,
    data: TempDir,
    address: String,
    running: Running,
    cookie: String,
}

impl Gateway {
    /// Imports these files into an empty data folder and serves them.
    ///
    /// # Errors
    /// Where an import fails, or the server does not start.
    pub fn start(files: &[PathBuf]) -> Result<Self> {
        let data = TempDir::new().context("cannot make a data folder")?;
        if !files.is_empty() {
            import(&data, None, files)?;
        }
        Self::over(data)
    }

    /// Serves what is in this data folder.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn over(data: TempDir) -> Result<Self> {
        Self::serve(data, None)
    }

    /// Serves an empty data folder with its database at this address; in the folder itself where it is none.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn on_database(address: Option<String>) -> Result<Self> {
        Self::serve(TempDir::new().context("cannot make a data folder")?, address)
    }

    fn serve(data: TempDir, database: Option<String>) -> Result<Self> {
        let mut serve = program(&data, database.as_deref())?;
        serve.arg("serve").arg("--data").arg(data.path()).args(["--listen", "127.0.0.1:0", "--console"]);
        serve.arg(environment::console()?);
        let (running, address) = Running::start("afterimage serve", &mut serve, address_in)?;
        let mut gateway = Self { database, data, address, running, cookie: String::new() };
        gateway.cookie = gateway.sign_in("tester")?;
        let mut cookies = COOKIES.lock().map_err(|_| anyhow!("a test failed while it started a gateway"))?;
        cookies.insert(gateway.url(""), gateway.cookie.clone());
        Ok(gateway)
    }

    /// Serves an empty data folder with this configuration (TOML).
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn configured(configuration: &str) -> Result<Self> {
        let data = TempDir::new().context("cannot make a data folder")?;
        std::fs::write(data.path().join(CONFIGURATION), configuration)
            .context("cannot write the configuration")?;
        Self::over(data)
    }

    /// Imports these files.
    ///
    /// # Errors
    /// Where an import fails.
    pub fn import(&self, files: &[PathBuf]) -> Result<()> {
        import(&self.data, self.database.as_deref(), files)
    }

    /// A link that signs in to the account of this name, which becomes a full admin where it is none yet.
    ///
    /// # Errors
    /// Where the program makes none.
    pub fn sign_in_link(&self, name: &str) -> Result<String> {
        let mut command = program(&self.data, self.database.as_deref())?;
        command.args(["sign-in-link", name, "--add", "--data"]).arg(self.data()).arg("--address");
        let output = command.arg(self.url("")).output()?;
        Ok(succeeded("sign-in-link", &output)?.trim().to_owned())
    }

    /// Signs in as a full admin of this name, and gives the cookie.
    ///
    /// # Errors
    /// Where the gateway does not let in.
    pub fn sign_in(&self, name: &str) -> Result<String> {
        let link = self.sign_in_link(name)?;
        let (_, secret) = link.split_once('#').context("the link has no secret")?;
        let body = format!("{{\"secret\": \"{secret}\"}}");
        let socket = self.socket()?;
        let mut stream = TcpStream::connect(socket)?;
        write!(
            stream,
            "POST /api/v1/sign-in/link/use HTTP/1.1\r\nHost: {socket}\r\nOrigin: http://{socket}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        Ok(cookie.with_context(|| format!("the gateway does not let in: {answer}"))?.to_owned())
    }

    /// The cookie of the full admin.
    #[must_use]
    pub fn cookie(&self) -> &str {
        &self.cookie
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
        let request = reqwest::Client::new().get(self.url(path)).header("cookie", &self.cookie);
        let answer = request.send().await?;
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

/// The address of the gateway that this one belongs to, and the cookie of its full admin; none where it is no gateway's.
pub(crate) fn cookie_for(address: &str) -> Option<(String, String)> {
    let cookies = COOKIES.lock().ok()?;
    let found = cookies.iter().find(|(gateway, _)| {
        address.strip_prefix(gateway.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    found.map(|(gateway, cookie)| (gateway.clone(), cookie.clone()))
}

fn import(data: &TempDir, database: Option<&str>, files: &[PathBuf]) -> Result<()> {
    let mut command = program(data, database)?;
    let output = command.arg("import").args(files).arg("--data").arg(data.path()).output()?;
    succeeded("import", &output).map(drop)
}

/// The program, with the database at this address, and the configuration in the data folder if there is one.
fn program(data: &TempDir, database: Option<&str>) -> Result<Command> {
    let mut command = command()?;
    if let Some(address) = database {
        command.env("AFTERIMAGE_DATABASE_ADDRESS", address);
    }
    let configuration = data.path().join(CONFIGURATION);
    if configuration.is_file() {
        command.env("AFTERIMAGE_CONFIG", configuration);
    }
    Ok(command)
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
