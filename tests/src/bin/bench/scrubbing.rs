//! What is seen while the bar is dragged: how many frames in a second, and whether they are those of the position.

use super::players::Player;
use super::recordings::Recordings;
use super::table;
use anyhow::Result;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use tests::browser::Browser;
use tests::gateway::Gateway;

/// How long each drag takes.
const DRAG_S: u32 = 8;

/// Where the bar is dragged: from and to as shares of it, how often there and back (0: only there), and whether
/// everything was fetched before.
const DRAGS: [(&str, f64, f64, u32, bool); 5] = [
    ("whole bar once, nothing fetched", 0.0, 1.0, 0, false),
    ("whole bar once", 0.0, 1.0, 0, true),
    ("whole bar there and back", 0.0, 1.0, 1, true),
    ("a tenth there and back, twice", 0.45, 0.55, 2, true),
    ("a hundredth there and back, twice", 0.5, 0.51, 2, true),
];

#[derive(Debug, Deserialize)]
struct Dragged {
    displayed: f64,
    shown: f64,
    changes: f64,
    exact: u32,
    late: u32,
    previews: u32,
    age_ms: [f64; 3],
    worker_ms: [f64; 3],
}

/// Drags along the bar of every recording that is long enough, and prints a table.
pub(crate) async fn measure_and_print(recordings: &Recordings, gateway: &Gateway) -> Result<()> {
    let browser = Browser::start().await?;
    browser.be_patient(Duration::from_secs(600)).await?;
    let mut rows = Vec::new();
    for recording in &recordings.all {
        let id = gateway.id_of(&recording.name).await?;
        browser.open(&gateway.url("/healthz")).await?;
        browser.run::<()>(include_str!("../../../bench/scrub.js"), Vec::new()).await?;
        let content = gateway.url(&format!("/api/v1/recordings/{id}/content"));
        browser.run::<f64>("return await window.bench.open(given[0]);", vec![json!(content)]).await?;
        let mut is_filled = false;
        for (name, from, to, turns, needs_all) in DRAGS {
            if needs_all && !is_filled {
                browser.run::<()>("await window.bench.fill();", Vec::new()).await?;
                is_filled = true;
            }
            let given = vec![json!(from), json!(to), json!(turns), json!(DRAG_S)];
            let dragged: Dragged = browser.run("return await window.bench.drag(...given);", given).await?;
            let row = |ms: [f64; 3]| ms.map(table::short).join(" / ");
            rows.push(vec![
                recording.name.clone(),
                name.to_owned(),
                table::short(dragged.displayed),
                table::short(dragged.shown),
                table::short(dragged.changes),
                format!("{} / {} / {}", dragged.exact, dragged.late, dragged.previews),
                row(dragged.age_ms),
                row(dragged.worker_ms),
            ]);
        }
        eprintln!("dragged over {}", recording.name);
    }
    browser.close().await?;
    let head = [
        "recording",
        "drag",
        "display frames/s",
        "shown/s",
        "other frames/s",
        "in time / late / preview",
        "age, ms p50 / p95 / p99.9",
        "worker, ms p50 / p95 / p99.9",
    ];
    table::print(&format!("Dragging along the bar in {}", Player::Afterimage.name()), &head, &rows);
    Ok(())
}
