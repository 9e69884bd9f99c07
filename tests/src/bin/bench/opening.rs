//! How long a recording takes to show its first frame, what is fetched for it, and how long seeks take.

use super::players::{Opened, Player};
use super::recordings::{Recording, Recordings};
use super::table;
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tests::browser::Browser;
use tests::gateway::Gateway;
use tests::proxy::{Fetched, Proxy};
use tests::{environment, files, npm};

/// Seeks of one player in one recording stop after this long; those done until then count. As long is waited for its
/// first frame.
const PATIENCE: Duration = Duration::from_secs(240);

/// Notes the longest time that the page's main thread was not free for anything else; the browser tells of those over
/// 50 ms.
const WATCH: &str = "window.blockedMs = 0; new PerformanceObserver((list) => {\
    for (const { duration } of list.getEntries()) window.blockedMs = Math.max(window.blockedMs, duration);\
    }).observe({ type: 'longtask' });";

/// What one player did with one recording.
struct Measured {
    recording: String,
    player: String,
    /// `None` where it showed nothing in time.
    opened: Option<Opened>,
    before: Fetched,
    fresh_ms: Vec<f64>,
    fresh_fetched: Vec<u64>,
    again_ms: Vec<f64>,
    /// Before the player's code was loaded, and after all seeks.
    empty_bytes: Option<u64>,
    page_bytes: Option<u64>,
    blocked_ms: f64,
}

impl Measured {
    /// What the page holds beyond what it held before the player came.
    fn own_bytes(&self) -> Option<u64> {
        Some(self.page_bytes?.saturating_sub(self.empty_bytes?))
    }
}

/// Measures every recording in Afterimage and in its peer, and prints three tables.
pub(crate) async fn measure_and_print(
    recordings: &Recordings,
    gateway: &Gateway,
    cache: &Path,
    seeks: usize,
) -> Result<()> {
    let guacamole = npm::GUACAMOLE.folder(cache)?;
    let asciinema = npm::ASCIINEMA.folder(cache)?;
    let pages = environment::root().join("tests/bench");
    let peers = files::serve(&[
        ("/bench", &pages),
        ("/guacamole", &guacamole),
        ("/asciinema", &asciinema),
        ("/recordings", recordings.folder()),
    ])
    .await?;
    let ours = gateway.socket()?;
    let mut measured = Vec::new();
    for recording in &recordings.all {
        let id = gateway.id_of(&recording.name).await?;
        let content = format!("/api/v1/recordings/{id}/content");
        measured.push(
            one(Player::Afterimage, recording, ours, ("/healthz", &content), seeks, Some(gateway.cookie()))
                .await?,
        );
        let peer = Player::peer_of(recording.kind);
        let address = format!("/recordings/{}", recording.name);
        measured.push(one(peer, recording, peers, ("/bench/blank.html", &address), seeks, None).await?);
        eprintln!("measured {}", recording.name);
    }
    print_opening(&measured);
    print_seeks(&measured);
    print_ratios(&measured);
    Ok(())
}

async fn one(
    player: Player,
    recording: &Recording,
    server: SocketAddr,
    (page, content): (&str, &str),
    seeks: usize,
    cookie: Option<&str>,
) -> Result<Measured> {
    let proxy = Proxy::before(server).await?;
    let browser = Browser::start().await?;
    browser.be_patient(PATIENCE * 2).await?;
    // the proxy has an address of its own, at which nobody is signed in
    if let Some(cookie) = cookie {
        browser.carry(proxy.url("").trim_end_matches('/'), cookie).await?;
    }
    browser.open(&proxy.url(page)).await?;
    browser.run::<()>(WATCH, Vec::new()).await?;
    let empty_bytes = browser.page_bytes();
    let is_content = |path: &str| path.starts_with(content);
    let opened = player
        .open(&browser, &proxy.url(content), PATIENCE)
        .await
        .with_context(|| format!("{} cannot open {}", player.name(), recording.name))?;
    let times = times(seeks, opened.as_ref().map_or(0.0, |opened| opened.duration_s));
    let mut measured = Measured {
        recording: recording.name.clone(),
        player: player.name(),
        before: proxy.fetched(is_content),
        fresh_ms: Vec::new(),
        fresh_fetched: Vec::new(),
        again_ms: Vec::new(),
        empty_bytes,
        page_bytes: None,
        blocked_ms: 0.0,
        opened,
    };
    let deadline = Instant::now() + PATIENCE;
    let left = || Some(deadline.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero());
    let mut is_in_time = measured.opened.is_some();
    for time in times.iter().copied() {
        let Some(left) = left().filter(|_| is_in_time) else { break };
        proxy.forget();
        match player.seek(&browser, time, left).await? {
            Some(ms) => {
                measured.fresh_ms.push(ms);
                measured.fresh_fetched.push(proxy.fetched(is_content).bytes);
            }
            None => is_in_time = false,
        }
    }
    // the same places in another order, so that nothing is where the last seek ended
    for time in times.iter().rev().copied() {
        let Some(left) = left().filter(|_| is_in_time) else { break };
        match player.seek(&browser, time, left).await? {
            Some(ms) => measured.again_ms.push(ms),
            None => is_in_time = false,
        }
    }
    measured.page_bytes = browser.page_bytes();
    measured.blocked_ms = browser.value("window.blockedMs").await?;
    browser.close().await?;
    Ok(measured)
}

/// Times spread over the recording, in an order that jumps, the same in every run.
#[expect(clippy::cast_precision_loss, reason = "the top bits make a fraction")]
fn times(count: usize, duration_s: f64) -> Vec<f64> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64 * duration_s
        })
        .collect()
}

fn print_opening(measured: &[Measured]) {
    let rows: Vec<Vec<String>> = measured
        .iter()
        .map(|one| {
            let ms = |of: fn(&Opened) -> f64| {
                one.opened
                    .as_ref()
                    .map_or_else(not_in_time, |opened| format!("{} ms", table::short(of(opened))))
            };
            vec![
                one.recording.clone(),
                one.player.clone(),
                ms(|opened| opened.first_ms),
                ms(|opened| opened.ready_ms),
                table::size(one.before.bytes),
                one.before.requests.to_string(),
            ]
        })
        .collect();
    let head = ["recording", "player", "first frame", "ready to seek", "fetched until then", "requests"];
    table::print("Opening, with nothing cached", &head, &rows);
}

fn print_seeks(measured: &[Measured]) {
    let rows: Vec<Vec<String>> = measured
        .iter()
        .map(|one| {
            let mut fetched = one.fresh_fetched.clone();
            fetched.sort_unstable();
            let half = fetched.get(fetched.len() / 2).copied().unwrap_or(0);
            let percentiles =
                |ms: &[f64]| if ms.is_empty() { not_in_time() } else { table::percentiles(ms.to_vec()) };
            vec![
                one.recording.clone(),
                one.player.clone(),
                format!("{} + {}", one.fresh_ms.len(), one.again_ms.len()),
                percentiles(&one.fresh_ms),
                table::size(half),
                table::size(fetched.last().copied().unwrap_or(0)),
                percentiles(&one.again_ms),
                one.page_bytes.map_or_else(|| "-".to_owned(), table::size),
                one.own_bytes().map_or_else(|| "-".to_owned(), table::size),
                if one.blocked_ms > 0.0 {
                    format!("{} ms", table::short(one.blocked_ms))
                } else {
                    "under 50 ms".to_owned()
                },
            ]
        })
        .collect();
    let head = [
        "recording",
        "player",
        "seeks",
        "not visited, ms p50 / p95 / p99",
        "fetched p50",
        "most",
        "visited, ms p50 / p95 / p99",
        "memory then",
        "beyond an empty page",
        "page blocked",
    ];
    table::print("Seeks", &head, &rows);
}

/// How many times more the peer takes of each than ours does; `measured` holds ours and its peer by turns.
fn print_ratios(measured: &[Measured]) {
    let rows: Vec<Vec<String>> = measured
        .chunks_exact(2)
        .filter_map(|pair| {
            let [ours, peer] = pair else { return None };
            let first = |one: &Measured| one.opened.as_ref().map(|opened| opened.first_ms);
            let p95 = |of: fn(&Measured) -> &[f64], one: &Measured| table::percentile(of(one).to_vec(), 95);
            let bytes = |one: &Measured| one.own_bytes().map(|bytes| bytes as f64);
            let ratio = |of: &dyn Fn(&Measured) -> Option<f64>| match (of(ours), of(peer)) {
                (Some(ours), Some(peer)) if ours > 0.0 => format!("{}x", table::short(peer / ours)),
                (Some(ours), None) if ours > 0.0 && peer.opened.is_none() => {
                    format!("over {}x", table::short(PATIENCE.as_secs_f64() * 1000.0 / ours))
                }
                _ => "-".to_owned(),
            };
            Some(vec![
                ours.recording.clone(),
                ratio(&first),
                ratio(&|one| p95(|one| &one.fresh_ms, one)),
                ratio(&|one| p95(|one| &one.again_ms, one)),
                ratio(&bytes),
            ])
        })
        .collect();
    let head = [
        "recording",
        "first frame",
        "p95 of seeks, not visited",
        "p95, visited",
        "memory beyond an empty page",
    ];
    table::print("The other player's figure, divided by ours", &head, &rows);
}

fn not_in_time() -> String {
    format!("not in {} s", PATIENCE.as_secs())
}
