//! What becomes of events: lines on standard error.

use crate::config::{LogConfig, LogFormat};
use std::io::{self, IsTerminal};
use tracing::level_filters::LevelFilter;
use tracing::{Subscriber, subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry, fmt};

/// Logs to standard error from now on, for the whole process. A second call changes nothing.
pub fn start(config: LogConfig) {
    let has_colours = io::stderr().is_terminal();
    let is_first = subscriber::set_global_default(subscriber(config, has_colours, io::stderr)).is_ok();
    tracing::debug!(is_first, "logging");
}

/// A panic says where it happened, and no more: what it says may hold content.
pub fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}

/// What writes the lines to `writer`.
pub fn subscriber<W>(config: LogConfig, has_colours: bool, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer).with_ansi(has_colours).with_target(false);
    let lines = match config.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    Registry::default().with(lines.with_filter(filter(config.level)))
}

/// Libraries say no more than warnings: what they log below may hold requests as they came, which
/// docs/operations.md promises not to log.
fn filter(level: LevelFilter) -> Targets {
    Targets::new().with_target("gateway", level).with_default(level.min(LevelFilter::WARN))
}
