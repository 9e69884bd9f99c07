//! The bar of the room, the choice of who is heard, recordings without a picture, and how many fit.

use super::{PLAYERS, SECOND_US, SIZE, START_S, open, shows};
use anyhow::{Context, Result, ensure};
use events::{Event, Happening};
use recording::audio::{Audio, AudioFormat};
use recording::facts::{Facts, Kind};
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::browser::Browser;
use tests::gateway::Gateway;

/// Sound of this pitch in all of a recording.
const TONES_HERTZ: [u32; 2] = [400, 1_000];

/// What is recorded of twenty seconds: a picture that tells its second, with a tone, or markers alone.
fn twenty_seconds(
    folder: &Path,
    name: &str,
    begins_s: i64,
    hertz: Option<u32>,
    markers: &[(u64, &str)],
) -> Result<PathBuf> {
    const SECONDS: u8 = 20;
    const RATE: u32 = 8_000;
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts {
        kind: if hertz.is_some() { Kind::Desktop } else { Kind::Events },
        size: if hertz.is_some() { SIZE } else { Size::default() },
        started_at_ms: Some((START_S + begins_s) * 1_000),
        ..Facts::default()
    })?;
    let mut picture = Picture::new(SIZE)?;
    for second in 0..=SECONDS {
        let time = Timestamp::from_us(u64::from(second) * SECOND_US);
        for (_, label) in markers.iter().filter(|(at_s, _)| *at_s == u64::from(second)) {
            recorder.event(&Event::new(time.as_us(), Happening::Marker { label: (*label).to_owned() }))?;
        }
        let Some(hertz) = hertz else { continue };
        for pixel in picture.rgba_mut().chunks_exact_mut(4) {
            pixel.copy_from_slice(&[second * 10, 0, 0, 255]);
        }
        recorder.frame(time, &picture, &Damage::all(SIZE))?;
        if second < SECONDS {
            let is_up = |sample: u32| (sample * 2 * hertz / RATE).is_multiple_of(2);
            let values: Vec<i16> =
                (0..RATE).map(|sample| if is_up(sample) { 8_000 } else { -8_000 }).collect();
            recorder.audio(0, time, &Audio::Pcm { format: AudioFormat::new(RATE, 1)?, values: &values })?;
        }
    }
    recorder.end(Timestamp::from_us(u64::from(SECONDS) * SECOND_US))?;
    let (bytes, _) = recorder.into_parts()?;
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// Two recordings with sound at 0 and 5 seconds after the start, and one of events only at 10.
async fn with_sound_and_without_a_picture() -> Result<(TempDir, Gateway, Browser, [String; 3])> {
    let folder = TempDir::new()?;
    let [low, high] = TONES_HERTZ;
    let files = [
        twenty_seconds(folder.path(), "low.afterimage", 0, Some(low), &[(3, "zero")])?,
        twenty_seconds(folder.path(), "high.afterimage", 5, Some(high), &[])?,
        twenty_seconds(folder.path(), "host.afterimage", 10, None, &[(2, "one"), (19, "two")])?,
    ];
    let gateway = Gateway::start(&files)?;
    let browser = Browser::start().await?;
    let ids = [
        gateway.id_of("low.afterimage").await?,
        gateway.id_of("high.afterimage").await?,
        gateway.id_of("host.afterimage").await?,
    ];
    Ok((folder, gateway, browser, ids))
}

/// Moves the pointer along the room's bar: what it does, and at which share of the bar.
async fn pointer(browser: &Browser, moves: &[(&str, f64)]) -> Result<()> {
    let body = "const bar = document.querySelector('.lanes__area'), room = bar.getBoundingClientRect();\
        for (const [name, share] of given[0]) {\
          bar.dispatchEvent(new PointerEvent(name, { pointerId: 1, button: 0, bubbles: true,\
            clientX: room.left + room.width * share, clientY: room.top + 5 }));\
          await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 60)));\
        }";
    browser.run(body, vec![serde_json::json!(moves)]).await
}

/// Red of the pictures of A and B.
async fn reds(browser: &Browser) -> Result<[u8; 2]> {
    browser
        .run(
            &format!(
                "const pictures = await Promise.all({PLAYERS}.slice(0, 2).map((one) => one.snapshot()));\
                 return pictures.map((picture) => picture.data[0]);"
            ),
            Vec::new(),
        )
        .await
}

#[tokio::test]
async fn dragging_along_the_bar_leads_all_to_one_moment() -> Result<()> {
    let (_folder, gateway, browser, [a, b, c]) = with_sound_and_without_a_picture().await?;
    open(&browser, &gateway, &[&a, &b, &c], 12).await?;
    shows(&browser, [12.0, 7.0, 2.0]).await?;
    // One without a picture says where to look, and its events stand among those of the others.
    let tile = "document.querySelectorAll('.tile')[2].innerText";
    browser.until(&format!("{tile}.includes('Without picture: what happened is in the events')")).await?;
    browser
        .until(
            "['zero', 'one', 'two'].every((text) => document.querySelector('.watch').innerText.includes(text))",
        )
        .await?;

    // The bar is of 30 seconds. While the handle is held the pictures follow, and nothing is let go of yet.
    pointer(&browser, &[("pointerdown", 0.2), ("pointermove", 0.4), ("pointermove", 0.5)]).await?;
    browser.until("document.querySelector('.lanes').classList.contains('is-held')").await?;
    let mut seen = reds(&browser).await?;
    for _ in 0..100 {
        if seen == [150, 100] {
            break;
        }
        pointer(&browser, &[("pointermove", 0.5)]).await?;
        seen = reds(&browser).await?;
    }
    ensure!(seen == [150, 100], "while dragging the pictures are {seen:?}");
    pointer(&browser, &[("pointermove", 0.9), ("pointerup", 0.9)]).await?;
    shows(&browser, [20.0, 20.0, 17.0]).await?;
    ensure!(reds(&browser).await? == [200, 200], "the last pictures are not shown");
    browser.until(&format!("new URL(location).searchParams.get('at') === '{}'", START_S + 27)).await?;
    ensure!(!browser.value::<bool>("!!document.querySelector('.lanes.is-held')").await?, "the bar is held");

    // Playing rests while the handle is held, and goes on from where it was let go.
    browser.press("Home").await?;
    browser.press(" ").await?;
    browser.until(&format!("{PLAYERS}[0].currentTime > 0.3")).await?;
    pointer(&browser, &[("pointerdown", 0.3), ("pointermove", 0.5)]).await?;
    browser.until(&format!("{PLAYERS}.every((one) => one.paused)")).await?;
    pointer(&browser, &[("pointerup", 0.5)]).await?;
    browser.until(&format!("{PLAYERS}[1].currentTime > 10.5 && {PLAYERS}[2].currentTime > 5.5")).await?;
    ensure!(browser.logged_errors().await?.is_empty(), "the page logged errors");
    browser.close().await
}

#[tokio::test]
async fn one_recording_is_heard_or_none_and_nine_fit() -> Result<()> {
    let (_folder, gateway, browser, [a, b, c]) = with_sound_and_without_a_picture().await?;
    open(&browser, &gateway, &[&a, &b, &c], 6).await?;
    // Only those with sound can be chosen, and at first none is.
    let choices: Vec<String> = browser
        .run(
            "const find = () => [...document.querySelectorAll('.room__sound option')];\
             while (find().length < 3) await new Promise((next) => setTimeout(next, 50));\
             return find().map((one) => one.textContent);",
            Vec::new(),
        )
        .await?;
    ensure!(choices == ["None", "A low.afterimage", "B high.afterimage"], "the choices are {choices:?}");
    let heard = format!("{PLAYERS}.map((one) => one.muted ? '-' : 'x').join('')");
    ensure!(browser.value::<String>(&heard).await? == "---", "something is heard");

    // What the device is given tells who is heard.
    browser
        .run::<()>(
            "window.pitches = [];\
             const { start } = AudioBufferSourceNode.prototype;\
             AudioBufferSourceNode.prototype.start = function (...given) {\
               const { sampleRate, duration } = this.buffer, samples = this.buffer.getChannelData(0);\
               let turns = 0;\
               for (let at = 1; at < samples.length; at += 1) turns += samples[at] < 0 !== samples[at - 1] < 0 ? 1 : 0;\
               pitches.push(Math.round(turns / 2 / duration / 100) * 100);\
               return start.apply(this, given);\
             };",
            Vec::new(),
        )
        .await?;
    browser.press(" ").await?;
    browser.until(&format!("{PLAYERS}[0].currentTime > 7")).await?;
    ensure!(browser.value::<u64>("pitches.length").await? == 0, "sound is played that nobody chose");
    for (press, shown, hertz) in [("m", "x--", 400), ("m", "-x-", 1_000)] {
        browser.press(press).await?;
        browser.until(&format!("{heard} === '{shown}'")).await?;
        browser.run::<()>("pitches.length = 0;", Vec::new()).await?;
        browser.until("pitches.length > 0").await?;
        let pitches: Vec<u32> = browser.value("pitches").await?;
        ensure!(pitches.iter().all(|pitch| *pitch == hertz), "with {shown} is heard {pitches:?}");
        // Who is heard sets the pace: what is heard runs at its speed, without a nudge.
        let place = shown.find('x').context("nobody is heard")?;
        ensure!(browser.value::<f64>(&format!("{PLAYERS}[{place}].playbackRate")).await? == 1.0, "nudged");
    }
    browser.press("m").await?;
    browser.until(&format!("{heard} === '---'")).await?;
    // By the list too.
    let list = browser.element(".room__sound select").await?;
    list.send_keys("A low").await?;
    browser.until(&format!("{heard} === 'x--'")).await?;
    browser.until("!!document.querySelectorAll('.tile')[0].querySelector('.tile__sound')").await?;

    // More than fit: the first nine are there, and how many are not is said.
    let mut ids = vec![a, b, c];
    ids.extend((0..8).map(|number| format!("0192aaaa-0000-7000-8000-00000000000{number}")));
    browser.open(&gateway.url(&format!("/incident/{}", ids.join(",")))).await?;
    browser.until("document.querySelectorAll('.tile').length === 9").await?;
    browser
        .until("document.querySelector('.room__left-out')?.innerText === '2 more left out: 9 at most'")
        .await?;
    browser
        .until(&format!("{PLAYERS}.length === 3 && {PLAYERS}.every((one) => one.readyState >= 2)"))
        .await?;
    let across: f64 = browser.value("document.documentElement.scrollWidth - innerWidth").await?;
    ensure!(across <= 0.0, "nine tiles are {across} pixels too wide");
    browser.screenshot("room-nine").await?;
    browser.close().await
}
