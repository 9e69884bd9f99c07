//! The lists of recordings: what narrows them, what the address keeps, and what is done with their rows.

use crate::people::join;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const FILES: [&str; 3] = ["terminal-htop.cast", "desktop-keys-and-resize.guac", "terminal-welcome.json"];
const ROWS: &str = "document.querySelectorAll('tbody tr.table__row:not(.is-skeleton)')";
const HOSTILE: &str = "<img src=x onerror=alert(1)>\u{202e}";
const SHOWN: &str = "<img src=x onerror=alert(1)><U+202E>";

async fn rows(browser: &Browser, count: usize) -> Result<()> {
    browser.until(&format!("{ROWS}.length === {count}")).await
}

async fn click(browser: &Browser, role: &str, name: &str) -> Result<()> {
    browser.named(role, name).await?.click().await.with_context(|| format!("cannot click {name}"))
}

/// Selects a row, or all of them, by what its check box is called.
async fn tick(browser: &Browser, name: &str) -> Result<()> {
    Ok(browser.element(&format!(".choice[aria-label={}]", json!(name))).await?.click().await?)
}

/// Writes into a field and leaves it, as one does who goes on to the next.
async fn enter(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    browser.element(selector).await?;
    browser
        .run::<()>(
            "const field = document.querySelector(given[0]); field.value = given[1];\
             field.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(selector), json!(text)],
        )
        .await
}

async fn says(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    let found = format!("document.querySelector({})?.innerText.includes({})", json!(selector), json!(text));
    browser.until(&found).await
}

/// Says whom the recordings are of, which their files do not.
async fn correct(gateway: &Gateway, name: &str, facts: serde_json::Value) -> Result<()> {
    let id = gateway.id_of(name).await?;
    let path = format!("/api/v1/recordings/{id}/session");
    let request = reqwest::Client::new().put(gateway.url(&path)).header("origin", gateway.url(""));
    request.header("cookie", gateway.cookie()).json(&facts).send().await?.error_for_status()?;
    Ok(())
}

async fn gateway_with_sessions() -> Result<Gateway> {
    let gateway = Gateway::start(&FILES.map(sample))?;
    let [htop, keys, welcome] = FILES;
    correct(&gateway, htop, json!({ "user": "CORP\\ada", "host": "db-prod-01", "site": "Basel" })).await?;
    correct(&gateway, keys, json!({ "user": "CORP\\grace", "host": "win-7", "site": "Bern" })).await?;
    correct(&gateway, welcome, json!({ "user": HOSTILE, "host": "db-test-02" })).await?;
    Ok(gateway)
}

#[tokio::test]
async fn a_list_is_narrowed_and_its_address_says_so() -> Result<()> {
    let gateway = gateway_with_sessions().await?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/recordings")).await?;
    rows(&browser, 3).await?;
    browser.screenshot("lists-all").await?;

    enter(&browser, "#filter-user", "ADA").await?;
    rows(&browser, 1).await?;
    says(&browser, "tbody", "CORP\\ada").await?;
    ensure!(browser.value::<String>("location.search").await? == "?user=ADA");
    click(&browser, "button", "More filters").await?;
    enter(&browser, "#filter-kind", "desktop").await?;
    says(&browser, "main", "Nothing found").await?;
    enter(&browser, "#filter-match", "any").await?;
    rows(&browser, 2).await?;
    browser.screenshot("lists-filtered").await?;
    for theme in ["dark", "light"] {
        browser.prefer(theme).await?;
        browser.resize(NARROW).await?;
        browser.screenshot(&format!("lists-filtered-narrow-{theme}")).await?;
    }
    browser.resize(WIDE).await?;

    // the address is the state: loaded anew, back, and forward
    browser.driver().refresh().await?;
    rows(&browser, 2).await?;
    let kind: String = browser.value("document.querySelector('#filter-kind').value").await?;
    ensure!(kind == "desktop", "{kind}");
    browser.driver().back().await?;
    says(&browser, "main", "Nothing found").await?;
    browser.driver().forward().await?;
    rows(&browser, 2).await?;
    click(&browser, "button", "Remove Kind: Desktop").await?;
    rows(&browser, 1).await?;
    click(&browser, "button", "Clear all").await?;
    rows(&browser, 3).await?;
    ensure!(browser.value::<String>("location.search").await?.is_empty());

    enter(&browser, "#filter-site", "Bern").await?;
    rows(&browser, 1).await?;
    enter(&browser, "#filter-site", "").await?;
    enter(&browser, "#filter-duration_min_s", "soon").await?;
    says(&browser, ".filters [role=alert]", "Duration at least").await?;
    click(&browser, "button", "Clear all").await?;
    enter(&browser, "#filter-time", "custom").await?;
    enter(&browser, "#filter-from", "2001-01-01").await?;
    enter(&browser, "#filter-until", "2001-01-02").await?;
    says(&browser, "main", "Nothing found").await?;
    click(&browser, "button", "Remove 2001-01-01 to 2001-01-02").await?;
    rows(&browser, 3).await?;

    // columns are kept by the browser
    click(&browser, "button", "Columns to display").await?;
    browser.element("#column-site").await?.click().await?;
    browser.element("#column-events").await?.click().await?;
    browser.screenshot("lists-columns").await?;
    click(&browser, "button", "Done").await?;
    browser.driver().refresh().await?;
    rows(&browser, 3).await?;
    let head: String = browser.value("document.querySelector('thead').innerText").await?;
    ensure!(head.contains("Site") && !head.contains("Events") && head.contains("Start time (UTC"), "{head}");
    let text: String = browser.value("document.querySelector('tbody').textContent").await?;
    ensure!(text.contains(SHOWN), "{text}");
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "{errors:?}");
    browser.close().await
}

#[tokio::test]
async fn recordings_are_restricted_held_deleted_and_brought_back() -> Result<()> {
    let gateway = gateway_with_sessions().await?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/recordings?user=ada")).await?;
    rows(&browser, 1).await?;
    let select = format!("Select {}", FILES[0]);

    // a restriction, and its undoing
    tick(&browser, &select).await?;
    browser.screenshot("lists-selected").await?;
    click(&browser, "button", "Place access restrictions").await?;
    says(&browser, "dialog[open]", "All recordings of the same session").await?;
    browser.screenshot("lists-restrict").await?;
    click(&browser, "button", "Confirm").await?;
    says(&browser, ".notice", "Access to 1 session is restricted").await?;
    says(&browser, "main", "Nothing found").await?;
    click(&browser, "button", "Undo").await?;
    says(&browser, ".notice", "Access restrictions were removed from 1 session").await?;
    rows(&browser, 1).await?;

    tick(&browser, &select).await?;
    click(&browser, "button", "Place access restrictions").await?;
    click(&browser, "button", "Confirm").await?;
    says(&browser, "main", "Nothing found").await?;
    click(&browser, "link", "Restricted").await?;
    rows(&browser, 1).await?;
    says(&browser, "thead", "Restricted by").await?;
    browser.screenshot("lists-restricted").await?;

    // held, it cannot be deleted
    tick(&browser, &select).await?;
    click(&browser, "button", "Place legal hold").await?;
    browser.element("#deed-reason").await?.send_keys("case 7").await?;
    click(&browser, "button", "Hold 1 session").await?;
    says(&browser, "tbody", "On hold").await?;
    tick(&browser, &select).await?;
    browser
        .until("[...document.querySelectorAll('.chosen-strip button')].find((one) => one.innerText.trim() === 'Delete')?.disabled === true")
        .await?;
    click(&browser, "button", "Remove legal hold").await?;
    // it must be said why
    click(&browser, "button", "Remove the hold from 1 session").await?;
    browser.until("!!document.querySelector('dialog[open] [role=alert]')").await?;
    browser.element("#deed-reason").await?.send_keys("case 7 is closed").await?;
    click(&browser, "button", "Remove the hold from 1 session").await?;
    browser.until("!document.querySelector('tbody').innerText.includes('On hold')").await?;

    tick(&browser, &select).await?;
    click(&browser, "button", "Delete").await?;
    says(&browser, "dialog[open]", "can be brought back").await?;
    browser.screenshot("lists-delete").await?;
    click(&browser, "button", "Delete 1 session").await?;
    says(&browser, "main", "Nothing is restricted").await?;
    click(&browser, "link", "Deleted").await?;
    rows(&browser, 1).await?;
    says(&browser, "thead", "Kept until").await?;
    browser.screenshot("lists-deleted").await?;
    tick(&browser, &select).await?;
    click(&browser, "button", "Bring back").await?;
    click(&browser, "button", "Bring back 1 session").await?;
    says(&browser, "main", "Nothing can be brought back").await?;

    // it is where it was: restricted; then among all, from where it is archived
    click(&browser, "link", "Restricted").await?;
    rows(&browser, 1).await?;
    tick(&browser, &select).await?;
    click(&browser, "button", "Remove access restrictions").await?;
    click(&browser, "button", "Remove restrictions from 1 session").await?;
    says(&browser, "main", "Nothing is restricted").await?;
    click(&browser, "link", "All Recordings").await?;
    rows(&browser, 3).await?;
    tick(&browser, "Select all that are loaded").await?;
    says(&browser, ".chosen-strip", "3 selected").await?;
    click(&browser, "button", "Archive").await?;
    click(&browser, "button", "Archive 3 sessions").await?;
    says(&browser, "main", "No recordings yet").await?;
    click(&browser, "link", "Archived").await?;
    rows(&browser, 3).await?;
    browser.screenshot("lists-archived").await?;
    tick(&browser, &select).await?;
    click(&browser, "button", "Follow up").await?;
    rows(&browser, 1).await?;
    ensure!(browser.value::<String>("location.search").await?.starts_with("?session="));
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "{errors:?}");
    browser.close().await
}

#[tokio::test]
async fn a_read_only_admin_loses_sight_of_what_they_restrict() -> Result<()> {
    let gateway = gateway_with_sessions().await?;
    let cookie = join(&gateway, "Reader", Some("read_only_admin")).await?;
    let browser = Browser::start().await?;
    browser.carry(&gateway.url(""), &cookie).await?;
    browser.open_as_it_is(&gateway.url("/recordings")).await?;
    rows(&browser, 3).await?;
    let links: String = browser.value("document.querySelector('nav').innerText").await?;
    ensure!(
        links.contains("Archived") && !links.contains("Restricted") && !links.contains("Deleted"),
        "{links}"
    );
    browser.element("tbody .choice").await?.click().await?;
    let bar: String = browser.value("document.querySelector('.chosen-strip').innerText").await?;
    ensure!(bar.contains("Place access restrictions") && !bar.contains("Delete"), "{bar}");
    ensure!(!bar.contains("hold") && !bar.contains("Archive"), "{bar}");
    click(&browser, "button", "Place access restrictions").await?;
    says(&browser, "dialog[open]", "You will not see them any longer yourself").await?;
    click(&browser, "button", "Confirm").await?;
    rows(&browser, 2).await?;
    for path in ["/restricted", "/deleted"] {
        browser.open_as_it_is(&gateway.url(path)).await?;
        says(&browser, "main", "Your role does not open this page").await?;
    }
    browser.screenshot("lists-denied").await?;
    browser.close().await
}
