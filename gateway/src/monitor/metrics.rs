//! What is counted, for Prometheus. `docs/operations.md` lists it.

use super::readiness::free_bytes;
use axum::http::Method;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bounds of the time of requests, in seconds.
const REQUEST_SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Bounds of the time of the database, in seconds.
const DATABASE_SECONDS: [f64; 10] = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 10.0];

type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

/// What is counted since the start.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Histograms<Asked>,
    bytes: Family<Asked, Counter>,
    database: Histograms<Query>,
    connections: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Query {
    outcome: &'static str,
}

/// A connection that is open until this is dropped.
#[derive(Debug)]
pub struct OpenConnection(Gauge);

impl Metrics {
    /// Nothing was counted yet. `data` is the folder whose free space is told.
    pub fn new(data: &Path) -> Self {
        let requests = Family::default();
        let seconds: Histograms<Asked> = Family::new_with_constructor(|| Histogram::new(REQUEST_SECONDS));
        let bytes = Family::default();
        let database: Histograms<Query> = Family::new_with_constructor(|| Histogram::new(DATABASE_SECONDS));
        let connections = Gauge::default();
        let mut registry = Registry::with_prefix("afterimage");
        registry.register(
            "build",
            "Version of the gateway",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        registry.register("requests", "Requests that were answered", requests.clone());
        let what = "Time from a request to the head of its answer";
        registry.register_with_unit("request", what, Unit::Seconds, seconds.clone());
        registry.register_with_unit(
            "response_body",
            "Bytes of answers that were sent",
            Unit::Bytes,
            bytes.clone(),
        );
        registry.register_with_unit(
            "database",
            "Time of statements in the database",
            Unit::Seconds,
            database.clone(),
        );
        registry.register("connections", "Connections that are open", connections.clone());
        registry.register_collector(Box::new(Disk { data: data.to_owned() }));
        Self { registry, requests, seconds, bytes, database, connections }
    }

    /// A request was answered, so long after it came.
    pub(super) fn answered(&self, method: &Method, route: &str, status: u16, after: Duration) {
        let asked = Asked { method: method_word(method), route: route.to_owned() };
        let status = match status {
            100..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        let answered = Answered { method: asked.method, route: asked.route.clone(), status };
        self.requests.get_or_create(&answered).inc();
        self.seconds.get_or_create(&asked).observe(after.as_secs_f64());
    }

    /// As many bytes of an answer were sent.
    pub(super) fn sent(&self, method: &Method, route: &str, bytes: u64) {
        let asked = Asked { method: method_word(method), route: route.to_owned() };
        self.bytes.get_or_create(&asked).inc_by(bytes);
    }

    /// The database took so long for a statement.
    pub fn queried(&self, took: Duration, is_failed: bool) {
        let outcome = if is_failed { "failed" } else { "done" };
        self.database.get_or_create(&Query { outcome }).observe(took.as_secs_f64());
    }

    /// A connection was opened.
    pub fn connected(&self) -> OpenConnection {
        self.connections.inc();
        OpenConnection(self.connections.clone())
    }

    /// Everything, as OpenMetrics text.
    ///
    /// # Errors
    /// Those of writing a value as text.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut written = String::new();
        text::encode(&mut written, &self.registry)?;
        Ok(written)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The word for a method. A client may send any, so that what is unusual has one word together.
pub(super) fn method_word(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// Asked for when metrics are.
#[derive(Debug)]
struct Disk {
    data: PathBuf,
}

impl Collector for Disk {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        // Where it cannot be told it is left out, and readiness says so.
        let Ok(free) = free_bytes(&self.data) else { return Ok(()) };
        let gauge = ConstGauge::new(i64::try_from(free).unwrap_or(i64::MAX));
        let what = "Free space where the data folder is";
        let metric = encoder.encode_descriptor("data_free", what, Some(&Unit::Bytes), gauge.metric_type())?;
        gauge.encode(metric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_counted() {
        let metrics = Metrics::new(Path::new("."));
        let route = "/api/v1/recordings/{id}";
        for (status, ms) in [(200, 2), (404, 20), (206, 2000)] {
            metrics.answered(&Method::GET, route, status, Duration::from_millis(ms));
        }
        metrics.sent(&Method::GET, route, 1234);
        metrics.queried(Duration::from_millis(3), false);
        metrics.queried(Duration::from_millis(3), true);
        let open = [metrics.connected(), metrics.connected()];
        let [first, _second] = open;
        drop(first);
        let text = metrics.text().expect("text");
        for line in [
            "afterimage_requests_total{method=\"GET\",route=\"/api/v1/recordings/{id}\",status=\"2xx\"} 2\n",
            "afterimage_requests_total{method=\"GET\",route=\"/api/v1/recordings/{id}\",status=\"4xx\"} 1\n",
            "afterimage_request_seconds_bucket{le=\"0.0025\",method=\"GET\",route=\"/api/v1/recordings/{id}\"} 1\n",
            "afterimage_request_seconds_count{method=\"GET\",route=\"/api/v1/recordings/{id}\"} 3\n",
            "afterimage_response_body_bytes_total{method=\"GET\",route=\"/api/v1/recordings/{id}\"} 1234\n",
            "afterimage_database_seconds_count{outcome=\"done\"} 1\n",
            "afterimage_database_seconds_count{outcome=\"failed\"} 1\n",
            "afterimage_connections 1\n",
            concat!("afterimage_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1\n"),
        ] {
            assert!(text.contains(line), "{line} is not in:\n{text}");
        }
        let free = text.lines().find_map(|line| line.strip_prefix("afterimage_data_free_bytes "));
        assert!(
            free.unwrap_or_else(|| panic!("no free space in:\n{text}")).parse::<u64>().expect("a number") > 0
        );
    }

    #[test]
    fn a_client_cannot_make_up_labels() {
        let made_up = Method::from_bytes(b"CANARY").expect("a method");
        assert_eq!((method_word(&made_up), method_word(&Method::PATCH)), ("other", "PATCH"));
    }
}
