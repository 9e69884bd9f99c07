//! The configuration of the gateway: read from options, the environment and a file, and checked as a whole.
//! `docs/operations.md` has the table of its keys.

mod check;
mod fault;
mod file;
mod key;
mod layers;
mod provider;
mod secret;
mod settings;
mod value;

pub use check::check;
pub use fault::{Fault, Origin};
pub use key::{KEYS, Key, Kind, PROVIDER_KEYS, table};
pub use layers::{Options, Shown};
pub use provider::ProviderConfig;
pub use secret::Secret;

use crate::server::Forwarding;
use ipnet::IpNet;
use layers::Layers;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tracing::level_filters::LevelFilter;
use url::Url;

/// Everything that can be configured, with defaults where nothing was said.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The folder of the console's files.
    pub console: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address that people type: https, or http on the loopback; without a path.
    pub address: Option<Url>,
    /// Where the database is; none for SQLite in the data folder.
    pub database: Option<Secret>,
    /// Certificate and key, where the gateway itself speaks TLS.
    pub tls: Option<TlsFiles>,
    /// Networks of reverse proxies whose word on the client is taken.
    pub proxies: Vec<IpNet>,
    /// Which headers they write.
    pub forwarding: Forwarding,
    /// How much is taken in.
    pub limits: LimitsConfig,
    /// How people sign in.
    pub sign_in: SignInConfig,
    /// Files that checkpoints of the administrator log go to besides the one in the data folder.
    pub checkpoints: Vec<PathBuf>,
    /// Whether everybody must say why they watch a recording.
    pub is_justification_required: bool,
    /// For how many days deleted recordings can be brought back.
    pub grace_days: u16,
    /// What is logged.
    pub log: LogConfig,
    /// Who may ask for metrics.
    pub metrics: MetricsConfig,
}

/// Files in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificates, ours first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// How much the server takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Longest body of a request, in bytes.
    pub body_bytes: u64,
    /// Connections at once.
    pub connections: u64,
    /// Connections at once from one address.
    pub connections_per_client: u64,
    /// How long the head of a request may take to arrive, in seconds.
    pub head_timeout_s: u64,
}

/// How people sign in.
#[derive(Clone, Debug)]
pub struct SignInConfig {
    /// A sign-in session ends after so many minutes unused.
    pub idle_minutes: u64,
    /// A sign-in session ends after so many hours.
    pub absolute_hours: u64,
    /// Attempts in a minute for one account, and from one address.
    pub attempts_per_minute: u64,
    /// The least zxcvbn score of a new password, 1 to 4.
    pub password_score: u64,
    /// Whether a password alone is not enough.
    pub is_totp_required: bool,
    /// Other places to sign in with, in the order of the file; their ids differ.
    pub providers: Vec<ProviderConfig>,
}

/// What the server logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// How much.
    pub level: LevelFilter,
    /// For whom.
    pub format: LogFormat,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one object of JSON in each line.
    Json,
}

/// Who may ask for metrics. Neither is nobody.
#[derive(Clone, Debug, Default)]
pub struct MetricsConfig {
    /// An address of the loopback that answers without a token.
    pub listen: Option<SocketAddr>,
    /// What to show at the main address.
    pub token: Option<Secret>,
}

/// A configuration, and what there is to say of it.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Each value with its origin, secrets hidden.
    pub shown: Vec<Shown>,
    /// What is no fault, but should be mended. Holds no secret.
    pub warnings: Vec<String>,
}

impl Config {
    /// The defaults, over this data folder.
    pub fn of(data: &Path) -> Self {
        let mut layers = Layers::collect(Vec::new(), [], None);
        Self { data: data.to_owned(), ..assemble(&mut layers) }
    }

    /// Reads what options, environment and file say, in this order of weight.
    ///
    /// # Errors
    /// Every fault that can be told without looking at anything but the file and the secrets it names.
    pub fn read(
        options: Options,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        file: Option<&Path>,
    ) -> Result<Loaded, Vec<Fault>> {
        let mut layers = Layers::collect(options, environment, file);
        let config = assemble(&mut layers);
        // A file that cannot be read may well say it.
        let is_file_read = layers.faults.iter().all(|fault| !fault.key.is_empty());
        if is_file_read && layers.origin("data") == Origin::Default {
            let what = "is missing: name a folder in the file, by --data, or by AFTERIMAGE_DATA";
            layers.fault(Origin::Default, "data", what);
        }
        if layers.faults.is_empty() {
            Ok(Loaded { config, shown: layers.shown, warnings: layers.warnings })
        } else {
            Err(layers.faults)
        }
    }
}

/// The configuration, and faults in `layers`; where there are any, it holds defaults in their places.
fn assemble(layers: &mut Layers) -> Config {
    let folder = |given: &value::Given, base: &Path| value::path(base)(given);
    Config {
        data: layers.optional("data", folder).unwrap_or_default(),
        console: layers.optional("console", folder),
        listen: layers.value("listen", |given, _| value::socket(given)),
        address: layers.optional("address", |given, _| value::public_address(given)),
        database: database(layers),
        tls: tls(layers),
        proxies: layers.value("proxy.networks", |given, _| value::list(value::network)(given)),
        forwarding: forwarding(layers),
        limits: limits(layers),
        sign_in: sign_in(layers),
        checkpoints: layers.value("admin_log.checkpoints", |given, base| {
            let file = |text: &str| match text {
                "" => Err("must be a path".to_owned()),
                text => Ok(base.join(text)),
            };
            value::list(file)(given)
        }),
        is_justification_required: layers
            .value("playback.is_justification_required", |given, _| value::boolean(given)),
        grace_days: u16::try_from(number(layers, "deletion.grace_days")).unwrap_or(u16::MAX),
        log: log(layers),
        metrics: metrics(layers),
    }
}

/// A number of the table.
fn number(layers: &mut Layers, path: &'static str) -> u64 {
    let kind = kind(path);
    layers.value(path, |given, _| value::number(kind)(given))
}

fn kind(path: &str) -> Kind {
    KEYS.iter().find(|key| key.path == path).map_or(Kind::Boolean, |key| key.kind)
}

fn database(layers: &mut Layers) -> Option<Secret> {
    let address = layers.optional("database.address", |given, _| {
        let text = value::text(given)?;
        value::database(&text).map(|()| Secret::new(text))
    });
    let file = layers.optional("database.address_file", |given, base| value::path(base)(given));
    let Some(file) = file else { return address };
    let origin = layers.origin("database.address_file");
    if address.is_some() {
        layers.fault(origin, "database.address_file", "stands beside database.address; keep one of them");
        return None;
    }
    let address = layers.secret_file(&origin, "database.address_file", &file)?;
    if let Err(what) = value::database(address.expose()) {
        layers.fault(origin, "database.address_file", &format!("{}: {what}", file.display()));
    }
    Some(address)
}

fn tls(layers: &mut Layers) -> Option<TlsFiles> {
    let file = |given: &value::Given, base: &Path| value::path(base)(given);
    let certificate = layers.optional("tls.certificate", file);
    let key = layers.optional("tls.key", file);
    let missing = match (certificate, key) {
        (Some(certificate), Some(key)) => return Some(TlsFiles { certificate, key }),
        (None, None) => return None,
        (Some(_), None) => ("tls.certificate", "tls.key"),
        (None, Some(_)) => ("tls.key", "tls.certificate"),
    };
    let (there, missing) = missing;
    // One that was given and cannot be read is a fault already.
    if layers.origin(missing) == Origin::Default {
        layers.fault(layers.origin(there), missing, &format!("is missing: {there} is of no use without it"));
    }
    None
}

fn forwarding(layers: &mut Layers) -> Forwarding {
    let words = kind("proxy.header");
    layers.value("proxy.header", |given, _| {
        let word = value::choice(words)(given)?;
        Ok(if word == "forwarded" { Forwarding::Forwarded } else { Forwarding::XForwarded })
    })
}

fn limits(layers: &mut Layers) -> LimitsConfig {
    let limits = LimitsConfig {
        body_bytes: number(layers, "limits.body_bytes"),
        connections: number(layers, "limits.connections"),
        connections_per_client: number(layers, "limits.connections_per_client"),
        head_timeout_s: number(layers, "limits.head_timeout_s"),
    };
    let origin = layers.origin("limits.connections_per_client");
    if limits.connections_per_client > limits.connections && origin != Origin::Default {
        layers.fault(origin, "limits.connections_per_client", "must not be more than limits.connections");
    }
    limits
}

fn sign_in(layers: &mut Layers) -> SignInConfig {
    let idle_minutes = number(layers, "sign_in.idle_minutes");
    let absolute_hours = number(layers, "sign_in.absolute_hours");
    if idle_minutes > absolute_hours.saturating_mul(60) {
        let origin = match layers.origin("sign_in.idle_minutes") {
            Origin::Default => layers.origin("sign_in.absolute_hours"),
            origin => origin,
        };
        layers.fault(origin, "sign_in.idle_minutes", "must not be longer than sign_in.absolute_hours");
    }
    SignInConfig {
        idle_minutes,
        absolute_hours,
        attempts_per_minute: number(layers, "sign_in.attempts_per_minute"),
        password_score: number(layers, "sign_in.password_score"),
        is_totp_required: layers.value("sign_in.is_totp_required", |given, _| value::boolean(given)),
        providers: providers(layers),
    }
}

fn providers(layers: &mut Layers) -> Vec<ProviderConfig> {
    let sections = std::mem::take(&mut layers.content.providers);
    let mut ids = BTreeSet::new();
    let mut providers = Vec::new();
    for section in sections {
        let line = section.line;
        let Some(provider) = provider::read(layers, section) else { continue };
        if !ids.insert(provider.id.clone()) {
            let origin = Origin::File { file: layers.file.clone().unwrap_or_default(), line };
            layers.fault(
                origin,
                "sign_in.providers.id",
                "another provider has this id; choose one of its own",
            );
        }
        providers.push(provider);
    }
    providers
}

fn log(layers: &mut Layers) -> LogConfig {
    let level_words = kind("log.level");
    let level = layers.value("log.level", |given, _| {
        let word = value::choice(level_words)(given)?;
        word.parse().map_err(|_| format!("{word} is no level"))
    });
    let format_words = kind("log.format");
    let format = layers.value("log.format", |given, _| {
        let word = value::choice(format_words)(given)?;
        Ok(if word == "json" { LogFormat::Json } else { LogFormat::Text })
    });
    LogConfig { level, format }
}

fn metrics(layers: &mut Layers) -> MetricsConfig {
    let listen = layers.optional("metrics.listen", |given, _| value::loopback_socket(given));
    let file = layers.optional("metrics.token_file", |given, base| value::path(base)(given));
    let origin = layers.origin("metrics.token_file");
    let token = file.and_then(|file| layers.secret_file(&origin, "metrics.token_file", &file));
    if token.as_ref().is_some_and(|token| token.expose().len() < 16) {
        layers.fault(origin, "metrics.token_file", "the token must have at least 16 characters");
    }
    MetricsConfig { listen, token }
}

#[cfg(test)]
mod tests;
