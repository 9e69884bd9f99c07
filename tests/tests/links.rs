//! Sharing a recording by a link: made in the player, opened by somebody without a role, and revoked under their eyes.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const CAST: &str = "terminal-typing-and-resize.cast";
const PLAYER: &str = "document.querySelector('afterimage-player')";
const PASSWORD: &str = "seven rare otters hum quietly";
const WHY: &str = "<img src=x onerror=alert(1)> ticket 9";

async fn click(browser: &Browser, role: &str, name: &str) -> Result<()> {
    browser.named(role, name).await?.click().await.with_context(|| format!("cannot click {name}"))
}

async fn says(browser: &Browser, text: &str) -> Result<()> {
    browser.until(&format!("document.body.innerText.includes({})", json!(text))).await
}

/// Makes an account without a role.
async fn join(gateway: &Gateway, name: &str) -> Result<()> {
    let client = reqwest::Client::new();
    let post = |path: &str, body: Value| {
        client.post(gateway.url(path)).header("origin", gateway.url("")).json(&body)
    };
    let made = post("/api/v1/accounts", json!({ "name": name })).header("cookie", gateway.cookie());
    let made: Value = made.send().await?.error_for_status()?.json().await?;
    let (_, secret) = made["link"].as_str().and_then(|link| link.split_once('#')).context("no secret")?;
    let used = post("/api/v1/sign-in/link/use", json!({ "secret": secret, "password": PASSWORD }));
    used.send().await?.error_for_status()?;
    Ok(())
}

/// Revokes the only link, as another full admin would do it.
async fn revoke(gateway: &Gateway) -> Result<()> {
    let client = reqwest::Client::new();
    let links = client.get(gateway.url("/api/v1/links")).header("cookie", gateway.cookie());
    let links: Value = links.send().await?.error_for_status()?.json().await?;
    let id = links["items"][0]["id"].as_str().context("no link")?;
    let path = gateway.url(&format!("/api/v1/links/{id}/revocation"));
    let revoked = client.post(path).header("cookie", gateway.cookie()).header("origin", gateway.url(""));
    revoked.send().await?.error_for_status()?;
    Ok(())
}

#[tokio::test]
async fn a_shared_recording_is_watched_until_its_link_is_revoked() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    join(&gateway, "vera").await?;
    let id = gateway.id_of(CAST).await?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=8"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    click(&browser, "button", "Share").await?;
    says(&browser, "Generate recording link").await?;
    let link = "document.getElementById('share-link')";
    let restricted: String = browser.value(&format!("{link}.value")).await?;
    ensure!(restricted == gateway.url(&format!("/recordings/{id}?t=8")), "{restricted}");
    click(&browser, "button", "Copy link").await?;
    browser.until("document.querySelectorAll('.told__state').length === 1 && document.querySelector('.told__state').innerText !== ''").await?;
    browser
        .run::<()>(
            "const list = document.getElementById('share-access'); list.value = 'unrestricted'; \
             list.dispatchEvent(new Event('change', { bubbles: true }));",
            Vec::new(),
        )
        .await?;
    browser.element("#share-why").await?.send_keys("case 7").await?;
    for theme in ["light", "dark"] {
        browser.prefer(theme).await?;
        browser.screenshot(&format!("share-{theme}")).await?;
    }
    browser.prefer("light").await?;
    click(&browser, "button", "Generate link").await?;
    browser.until(&format!("{link}?.value.includes('/shared#')")).await?;
    let address: String = browser.value(&format!("{link}.value")).await?;
    let (_, secret) = address.split_once('#').context("no secret")?;

    // somebody who is not signed in, and has no role
    browser.driver().delete_all_cookies().await?;
    browser.open_as_it_is(&gateway.url("/help")).await?;
    browser.open_as_it_is(&address).await?;
    browser.element("#sign-in-name").await?.send_keys("vera").await?;
    browser.element("#sign-in-password").await?.send_keys(PASSWORD).await?;
    let shown: String =
        browser.value("location.href + JSON.stringify({ ...sessionStorage, ...localStorage })").await?;
    ensure!(!shown.contains(secret), "the secret is still in the address or in storage");
    click(&browser, "button", "Sign in").await?;
    says(&browser, "Somebody shared a recording with you").await?;
    click(&browser, "button", "Watch").await?;
    says(&browser, "Say in at most 1,000 characters").await?;
    browser.resize(NARROW).await?;
    browser.screenshot("shared-why-narrow").await?;
    browser.resize(WIDE).await?;
    browser.element("#shared-why").await?.send_keys(WHY).await?;
    click(&browser, "button", "Watch").await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && Math.abs({PLAYER}.currentTime - 8) < 0.5")).await?;
    browser.until("!document.querySelector('nav, .shell__masthead, .comments')").await?;
    let shown: String = browser
        .value("location.href + document.documentElement.outerHTML + JSON.stringify({ ...sessionStorage, ...localStorage })")
        .await?;
    ensure!(!shown.contains(secret), "the secret is still in the page");
    browser.screenshot("shared").await?;
    let revoked = Instant::now();
    revoke(&gateway).await?;
    browser.until(&format!("document.body.innerText.includes('Playback unavailable') && !{PLAYER}")).await?;
    ensure!(revoked.elapsed() < Duration::from_secs(2), "{:?}", revoked.elapsed());
    browser.screenshot("shared-unavailable").await?;

    // the full admin sees who it was
    browser.driver().delete_all_cookies().await?;
    browser.carry(&gateway.url(""), gateway.cookie()).await?;
    browser.open_as_it_is(&gateway.url("/links")).await?;
    browser.until("document.querySelector('[data-link]')?.innerText.includes('Revoked')").await?;
    browser.driver().find(thirtyfour::By::Css("[data-link] .links__expand .button")).await?.click().await?;
    browser.until("document.querySelector('.links__openings')?.innerText.includes('vera')").await?;
    says(&browser, WHY).await?;
    for (size, name) in [(NARROW, "links-narrow"), (WIDE, "links")] {
        browser.resize(size).await?;
        browser.screenshot(name).await?;
    }
    click(&browser, "button", "Clear invalid links").await?;
    browser.element("dialog[open] .form__submit").await?.click().await?;
    says(&browser, "There are no unrestricted links").await?;
    browser.close().await
}
