//! Signing in, as people do it: by a link, by password, again where the session ended; and what a role may see.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const PASSWORD: &str = "seven tall ferns hum quietly";
const CAST: &str = "terminal-typing-and-resize.cast";
const DESKTOP: &str = "desktop-keys-and-resize.guac";
const PLAYER: &str = "document.querySelector('afterimage-player')";
const DIALOG: &str = "document.querySelector('dialog[open]')";

/// Sends a request as whoever has the cookie, and gives what the gateway answers.
async fn ask(
    gateway: &Gateway,
    cookie: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Result<Value> {
    let mut request = reqwest::Client::new()
        .request(method.parse()?, gateway.url(path))
        .header("cookie", cookie)
        .header("origin", gateway.url(""));
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let answer = request.send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    if !status.is_success() {
        bail!("{method} {path} answers {status}: {text}");
    }
    Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
}

/// Invites somebody, and gives the id of the account and the link.
async fn invite(gateway: &Gateway, name: &str, role: Option<&str>) -> Result<(String, String)> {
    let new = json!({ "name": name, "display_name": "Ada Lovelace", "role": role });
    let told = ask(gateway, gateway.cookie(), "POST", "/api/v1/accounts", Some(new)).await?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("no text");
    Ok((text(&told["account"]["id"])?, gateway.url(&text(&told["link"])?)))
}

async fn write(browser: &Browser, field: &str, text: &str) -> Result<()> {
    let field = browser.named("field", field).await?;
    field.clear().await?;
    Ok(field.send_keys(text).await?)
}

async fn press(browser: &Browser, button: &str) -> Result<()> {
    Ok(browser.named("button", button).await?.click().await?)
}

/// Follows an invitation, and sets the password.
async fn accept(browser: &Browser, link: &str) -> Result<()> {
    browser.open_as_it_is("about:blank").await?;
    browser.open_as_it_is(link).await?;
    write(browser, "Password", PASSWORD).await?;
    write(browser, "Password again", PASSWORD).await?;
    press(browser, "Set the password and sign in").await?;
    browser.until("!!document.querySelector('.masthead__who')").await
}

/// Pictures in both themes and sizes, to be looked at.
async fn pictures(browser: &Browser, name: &str) -> Result<()> {
    for theme in ["light", "dark"] {
        browser.prefer(theme).await?;
        for (size_name, size) in [("wide", WIDE), ("narrow", NARROW)] {
            browser.resize(size).await?;
            browser.screenshot(&format!("{name}-{size_name}-{theme}")).await?;
            let overflow: i64 = browser
                .value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .await?;
            ensure!(overflow <= 0, "{name} is {overflow} px wider than a {size_name} view");
        }
    }
    browser.prefer("light").await?;
    browser.resize(WIDE).await
}

#[tokio::test]
async fn an_invitation_then_the_password_lead_to_the_page_that_was_asked_for() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let (_, link) = invite(&gateway, "ada", Some("read_only_admin")).await?;
    let browser = Browser::start().await?;

    browser.open_as_it_is(&link).await?;
    browser.until("document.body.innerText.includes('You were invited as ada')").await?;
    let address: String = browser.value("location.href").await?;
    ensure!(address == gateway.url("/sign-in/link"), "the secret is still in the address {address}");
    pictures(&browser, "link").await?;
    write(&browser, "Password", "password").await?;
    write(&browser, "Password again", "passwort").await?;
    press(&browser, "Set the password and sign in").await?;
    browser.until("document.body.innerText.includes('The two passwords differ')").await?;
    write(&browser, "Password again", "password").await?;
    press(&browser, "Set the password and sign in").await?;
    // what makes it better, and what was typed stays
    browser.until("document.querySelector('[role=alert]')?.innerText.length > 30").await?;
    browser.screenshot("link-weak").await?;
    write(&browser, "Password", PASSWORD).await?;
    write(&browser, "Password again", PASSWORD).await?;
    press(&browser, "Set the password and sign in").await?;
    browser.until("document.querySelector('.masthead__who')?.innerText.includes('Ada Lovelace')").await?;
    ensure!(browser.value::<String>("location.pathname + location.hash").await? == "/", "not at the start");

    // used up, and said so
    press(&browser, "Sign out").await?;
    browser.until("document.title === 'Sign in - Afterimage'").await?;
    browser.open_as_it_is(&link).await?;
    browser.until("document.body.innerText.includes('This link cannot be used')").await?;
    pictures(&browser, "link-used").await?;

    // the page that was asked for is there after signing in
    let id = gateway.id_of(CAST).await?;
    let wanted = gateway.url(&format!("/recordings/{id}?t=7"));
    browser.open_as_it_is(&wanted).await?;
    browser.until("document.title === 'Sign in - Afterimage'").await?;
    pictures(&browser, "sign-in").await?;
    write(&browser, "Name", "ADA").await?;
    write(&browser, "Password", "wrong").await?;
    press(&browser, "Sign in").await?;
    browser.until("document.body.innerText.includes('Name or password are wrong')").await?;
    browser.screenshot("sign-in-wrong").await?;
    ensure!(
        browser.value::<String>("document.querySelector('input').value").await? == "ADA",
        "it forgot the name"
    );
    write(&browser, "Password", PASSWORD).await?;
    // by keyboard alone
    browser.press("Enter").await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    browser.until(&format!("Math.abs({PLAYER}.currentTime - 7) < 0.5")).await?;
    ensure!(browser.value::<String>("location.href").await?.starts_with(&wanted), "the address changed");

    // nothing of it is kept on this machine
    let kept: String = browser.value("JSON.stringify({ ...localStorage, ...sessionStorage })").await?;
    ensure!(!kept.to_lowercase().contains("ada") && !kept.contains(PASSWORD), "the browser keeps {kept}");
    browser.close().await
}

#[tokio::test]
async fn the_first_full_admin_is_made_by_the_link_that_is_printed() -> Result<()> {
    let (_running, link) = first_link()?;
    let browser = Browser::start().await?;
    let (start, _) = link.split_once("/sign-in").context("no link")?;
    browser.open_as_it_is(&format!("{start}/accounts")).await?;
    browser.until("document.body.innerText.includes('Nobody has an account yet')").await?;
    pictures(&browser, "nobody-yet").await?;
    browser.open_as_it_is(&link).await?;
    browser.until("document.body.innerText.includes('Make the first full admin')").await?;
    pictures(&browser, "first-admin").await?;
    write(&browser, "Name", "grace").await?;
    write(&browser, "Password", PASSWORD).await?;
    write(&browser, "Password again", PASSWORD).await?;
    press(&browser, "Make the account and sign in").await?;
    browser.until("document.querySelector('.masthead__who')?.innerText.includes('Full admin')").await?;
    browser.close().await
}

/// A gateway without accounts, and the link that it prints.
fn first_link() -> Result<((tests::process::Running, tempfile::TempDir), String)> {
    let data = tempfile::TempDir::new()?;
    let mut serve = tests::gateway::command()?;
    serve.arg("serve").arg("--data").arg(data.path()).args(["--listen", "127.0.0.1:0", "--console"]);
    serve.arg(tests::environment::console()?);
    let link = |line: &str| line.contains("/sign-in/link#").then(|| line.to_owned());
    let (running, link) = tests::process::Running::start("afterimage serve", &mut serve, link)?;
    Ok(((running, data), link))
}

#[tokio::test]
async fn a_session_that_ends_while_a_recording_plays_is_taken_up_again() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let (id, link) = invite(&gateway, "ada", Some("read_only_admin")).await?;
    let browser = Browser::start().await?;
    accept(&browser, &link).await?;
    let recording = gateway.id_of(CAST).await?;
    browser.open_as_it_is(&gateway.url(&format!("/recordings/{recording}"))).await?;
    browser.until(&format!("{PLAYER}?.currentTime > 1 && !{PLAYER}.paused")).await?;
    browser.run::<()>("window.marker = 'the same page';", Vec::new()).await?;

    ask(&gateway, gateway.cookie(), "DELETE", &format!("/api/v1/accounts/{id}/sessions"), None).await?;
    browser.until(&format!("{DIALOG}?.innerText.includes('Your session has ended')")).await?;
    browser.until(&format!("{PLAYER}.paused")).await?;
    let rested: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
    pictures(&browser, "session-ended").await?;
    // neither Escape nor the keys of the player reach what is behind
    for key in ["Escape", " ", "k"] {
        browser.run::<()>("document.activeElement.blur();", Vec::new()).await?;
        browser.press(key).await?;
    }
    let later: f64 = browser.value(&format!("{PLAYER}.paused ? {PLAYER}.currentTime : -1")).await?;
    ensure!((later - rested).abs() < 0.001, "it rested at {rested} and is at {later}");
    ensure!(browser.value::<bool>(&format!("!!{DIALOG}")).await?, "the dialog was closed");

    ensure!(
        browser.value::<String>(&format!("{DIALOG}.querySelector('input').value")).await? == "ada",
        "no name"
    );
    write(&browser, "Password", PASSWORD).await?;
    let signed_in = Instant::now();
    browser.press("Enter").await?;
    browser.until(&format!("!{DIALOG} && !{PLAYER}.paused")).await?;
    let resumed: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
    let gone = signed_in.elapsed().as_secs_f64();
    ensure!(
        resumed >= rested - 0.001 && resumed <= rested + gone,
        "it rested at {rested} and goes on at {resumed}"
    );
    browser.until(&format!("{PLAYER}.currentTime > {rested} + 1")).await?;
    ensure!(browser.value::<String>("window.marker").await? == "the same page", "the page was loaded again");
    browser.close().await
}

#[tokio::test]
async fn ranges_that_are_denied_are_fetched_once_somebody_signs_in_again() -> Result<()> {
    let gateway = Gateway::start(&[sample(DESKTOP)])?;
    let (id, link) = invite(&gateway, "ada", Some("read_only_admin")).await?;
    let browser = Browser::start().await?;
    // no word of the end of the session comes by the WebSocket: the player finds out by itself
    let deaf = "window.WebSocket = class extends EventTarget { readyState = 0; send() {} close() {} };";
    let source = json!({ "source": deaf });
    browser.driver_tools("Page.addScriptToEvaluateOnNewDocument", source).await?;
    accept(&browser, &link).await?;
    let recording = gateway.id_of(DESKTOP).await?;
    browser.open_as_it_is(&gateway.url(&format!("/recordings/{recording}?t=0"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    let end: f64 = browser.value(&format!("{PLAYER}.duration")).await?;

    ask(&gateway, gateway.cookie(), "DELETE", &format!("/api/v1/accounts/{id}/sessions"), None).await?;
    ensure!(!browser.value::<bool>(&format!("!!{DIALOG}")).await?, "something told of the end");
    browser.press("End").await?;
    browser.until(&format!("{DIALOG}?.innerText.includes('Your session has ended')")).await?;
    ensure!(browser.value::<bool>(&format!("{PLAYER}.seeking")).await?, "the seek was given up");
    write(&browser, "Password", PASSWORD).await?;
    browser.press("Enter").await?;
    browser.until(&format!("!{DIALOG} && !{PLAYER}.seeking")).await?;
    let shown: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
    ensure!((shown - end).abs() < 0.5, "it sought {end} and shows {shown}");
    ensure!(!browser.value::<bool>("!!document.querySelector('.stage__failure')").await?, "it failed");
    browser.close().await
}

#[tokio::test]
async fn a_role_opens_its_pages_and_a_permission_holds_within_a_second() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let (id, link) = invite(&gateway, "ada", None).await?;
    let browser = Browser::start().await?;
    accept(&browser, &link).await?;
    browser.until("document.body.innerText.includes('You have no role yet')").await?;
    ensure!(browser.value::<bool>("!document.querySelector('nav')").await?, "there is a navigation");
    pictures(&browser, "no-role").await?;

    // a role holds at once
    let account = format!("/api/v1/accounts/{id}");
    let role = json!({ "role": "read_only_admin" });
    ask(&gateway, gateway.cookie(), "PATCH", &account, Some(role)).await?;
    browser.until("!!document.querySelector('tbody tr.table__row:not(.is-skeleton)')").await?;
    let navigation: String = browser.value("document.querySelector('nav').innerText").await?;
    ensure!(!navigation.contains("Configuration"), "a read-only admin sees {navigation}");
    for path in ["/accounts", "/playback-permissions"] {
        browser.open_as_it_is(&gateway.url(path)).await?;
        browser.until("document.body.innerText.includes('Your role does not open this page')").await?;
    }
    browser.until("/Configure playback permissions/.test(document.querySelector('main').innerText)").await?;
    pictures(&browser, "denied").await?;
    let recording = gateway.id_of(CAST).await?;
    browser.open_as_it_is(&gateway.url(&format!("/recordings/{recording}"))).await?;
    browser.until(&format!("{PLAYER}?.currentTime > 0.5")).await?;

    // so does a permission that is taken away
    let permission = format!("/api/v1/accounts/{id}/playback-permission");
    let none = json!({ "level": "no", "scope": {} });
    ask(&gateway, gateway.cookie(), "PUT", &permission, Some(none)).await?;
    let changed = Instant::now();
    browser.until("document.body.innerText.includes('You may not play this recording any longer')").await?;
    let took = changed.elapsed();
    println!("hidden {} ms after the permission was changed", took.as_millis());
    // the promise is a second; the rest is for asking the page
    ensure!(took < Duration::from_millis(1_500), "it was shown for {took:?} longer");
    ensure!(browser.value::<bool>(&format!("!{PLAYER}")).await?, "the player is still there");
    let left: String = browser.value("document.documentElement.outerHTML").await?;
    ensure!(!left.contains(CAST), "the page still tells of the recording");
    pictures(&browser, "hidden").await?;
    browser.close().await
}

#[tokio::test]
async fn times_are_shown_in_the_zone_of_the_profile() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let browser = Browser::start().await?;
    let header = "document.querySelector('thead')?.innerText ?? ''";
    browser.open(&gateway.url("/profile")).await?;
    browser.until("document.querySelectorAll('#profile-zone option').length > 300").await?;
    browser
        .run::<()>(
            "const zone = document.getElementById('profile-zone'); zone.value = 'Asia/Kathmandu';\
         zone.dispatchEvent(new Event('change', { bubbles: true }));",
            Vec::new(),
        )
        .await?;
    press(&browser, "Save").await?;
    browser.until("document.body.innerText.includes('Saved.')").await?;
    browser.named("link", "All Recordings").await?.click().await?;
    // at once, and from then on
    browser.until(&format!("{header}.includes('UTC+05:45')")).await?;
    browser.open(&gateway.url("/recordings")).await?;
    browser.until(&format!("{header}.includes('UTC+05:45')")).await?;
    browser.screenshot("recordings-zone").await?;
    browser.close().await
}
