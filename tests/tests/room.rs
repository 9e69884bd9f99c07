//! The incident room: several recordings at one wall time, in step, with one stream of events.

mod bar;

use anyhow::{Context, Result, ensure};
use events::{Event, Happening};
use recording::facts::{Facts, Kind, SessionFacts};
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::browser::{Browser, NARROW, WIDE};
use tests::gateway::Gateway;

/// 22 February 2026, 09:16:05 UTC, in seconds.
const START_S: i64 = 1_771_751_765;
const SIZE: Size = Size::new(320, 200);
const SECOND_US: u64 = 1_000_000;

/// The players, A first.
const PLAYERS: &str = "[...document.querySelectorAll('afterimage-player')]";

/// A desktop whose picture tells its second: green is 4 times it, red is the recording's own. Markers stand at seconds.
fn desktop(
    folder: &Path,
    name: &str,
    begins_s: i64,
    seconds: u8,
    red: u8,
    markers: &[(u64, &str)],
) -> Result<PathBuf> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
    recorder.begin(&Facts {
        kind: Kind::Desktop,
        size: SIZE,
        started_at_ms: Some((START_S + begins_s) * 1_000),
        session: SessionFacts {
            user: Some("jdoe".to_owned()),
            host: Some(name.trim_end_matches(".afterimage").to_owned()),
            ..SessionFacts::default()
        },
        ..Facts::default()
    })?;
    let mut picture = Picture::new(SIZE)?;
    for second in 0..=seconds {
        for pixel in picture.rgba_mut().chunks_exact_mut(4) {
            pixel.copy_from_slice(&[red, second * 4, 90, 255]);
        }
        let at_us = u64::from(second) * SECOND_US;
        for (_, label) in markers.iter().filter(|(at_s, _)| *at_s * SECOND_US == at_us) {
            recorder.event(&Event::new(at_us, Happening::Marker { label: (*label).to_owned() }))?;
        }
        recorder.frame(Timestamp::from_us(at_us), &picture, &Damage::all(SIZE))?;
    }
    recorder.end(Timestamp::from_us(u64::from(seconds) * SECOND_US))?;
    let (bytes, _) = recorder.into_parts()?;
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// A terminal that tells each second.
fn terminal(folder: &Path, name: &str, begins_s: i64, seconds: u32) -> Result<PathBuf> {
    let mut cast =
        format!("{{\"version\":2,\"width\":40,\"height\":10,\"timestamp\":{}}}\n", START_S + begins_s);
    for second in 0..=seconds {
        cast.push_str(&format!("[{second}.0,\"o\",\"second {second}\\r\\n\"]\n"));
    }
    let path = folder.join(name);
    std::fs::write(&path, cast)?;
    Ok(path)
}

/// A from 0 to 60, B from 20 to 50 and, a terminal, C from 10 to 70 seconds after the start.
async fn incident() -> Result<(TempDir, Gateway, Browser, [String; 3])> {
    let folder = TempDir::new()?;
    let files = [
        desktop(
            folder.path(),
            "web-1.afterimage",
            0,
            60,
            200,
            &[(2, "first"), (25, "third"), (30, "fifth")],
        )?,
        desktop(
            folder.path(),
            "db-1.afterimage",
            20,
            30,
            40,
            &[(0, "second"), (7, "fourth"), (30, "sixth")],
        )?,
        terminal(folder.path(), "jump-host.cast", 10, 60)?,
    ];
    let gateway = Gateway::start(&files)?;
    let browser = Browser::start().await?;
    let ids = [
        gateway.id_of("web-1.afterimage").await?,
        gateway.id_of("db-1.afterimage").await?,
        gateway.id_of("jump-host.cast").await?,
    ];
    Ok((folder, gateway, browser, ids))
}

/// Whether the first event listed is within the window, and what the keyboard acts on is in the list of events.
const EVENTS_ARE_SEEN: &str = r"(() => {
    const first = document.querySelector('.events__list > li').getBoundingClientRect();
    return first.top >= 0 && first.bottom <= innerHeight && document.activeElement.closest('.events') !== null;
})()";

/// Opens the room so many seconds after the start, and waits for all pictures.
async fn open(browser: &Browser, gateway: &Gateway, ids: &[&str], at_s: i64) -> Result<()> {
    browser.open(&gateway.url(&format!("/incident/{}?at={}", ids.join(","), START_S + at_s))).await?;
    browser
        .until(&format!(
            "{PLAYERS}.length > 0 && {PLAYERS}.every((one) => one.readyState >= 2 && !one.seeking)"
        ))
        .await
}

/// Times of all players.
async fn times(browser: &Browser) -> Result<Vec<f64>> {
    browser.value(&format!("{PLAYERS}.map((one) => one.currentTime)")).await
}

/// Waits until the players show these times.
async fn shows(browser: &Browser, seconds: [f64; 3]) -> Result<()> {
    let expected = format!("{seconds:?}");
    let body = format!(
        "{PLAYERS}.every((one, place) => !one.seeking && Math.abs(one.currentTime - {expected}[place]) < 0.01)"
    );
    if let Err(error) = browser.until(&body).await {
        return Err(error.context(format!("the players show {:?}", times(browser).await?)));
    }
    Ok(())
}

#[tokio::test]
async fn every_tile_shows_the_picture_of_the_wall_time() -> Result<()> {
    let (_folder, gateway, browser, [a, b, c]) = incident().await?;
    open(&browser, &gateway, &[&a, &b, &c], 27).await?;
    shows(&browser, [27.0, 7.0, 17.0]).await?;
    let pixels: Vec<[u8; 2]> = browser
        .run(
            &format!(
                "const pictures = await Promise.all({PLAYERS}.slice(0, 2).map((one) => one.snapshot()));\
                 return pictures.map((picture) => [picture.data[0], picture.data[1]]);"
            ),
            Vec::new(),
        )
        .await?;
    ensure!(pixels == [[200, 27 * 4], [40, 7 * 4]], "the pictures are {pixels:?}");
    let tiles: Vec<String> =
        browser.value("[...document.querySelectorAll('.tile')].map((tile) => tile.innerText)").await?;
    ensure!(tiles[0].contains("jdoe on web-1") && tiles[0].contains("00:00:27"), "A says {}", tiles[0]);
    ensure!(tiles[1].contains("jdoe on db-1") && tiles[1].contains("00:00:07"), "B says {}", tiles[1]);
    browser.screenshot("room").await?;

    // Before it begins and after it ended a tile says so.
    browser.press("Home").await?;
    shows(&browser, [0.0, 0.0, 0.0]).await?;
    browser
        .until("/Starts at \\d\\d:\\d\\d:25/.test(document.querySelectorAll('.tile')[1].innerText)")
        .await?;
    browser.press("End").await?;
    shows(&browser, [60.0, 30.0, 60.0]).await?;
    browser
        .until("/Ended at \\d\\d:\\d\\d:55/.test(document.querySelectorAll('.tile')[1].innerText)")
        .await?;

    // The moment is in the address.
    browser.press("ArrowLeft").await?;
    browser.until(&format!("new URL(location).searchParams.get('at') === '{}'", START_S + 65)).await?;
    ensure!(browser.logged_errors().await?.is_empty(), "the page logged errors");
    browser.close().await
}

#[tokio::test]
async fn playing_keeps_all_in_step() -> Result<()> {
    let (_folder, gateway, browser, [a, b, c]) = incident().await?;
    open(&browser, &gateway, &[&a, &b, &c], 22).await?;
    browser.press(" ").await?;
    browser.until(&format!("{PLAYERS}.every((one) => !one.paused)")).await?;
    // The wall times that the players show, over five seconds: how far the farthest are apart, in milliseconds.
    let measure = format!(
        "const starts = [0, 20, 10], worst = [];\
         for (let sample = 0; sample < 50; sample += 1) {{\
           await new Promise((next) => setTimeout(next, 100));\
           const walls = {PLAYERS}.map((one, place) => one.currentTime + starts[place]);\
           worst.push((Math.max(...walls) - Math.min(...walls)) * 1000);\
         }}\
         return worst;"
    );
    let apart: Vec<f64> = browser.run(&measure, Vec::new()).await?;
    let (last, most) =
        (apart.last().copied().context("no sample")?, apart.iter().copied().fold(0.0, f64::max));
    println!("drift after 5 s of playing: {last:.1} ms; at most {most:.1} ms on the way");
    ensure!(last < 250.0, "the players are {last} ms apart");

    // At another speed too, and all rest at the same moment.
    browser.press(">").await?;
    browser.until(&format!("{PLAYERS}.every((one) => one.playbackRate > 1.4)")).await?;
    browser.press(" ").await?;
    browser.until(&format!("{PLAYERS}.every((one) => one.paused && !one.seeking)")).await?;
    browser
        .until(&format!(
            "((walls) => Math.max(...walls) - Math.min(...walls) < 0.01)\
             ({PLAYERS}.map((one, place) => one.currentTime + [0, 20, 10][place]))"
        ))
        .await?;
    browser.close().await
}

#[tokio::test]
async fn a_corrected_clock_shifts_its_recording_and_its_events() -> Result<()> {
    let (_folder, gateway, browser, [a, b, c]) = incident().await?;
    open(&browser, &gateway, &[&a, &b, &c], 27).await?;
    let labels = "[...document.querySelectorAll('.events__list .event__text')].map((one) => one.textContent)\
                  .filter((text) => ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].includes(text)).join()";
    browser.until(&format!("{labels} === 'first,second,third,fourth,fifth,sixth'")).await?;
    let rows: Vec<String> = browser
        .value(
            "[...document.querySelectorAll('.events__list > li')].filter((row) => /first|second/.test(row.innerText) \
             && !/second \\d/.test(row.innerText)).map((row) => row.querySelector('.lane-tag').textContent)",
        )
        .await?;
    ensure!(rows == ["A", "B"], "the events are of {rows:?}");

    // In steps: B is a second later on the wall, so that it shows a second less.
    browser.named("button", "Clock of B: 0 s").await?.click().await?;
    browser.named("button", "+1 s").await?.click().await?;
    shows(&browser, [27.0, 6.0, 17.0]).await?;
    browser.until("new URL(location).searchParams.get('offsets') === '0,1000,0'").await?;
    browser.named("button", "Clock of B: +1 s").await?;
    // By typing: all of B's events come after those of A.
    let field = browser.named("field", "Correction of the clock of B").await?;
    field.send_keys(thirtyfour::Key::Control + "a").await?;
    field.send_keys("12 s").await?;
    browser.press("Enter").await?;
    browser.until(&format!("{labels} === 'first,third,fifth,second,fourth,sixth'")).await?;
    browser.screenshot("room-offset").await?;

    // A reload comes back to it; a click on an event goes there.
    browser.driver().refresh().await?;
    browser.until(&format!("{labels} === 'first,third,fifth,second,fourth,sixth'")).await?;
    browser
        .run::<()>(
            "[...document.querySelectorAll('.event__jump')].find((row) => row.innerText.includes('fourth')).click();",
            Vec::new(),
        )
        .await?;
    shows(&browser, [39.0, 7.0, 29.0]).await?;
    browser.until("/fourth/.test(document.querySelector('.event.is-current').innerText)").await?;
    browser.close().await
}

#[tokio::test]
async fn events_of_all_recordings_are_listed_as_those_of_one() -> Result<()> {
    let folder = TempDir::new()?;
    let name = "web-1.afterimage";
    let files = [
        desktop(folder.path(), name, 0, 60, 200, &[(2, "in\u{202e}gpj.exe"), (30, "<b>bold</b>")])?,
        desktop(folder.path(), "db-1.afterimage", 20, 30, 40, &[(5, "of B")])?,
    ];
    let gateway = Gateway::start(&files)?;
    let browser = Browser::start().await?;
    let (a, b) = (gateway.id_of(name).await?, gateway.id_of("db-1.afterimage").await?);
    open(&browser, &gateway, &[&a, &b], 27).await?;
    let texts = "[...document.querySelectorAll('.events__list .event__text')].map((one) => one.textContent).join('|')";
    browser.until(&format!("{texts} === 'in<U+202E>gpj.exe|of B|<b>bold</b>'")).await?;

    // One is narrowed to, in the address; it opens to what is known of it, and it can be gone to by keyboard.
    browser.named("field", "Search events").await?.send_keys("of b").await?;
    browser.until(&format!("{texts} === 'of B'")).await?;
    browser.until("new URL(location).searchParams.get('find') === 'of b'").await?;
    browser.element(".event__more").await?.click().await?;
    browser
        .until(
            "/Recording\\s+B\\s+Wall clock\\s+22 Feb 2026/.test(document.querySelector('.event__details').innerText)",
        )
        .await?;
    browser.named("button", "Show all").await?.click().await?;
    browser.until(&format!("{texts} === 'in<U+202E>gpj.exe|of B|<b>bold</b>'")).await?;
    browser.run::<()>("document.querySelector('.event__jump[tabindex=\"0\"]').focus();", Vec::new()).await?;
    browser.press("End").await?;
    browser.until("document.activeElement.matches('.event__jump') && document.activeElement.innerText.includes('bold')").await?;
    browser.press("Enter").await?;
    browser
        .until(&format!(
            "{PLAYERS}.map((one) => Math.round(one.currentTime * 100) / 100).join() === '30,10' \
             && document.querySelector('.event.is-current').innerText.includes('bold')"
        ))
        .await?;
    browser.close().await
}

#[tokio::test]
async fn one_that_is_gone_leaves_the_others() -> Result<()> {
    let (_folder, gateway, browser, [a, b, _]) = incident().await?;
    open(&browser, &gateway, &[&a, "0192aaaa-0000-7000-8000-000000000000", &b], 30).await?;
    let tiles = "[...document.querySelectorAll('.tile')].map((tile) => tile.innerText)";
    browser.until(&format!("{tiles}[1].includes('There is no recording of this id')")).await?;
    browser.press("ArrowRight").await?;
    browser
        .until(&format!("{PLAYERS}.map((one) => Math.round(one.currentTime * 100) / 100).join() === '35,15'"))
        .await?;
    // By key one is enlarged and put back.
    browser.press("3").await?;
    browser.until("document.querySelectorAll('.tile')[2].classList.contains('is-large')").await?;
    browser.screenshot("room-large").await?;
    browser.press("Escape").await?;
    browser.until("!document.querySelector('.tile.is-large')").await?;
    browser.close().await
}

#[tokio::test]
async fn one_gets_there_from_the_list_and_from_a_recording() -> Result<()> {
    let (_folder, gateway, browser, ids) = incident().await?;
    browser.open(&gateway.url("/recordings")).await?;
    for name in ["web-1.afterimage", "db-1.afterimage"] {
        browser.named("field", &format!("Select {name}")).await?.click().await?;
    }
    browser.screenshot("recordings-chosen").await?;
    browser.named("link", "Open 2 together").await?.click().await?;
    browser
        .until(&format!("decodeURIComponent(location.pathname) === '/incident/{},{}'", ids[0], ids[1]))
        .await?;
    browser.until("document.querySelectorAll('.tile').length === 2").await?;

    browser.open(&gateway.url(&format!("/recordings/{}?t=3", ids[1]))).await?;
    browser.named("button", "Others of these minutes").await?.click().await?;
    browser.until("document.querySelectorAll('dialog[open] .others li').length === 2").await?;
    browser.named("field", "jump-host.cast").await?.click().await?;
    browser.screenshot("others").await?;
    browser.named("link", "Open 2 together").await?.click().await?;
    browser
        .until(&format!("decodeURIComponent(location.pathname) === '/incident/{},{}'", ids[1], ids[2]))
        .await?;
    // At the moment that was shown: B begins 20 seconds after the start.
    browser.until(&format!("new URL(location).searchParams.get('at') === '{}'", START_S + 23)).await?;
    browser
        .until(&format!("{PLAYERS}.map((one) => Math.round(one.currentTime * 100) / 100).join() === '3,13'"))
        .await?;

    // Without any it says how to choose.
    browser.open(&gateway.url("/incident")).await?;
    browser.until("document.querySelector('main').innerText.includes('Open together')").await?;
    browser.screenshot("room-empty").await?;
    browser.close().await
}

#[tokio::test]
async fn the_room_in_both_themes_and_sizes() -> Result<()> {
    let (_folder, gateway, browser, [a, b, c]) = incident().await?;
    for (view, size) in [("wide", WIDE), ("phone", NARROW)] {
        browser.resize(size).await?;
        for theme in ["light", "dark"] {
            browser.prefer(theme).await?;
            open(&browser, &gateway, &[&a, &b, &c], 27).await?;
            browser.until("document.querySelectorAll('.events__list > li').length > 5").await?;
            browser.until("document.querySelectorAll('.lanes .bar__bars').length === 3").await?;
            let across: f64 = browser.value("document.documentElement.scrollWidth - innerWidth").await?;
            ensure!(across <= 0.0, "{view}: the page is {across} pixels too wide");
            browser.screenshot(&format!("room-{view}-{theme}")).await?;
            // where the list stands below the tiles, a button leads to it
            let has_button = "document.querySelector('.room__to-events').offsetHeight > 0";
            ensure!(
                browser.value::<bool>(has_button).await? == (view == "phone"),
                "{view}: a button or none"
            );
            if view == "phone" {
                browser
                    .run::<()>("document.querySelector('.room__to-events button').click();", vec![])
                    .await?;
                browser.until(EVENTS_ARE_SEEN).await?;
                browser.screenshot(&format!("room-{view}-events-{theme}")).await?;
            }
        }
    }
    browser.close().await
}
