//! Places where text would become markup or script: the console's pages let none of them take any.

use anyhow::{Result, ensure};
use serde_json::Value;
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::Gateway;

/// Tries each, and tells of those that took what they were given. What a page may do is what it says when it fails.
const TRIED: &str = r#"
// what the driver itself evaluates may do so; what follows later is the page's
await new Promise((resolve) => setTimeout(resolve));
const hostile = '<img src=x onerror="window.hasRun = true">';
const element = document.createElement('div');
document.body.append(element);
const script = document.createElement('script');
const frame = document.createElement('iframe');
const sinks = {
  innerHTML: () => { element.innerHTML = hostile; },
  outerHTML: () => { element.outerHTML = hostile; },
  insertAdjacentHTML: () => element.insertAdjacentHTML('beforeend', hostile),
  write: () => document.write(hostile),
  fragment: () => document.createRange().createContextualFragment(hostile),
  parser: () => new DOMParser().parseFromString(hostile, 'text/html'),
  srcdoc: () => { frame.srcdoc = hostile; },
  scriptText: () => { script.text = 'window.hasRun = true'; },
  scriptSource: () => { script.src = '/player/worker-start.js'; },
  eval: () => (0, eval)('window.hasRun = true'),
  function: () => new Function('window.hasRun = true')(),
  timer: () => setTimeout('window.hasRun = true'),
  worker: () => new Worker('/player/worker-start.js', { type: 'module' }),
  sharedWorker: () => new SharedWorker('/player/worker-start.js'),
  handler: () => element.setAttribute('onclick', 'window.hasRun = true'),
  otherPolicy: () => trustedTypes.createPolicy('other', { createHTML: (text) => text }),
  defaultPolicy: () => trustedTypes.createPolicy('default', { createHTML: (text) => text }),
};
const took = [];
for (const [name, tried] of Object.entries(sinks)) {
  try { tried(); took.push(name); } catch (error) { if (!(error instanceof TypeError || error instanceof EvalError)) took.push(`${name}: ${error}`); }
}
element.remove();
return { took, hasRun: window.hasRun === true, count: Object.keys(sinks).length };
"#;

#[tokio::test]
async fn no_text_becomes_markup_or_script() -> Result<()> {
    let gateway = Gateway::start(&[sample("terminal-typing-and-resize.cast")])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/")).await?;
    browser.until("document.querySelectorAll('tbody tr.table__row:not(.is-skeleton)').length === 1").await?;
    let before = browser.logged_errors().await?;
    ensure!(before.is_empty(), "the page itself is refused something: {before:?}");
    let found: Value = browser.run(TRIED, Vec::new()).await?;
    ensure!(found["took"].as_array().is_some_and(Vec::is_empty), "{found}");
    ensure!(found["hasRun"] == false && found["count"] == 17, "{found}");
    browser.close().await
}

#[tokio::test]
async fn the_players_policy_lets_its_worker_pass_alone() -> Result<()> {
    let gateway = Gateway::start(&[sample("terminal-typing-and-resize.cast")])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/")).await?;
    browser.until("document.querySelectorAll('tbody tr.table__row:not(.is-skeleton)').length === 1").await?;
    browser.named("link", "Play terminal-typing-and-resize.cast").await?.click().await?;
    browser.until("document.querySelector('afterimage-player')?.readyState >= 2").await?;
    // it is made already, and there is one of its name only
    let again =
        "try { trustedTypes.createPolicy('afterimage-player', {}); return true; } catch { return false; }";
    ensure!(!browser.run::<bool>(again, Vec::new()).await?, "another one could be made");
    browser.close().await
}
