//! The administrator logs in the console, and the question why a recording is watched.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const CAST: &str = "terminal-typing-and-resize.cast";
const PLAYER: &str = "document.querySelector('afterimage-player')";
const ROWS: &str = "document.querySelectorAll('tbody tr.table__row:not(.is-skeleton)')";

async fn made(gateway: &Gateway, path: &str, body: serde_json::Value) -> Result<serde_json::Value> {
    let request = reqwest::Client::new().post(gateway.url(path)).json(&body);
    let request = request.header("origin", gateway.url("")).header("cookie", gateway.cookie());
    Ok(request.send().await?.error_for_status()?.json().await?)
}

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
async fn what_was_done_is_found_and_its_address_leads_back() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    // hostile text is text
    let hostile = "<img src=x onerror=alert(1)>";
    made(&gateway, "/api/v1/accounts", json!({ "name": "ada", "role": "read_only_admin" })).await?;
    for number in 0..12 {
        let name = format!("Hosts {number} {hostile}");
        made(&gateway, "/api/v1/host-groups", json!({ "name": name, "hosts": ["srv-1", "srv-2"] })).await?;
    }
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/")).await?;
    browser.named("link", "Configuration Logging").await?.click().await?;
    browser.until(&format!("{ROWS}.length === 10")).await?;
    ensure!(browser.value::<String>("location.pathname").await? == "/admin-log/configuration", "the address");
    browser.until("document.title === 'Configuration Logging - Afterimage'").await?;
    let count = "document.querySelector('.table-foot__count').innerText";
    browser.until(&format!("{count}.startsWith('1-10 of ')")).await?;
    let zone =
        "[...document.querySelectorAll('th')].some((one) => /^Logging time \\(UTC/.test(one.innerText))";
    ensure!(browser.value::<bool>(zone).await?, "no zone in the header");
    pictures(&browser, "admin-log").await?;

    // by number, then by filter, which begins at the first page
    browser.named("button", "Page 2").await?.click().await?;
    browser.until("location.search === '?page=2'").await?;
    browser.until(&format!("{count}.startsWith('11-')")).await?;
    browser
        .run::<()>(
            "const select = document.querySelector('#log-action'); select.value = 'Add host group';\
             select.dispatchEvent(new Event('change', { bubbles: true }));",
            Vec::new(),
        )
        .await?;
    browser.until(&format!("{count} === '1-10 of 12 items'")).await?;
    ensure!(
        browser.value::<String>("location.search").await? == "?action=Add+host+group",
        "{}",
        browser.value::<String>("location.search").await?
    );
    browser.element("#log-by").await?.send_keys("TESTER").await?;
    browser.until("location.search.endsWith('&by=TESTER')").await?;
    browser.until(&format!("{count} === '1-10 of 12 items'")).await?;
    let address: String = browser.value("location.href").await?;
    browser.open(&address).await?;
    browser.until(&format!("{count} === '1-10 of 12 items'")).await?;
    ensure!(
        browser.value::<String>("document.querySelector('#log-by').value").await? == "TESTER",
        "the filter"
    );

    // all that is known of an entry
    let name: String =
        browser.value("document.querySelector('.log__name:not([scope=col])').firstChild.data").await?;
    ensure!(name == format!("Hosts 11 {hostile}"), "{name}");
    browser.driver().find(thirtyfour::By::Css("tbody .table__actions button")).await?.click().await?;
    let dialog = "document.querySelector('dialog[open]')";
    browser.until(&format!("{dialog}?.innerText.includes('srv-1, srv-2')")).await?;
    ensure!(browser.value::<bool>(&format!("{dialog}.innerText.includes('127.0.0.1')")).await?, "no address");
    pictures(&browser, "admin-log-details").await?;
    browser.press("Escape").await?;
    browser.until("!document.querySelector('dialog[open]')").await?;

    // nothing fulfils it
    browser.open(&gateway.url("/admin-log/configuration?by=nobody+at+all")).await?;
    browser.until("document.querySelector('main').innerText.includes('No data available')").await?;
    browser.screenshot("admin-log-empty").await?;
    browser.named("button", "Clear filters").await?.click().await?;
    browser.until(&format!("{ROWS}.length === 10 && location.search === ''")).await?;
    browser.open(&gateway.url("/admin-log/record-reasons")).await?;
    browser
        .until("document.querySelector('main').innerText.includes('There are no recording policies yet')")
        .await?;
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "{errors:?}");
    browser.close().await
}

#[tokio::test]
async fn whoever_watches_says_why_where_it_is_asked() -> Result<()> {
    let gateway = Gateway::configured("[playback]\nis_justification_required = true\n")?;
    gateway.import(&[sample(CAST)])?;
    let id = gateway.id_of(CAST).await?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=3"))).await?;
    let field = browser.element("dialog[open] #justification").await?;
    ensure!(
        browser.value::<bool>(&format!("!{PLAYER}")).await?,
        "the player is there before it was said why"
    );
    pictures(&browser, "justification").await?;
    browser.named("button", "Watch").await?.click().await?;
    browser
        .until("document.querySelector('dialog[open] [role=alert]')?.innerText.includes('1 to 1,000')")
        .await?;
    field.send_keys("ticket 4711").await?;
    browser.named("button", "Watch").await?.click().await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    ensure!(
        browser.value::<f64>(&format!("{PLAYER}.currentTime")).await? > 2.5,
        "not at the moment of the address"
    );
    // once in a session
    browser.open(&gateway.url(&format!("/recordings/{id}"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2")).await?;

    browser.open(&gateway.url("/admin-log/playback")).await?;
    browser.until(&format!("{ROWS}.length === 1")).await?;
    let row: String = browser.value(&format!("{ROWS}[0].innerText")).await?;
    for told in [CAST, id.as_str(), "Enter playback justification", "tester", "Yes"] {
        ensure!(row.contains(told), "{told} is not in {row}");
    }
    browser.driver().find(thirtyfour::By::Css("tbody .table__actions button")).await?.click().await?;
    browser.until("document.querySelector('dialog[open]')?.innerText.includes('ticket 4711')").await?;
    browser.screenshot("admin-log-justification").await?;
    let told = gateway.json("/api/v1/admin-log?log=playback").await?;
    ensure!(told["items"].as_array().context("no entries")?.len() == 1, "{told}");
    browser.close().await
}
