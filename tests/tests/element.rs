//! The element's JavaScript interface, against the words of HTMLMediaElement.

use anyhow::{Result, ensure};
use serde_json::Value;
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::Gateway;
use tests::player::Player;

const CAST: &str = "terminal-typing-and-resize.cast";
const DESKTOP: &str = "desktop-keys-and-resize.guac";

#[tokio::test]
async fn it_opens_plays_and_ends_with_the_events_of_a_media_element() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(CAST).await?).await?;
    let duration: f64 = browser.value("player.duration").await?;
    ensure!((22.0..23.0).contains(&duration), "duration {duration}");
    ensure!(browser.value::<u32>("player.videoWidth").await? > 0, "no width");
    ensure!(browser.value::<u32>("player.readyState").await? >= 2, "no current data after opening");
    ensure!(browser.value::<bool>("player.paused && !player.ended").await?, "it plays unasked");

    browser.run::<()>("player.playbackRate = 4; await player.play();", Vec::new()).await?;
    browser.until("events.filter((event) => event.type === 'timeupdate').length >= 3").await?;
    ensure!(!browser.value::<bool>("player.paused").await?, "paused while playing");
    player.seek(duration - 1.0).await?;
    browser.until("player.ended").await?;
    ensure!(browser.value::<bool>("player.paused").await?, "not paused at the end");

    let events = player.events().await?;
    let first = |name: &str| events.iter().position(|event| event.name == name);
    let order = ["loadedmetadata", "ratechange", "play", "seeking", "seeked", "ended"].map(first);
    ensure!(order.iter().all(Option::is_some) && order.is_sorted(), "events came as {events:?}");
    ensure!(first("error").is_none(), "errors: {events:?}");
    let played: Vec<f64> = events
        .iter()
        .take(first("seeking").unwrap_or(0))
        .filter(|event| event.name == "timeupdate")
        .map(|event| event.time)
        .collect();
    ensure!(played.is_sorted(), "time fell while playing: {played:?}");
    browser.close().await
}

#[tokio::test]
async fn a_seek_resolves_with_the_frame_that_is_shown() -> Result<()> {
    let gateway = Gateway::start(&[sample(DESKTOP)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(DESKTOP).await?).await?;
    let duration: f64 = browser.value("player.duration").await?;
    for share in [0.5, 0.1, 0.9, 0.0, 1.0] {
        let asked = duration * share;
        let frame = player.seek(asked).await?;
        ensure!(frame <= asked + 1e-6, "asked for {asked}, shown {frame}: a frame of the future");
        let now: f64 = browser.value("player.currentTime").await?;
        ensure!((now - asked).abs() < 1e-3, "asked for {asked}, at {now}");
        ensure!(!browser.value::<bool>("player.seeking").await?, "still seeking after the promise");
    }
    // past the end is the end, before the start is the start
    let last = player.seek(duration + 1000.0).await?;
    ensure!(last <= duration, "shown {last} of {duration}");
    ensure!(player.seek(-5.0).await? <= 0.0, "before the start");
    // many at once: the last one wins, and all promises resolve
    let shown: Vec<f64> = browser
        .run(
            "return await Promise.all([0.9, 0.2, 0.8, 0.4].map((share) => player.seek(share * player.duration)));",
            Vec::new(),
        )
        .await?;
    let now: f64 = browser.value("player.currentTime").await?;
    ensure!(shown.len() == 4 && (now - 0.4 * duration).abs() < 1e-3, "shown {shown:?}, at {now}");
    browser.close().await
}

#[tokio::test]
async fn the_size_of_the_cache_reaches_the_engine_and_changes_no_picture() -> Result<()> {
    let gateway = Gateway::start(&[sample(DESKTOP)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    let watch = r"
        window.sizes = [];
        window.Worker = class extends Worker {
            postMessage(message, ...rest) {
                if (message.type === 'cache') sizes.push(message.bytes);
                super.postMessage(message, ...rest);
            }
        };
        player.setAttribute('cache-bytes', '1048576');
    ";
    browser.run::<()>(watch, Vec::new()).await?;
    player.open(&gateway.id_of(DESKTOP).await?).await?;
    ensure!(browser.value::<u64>("player.cacheBytes").await? == 1 << 20, "the attribute is not the property");
    let mut pictures = Vec::new();
    for bytes in [256_u64 << 20, 0] {
        browser.run::<()>("player.cacheBytes = given[0];", vec![bytes.into()]).await?;
        player.seek(30.0).await?;
        player.seek(5.0).await?;
        player.seek(30.0).await?;
        pictures.push(player.snapshot().await?);
    }
    ensure!(pictures.first() == pictures.last(), "without a cache another picture is shown");
    let attribute: String = browser.value("player.getAttribute('cache-bytes')").await?;
    ensure!(attribute == "0", "the attribute says {attribute}");
    browser.run::<()>("player.setAttribute('cache-bytes', 'much');", Vec::new()).await?;
    let sizes: Vec<u64> = browser.value("sizes").await?;
    // the last: what is no number counts as nothing said
    ensure!(sizes == [1 << 20, 256 << 20, 0, 64 << 20], "the engine was told {sizes:?}");
    ensure!(browser.value::<u64>("player.cacheBytes").await? == 64 << 20, "no usual size");
    browser.close().await
}

#[tokio::test]
async fn what_cannot_be_opened_is_told_by_promise_and_event() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    let cases = [
        ("new Blob(['no recording at all, just words'])", "unsupported"),
        ("new Blob([])", "empty"),
        ("new URL('/api/v1/recordings/01900000-0000-7000-8000-000000000000/content', location)", ""),
    ];
    for (what, code) in cases {
        browser.run::<()>("window.events.length = 0;", Vec::new()).await?;
        let told: Value = browser
            .run(
                &format!("return await player.open({what}).then(() => null, (error) => ({{ code: error.code, message: error.message }}));"),
                Vec::new(),
            )
            .await?;
        ensure!(told.is_object(), "{what} was opened");
        ensure!(code.is_empty() || told["code"] == code, "{what} is told as {told}");
        ensure!(told["message"].as_str().is_some_and(|text| text.len() > 10), "{what} is told as {told}");
        browser.until("events.some((event) => event.type === 'error')").await?;
        let events = player.events().await?;
        let detail = events.iter().find(|event| event.name == "error").map(|event| event.detail.clone());
        ensure!(
            detail.is_some_and(|detail| detail["code"] == told["code"]),
            "events: {events:?}, promise: {told}"
        );
    }
    browser.close().await
}
