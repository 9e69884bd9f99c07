//! What the player does beside seeking, in its own page: fast playing, and what it tells of a whole recording.

use super::players::Player;
use super::recordings::Recordings;
use super::table;
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use tests::browser::Browser;
use tests::gateway::Gateway;

/// How long each speed is played.
const PLAY_S: f64 = 6.0;
const SPEEDS: [u32; 3] = [1, 16, 64];
/// A whole recording may have to be fetched for one answer.
const PATIENCE: Duration = Duration::from_secs(240);

/// What playing at one speed came to.
#[derive(Debug, Deserialize)]
struct Played {
    /// Seconds of the recording for each second that passed.
    speed: f64,
}

/// What the whole recording tells, in milliseconds.
#[derive(Debug, Deserialize)]
struct Told {
    activity_ms: f64,
    idle_ms: f64,
    idle_periods: usize,
    /// The first rectangle, for which the lists are fetched.
    history_ms: f64,
    history_changes: usize,
    /// Another one.
    again_ms: f64,
}

/// Prints a table of the speeds that are held, and one of what is told how fast.
pub(crate) async fn measure_and_print(recordings: &Recordings, gateway: &Gateway) -> Result<()> {
    let (mut speeds, mut tellings) = (Vec::new(), Vec::new());
    for recording in &recordings.all {
        let id = gateway.id_of(&recording.name).await?;
        let browser = Browser::start().await?;
        browser.be_patient(PATIENCE).await?;
        browser.open(&gateway.url("/healthz")).await?;
        let url = gateway.url(&format!("/api/v1/recordings/{id}/content"));
        let opened = Player::Afterimage
            .open(&browser, &url, PATIENCE)
            .await?
            .with_context(|| format!("{} shows nothing", recording.name))?;
        let mut row = vec![recording.name.clone()];
        for speed in SPEEDS {
            // what is too short for the speed says nothing about it
            if opened.duration_s < f64::from(speed) * PLAY_S * 1.5 {
                row.push("too short".to_owned());
                continue;
            }
            let played: Played = browser
                .run("return await window.bench.play(given[0], given[1]);", vec![json!(speed), json!(PLAY_S)])
                .await?;
            row.push(format!("{}x", table::short(played.speed)));
        }
        speeds.push(row);
        let told: Told = browser.run("return await window.bench.tell();", Vec::new()).await?;
        tellings.push(vec![
            recording.name.clone(),
            format!("{} ms", table::short(told.activity_ms)),
            format!("{} ms", table::short(told.idle_ms)),
            told.idle_periods.to_string(),
            format!("{} ms", table::short(told.history_ms)),
            told.history_changes.to_string(),
            format!("{} ms", table::short(told.again_ms)),
        ]);
        browser.close().await?;
    }
    table::print("Speeds held while playing", &["recording", "at 1x", "at 16x", "at 64x"], &speeds);
    let head = [
        "recording",
        "activity",
        "idle periods",
        "found",
        "first region history",
        "changes",
        "another region",
    ];
    table::print("What the whole recording tells", &head, &tellings);
    Ok(())
}
