//! The events beside the picture: ten thousand of them, filtered, searched, gone through and followed.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::gateway::{Gateway, command, succeeded};

const PLAYER: &str = "document.querySelector('afterimage-player')";
const COUNT: &str = "document.querySelector('.events__count [role=status]')?.innerText";
const ROWS: &str = "document.querySelectorAll('.events__list > li').length";
const CURRENT: &str = "document.querySelector('.event__jump[aria-current]')";

/// Ten thousand events, which `cargo xtask bench` measures too.
const SCENARIO: &str = include_str!("../bench/events.toml");

/// The recording of the scenario, in a folder that goes when it is dropped.
fn recording() -> Result<(TempDir, PathBuf)> {
    let folder = TempDir::new().context("cannot make a folder for the scenario")?;
    let scenario = folder.path().join("many.toml");
    std::fs::write(&scenario, SCENARIO)?;
    let mut generate = command()?;
    generate.arg("generate").arg("--scenario").arg(&scenario).args(["--seed", "1"]).arg(folder.path());
    succeeded("generate", &generate.output()?)?;
    let file = folder.path().join("many.afterimage");
    Ok((folder, file))
}

/// Puts a text into the search, and waits until the list shows it. Tells how long that took in milliseconds.
async fn search(browser: &Browser, text: &str, expected: &str) -> Result<f64> {
    let body = format!(
        "const [text, expected] = arguments;
        const field = document.querySelector('.events__tools input');
        const begun = performance.now();
        field.value = text;
        field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
        while ({COUNT} !== expected) {{
            if (performance.now() - begun > 20000) throw new Error({COUNT});
            await new Promise((next) => requestAnimationFrame(next));
        }}
        return performance.now() - begun;"
    );
    browser.run(&body, vec![Value::from(text), Value::from(expected)]).await
}

#[tokio::test]
async fn ten_thousand_events_are_filtered_searched_and_followed() -> Result<()> {
    let (_folder, file) = recording()?;
    let gateway = Gateway::start(&[file])?;
    let browser = Browser::start().await?;
    let id = gateway.id_of("many.afterimage").await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=0"))).await?;
    browser.until(&format!("{COUNT} === '10000 events'")).await?;
    let rows: u64 = browser.value(ROWS).await?;
    ensure!((5..60).contains(&rows), "{rows} rows are drawn");
    let marks =
        "[...document.querySelectorAll('.bar__events path')].map((path) => path.getAttribute('d').length)";
    browser.until(&format!("{marks}.some((length) => length > 0)")).await?;
    let drawn: Vec<u64> = browser.value(marks).await?;
    ensure!(drawn.len() == 4 && drawn.iter().sum::<u64>() < 40_000, "the marks are {drawn:?}");

    // Text is text, and what would reorder it is shown.
    let text = "document.querySelector('.events__list').innerText";
    ensure!(browser.value::<bool>(&format!("{text}.includes('<b>alpha</b>')")).await?, "markup is not text");
    ensure!(
        browser.value::<bool>(&format!("{text}.includes('beta<U+202E>gnp.zip')")).await?,
        "bidi is hidden"
    );

    let mut took_ms = Vec::new();
    took_ms.push(search(&browser, "vi", "2500 of 10000 events").await?);
    took_ms.push(search(&browser, "ALPHA marker", "2500 of 10000 events").await?);
    took_ms.push(search(&browser, "nowhere", "0 of 10000 events").await?);
    took_ms.push(search(&browser, "", "10000 events").await?);
    println!("search among 10,000 events, with the next picture: {took_ms:.0?} ms");

    // Two filters, in the address, and one taken away by its label.
    browser.named("button", "Filters").await?.click().await?;
    for choice in ["Severe", "File transfers"] {
        let body = "const label = [...document.querySelectorAll('.events__filter')]\
            .find((one) => one.innerText.includes(arguments[0])); label.querySelector('input').click();";
        browser.element(".events__filter").await?;
        browser.run::<()>(body, vec![Value::from(choice)]).await?;
    }
    browser.until(&format!("{COUNT} === '2500 of 10000 events'")).await?;
    browser.until("new URLSearchParams(location.search).get('show') === 'severe,transfers'").await?;
    browser.named("button", "Remove the filter Severe").await?.click().await?;
    browser.until("new URLSearchParams(location.search).get('show') === 'transfers'").await?;

    // A click jumps; the keys go through what is listed.
    let first: f64 = browser
        .run(
            &format!(
                "const begun = performance.now();
                document.querySelector('.event__jump').click();
                while (!{CURRENT} || {PLAYER}.seeking) {{
                    if (performance.now() - begun > 20000) throw new Error('no event is current');
                    await new Promise((next) => requestAnimationFrame(next));
                }}
                return performance.now() - begun;"
            ),
            Vec::new(),
        )
        .await?;
    println!("jump to an event, with the picture there: {first:.0} ms");
    let at: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
    ensure!(at > 0.5, "the jump led to {at}");
    browser.run::<()>("document.activeElement.blur();", Vec::new()).await?;
    for key in ["]", "]"] {
        let before: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
        browser.press(key).await?;
        browser.until(&format!("!{PLAYER}.seeking && {PLAYER}.currentTime > {before} + 0.5")).await?;
    }
    let third = format!("{CURRENT}?.dataset.row === '2' && {CURRENT}.innerText.includes('File Transfer')");
    browser.until(&third).await?;
    browser.press("[").await?;
    browser.until(&format!("{CURRENT}?.dataset.row === '1'")).await?;

    // A jump far from where one was leaves the list where the click was made.
    let away_px: f64 = browser
        .run(
            &format!(
                "const scroller = document.querySelector('.events__scroller');
                const frame = () => new Promise((next) => requestAnimationFrame(next));
                scroller.scrollTop = 60000;
                for (let frames = 0; frames < 5; frames += 1) await frame();
                const top = scroller.getBoundingClientRect().top;
                const row = [...document.querySelectorAll('.event__jump')]
                    .find((one) => one.getBoundingClientRect().top > top);
                row.click();
                let away = 0;
                const begun = performance.now();
                while ({CURRENT} !== row || {PLAYER}.seeking) {{
                    if (performance.now() - begun > 20000) throw new Error('the row is not current');
                    away = Math.max(away, Math.abs(scroller.scrollTop - 60000));
                    await frame();
                }}
                for (let frames = 0; frames < 5; frames += 1) await frame();
                return Math.max(away, Math.abs(scroller.scrollTop - 60000));"
            ),
            Vec::new(),
        )
        .await?;
    ensure!(away_px < 100.0, "the list went {away_px} pixels away");
    let follows = "document.querySelector('.events__follow')";
    browser.until(&format!("!{follows}")).await?;
    browser.run::<()>("document.activeElement.blur();", Vec::new()).await?;
    browser.run::<f64>(&format!("return await {PLAYER}.seek(0);"), Vec::new()).await?;
    browser.press("]").await?;
    browser.until(&format!("{CURRENT}?.dataset.row === '0'")).await?;
    browser.press("]").await?;
    browser.until(&format!("{CURRENT}?.dataset.row === '1'")).await?;

    // The keys of the list, with the focus on the row they come to.
    browser.run::<()>(&format!("{CURRENT}.focus();"), Vec::new()).await?;
    browser.press("End").await?;
    browser.until("document.activeElement.dataset.row === '2499'").await?;
    browser.press("ArrowUp").await?;
    browser.until("document.activeElement.dataset.row === '2498'").await?;
    browser.named("button", "Back to the current event").await?.click().await?;
    browser.until(&is_in_view()).await?;

    // An open row tells all, and the rows behind it make room.
    browser.run::<()>(&format!("{CURRENT}.nextElementSibling.click();"), Vec::new()).await?;
    browser.until("/Rule\\s+large/.test(document.querySelector('.event__details')?.innerText)").await?;
    let apart = "(() => { const open = document.querySelector('.event.is-open');
        const next = open.nextElementSibling;
        return Math.abs(next.getBoundingClientRect().top - open.getBoundingClientRect().bottom) < 3; })()";
    browser.until(apart).await?;

    // The search has its key.
    browser.run::<()>("document.activeElement.blur();", Vec::new()).await?;
    browser.press("e").await?;
    browser.until("document.activeElement.placeholder === 'search events'").await?;
    ensure!(browser.logged_errors().await?.is_empty(), "{:?}", browser.logged_errors().await?);
    browser.close().await
}

/// Whether the current row stands within the list.
fn is_in_view() -> String {
    format!(
        "(() => {{ const row = {CURRENT}?.getBoundingClientRect();
        const list = document.querySelector('.events__scroller').getBoundingClientRect();
        return !!row && row.top >= list.top - 1 && row.bottom <= list.bottom + 1; }})()"
    )
}

#[tokio::test]
async fn the_current_event_is_followed_while_playing() -> Result<()> {
    let (_folder, file) = recording()?;
    let gateway = Gateway::start(&[file])?;
    let browser = Browser::start().await?;
    let id = gateway.id_of("many.afterimage").await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=100&find=vi&show=applications"))).await?;
    browser.until(&format!("{COUNT} === '2500 of 10000 events'")).await?;
    browser.until(&format!("!!{CURRENT}")).await?;
    browser.until(&is_in_view()).await?;
    let row = format!("Number({CURRENT}.dataset.row)");
    let before: u64 = browser.value(&row).await?;
    browser.run::<()>(&format!("{PLAYER}.playbackRate = 16; {PLAYER}.play();"), Vec::new()).await?;
    browser.until(&format!("{row} > {before} + 20")).await?;
    browser.until(&is_in_view()).await?;
    // One who scrolls is left alone.
    browser.run::<()>("document.querySelector('.events__scroller').scrollTop = 0;", Vec::new()).await?;
    browser.named("button", "Back to the current event").await?;
    let now: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
    browser.until(&format!("{PLAYER}.currentTime > {now} + 20")).await?;
    let top: f64 = browser.value("document.querySelector('.events__scroller').scrollTop").await?;
    ensure!(top == 0.0, "the list went to {top}");
    browser.close().await
}
