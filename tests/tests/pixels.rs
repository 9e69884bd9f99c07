//! The browser and the command line draw the same pixels, and those are the right ones.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::environment::{recordings, sample};
use tests::gateway::{self, Gateway};
use tests::pixels::Pixels;
use tests::player::Player;

/// Moments of each sample, as shares of its duration: jumps both ways, and both ends.
const SHARES: [f64; 6] = [0.0, 0.73, 0.31, 0.999, 0.5, 1.0];

/// Samples with characters that the bundled font lacks, which the browser draws with fonts of its own.
const BEYOND_THE_FONT: [&str; 2] = ["terminal-typing-and-resize.cast", "terminal-welcome.json"];
/// Moments of those before such characters appear.
const EARLY_SHARES: [f64; 6] = [0.0, 0.07, 0.03, 0.08, 0.01, 0.05];

#[tokio::test]
async fn snapshot_equals_frame_byte_for_byte() -> Result<()> {
    let names = [
        "desktop-keys-and-resize.guac",
        "desktop-video-then-idle.guac",
        "desktop-recorder-killed.guac",
        "ssh-midnight-commander.guac",
        "terminal-typing-and-resize.cast",
        "terminal-htop.cast",
        "terminal-welcome.json",
        "terminal-theme.cast",
    ];
    let files: Vec<_> = names.iter().map(|name| sample(name)).collect();
    let gateway = Gateway::start(&files)?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    for name in names {
        let container = convert(&sample(name))?;
        player.open(&gateway.id_of(name).await?).await?;
        let duration: f64 = browser.value("player.duration").await?;
        let mut most_colours = 0;
        let shares = if BEYOND_THE_FONT.contains(&name) { EARLY_SHARES } else { SHARES };
        for share in shares {
            let at = duration * share;
            player.seek(at).await?;
            let shown = player.snapshot().await?;
            let framed = Pixels::of_frame(&container.path().join("recording"), at)?;
            let differing = shown.differing(&framed, 0).with_context(|| format!("{name} at {at}"))?;
            if shown != framed {
                shown.keep("differs-browser")?;
                framed.keep("differs-command-line")?;
                bail!("{name} at {at} s: {differing} of {} pixels differ", shown.rgba.len() / 4);
            }
            most_colours = most_colours.max(shown.colours(3));
        }
        ensure!(most_colours >= 2, "{name} is blank at every moment looked at");
    }
    browser.close().await
}

#[tokio::test]
async fn a_seek_shows_what_playing_up_to_it_shows() -> Result<()> {
    let name = "desktop-keys-and-resize.guac";
    let gateway = Gateway::start(&[sample(name)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(name).await?).await?;
    let duration: f64 = browser.value("player.duration").await?;
    // playing to the end shows every frame on the way; where it is fast, much of it passes while one is drawn
    for (start, rate) in [(0.8, 4), (0.95, 4), (0.5, 64), (0.6, 64), (0.7, 64), (0.8, 64), (0.9, 64)] {
        player.seek(duration * start).await?;
        let play = format!("player.playbackRate = {rate}; await player.play();");
        browser.run::<()>(&play, Vec::new()).await?;
        browser.until("player.ended").await?;
        let played = player.snapshot().await?;
        player.seek(0.0).await?;
        player.seek(duration).await?;
        let sought = player.snapshot().await?;
        ensure!(
            played == sought,
            "playing to the end from {start} of it at {rate}x and seeking there differ"
        );
    }
    browser.close().await
}

#[tokio::test]
async fn pausing_tells_the_frame_that_is_shown() -> Result<()> {
    let name = "desktop-keys-and-resize.guac";
    let gateway = Gateway::start(&[sample(name)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(name).await?).await?;
    for start in [2.0, 7.0, 11.0] {
        player.seek(start).await?;
        let frame: f64 = browser
            .run(
                "player.playbackRate = 4;
                await player.play();
                await new Promise((resolve) => setTimeout(resolve, 730));
                player.pause();
                await new Promise((resolve) => player.addEventListener('timeupdate', resolve, { once: true }));
                return player.frameTime;",
                Vec::new(),
            )
            .await?;
        ensure!(frame > start, "playing from {start} s stopped at a frame of {frame} s");
        let paused = player.snapshot().await?;
        player.seek(0.0).await?;
        player.seek(frame).await?;
        ensure!(
            paused == player.snapshot().await?,
            "paused at {frame} s: another picture than seeking there"
        );
    }
    browser.close().await
}

#[tokio::test]
async fn a_terminal_in_guacamole_is_drawn_as_its_own_player_draws_it() -> Result<()> {
    // PNG only: every pixel must agree
    agrees_with_the_truth("ssh", "staged__ssh-5min.guac.zst", 0, 0.0).await
}

#[tokio::test]
async fn a_desktop_in_guacamole_is_drawn_as_its_own_player_draws_it() -> Result<()> {
    // decoders of lossy WebP may round differently
    agrees_with_the_truth("mixed", "staged__vnc-1920x1080-mixed-20min.guac.zst", 2, 0.001).await
}

/// Compares frames, from the command line and from the browser, with the pictures that Guacamole's own player drew: at
/// most `share` of the pixels may differ by more than `tolerance` in a channel.
async fn agrees_with_the_truth(name: &str, file: &str, tolerance: u8, share: f64) -> Result<()> {
    let Some(folder) = recordings().filter(|folder| folder.join("truth").is_dir()) else {
        println!("skipped: there is no folder of recordings beside the checkout");
        return Ok(());
    };
    let truth: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join(format!("truth/{name}.json")))?)?;
    let first = truth["first_sync"].as_f64().context("the truth names no first sync")?;
    let container = convert(&folder.join("guacamole-long").join(file))?;
    let container = container.path().join("recording");
    let gateway = Gateway::start(std::slice::from_ref(&container))?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of("recording").await?).await?;
    let targets = truth["targets"].as_array().context("the truth names no targets")?;
    ensure!(!targets.is_empty(), "the truth names no targets");
    for target in targets {
        let at = (target["sync_ts"].as_f64().context("a target has no time")? - first) / 1000.0;
        let picture =
            Pixels::read(&folder.join("truth").join(target["png"].as_str().context("no picture")?))?;
        let framed = Pixels::of_frame(&container, at)?;
        let differing = framed.differing(&picture, tolerance).with_context(|| format!("{file} at {at}"))?;
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let allowed = (share * (picture.rgba.len() / 4) as f64) as usize;
        println!("{file} at {at} s: {differing} pixels differ by more than {tolerance}, {allowed} may");
        ensure!(differing <= allowed, "{file} at {at} s: {differing} pixels differ, {allowed} may");
        player.seek(at).await?;
        ensure!(
            player.snapshot().await? == framed,
            "{file} at {at} s: the browser and the command line differ"
        );
    }
    browser.close().await
}

/// The container of a foreign recording, as `recording` in a folder of its own.
fn convert(file: &Path) -> Result<TempDir> {
    let folder = TempDir::new()?;
    let output = gateway::command()?
        .arg("convert")
        .arg(file)
        .arg("-o")
        .arg(folder.path().join("recording"))
        .output()?;
    gateway::succeeded("convert", &output)?;
    Ok(folder)
}
