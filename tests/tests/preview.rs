//! Previews, the storyboard, and dragging along the bar.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::Gateway;
use tests::pixels::Pixels;
use tests::player::Player;

const CAST: &str = "terminal-typing-and-resize.cast";
const DESKTOP: &str = "desktop-keys-and-resize.guac";

/// What is fetched of a recording to open it.
const OPENED_WITH_BYTES: u64 = 384 * 1024;

/// The pictures of a storyboard, as the test reads them.
const STORYBOARD: &str = r"
const base64 = (image) => {
    const bytes = new Uint8Array(image.data.buffer);
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
};
const pictures = await player.storyboard(given[0]);
return pictures.map(({ time, image }) => ({ time, width: image.width, height: image.height, data: base64(image) }));
";

/// Drags to one place after the other, a display frame for each, and waits until the last one is shown as it was.
const DRAG: &str = r"
const shares = given[0];
const told = [];
const onScrubbed = ({ detail }) => told.push({ ...detail, isMarked: player.hasAttribute('is-preview'), at: player.currentTime });
player.addEventListener('scrubbed', onScrubbed);
for (const share of shares) {
    player.scrub(share * player.duration);
    await new Promise(requestAnimationFrame);
}
const last = shares.at(-1) * player.duration;
while (!told.some(({ time, isPreview }) => !isPreview && Math.abs(time - last) < 1e-3)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
}
player.removeEventListener('scrubbed', onScrubbed);
return told;
";

#[derive(Debug, Deserialize)]
struct Picture {
    time: f64,
    width: u32,
    height: u32,
    data: String,
}

impl Picture {
    fn pixels(&self) -> Result<Pixels> {
        let rgba = BASE64_STANDARD.decode(&self.data).context("the page sent no base64")?;
        Ok(Pixels { width: self.width, height: self.height, rgba })
    }
}

/// What the element told while it was dragged along the bar.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scrubbed {
    time: f64,
    frame_time: f64,
    is_preview: bool,
    is_marked: bool,
}

/// How far a small picture is from a large one on average, in steps of 255, box by box.
fn distance(large: &Pixels, small: &Pixels) -> Result<f64> {
    let factor = (1..=large.width)
        .find(|factor| {
            (large.width.div_ceil(*factor), large.height.div_ceil(*factor)) == (small.width, small.height)
        })
        .with_context(|| format!("{}x{} is no whole part of the picture", small.width, small.height))?;
    let (mut sum, mut count) = (0.0, 0.0);
    for y in 0..small.height {
        for x in 0..small.width {
            let mut averages = [0.0; 3];
            let mut pixels = 0.0;
            for large_y in y * factor..((y + 1) * factor).min(large.height) {
                for large_x in x * factor..((x + 1) * factor).min(large.width) {
                    let at = (large_y * large.width + large_x) as usize * 4;
                    let pixel = large.rgba.get(at..at + 3).context("a pixel outside")?;
                    for (average, value) in averages.iter_mut().zip(pixel) {
                        *average += f64::from(*value);
                    }
                    pixels += 1.0;
                }
            }
            let at = (y * small.width + x) as usize * 4;
            for (average, value) in
                averages.iter().zip(small.rgba.get(at..at + 3).context("a pixel outside")?)
            {
                sum += (average / pixels - f64::from(*value)).abs();
                count += 1.0;
            }
        }
    }
    Ok(sum / count)
}

#[tokio::test]
async fn previews_are_the_frames_of_their_times_made_small() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST), sample(DESKTOP)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    // a terminal's are drawn from its state, so that only rounding is lost
    for (name, most) in [(DESKTOP, 6.0), (CAST, 1.0)] {
        player.open(&gateway.id_of(name).await?).await?;
        let before: f64 = browser.value("player.frameTime").await?;
        let pictures: Vec<Picture> = browser.run(STORYBOARD, vec![6.into()]).await?;
        ensure!((2..=6).contains(&pictures.len()), "{name}: {} pictures", pictures.len());
        ensure!(pictures.is_sorted_by(|one, next| one.time < next.time), "{name}: not in order");
        let after: f64 = browser.value("player.frameTime").await?;
        ensure!((before - after).abs() < 1e-9, "{name}: the storyboard moved the picture");
        for picture in &pictures {
            player.seek(picture.time).await?;
            let distance = distance(&player.snapshot().await?, &picture.pixels()?)?;
            ensure!(distance <= most, "{name}: the picture of {} is {distance} off", picture.time);
            let size: [u32; 2] = browser
                .run(
                    "const image = await player.preview(given[0]); return [image.width, image.height];",
                    vec![picture.time.into()],
                )
                .await?;
            ensure!(size == [picture.width, picture.height], "{name}: the preview is {size:?}");
        }
    }
    browser.close().await
}

#[tokio::test]
async fn dragging_shows_true_frames_and_ends_with_a_seek() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST), sample(DESKTOP)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    let mut previews = 0;
    for name in [CAST, DESKTOP] {
        let id = gateway.id_of(name).await?;
        for shares in [vec![0.1, 0.2, 0.3, 0.5], vec![0.75], vec![0.9]] {
            player.open(&id).await?;
            let told: Vec<Scrubbed> = browser.run(DRAG, vec![serde_json::json!(shares)]).await?;
            let last = told.last().context("nothing was told")?;
            ensure!(!last.is_preview && !last.is_marked, "{name}: it ended with {last:?}");
            ensure!(told.iter().all(|one| one.is_preview == one.is_marked), "{name}: {told:?}");
            ensure!(
                told.iter().all(|one| one.frame_time <= one.time + 1e-6),
                "{name}: of the future: {told:?}"
            );
            previews += told.iter().filter(|one| one.is_preview).count();
            let scrubbed = player.snapshot().await?;
            let frame = player.seek(last.time).await?;
            ensure!((frame - last.frame_time).abs() < 1e-9, "{name}: {last:?}, but a seek shows {frame}");
            ensure!(scrubbed == player.snapshot().await?, "{name}: a seek shows another picture");
        }
    }
    // What a short recording is opened with is all of it: only of a longer one something has to be fetched.
    let list = gateway.json("/api/v1/recordings").await?;
    let items = list["items"].as_array().context("the list has no items")?;
    let longest = items.iter().filter_map(|item| item["size_bytes"].as_u64()).max();
    let is_long = longest.context("nothing was imported")? > OPENED_WITH_BYTES + 32 * 1024;
    ensure!(!is_long || previews > 0, "something had to be fetched, but no preview was shown");
    browser.close().await
}

#[tokio::test]
async fn dragging_while_it_plays_holds_it_until_the_seek() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(CAST).await?).await?;
    browser.run::<()>("await player.play();", Vec::new()).await?;
    browser.run::<serde_json::Value>(DRAG, vec![serde_json::json!([0.2, 0.4])]).await?;
    let held: [f64; 2] = browser
        .run(
            "const before = player.currentTime; await new Promise((next) => setTimeout(next, 300));\
             return [before, player.currentTime];",
            Vec::new(),
        )
        .await?;
    ensure!((held[0] - held[1]).abs() < 1e-9, "it went on: {held:?}");
    ensure!(!browser.value::<bool>("player.paused").await?, "dragging paused it");
    player.seek(1.0).await?;
    browser.until("player.currentTime > 1.2").await?;
    browser.close().await
}

#[tokio::test]
async fn nothing_open_has_no_preview() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    Player::start(&browser, &gateway).await?;
    let codes: Vec<String> = browser
        .run(
            "player.scrub(3); const code = (asked) => asked.then(() => 'none', (error) => error.code);\
             return [await code(player.preview(1)), await code(player.storyboard(3))];",
            Vec::new(),
        )
        .await?;
    ensure!(codes == ["closed", "closed"], "told {codes:?}");
    browser.close().await
}
