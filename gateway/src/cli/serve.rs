//! `afterimage serve`

use super::arguments::Hidden;
use super::config::FileArgument;
use super::output::print;
use crate::admin_log::{By, Keeper};
use crate::clock::Clock;
use crate::config::{Config, Options, SignInConfig};
use crate::data::Data;
use crate::deletion;
use crate::monitor::{MetricsServer, Monitor};
use crate::routes::{App, Changes, Console};
use crate::server::Server;
use crate::sign_in::oidc::Provider;
use crate::sign_in::{Settings, SignIn, ended, links};
use crate::store::{SessionLimits, Store};
use crate::{Error, Result, logging};
use api::LinkPurpose;
use clap::Args;
use std::ffi::OsString;
use std::num::NonZeroU32;
use std::sync::Arc;
use tracing::level_filters::LevelFilter;
use url::Url;

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    file: FileArgument,
    /// Data folder; made where it is missing [env: AFTERIMAGE_DATA]
    #[arg(long, value_name = "DIR")]
    data: Option<OsString>,
    /// Database in PostgreSQL, such as postgres://USER@HOST/DATABASE; a SQLite file in the data folder otherwise. Others
    /// on this machine can read a password that is written here [env: AFTERIMAGE_DATABASE_ADDRESS]
    #[arg(long, value_name = "URL")]
    database: Option<Hidden>,
    /// Address and port to listen on; this machine's own addresses only. Port 0 takes a free one [default:
    /// 127.0.0.1:8080; env: AFTERIMAGE_LISTEN]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<OsString>,
    /// Folder with the console's files, as Trunk builds them [env: AFTERIMAGE_CONSOLE]
    #[arg(long, value_name = "DIR")]
    console: Option<OsString>,
}

impl Serve {
    /// What was typed, by the keys that it stands for.
    fn options(&self, log: Option<LevelFilter>) -> Options {
        let options = [
            ("data", "--data", self.data.clone()),
            ("database.address", "--database", self.database.as_ref().map(Hidden::text)),
            ("listen", "--listen", self.listen.clone()),
            ("console", "--console", self.console.clone()),
            ("log.level", "--log", log.map(|level| level.to_string().into())),
        ];
        options.into_iter().filter_map(|(key, option, value)| Some((key, option, value?))).collect()
    }
}

pub(super) fn run(command: &Serve, log: Option<LevelFilter>) -> Result<u8> {
    let loaded = command.file.read(command.options(log))?;
    logging::start(loaded.config.log);
    logging::hush_panics();
    for warning in loaded.warnings.iter().chain(&doubts(&loaded.config)) {
        tracing::warn!("{warning}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::Server)?;
    runtime.block_on(serve(loaded.config))?;
    Ok(0)
}

async fn serve(config: Config) -> Result<()> {
    let console = config.console.as_deref().map(Console::open).transpose()?;
    // Listen first: a second server on the same folder and port ends before it touches the data.
    let server = Server::listen(config.settings()?).await?;
    let metrics = match config.metrics.listen {
        Some(address) => Some(MetricsServer::listen(address).await?),
        None => None,
    };
    let mut data = match &config.database {
        Some(address) => Data::create_on(&config.data, &address.expose().parse()?).await?,
        None => Data::create(&config.data).await?,
    };
    let monitor = Monitor { token: config.metrics.token, ..Monitor::new(&config.data) };
    let counted = Arc::clone(&monitor.metrics);
    data.store.watch(move |took, is_failed| counted.queried(took, is_failed));
    let counted = Arc::clone(&monitor.metrics);
    let sign_in = sign_in(&config.sign_in, &server.passkey_site()?)?;
    // before the first entry of this run
    let keeper = Keeper::open(&config.data, &config.checkpoints)?;
    keeper.check(&data.store).await?;
    for provider in &config.sign_in.providers {
        data.store
            .set_claimed_roles(&provider.id, &provider.roles, &By::gateway(sign_in.clock.now_ms()))
            .await?;
    }
    print(&greeting(&data.store, &sign_in, server.url().trim_end_matches('/')).await?)?;
    let checkpoints = keeper.run(data.store.clone(), sign_in.clock.clone());
    let is_justification_required = config.is_justification_required;
    let ended = ended::forget(data.store.clone(), sign_in.limits, sign_in.clock.clone());
    let deletions = deletion::run(data.clone(), sign_in.clock.clone());
    let app = App {
        data,
        console,
        sign_in,
        changes: Changes::default(),
        monitor,
        is_justification_required,
        grace_days: config.grace_days,
    };
    let served = async {
        tokio::select! {
            ended = server.run(app) => ended,
            // they never end by themselves
            () = checkpoints => Ok(()),
            () = deletions => Ok(()),
            () = ended => Ok(()),
        }
    };
    let Some(metrics) = metrics else { return served.await };
    tracing::info!(address = %metrics.address()?, "metrics are answered");
    tokio::select! {
        ended = served => ended,
        failed = metrics.run(counted) => failed,
    }
}

/// What to print when it is ready. All at once: whoever reads the first line only, such as a script, breaks no further one.
async fn greeting(store: &Store, sign_in: &SignIn, address: &str) -> Result<String> {
    let mut greeting = format!("Afterimage is at {address}/ (stop it with Ctrl+C)\n");
    if !store.has_accounts().await? {
        let link =
            links::make(store, sign_in, LinkPurpose::FirstAdmin, None, &By::gateway(sign_in.clock.now_ms()))
                .await?;
        greeting.push_str(&format!(
            "Nobody has an account yet. This link makes the first full admin, once, within a day:\n{address}{link}\n"
        ));
    }
    Ok(greeting)
}

fn sign_in(config: &SignInConfig, site: &Url) -> Result<SignIn> {
    let providers = config.providers.iter().map(Provider::from).collect();
    let sign_in = SignIn::new(settings(config), Clock::Machine)?;
    Ok(sign_in.with_providers(providers).map_err(Error::Providers)?.with_passkeys_at(site))
}

fn settings(config: &SignInConfig) -> Settings {
    let many = |number: u64, unit_ms: i64| i64::try_from(number).unwrap_or(i64::MAX).saturating_mul(unit_ms);
    let attempts = u32::try_from(config.attempts_per_minute).unwrap_or(u32::MAX);
    Settings {
        limits: SessionLimits {
            idle_ms: many(config.idle_minutes, 60_000),
            absolute_ms: many(config.absolute_hours, 3_600_000),
        },
        attempts_per_minute: NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN),
        password_score: u8::try_from(config.password_score).unwrap_or(u8::MAX),
        is_totp_required: config.is_totp_required,
    }
}

/// What is allowed, and probably not meant.
pub(super) fn doubts(config: &Config) -> Vec<String> {
    let mut doubts = Vec::new();
    let is_https = config.address.as_ref().is_some_and(|address| address.scheme() == "https");
    if is_https && config.tls.is_none() && config.proxies.is_empty() {
        doubts.push("address is https, but neither tls.certificate nor proxy.networks is set".to_owned());
    }
    doubts
}
