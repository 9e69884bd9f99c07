//! Comments in the console: on a moment that is shown, among the events, on the bar, and on a page of one's own.

use anyhow::{Result, ensure};
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const CAST: &str = "terminal-typing-and-resize.cast";
const PLAYER: &str = "document.querySelector('afterimage-player')";
const LISTED: &str = "document.querySelectorAll('[data-comment]')";
const HOSTILE: &str = "<img src=x onerror=alert(1)> ]]> ${7*7}";

async fn choose(browser: &Browser, id: &str, value: &str) -> Result<()> {
    browser
        .run(
            "const select = document.getElementById(given[0]); select.value = given[1];\
             select.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![id.into(), value.into()],
        )
        .await
}

async fn comment(browser: &Browser, at_s: f64, severity: &str, text: &str) -> Result<()> {
    let before: usize = browser.value(&format!("{LISTED}.length")).await?;
    browser.run::<()>(&format!("{PLAYER}.pause(); await {PLAYER}.seek({at_s});"), Vec::new()).await?;
    browser.named("button", "Comment on this moment").await?.click().await?;
    let field = browser.element("#comment-text").await?;
    choose(browser, "comment-severity", severity).await?;
    field.send_keys(text).await?;
    browser.named("button", "Save comment").await?.click().await?;
    browser.until(&format!("{LISTED}.length === {}", before + 1)).await
}

#[tokio::test]
async fn what_is_said_of_a_moment_leads_back_to_it() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let id = gateway.id_of(CAST).await?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=2"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    browser.named("button", "Comments").await?.click().await?;
    browser
        .until("document.querySelector('.comments')?.innerText.includes('There are no comments yet')")
        .await?;

    // nothing is sent that says nothing; what is typed are no keys of the player
    browser.named("button", "Comment on this moment").await?.click().await?;
    browser.named("button", "Save comment").await?.click().await?;
    browser
        .until("document.querySelector('.comment__form [role=alert]')?.innerText.includes('Write what there is to say')")
        .await?;
    browser.element("#comment-text").await?.send_keys("k f ? r").await?;
    ensure!(
        browser.value::<bool>(&format!("{PLAYER}.paused && !document.querySelector('dialog[open]')")).await?
    );
    browser.press("Escape").await?;
    browser.until("!document.querySelector('.comment__form')").await?;

    comment(&browser, 14.0, "Severe", HOSTILE).await?;
    comment(&browser, 3.0, "Normal", "It begins here").await?;
    comment(&browser, 8.0, "Medium", "Look at this").await?;
    let told: Vec<String> = browser
        .value("[...document.querySelectorAll('.comment__jump, .comment .severity')].map((one) => one.innerText.replace(/\\s+/g, ' '))")
        .await?;
    ensure!(told == ["00:00:03", "● Normal", "00:00:08", "◆ Medium", "00:00:14", "▲ Severe"], "{told:?}");
    let texts: Vec<String> = browser
        .value("[...document.querySelectorAll('.comment__text')].map((one) => one.textContent)")
        .await?;
    ensure!(texts.last().is_some_and(|text| text == HOSTILE), "{texts:?}");
    // marks by severity, each of another form
    let marks: Vec<bool> = browser
        .value("['normal', 'medium', 'severe'].map((one) => document.querySelector(`.bar__events .is-${one}`).getAttribute('d').length > 0)")
        .await?;
    ensure!(marks == [true, true, true], "{marks:?}");
    browser
        .driver()
        .find(thirtyfour::By::Css("[data-comment]:last-child .comment__jump"))
        .await?
        .click()
        .await?;
    browser.until(&format!("Math.abs({PLAYER}.currentTime - 14) < 0.5")).await?;
    for theme in ["light", "dark"] {
        browser.prefer(theme).await?;
        browser.screenshot(&format!("comments-{theme}")).await?;
    }
    browser.prefer("light").await?;
    // among the events too
    browser.named("button", "All").await?.click().await?;
    browser.until("document.querySelector('.events__panel').innerText.includes('onerror=alert')").await?;
    browser.named("button", "Events").await?.click().await?;
    browser.until("!document.querySelector('.events__panel').innerText.includes('onerror=alert')").await?;

    // all of one's own, and back to a moment
    browser.open(&gateway.url("/recordings")).await?;
    browser.named("link", "My comments").await?.click().await?;
    browser.until(&format!("{LISTED}.length === 3 && document.title === 'My comments - Afterimage'")).await?;
    browser.resize(NARROW).await?;
    browser.screenshot("my-comments-narrow").await?;
    browser.resize(WIDE).await?;
    browser.screenshot("my-comments").await?;
    browser.driver().find(thirtyfour::By::LinkText(format!("{CAST} at 00:00:14"))).await?.click().await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && Math.abs({PLAYER}.currentTime - 14) < 0.5")).await?;
    browser.driver().back().await?;
    browser.until(&format!("{LISTED}.length === 3")).await?;
    browser.driver().find(thirtyfour::By::Css("[data-comment] .button")).await?.click().await?;
    browser
        .until("document.querySelector('dialog[open]')?.innerText.includes('stays in the playback log')")
        .await?;
    browser.screenshot("comment-delete").await?;
    browser.driver().find(thirtyfour::By::Css("dialog[open] .form__submit")).await?.click().await?;
    browser.until(&format!("{LISTED}.length === 2")).await?;
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "{errors:?}");
    browser.close().await
}
