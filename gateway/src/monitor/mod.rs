//! What the people who run the gateway see of it: a line in the log for each request, metrics, and whether it is ready.

mod metrics;
mod metrics_server;
mod readiness;
mod requests;

pub use metrics::Metrics;
pub use metrics_server::MetricsServer;
pub use readiness::Readiness;
pub use requests::{RequestIdOfProxy, account_is, current_id};

pub(crate) use metrics_server::page;
pub(crate) use requests::observe;

use crate::config::Secret;
use std::path::Path;
use std::sync::Arc;

/// What is watched, for all routes; clones share it.
#[derive(Clone, Debug)]
pub struct Monitor {
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Whether requests can be answered well.
    pub readiness: Arc<Readiness>,
    /// What to show for the metrics at the main address; they are not answered there without.
    pub token: Option<Secret>,
}

impl Monitor {
    /// Watches a gateway with this data folder; nobody may ask for its metrics.
    pub fn new(data: &Path) -> Self {
        Self { metrics: Arc::new(Metrics::new(data)), readiness: Arc::new(Readiness::new(data)), token: None }
    }
}
