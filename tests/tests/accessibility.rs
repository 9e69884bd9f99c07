//! The audit of axe-core on every page: nothing critical, nothing serious.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
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
    let gateway = Gateway::start(&[sample(name)])?;
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
        ("/help".to_owned(), "!!document.querySelector('main table')".to_owned(), "", always),
        ("/no/such/page".to_owned(), "!!document.querySelector('main h1')".to_owned(), "", always),
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
            let body = format!(
                "{axe}\nconst result = await axe.run(document, {{ resultTypes: ['violations'] }});\
                 return result.violations.map(({{ id, impact, nodes }}) => ({{ id, impact, \
                 nodes: nodes.map((node) => node.html.slice(0, 160)) }}));"
            );
            let violations: Vec<Violation> = browser.run(&body, Vec::new()).await?;
            for violation in violations {
                let is_barrier = matches!(violation.impact.as_deref(), Some("critical" | "serious"));
                println!(
                    "{path} in {theme}: {} ({:?}) {:?}",
                    violation.id, violation.impact, violation.nodes
                );
                if is_barrier {
                    barriers.push(format!("{path} in {theme}: {} {:?}", violation.id, violation.nodes));
                }
            }
        }
    }
    ensure!(barriers.is_empty(), "{barriers:#?}");
    browser.close().await
}
