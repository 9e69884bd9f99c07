//! The player page of a recording whose bytes were changed.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::{Gateway, command, succeeded};

const DESKTOP: &str = "desktop-keys-and-resize.guac";
const PLAYER: &str = "document.querySelector('afterimage-player')";

/// The containers below a folder.
fn containers(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(containers(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "afterimage") {
            found.push(path);
        }
    }
    Ok(found)
}

#[tokio::test]
async fn damage_is_said_at_the_picture_and_marked_on_the_bar() -> Result<()> {
    let data = TempDir::new()?;
    let output = command()?.arg("import").arg(sample(DESKTOP)).arg("--data").arg(data.path()).output()?;
    succeeded("import", &output)?;
    let container = containers(data.path())?.pop().context("nothing was imported")?;
    let mut bytes = fs::read(&container)?;
    let middle = bytes.len() * 2 / 5;
    for byte in bytes.iter_mut().skip(middle).take(64) {
        *byte ^= 0x5a;
    }
    fs::write(&container, bytes)?;
    let gateway = Gateway::over(data)?;
    let browser = Browser::start().await?;
    let id = gateway.id_of(DESKTOP).await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=0"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    // some place near the damage
    let duration: f64 = browser.value(&format!("{PLAYER}.duration")).await?;
    let mut is_met = false;
    for step in 1..20 {
        let at = duration * f64::from(step) / 20.0;
        browser.run::<f64>(&format!("return await {PLAYER}.seek({at});"), Vec::new()).await?;
        if browser.value(&format!("{PLAYER}.damaged")).await? {
            is_met = true;
            break;
        }
    }
    ensure!(is_met, "no place is damaged");
    browser.until("document.querySelectorAll('.bar .bar__damage').length > 0").await?;
    browser.until("/damaged here/.test(document.querySelector('.stage__notice').innerText)").await?;
    browser.until("/not those that were sealed/.test(document.querySelector('.pane__section + .pane__section').innerText)").await?;
    browser.screenshot("player-damaged").await?;
    let counted = "document.querySelector('.controls__damage')";
    ensure!(
        browser.value::<bool>(&format!("/\\d+ damaged span/.test({counted}.innerText)")).await?,
        "not counted"
    );
    browser.press("Home").await?;
    browser.until("document.querySelector('.stage__notice').innerText === ''").await?;
    // and back to it by its control
    browser.run::<()>(&format!("{counted}.click();"), Vec::new()).await?;
    browser.until(&format!("!{PLAYER}.seeking && {PLAYER}.currentTime > 0 && {PLAYER}.damaged")).await?;
    browser.close().await
}
