//! The players, each behind the same two calls: open an address, seek to a time.

use super::recordings::Kind;
use anyhow::Result;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use tests::browser::Browser;
use tests::npm;

/// A player under measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Player {
    Afterimage,
    Guacamole,
    Asciinema,
}

/// What a player said after opening.
#[derive(Debug, Deserialize)]
pub(crate) struct Opened {
    /// From the start of loading the player's code to the first frame drawn.
    pub(crate) first_ms: f64,
    /// Until any seek can be asked for.
    pub(crate) ready_ms: f64,
    pub(crate) duration_s: f64,
}

impl Player {
    /// The other player of such recordings.
    pub(crate) fn peer_of(kind: Kind) -> Self {
        match kind {
            Kind::Guacamole => Self::Guacamole,
            Kind::Asciicast => Self::Asciinema,
        }
    }

    pub(crate) fn name(self) -> String {
        match self {
            Self::Afterimage => "Afterimage".to_owned(),
            Self::Guacamole => format!("{} {}", npm::GUACAMOLE.name, npm::GUACAMOLE.version),
            Self::Asciinema => format!("{} {}", npm::ASCIINEMA.name, npm::ASCIINEMA.version),
        }
    }

    /// The script that puts `open` and `seek` into the page.
    fn driver(self) -> &'static str {
        match self {
            Self::Afterimage => include_str!("../../../bench/afterimage.js"),
            Self::Guacamole => include_str!("../../../bench/guacamole.js"),
            Self::Asciinema => include_str!("../../../bench/asciinema.js"),
        }
    }

    /// Opens a recording in the page that is shown; `None` where no frame shows in `time`.
    pub(crate) async fn open(self, browser: &Browser, url: &str, time: Duration) -> Result<Option<Opened>> {
        let body = format!("{}\n{}", self.driver(), in_time("window.bench.open(given[0])"));
        browser.run(&body, vec![json!(url), json!(time.as_secs_f64() * 1000.0)]).await
    }

    /// Seeks, and gives the milliseconds until the picture was drawn; `None` where that is not done in `time`.
    pub(crate) async fn seek(self, browser: &Browser, seconds: f64, time: Duration) -> Result<Option<f64>> {
        let body = in_time("window.bench.seek(given[0])");
        browser.run(&body, vec![json!(seconds), json!(time.as_secs_f64() * 1000.0)]).await
    }
}

/// Script that answers a promise, or nothing where it takes longer than the milliseconds in `given[1]`.
fn in_time(promise: &str) -> String {
    format!(
        "return await Promise.race([{promise}, new Promise((late) => setTimeout(late, given[1], null))]);"
    )
}
