//! `<afterimage-player>` alone on a page, without the console around it.

use crate::browser::Browser;
use crate::gateway::Gateway;
use crate::pixels::Pixels;
use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::json;

/// The events that are written down, each with what the player says at that moment.
const SETUP: &str = r"
await import('/player/afterimage-player.js');
const player = document.createElement('afterimage-player');
player.style.cssText = 'display: block; width: 1024px; height: 640px';
window.events = [];
const names = ['loadstart', 'loadedmetadata', 'loadeddata', 'timeupdate', 'play', 'pause', 'ratechange', 'seeking',
    'seeked', 'ended', 'error', 'progress', 'waiting', 'playing', 'emptied'];
for (const name of names) player.addEventListener(name, (event) =>
    window.events.push({ type: name, time: player.currentTime, detail: event.detail ?? null }));
document.body.replaceChildren(player);
window.player = player;
";

const SNAPSHOT: &str = r"
const image = await player.snapshot();
const bytes = new Uint8Array(image.data.buffer);
let text = '';
for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
return { width: image.width, height: image.height, data: btoa(text) };
";

/// An event of the element.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// `currentTime` when it came.
    pub time: f64,
    /// What it carries.
    pub detail: serde_json::Value,
}

#[derive(Deserialize)]
struct Snapshot {
    width: u32,
    height: u32,
    data: String,
}

/// A page with nothing but the element; scripts find it as `player`, and what it told as `events`.
#[derive(Clone, Copy, Debug)]
pub struct Player<'a> {
    browser: &'a Browser,
}

impl<'a> Player<'a> {
    /// Puts the element on an empty page of the gateway.
    ///
    /// # Errors
    /// Where its module does not load.
    pub async fn start(browser: &'a Browser, gateway: &Gateway) -> Result<Self> {
        browser.open(&gateway.url("/healthz")).await?;
        browser.run::<()>(SETUP, Vec::new()).await.context("the element does not start")?;
        Ok(Self { browser })
    }

    /// Opens the recording with this id, and gives the time of the first frame in seconds.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub async fn open(&self, id: &str) -> Result<f64> {
        let address = format!("/api/v1/recordings/{id}/content");
        self.browser.run("return await player.open(given[0]);", vec![json!(address)]).await
    }

    /// Seeks, and gives the time of the frame that is shown.
    ///
    /// # Errors
    /// Where the seek fails.
    pub async fn seek(&self, seconds: f64) -> Result<f64> {
        self.browser.run("return await player.seek(given[0]);", vec![json!(seconds)]).await
    }

    /// The picture.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn snapshot(&self) -> Result<Pixels> {
        let snapshot: Snapshot = self.browser.run(SNAPSHOT, Vec::new()).await?;
        let rgba = BASE64_STANDARD.decode(snapshot.data).context("the page sent no base64")?;
        Ok(Pixels { width: snapshot.width, height: snapshot.height, rgba })
    }

    /// What the element told so far.
    ///
    /// # Errors
    /// Where the page is gone.
    pub async fn events(&self) -> Result<Vec<Event>> {
        self.browser.value("window.events").await
    }
}
