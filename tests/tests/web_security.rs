//! What the edge promises, seen from a browser: pages of others can do nothing, no page of ours breaks the policy, and
//! nothing secret stays behind.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::files;
use tests::gateway::Gateway;

const PASSWORD: &str = "seven tall ferns hum quietly";
const CAST: &str = "terminal-typing-and-resize.cast";
const DESKTOP: &str = "desktop-keys-and-resize.guac";
const PLAYER: &str = "document.querySelector('afterimage-player')";

/// What a page of somebody else may try at the gateway of the first argument, in the name of whoever looks at it.
///
/// Gives the names of those attempts that were answered in a way that the page can read.
const ATTEMPTS: &str = r#"
const gateway = given[0];
const account = JSON.stringify({ name: 'mallory', role: 'full_admin' });
const asked = (path, options) => fetch(gateway + path, { credentials: 'include', ...options }).then(async (answer) => {
  // an answer that is opaque came from somewhere, and tells nothing
  if (answer.type === 'opaque' || answer.type === 'opaqueredirect') throw new TypeError('opaque');
  return answer.status;
});
const json = { 'content-type': 'application/json' };
const override = { ...json, 'x-http-method-override': 'POST' };
const accounts = '/api/v1/accounts';
const loaded = (element, attribute, path) => new Promise((resolve, reject) => {
  element.onload = resolve;
  element.onerror = () => reject(new TypeError('did not load'));
  element[attribute] = gateway + path;
  document.body.append(element);
});
const sent = (method, enctype, fields) => new Promise((resolve, reject) => {
  const frame = document.createElement('iframe');
  frame.name = `frame-${Math.random()}`;
  const form = document.createElement('form');
  Object.assign(form, { method, enctype, target: frame.name, action: gateway + accounts });
  for (const [name, value] of fields) {
    const field = document.createElement('input');
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(frame, form);
  // what is in the frame cannot be read; the gateway's own words are looked at afterwards
  frame.onload = () => reject(new TypeError('only loaded'));
  form.submit();
  setTimeout(() => reject(new TypeError('did not load')), 2000);
});
const socket = () => new Promise((resolve, reject) => {
  const socket = new WebSocket(gateway.replace('http', 'ws') + '/api/v1/watch');
  socket.onopen = resolve;
  socket.onerror = () => reject(new TypeError('refused'));
});
const attempts = {
  readList: () => asked('/api/v1/recordings'),
  readSession: () => asked('/api/v1/session'),
  readContent: () => asked(`/api/v1/recordings/${given[1]}/content`),
  readContentInPart: () => asked(`/api/v1/recordings/${given[1]}/content`, { headers: { range: 'bytes=0-9' } }),
  readPage: () => asked('/'),
  postJson: () => asked(accounts, { method: 'POST', headers: json, body: account }),
  postText: () => asked(accounts, { method: 'POST', body: account }),
  postTextUnread: () => asked(accounts, { method: 'POST', mode: 'no-cors', body: account }),
  postJsonUnread: () => asked(accounts, { method: 'POST', mode: 'no-cors', headers: json, body: account }),
  postBlob: () => asked(accounts, {
    method: 'POST', mode: 'no-cors', body: new Blob([account], { type: 'application/json' }),
  }),
  postOverridden: () => asked(accounts, { headers: override }),
  putPassword: () => asked('/api/v1/profile/password', { method: 'PUT', headers: json, body: '{}' }),
  patchProfile: () => asked('/api/v1/profile', {
    method: 'PATCH', headers: json, body: JSON.stringify({ display_name: 'Mallory' }),
  }),
  endSession: () => asked('/api/v1/session', { method: 'DELETE' }),
  beacon: async () => {
    navigator.sendBeacon(gateway + accounts, new Blob([account], { type: 'text/plain' }));
    throw new TypeError('not answered');
  },
  image: () => loaded(new Image(), 'src', '/api/v1/recordings'),
  script: () => loaded(document.createElement('script'), 'src', '/api/v1/recordings'),
  style: () => loaded(Object.assign(document.createElement('link'), { rel: 'stylesheet' }), 'href', '/api/v1/recordings'),
  formWithText: () => sent('post', 'text/plain', [[account.slice(0, -1) + ', "x": "', '"}']]),
  formWithFields: () => sent('post', 'application/x-www-form-urlencoded', [['name', 'mallory'], ['role', 'full_admin']]),
  formWithParts: () => sent('post', 'multipart/form-data', [['name', 'mallory']]),
  formWithMethod: () => sent('post', 'text/plain', [['_method', 'PUT'], ['name', 'mallory']]),
  formThatGets: () => sent('get', 'text/plain', [['name', 'mallory'], ['role', 'full_admin']]),
  socket,
};
const done = [];
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    done.push(`${name}: ${await attempt()}`);
  } catch (error) {
    if (!(error instanceof TypeError)) done.push(`${name}: ${error}`);
  }
}
return { done, count: Object.keys(attempts).length };
"#;

/// What a page of the gateway itself does with the same account: it shows that the attempts ask for something that is
/// there to be had.
const OURS: &str = r#"
const answer = await fetch('/api/v1/accounts', {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'mallory', role: 'full_admin' }),
});
const socket = await new Promise((resolve) => {
  const socket = new WebSocket(`ws://${location.host}/api/v1/watch`);
  socket.onopen = () => resolve('open');
  socket.onerror = () => resolve('refused');
});
return [answer.status, (await fetch('/api/v1/recordings')).status, socket];
"#;

/// What the gateway knows that a page of others might have changed, without the times, which move by themselves.
async fn known(gateway: &Gateway) -> Result<String> {
    let mut known = Vec::new();
    for path in ["accounts", "groups", "profile/methods", "profile/sessions", "session"] {
        let mut told = gateway.json(&format!("/api/v1/{path}")).await?;
        forget_times(&mut told);
        known.push(told);
    }
    Ok(Value::from(known).to_string())
}

fn forget_times(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !(name.ends_with("_ms") || name.ends_with("_s")));
            fields.values_mut().for_each(forget_times);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_times),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[tokio::test]
async fn a_page_of_another_site_can_do_nothing() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let id = gateway.id_of(CAST).await?;
    let site = TempDir::new()?;
    fs::write(site.path().join("index.html"), "<!doctype html><title>Others</title><p>Others</p>")?;
    let server = files::serve(&[("/site", site.path())]).await?;
    let browser = Browser::start().await?;
    let before = known(&gateway).await?;
    // one that is another site, and one that is another origin of the same site, which cookies do not tell apart
    for host in ["localhost", "127.0.0.1"] {
        browser.carry(&gateway.url(""), gateway.cookie()).await?;
        browser.open_as_it_is(&format!("http://{host}:{}/site/index.html", server.port())).await?;
        let given = vec![json!(gateway.url("")), json!(id)];
        let told: Value = browser.run(ATTEMPTS, given).await?;
        ensure!(told["done"].as_array().is_some_and(Vec::is_empty), "from {host}: {told}");
        ensure!(told["count"] == 24, "{told}");
        let after = known(&gateway).await?;
        ensure!(after == before, "from {host} something was changed: {before}\n{after}");
    }
    browser.open(&gateway.url("/help")).await?;
    let ours: Value = browser.run(OURS, Vec::new()).await?;
    ensure!(ours == json!([201, 200, "open"]), "our own page: {ours}");
    ensure!(known(&gateway).await? != before, "an account that was made is not seen");
    browser.close().await
}

#[tokio::test]
async fn no_page_breaks_the_policy() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST), sample(DESKTOP)])?;
    let (cast, desktop) = (gateway.id_of(CAST).await?, gateway.id_of(DESKTOP).await?);
    let browser = Browser::start().await?;
    // reports of the policy are errors in the browser's log, from the first byte of a page on
    let plays = format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking");
    let pages = [
        ("/recordings".to_owned(), "!!document.querySelector('tbody tr.table__row:not(.is-skeleton)')"),
        ("/recordings?time=7&kind=desktop".to_owned(), "!!document.querySelector('.filters__more')"),
        ("/links".to_owned(), "!!document.querySelector('main .message')"),
        ("/archived".to_owned(), "!!document.querySelector('main .message')"),
        ("/restricted".to_owned(), "!!document.querySelector('main .message')"),
        ("/deleted".to_owned(), "!!document.querySelector('main .message')"),
        (format!("/recordings/{cast}?t=5"), plays.as_str()),
        (format!("/recordings/{desktop}?t=1"), plays.as_str()),
        (
            format!("/incident/{cast},{desktop}"),
            "document.querySelectorAll('main canvas, main afterimage-player').length > 0",
        ),
        ("/local".to_owned(), "!!document.querySelector('main input[type=file]')"),
        ("/accounts".to_owned(), "!!document.querySelector('tbody tr')"),
        ("/groups".to_owned(), "document.querySelectorAll('main h2').length > 0"),
        ("/playback-permissions".to_owned(), "!!document.querySelector('main h1')"),
        ("/admin-log/configuration".to_owned(), "!!document.querySelector('[data-entry]')"),
        ("/admin-log/playback".to_owned(), "!!document.querySelector('[data-entry]')"),
        (
            "/comments".to_owned(),
            "document.body.innerText.includes('You have not commented on anything yet')",
        ),
        ("/profile".to_owned(), "document.body.innerText.includes('Where I am signed in')"),
        ("/help".to_owned(), "!!document.querySelector('main h2')"),
        ("/nothing-here".to_owned(), "document.title.startsWith('Page not found')"),
    ];
    for (path, ready) in &pages {
        for (size, theme) in [(WIDE, "light"), (NARROW, "dark")] {
            browser.resize(size).await?;
            browser.prefer(theme).await?;
            browser.open(&gateway.url(path)).await?;
            browser.until(ready).await.with_context(|| format!("at {path}"))?;
            let errors = browser.logged_errors().await?;
            // the address that is nowhere is a page all the same
            ensure!(errors.is_empty(), "{path}: {errors:?}");
        }
    }
    // the log would have told
    let picture = "setTimeout(() => { document.body.append(new Image()); document.body.lastChild.src = \
                   'http://localhost:8098/picture.png'; });";
    browser.run::<()>(picture, Vec::new()).await?;
    let (deadline, mut log) = (Instant::now() + Duration::from_secs(10), Vec::new());
    while !log.iter().any(|line: &String| line.contains("Content Security Policy")) {
        ensure!(Instant::now() < deadline, "the log tells nothing of a picture from elsewhere: {log:?}");
        log.extend(browser.logged_errors().await?);
    }
    browser.close().await
}

/// Everything that the browser keeps for this page, as one text.
const KEPT: &str = r#"
const databases = await indexedDB.databases();
const caches_ = await caches.keys();
const cached = [];
for (const name of caches_) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request)).text());
}
const workers = (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope);
return JSON.stringify({
  local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, databases, cached, workers,
  address: location.href, referrer: document.referrer, title: document.title, state: history.state,
  entries: performance.getEntriesByType('resource').map((one) => one.name),
});
"#;

#[tokio::test]
async fn nothing_secret_is_left_in_the_browser() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let browser = Browser::start().await?;
    let made = reqwest::Client::new()
        .post(gateway.url("/api/v1/accounts"))
        .header("origin", gateway.url(""))
        .header("cookie", gateway.cookie())
        .json(&json!({ "name": "ada", "role": "privileged_player_admin" }));
    let made: Value = made.send().await?.error_for_status()?.json().await?;
    let link = made["link"].as_str().context("no link")?;
    let (_, secret) = link.split_once('#').context("the link has no secret")?;
    browser.open_as_it_is(&gateway.url(link)).await?;
    for field in ["Password", "Password again"] {
        browser.named("field", field).await?.send_keys(PASSWORD).await?;
    }
    browser.named("button", "Set the password and sign in").await?.click().await?;
    browser.until("!!document.querySelector('.masthead__who')").await?;
    let cookies = browser.driver().get_all_cookies().await?;
    let cookie = cookies.first().context("no cookie")?;
    ensure!(cookies.len() == 1 && cookie.name.starts_with("__Host-"), "{cookies:?}");
    ensure!(cookie.http_only == Some(true) && cookie.secure == Some(true), "{cookie:?}");
    let token = cookie.value.clone();
    ensure!(token.len() > 20 && secret.len() > 20, "what is looked for is too short to be a secret");

    let id = gateway.id_of(CAST).await?;
    browser.open_as_it_is(&gateway.url(&format!("/recordings/{id}?t=3"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    let secrets = [PASSWORD, token.as_str(), secret];
    for (path, ready) in [
        ("/recordings", "!!document.querySelector('tbody tr.table__row:not(.is-skeleton)')"),
        ("/profile", "document.body.innerText.includes('Where I am signed in')"),
    ] {
        browser.open_as_it_is(&gateway.url(path)).await?;
        browser.until(ready).await?;
        let kept: String = browser.run(KEPT, Vec::new()).await?;
        let kept = format!("{kept} {}", browser.value::<String>("document.documentElement.outerHTML").await?);
        for secret in secrets {
            ensure!(!kept.contains(secret), "at {path} the browser keeps a secret: {kept}");
        }
        ensure!(kept.contains("\"workers\":[]") && kept.contains("\"databases\":[]"), "at {path}: {kept}");
    }
    // a page of before is not shown again
    browser.open_as_it_is(&gateway.url("/recordings")).await?;
    browser.until(&format!("document.body.innerText.includes({})", json!(CAST))).await?;
    browser.named("button", "Sign out").await?.click().await?;
    browser.until("document.title === 'Sign in - Afterimage'").await?;
    ensure!(browser.driver().get_all_cookies().await?.is_empty(), "a cookie is left");
    for _ in 0..3 {
        browser.driver().back().await?;
        browser.until("!!document.querySelector('#sign-in-name')").await?;
        let shown: String = browser.value("document.documentElement.outerHTML").await?;
        ensure!(!shown.contains(CAST) && !shown.contains(&id), "after signing out it shows {shown}");
    }
    browser.close().await
}
