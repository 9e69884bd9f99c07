//! Performance data in the player: the overlay and the curves.

use anyhow::{Result, ensure};
use events::{Load, Performance, Reading};
use recording::facts::Facts;
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};
use std::fs;
use tempfile::TempDir;
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const PLAYER: &str = "document.querySelector('afterimage-player')";
const SHOWN: &str = "[...document.querySelectorAll('.overlay__row dd')].map((one) => one.innerText)";
const SECONDS: u64 = 60;

/// A minute in which everything grows with the seconds: 1 % and 2 % and 10 and 20 kB more each.
fn measured() -> Result<Vec<u8>> {
    let size = Size::new(640, 360);
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [1; 32], level: 3 });
    recorder.begin(&Facts { size, ..Facts::default() })?;
    for second in 0..SECONDS {
        let time = Timestamp::from_ms(second * 1000);
        let mut picture = Picture::new(size)?;
        picture.rgba_mut().fill(u8::try_from(second * 4)?);
        recorder.frame(time, &picture, &Damage::all(size))?;
        let at_us = time.as_us();
        if second % 15 == 0 {
            recorder
                .performance(&Performance { at_us, reading: Reading::RoundTrip(20_000 + second * 1000) })?;
        }
        let percent = u32::try_from(second)? * 100;
        let load = Load {
            cpu: percent,
            memory: 2 * percent,
            sent_bytes: second * 10_000,
            received_bytes: second * 20_000,
        };
        recorder.performance(&Performance { at_us, reading: Reading::Load(load) })?;
    }
    recorder.end(Timestamp::from_ms(SECONDS * 1000))?;
    Ok(recorder.into_parts()?.0)
}

async fn open(gateway: &Gateway, browser: &Browser, name: &str, seconds: u32) -> Result<()> {
    let id = gateway.id_of(name).await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t={seconds}"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await
}

async fn ensure_shown(browser: &Browser, expected: [&str; 5]) -> Result<()> {
    let expected = serde_json::to_string(&expected)?;
    browser.until(&format!("JSON.stringify({SHOWN}) === JSON.stringify({expected})")).await
}

#[tokio::test]
async fn the_overlay_shows_averages_and_the_last_round_trip_and_stays_where_it_was_put() -> Result<()> {
    let folder = TempDir::new()?;
    let file = folder.path().join("measured.afterimage");
    fs::write(&file, measured()?)?;
    let gateway = Gateway::start(&[file])?;
    let browser = Browser::start().await?;
    open(&gateway, &browser, "measured.afterimage", 13).await?;
    browser.until("document.querySelector('button[aria-label=\"Show stats\"]:not(:disabled)')").await?;
    browser.press("d").await?;
    // over the seconds 6 to 10
    ensure_shown(&browser, ["20 ms", "80.0 kB/s", "160 kB/s", "8.0 %", "16.0 %"]).await?;
    let names: Vec<String> = browser
        .value("[...document.querySelectorAll('.overlay__row dt')].map((one) => one.innerText)")
        .await?;
    let expected = ["Round trip time", "Network (send)", "Network (receive)", "CPU usage", "Memory usage"];
    ensure!(names == expected, "{names:?}");
    browser.run::<f64>(&format!("return await {PLAYER}.seek(47);"), Vec::new()).await?;
    ensure_shown(&browser, ["65 ms", "430 kB/s", "860 kB/s", "43.0 %", "86.0 %"]).await?;
    let curves =
        "[...document.querySelectorAll('.curves__line')].every((one) => one.getAttribute('d').length > 20)";
    browser.until(&format!("document.querySelectorAll('.curves__line').length === 5 && {curves}")).await?;
    browser.screenshot("player-performance").await?;

    let left = "document.querySelector('.overlay__panel').getBoundingClientRect().left";
    let before: f64 = browser.value(left).await?;
    browser
        .run::<()>(
            "const handle = document.querySelector('.overlay__handle'), room = handle.getBoundingClientRect();\
             const tell = (name, by) => handle.dispatchEvent(new PointerEvent(name, { pointerId: 1, button: 0, \
             bubbles: true, clientX: room.left + 5 + by, clientY: room.top + 5 + Math.abs(by) / 2 }));\
             tell('pointerdown', 0); tell('pointermove', -120); tell('pointerup', -120);",
            Vec::new(),
        )
        .await?;
    browser.until(&format!("Math.abs({left} - {}) < 1.5", before - 120.0)).await?;
    // it lies there on the next visit, and never outside of the picture's place
    browser.driver().refresh().await?;
    browser.until("document.querySelector('button[aria-label=\"Show stats\"]:not(:disabled)')").await?;
    browser
        .run::<()>("document.querySelector('button[aria-label=\"Show stats\"]').click();", Vec::new())
        .await?;
    browser.until(&format!("Math.abs({left} - {}) < 1.5", before - 120.0)).await?;
    browser.resize(NARROW).await?;
    browser.until(&format!("{left} >= 0")).await?;
    browser.screenshot("player-performance-narrow").await?;
    browser.resize(WIDE).await?;
    browser
        .run::<()>("document.querySelector('button[aria-label=\"Hide stats\"]').click();", Vec::new())
        .await?;
    browser.until("!document.querySelector('.overlay') && !document.querySelector('.curves')").await?;
    browser.close().await
}

#[tokio::test]
async fn without_performance_data_the_control_says_so() -> Result<()> {
    let gateway = Gateway::start(&[sample("terminal-htop.cast")])?;
    let browser = Browser::start().await?;
    open(&gateway, &browser, "terminal-htop.cast", 1).await?;
    let reason = "button[aria-label=\"Show stats: no performance data was recorded\"]:disabled";
    browser.until(&format!("document.querySelector('{reason}')")).await?;
    browser.press("d").await?;
    ensure!(browser.value::<bool>("!document.querySelector('.overlay')").await?, "an empty overlay");
    browser.close().await
}
