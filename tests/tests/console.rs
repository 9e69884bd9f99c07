//! The console, as someone uses it: from the list to a recording, playing, seeking, and back at the same moment.

use anyhow::{Context, Result, ensure};
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const DESKTOP: &str = "desktop-keys-and-resize.guac";
const CAST: &str = "terminal-typing-and-resize.cast";

/// The element, on the page of a recording.
const PLAYER: &str = "document.querySelector('afterimage-player')";

/// The position as the controls show it.
const SHOWN_TIME: &str = "document.querySelector('.controls__time')?.firstChild?.textContent ?? ''";

fn samples() -> Vec<std::path::PathBuf> {
    [DESKTOP, "desktop-recorder-killed.guac", "ssh-midnight-commander.guac", CAST, "terminal-htop.cast"]
        .into_iter()
        .map(sample)
        .collect()
}

#[tokio::test]
async fn a_tour_from_the_list_to_a_moment_and_back() -> Result<()> {
    let gateway = Gateway::start(&samples())?;
    let browser = Browser::start().await?;

    // the list
    browser.open(&gateway.url("/")).await?;
    browser.until("document.querySelectorAll('tbody tr.table__row:not(.is-skeleton)').length === 5").await?;
    browser.screenshot("recordings").await?;
    let row: String = browser.value("document.querySelector('tbody').innerText").await?;
    ensure!(row.contains(CAST) && row.contains("00:00:22"), "the list shows: {row}");

    // a recording
    browser.named("link", &format!("Play {CAST}")).await?.click().await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2")).await?;
    ensure!(
        browser.value::<String>("location.pathname").await?.starts_with("/recordings/"),
        "not at a recording"
    );
    let shown: String = browser.value(SHOWN_TIME).await?;
    ensure!(shown.ends_with(" / 00:00:22"), "the controls show `{shown}`");

    // it plays of its own accord; pause
    browser.until(&format!("{PLAYER}.currentTime > 0.5")).await?;
    browser.named("button", "Pause").await?.click().await?;
    browser.until(&format!("{PLAYER}.paused")).await?;

    // seek by the bar, at three quarters
    let bar = browser.element("[role=slider]").await?;
    let width = bar.rect().await?.width;
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a window")]
    let right = (width / 4.0) as i64;
    browser
        .driver()
        .action_chain()
        .move_to_element_center(&bar)
        .move_by_offset(right, 0)
        .click()
        .perform()
        .await?;
    browser
        .until(&format!(
            "Math.abs({PLAYER}.currentTime / {PLAYER}.duration - 0.75) < 0.02 && !{PLAYER}.seeking"
        ))
        .await?;

    // another speed
    browser.named("button", "Speed").await?.click().await?;
    browser.named("option", "4").await?.click().await?;
    browser.until(&format!("{PLAYER}.playbackRate === 4")).await?;

    // the moment is in the address, and a reload comes back to it
    browser.until("new URL(location).searchParams.has('t')").await?;
    let before: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
    browser.driver().refresh().await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2")).await?;
    browser.until(&format!("Math.abs({PLAYER}.currentTime - {before}) < 0.1")).await?;

    // the time since the start, or the time of day
    browser.element(".controls__time").await?.click().await?;
    browser.until(&format!("/\\d{{4}}/.test({SHOWN_TIME})")).await?;
    browser.element(".controls__time").await?.click().await?;
    browser.until(&format!("{SHOWN_TIME}.includes(' / 00:00:22')")).await?;

    // back to the list
    browser.driver().back().await?;
    browser.until("document.querySelectorAll('tbody tr.table__row').length === 5").await?;
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "the browser logged: {errors:#?}");
    browser.close().await
}

#[tokio::test]
async fn the_keys_of_the_player() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let browser = Browser::start().await?;
    let id = gateway.id_of(CAST).await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=10"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2")).await?;
    let at = |seconds: f64| format!("Math.abs({PLAYER}.currentTime - {seconds}) < 0.05 && !{PLAYER}.seeking");
    browser.until(&at(10.0)).await?;
    let press = |keys: &'static [(&'static str, f64)]| {
        let browser = &browser;
        async move {
            for (key, expected) in keys {
                browser.press(key).await?;
                browser
                    .until(&format!(
                        "Math.abs({PLAYER}.currentTime - {expected}) < 0.05 && !{PLAYER}.seeking"
                    ))
                    .await
                    .with_context(|| format!("after {key}"))?;
            }
            Ok::<(), anyhow::Error>(())
        }
    };
    press(&[
        ("ArrowRight", 15.0),
        ("ArrowLeft", 10.0),
        ("Shift+ArrowRight", 11.0),
        ("Shift+ArrowLeft", 10.0),
    ])
    .await?;
    press(&[("Home", 0.0)]).await?;
    browser.press(">").await?;
    browser.until(&format!("{PLAYER}.playbackRate === 2")).await?;
    browser.press("<").await?;
    browser.until(&format!("{PLAYER}.playbackRate === 1")).await?;
    browser.press(" ").await?;
    browser.until(&format!("!{PLAYER}.paused")).await?;
    browser.press(" ").await?;
    browser.until(&format!("{PLAYER}.paused")).await?;
    browser.press("?").await?;
    browser.until("!!document.querySelector('dialog[open], [role=dialog]')").await?;
    browser.screenshot("keys").await?;
    browser.press("Escape").await?;
    browser.until("!document.querySelector('dialog[open], [role=dialog]')").await?;
    browser.close().await
}

#[tokio::test]
async fn an_address_without_a_recording_says_so() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/recordings/01900000-0000-7000-8000-000000000000")).await?;
    browser.until("document.body.innerText.includes('There is no recording at this address')").await?;
    browser.open(&gateway.url("/no/such/page")).await?;
    browser.until("/not found/i.test(document.body.innerText)").await?;
    browser.open(&gateway.url("/recordings")).await?;
    browser.until("document.body.innerText.includes('No recordings yet')").await?;
    browser.screenshot("recordings-empty").await?;
    browser.close().await
}

/// Pictures of every page, to be looked at.
#[tokio::test]
async fn every_page_in_light_and_dark_wide_and_narrow() -> Result<()> {
    let gateway = Gateway::start(&samples())?;
    let browser = Browser::start().await?;
    let desktop = gateway.id_of(DESKTOP).await?;
    let terminal = gateway.id_of(CAST).await?;
    let pages = [
        (
            "recordings",
            "/recordings".to_owned(),
            "document.querySelectorAll('tbody tr.table__row:not(.is-skeleton)').length === 5".to_owned(),
        ),
        (
            "desktop",
            format!("/recordings/{desktop}?t=12"),
            format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking"),
        ),
        (
            "terminal",
            format!("/recordings/{terminal}?t=15"),
            format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking"),
        ),
        ("local", "/local".to_owned(), "!!document.querySelector('input[type=file]')".to_owned()),
        ("accounts", "/accounts".to_owned(), "!!document.querySelector('[data-account]')".to_owned()),
        ("groups", "/groups".to_owned(), "!!document.querySelector('.groups')".to_owned()),
        ("help", "/help".to_owned(), "!!document.querySelector('main table')".to_owned()),
    ];
    for theme in ["light", "dark"] {
        browser.prefer(theme).await?;
        for (size_name, size) in [("wide", WIDE), ("narrow", NARROW)] {
            browser.resize(size).await?;
            for (name, path, is_ready) in &pages {
                browser.open(&gateway.url(path)).await?;
                browser.until(is_ready).await?;
                browser.screenshot(&format!("{name}-{size_name}-{theme}")).await?;
                let overflow: i64 = browser
                    .value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                    .await?;
                ensure!(overflow <= 0, "{path} is {overflow} px wider than a {size_name} view");
            }
        }
    }
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "the browser logged: {errors:#?}");
    browser.close().await
}
