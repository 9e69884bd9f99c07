//! The audit of axe-core on every page: nothing critical, nothing serious.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::browser::Browser;
use tests::environment::{cache, sample};
use tests::gateway::Gateway;
use tests::npm;

const PLAYER: &str = "document.querySelector('afterimage-player')";

/// What the audit says of one rule.
#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    impact: Option<String>,
    nodes: Vec<String>,
}

#[tokio::test]
async fn no_page_has_a_serious_barrier() -> Result<()> {
    let Some(cache) = cache() else {
        println!("skipped: AFTERIMAGE_CACHE is not set, see docs/testing.md");
        return Ok(());
    };
    let folder = match npm::AXE.folder(&cache) {
        Ok(folder) => folder,
        Err(error) => {
            println!("skipped: axe-core cannot be had: {error:#}");
            return Ok(());
        }
    };
    let axe = std::fs::read_to_string(folder.join("axe.min.js")).context("axe-core has no axe.min.js")?;
    let name = "terminal-typing-and-resize.cast";
    let folder = TempDir::new()?;
    let [one, two] = minutes(folder.path())?;
    let gateway = Gateway::start(&[sample(name), one, two])?;
    let browser = Browser::start().await?;
    let id = gateway.id_of(name).await?;
    let player = format!("/recordings/{id}?t=5");
    let player_ready = format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking");
    let player_at_rest = player_ready.clone();
    // An address, when it is there, keys that lead to another state of it, and when that is there.
    let always = "true";
    let pages = [
        (
            "/recordings".to_owned(),
            "!!document.querySelector('tbody tr.table__row:not(.is-skeleton)')".to_owned(),
            "",
            always,
        ),
        ("/links".to_owned(), "!!document.querySelector('main .message')".to_owned(), "", always),
        ("/archived".to_owned(), "!!document.querySelector('main .message')".to_owned(), "", always),
        ("/deleted?user=ada".to_owned(), "!!document.querySelector('.filters__set')".to_owned(), "", always),
        (player.clone(), player_ready.clone(), "", always),
        (player.clone(), player_ready.clone(), "++i", "!!document.querySelector('.overview.is-shown')"),
        (player.clone(), player_ready.clone(), "r", "!!document.querySelector('.strip')"),
        // with what was found: Enter looks in the rectangle that is there at first
        (
            player.clone(),
            player_ready.clone(),
            "r\n",
            "/\\d+ changes/.test(document.querySelector('.strip').innerText)",
        ),
        (player.clone(), player_ready.clone(), "/", "!!document.querySelector('.search')"),
        (player.clone(), player_ready.clone(), "/e", "!!document.querySelector('.search__hit')"),
        (player.clone(), player_ready.clone(), "s", "!!document.querySelector('dialog[open] .settings')"),
        (player, player_ready, "?", "!!document.querySelector('dialog[open] .keys')"),
        (
            format!("/incident/{id}"),
            format!("{player_at_rest} && !!document.querySelector('.lanes .bar__bars')"),
            "",
            always,
        ),
        (
            format!("/incident/{id}"),
            player_at_rest.clone(),
            "?",
            "!!document.querySelector('dialog[open] .keys')",
        ),
        ("/incident".to_owned(), "!!document.querySelector('main .message')".to_owned(), "", always),
        ("/local".to_owned(), "!!document.querySelector('input[type=file]')".to_owned(), "", always),
        ("/accounts".to_owned(), "!!document.querySelector('[data-account]')".to_owned(), "", always),
        ("/groups".to_owned(), "!!document.querySelector('.groups')".to_owned(), "", always),
        ("/help".to_owned(), "!!document.querySelector('main table')".to_owned(), "", always),
        ("/no/such/page".to_owned(), "!!document.querySelector('main h1')".to_owned(), "", always),
    ];
    let timed = gateway.id_of("one.cast").await?;
    // An address, when it is there, what is done there, and when its effect is there.
    let acted = [
        (
            format!("/recordings/{timed}?t=1"),
            "!!document.querySelector('.event__more')",
            "document.querySelector('.event__more').click();",
            "!!document.querySelector('.event__details .facts__row')",
        ),
        (
            format!("/incident/{timed}"),
            "!!document.querySelector('.event__more')",
            "document.querySelector('.event__more').click();",
            "!!document.querySelector('.event__details .facts__row')",
        ),
        (
            "/recordings".to_owned(),
            "document.querySelectorAll('tbody .choice').length === 3",
            "document.querySelectorAll('tbody .choice').forEach((one) => one.click());",
            "!!document.querySelector('.chosen-strip')",
        ),
        (
            "/recordings?kind=terminal".to_owned(),
            "!!document.querySelector('.filters__more')",
            "document.querySelector('.page__tools button').click();",
            "!!document.querySelector('dialog[open] #column-site')",
        ),
        (
            "/recordings".to_owned(),
            "document.querySelectorAll('tbody .choice').length === 3",
            "document.querySelector('tbody .choice').click();\
             setTimeout(() => [...document.querySelectorAll('.chosen-strip button')]\
             .find((one) => one.innerText.trim() === 'Delete').click(), 100);",
            "!!document.querySelector('dialog[open] #deed-files')",
        ),
        (
            "/accounts".to_owned(),
            "!!document.querySelector('[data-account]')",
            "document.querySelector('.menu button').click();",
            "!!document.querySelector('[role=menu]')",
        ),
        (
            "/accounts".to_owned(),
            "!!document.querySelector('[data-account]')",
            "document.querySelector('.page__header button').click();",
            "!!document.querySelector('dialog[open] #invite-name')",
        ),
        (
            "/admin-log/configuration".to_owned(),
            "!!document.querySelector('[data-entry]')",
            "document.querySelector('[data-entry] button').click();",
            "!!document.querySelector('dialog[open] .log__fact')",
        ),
        (
            "/admin-log/playback".to_owned(),
            "!!document.querySelector('[data-entry]')",
            "document.querySelector('.pages select').focus();",
            "document.activeElement?.id === 'page-size'",
        ),
        (
            "/comments".to_owned(),
            "document.body.innerText.includes('You have not commented on anything yet')",
            "document.querySelector('main a').focus();",
            "document.activeElement?.href?.endsWith('/recordings')",
        ),
        (
            format!("/recordings/{timed}?t=1"),
            "!!document.querySelector('.event__more')",
            "document.getElementById('events-tab-Comments').click();\
             setTimeout(() => document.querySelector('.comments button').click(), 200);",
            "!!document.querySelector('.comment__form')",
        ),
        (
            "/groups".to_owned(),
            "!!document.querySelector('.groups button')",
            "document.querySelector('.groups button').click();",
            "!!document.querySelector('dialog[open] .members__one')",
        ),
        (
            format!("/recordings/{timed}?t=1"),
            "!!document.querySelector('button[aria-label=\"Others of these minutes\"]:enabled')",
            "document.querySelector('button[aria-label=\"Others of these minutes\"]').click();",
            "!!document.querySelector('dialog[open] .others li')",
        ),
    ];
    let mut barriers = Vec::new();
    for theme in ["light", "dark"] {
        browser.prefer(theme).await?;
        for (path, is_ready, keys, is_open) in &pages {
            browser.open(&gateway.url(path)).await?;
            browser.until(is_ready).await?;
            for key in keys.chars() {
                let key = if key == '\n' { "Enter".to_owned() } else { key.to_string() };
                browser.press(&key).await?;
                // what the key opens takes the focus before the next one
                browser
                    .run::<()>(
                        "await new Promise((next) => requestAnimationFrame(() => setTimeout(next, 50)));",
                        Vec::new(),
                    )
                    .await?;
            }
            browser.until(is_open).await?;
            let path = format!("{path} {keys}");
            audit(&browser, &axe, &path, theme, &mut barriers).await?;
        }
        for (path, is_ready, act, is_open) in &acted {
            browser.open(&gateway.url(path)).await?;
            browser.until(is_ready).await?;
            browser.run::<()>(act, Vec::new()).await?;
            browser.until(is_open).await?;
            let path = format!("{path} with {is_open}");
            audit(&browser, &axe, &path, theme, &mut barriers).await?;
        }
    }
    ensure!(barriers.is_empty(), "{barriers:#?}");
    browser.close().await
}

/// Runs the audit on what is shown, prints all it says, and adds what is critical or serious to the barriers.
async fn audit(
    browser: &Browser,
    axe: &str,
    path: &str,
    theme: &str,
    barriers: &mut Vec<String>,
) -> Result<()> {
    let body = format!(
        "{axe}\nconst result = await axe.run(document, {{ resultTypes: ['violations'] }});\
         return result.violations.map(({{ id, impact, nodes }}) => ({{ id, impact, \
         nodes: nodes.map((node) => node.html.slice(0, 160)) }}));"
    );
    let violations: Vec<Violation> = browser.run(&body, Vec::new()).await?;
    for violation in violations {
        let is_barrier = matches!(violation.impact.as_deref(), Some("critical" | "serious"));
        println!("{path} in {theme}: {} ({:?}) {:?}", violation.id, violation.impact, violation.nodes);
        if is_barrier {
            barriers.push(format!("{path} in {theme}: {} {:?}", violation.id, violation.nodes));
        }
    }
    Ok(())
}

/// Two terminals of the same minutes, with a command each.
fn minutes(folder: &Path) -> Result<[PathBuf; 2]> {
    let write = |name: &str| {
        let cast = "{\"version\":2,\"width\":40,\"height\":10,\"timestamp\":1771751765}\n\
            [0.5,\"o\",\"me@host:~$ \"]\n[1.0,\"i\",\"ls\\r\"]\n[1.1,\"o\",\"ls\\r\\n\"]\n\
            [1.5,\"o\",\"me@host:~$ \"]\n[2.0,\"m\",\"done\"]\n[9.0,\"o\",\" \"]\n";
        let path = folder.join(name);
        std::fs::write(&path, cast.replace("host", name))?;
        anyhow::Ok(path)
    };
    Ok([write("one.cast")?, write("two.cast")?])
}
