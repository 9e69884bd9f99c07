//! How long a recording takes to show its first frame, what is fetched for it, and how long seeks take.

use super::players::Player;
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

/// Seeks of one player in one recording stop after this long; those done until then count.
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
    first_ms: f64,
    ready_ms: f64,
    before: Fetched,
    fresh_ms: Vec<f64>,
    fresh_fetched: Vec<u64>,
    again_ms: Vec<f64>,
    page_bytes: Option<u64>,
    blocked_ms: f64,
}

/// Measures every recording in Afterimage and in its peer, and prints two tables.
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
        measured.push(one(Player::Afterimage, recording, ours, "/healthz", &content, seeks).await?);
        let peer = Player::peer_of(recording.kind);
        let address = format!("/recordings/{}", recording.name);
        measured.push(one(peer, recording, peers, "/bench/blank.html", &address, seeks).await?);
        eprintln!("measured {}", recording.name);
    }
    print_opening(&measured);
    print_seeks(&measured);
    Ok(())
}

async fn one(
    player: Player,
    recording: &Recording,
    server: SocketAddr,
    page: &str,
    content: &str,
    seeks: usize,
) -> Result<Measured> {
    let proxy = Proxy::before(server).await?;
    let browser = Browser::start().await?;
    browser.be_patient(PATIENCE * 3).await?;
    browser.open(&proxy.url(page)).await?;
    browser.run::<()>(WATCH, Vec::new()).await?;
    let is_content = |path: &str| path.starts_with(content);
    let opened = player
        .open(&browser, &proxy.url(content))
        .await
        .with_context(|| format!("{} cannot open {}", player.name(), recording.name))?;
    let before = proxy.fetched(is_content);
    let times = times(seeks, opened.duration_s);
    let deadline = Instant::now() + PATIENCE;
    let mut measured = Measured {
        recording: recording.name.clone(),
        player: player.name(),
        first_ms: opened.first_ms,
        ready_ms: opened.ready_ms,
        before,
        fresh_ms: Vec::new(),
        fresh_fetched: Vec::new(),
        again_ms: Vec::new(),
        page_bytes: None,
        blocked_ms: 0.0,
    };
    for time in times.iter().copied().take_while(|_| Instant::now() < deadline) {
        proxy.forget();
        measured.fresh_ms.push(player.seek(&browser, time).await?);
        measured.fresh_fetched.push(proxy.fetched(is_content).bytes);
    }
    // the same places in another order, so that nothing is where the last seek ended
    for time in times.iter().rev().copied().take_while(|_| Instant::now() < deadline) {
        measured.again_ms.push(player.seek(&browser, time).await?);
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
            vec![
                one.recording.clone(),
                one.player.clone(),
                format!("{} ms", table::short(one.first_ms)),
                format!("{} ms", table::short(one.ready_ms)),
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
            vec![
                one.recording.clone(),
                one.player.clone(),
                format!("{} + {}", one.fresh_ms.len(), one.again_ms.len()),
                table::percentiles(one.fresh_ms.clone()),
                table::size(half),
                table::size(fetched.last().copied().unwrap_or(0)),
                table::percentiles(one.again_ms.clone()),
                one.page_bytes.map_or_else(|| "-".to_owned(), table::size),
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
        "page blocked",
    ];
    table::print("Seeks", &head, &rows);
}
