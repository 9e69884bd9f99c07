//! The player page under fingers.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::Gateway;

const PLAYER: &str = "document.querySelector('afterimage-player')";

/// The controls that are shown, and the time, which is none where the recording does not tell when it was made: what each
/// is called, and where it lies.
const CONTROLS: &str = "[...document.querySelectorAll('.controls button, .controls__time')]\
    .filter((control) => control.checkVisibility()).map((control) => { const { left, right, top, height, width } =\
    control.getBoundingClientRect(); return { name: control.ariaLabel ?? control.innerText, isText: control.matches('span'), left, right, top, width, height }; })";

async fn open(recording: &str) -> Result<(Gateway, Browser)> {
    let gateway = Gateway::start(&[sample(recording)])?;
    let browser = Browser::start().await?;
    browser.become_phone().await?;
    let id = gateway.id_of(recording).await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t=5"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    Ok((gateway, browser))
}

/// Touches the screen with these fingers, each at a share of the bar; none lifts them.
async fn touch(browser: &Browser, kind: &str, shares: &[f64]) -> Result<()> {
    let [left, top, width, height]: [f64; 4] = browser
        .value("(() => { const r = document.querySelector('.bar').getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()")
        .await?;
    let points: Vec<Value> = (0..)
        .zip(shares)
        .map(|(id, share): (u32, _)| json!({ "x": left + width * share, "y": top + height / 2.0, "id": id }))
        .collect();
    let event = json!({ "type": kind, "touchPoints": points });
    browser.driver_tools("Input.dispatchTouchEvent", event).await
}

#[tokio::test]
async fn a_pinch_zooms_the_bar_and_leaves_the_position() -> Result<()> {
    let (_gateway, browser) = open("terminal-typing-and-resize.cast").await?;
    let overview = "!!document.querySelector('.overview.is-shown')";
    touch(&browser, "touchStart", &[0.45]).await?;
    touch(&browser, "touchStart", &[0.45, 0.55]).await?;
    for apart in [0.1, 0.2, 0.35] {
        touch(&browser, "touchMove", &[0.5 - apart, 0.5 + apart]).await?;
    }
    browser.until(overview).await?;
    touch(&browser, "touchEnd", &[]).await?;
    browser
        .until(&format!("Math.abs({PLAYER}.currentTime - 5) < 0.05 && !{PLAYER}.seeking && {PLAYER}.paused"))
        .await?;
    let share = "(() => { const part = document.querySelector('.overview__window').getBoundingClientRect();\
        return part.width / document.querySelector('.overview').getBoundingClientRect().width; })()";
    let shown: f64 = browser.value(share).await?;
    ensure!((shown - 0.1 / 0.7).abs() < 0.02, "{shown} of the recording is shown");
    browser.screenshot("player-pinched-phone").await?;
    // together again
    touch(&browser, "touchStart", &[0.1, 0.9]).await?;
    for apart in [0.3, 0.1, 0.02] {
        touch(&browser, "touchMove", &[0.5 - apart, 0.5 + apart]).await?;
    }
    touch(&browser, "touchEnd", &[]).await?;
    browser.until(&format!("!({overview})")).await?;
    // one finger still drags
    touch(&browser, "touchStart", &[0.5]).await?;
    touch(&browser, "touchMove", &[0.75]).await?;
    touch(&browser, "touchEnd", &[]).await?;
    browser
        .until(&format!(
            "Math.abs({PLAYER}.currentTime - {PLAYER}.duration * 0.75) < 0.3 && !{PLAYER}.seeking"
        ))
        .await?;
    browser.close().await
}

#[tokio::test]
async fn controls_are_large_enough_for_fingers_and_none_stands_alone() -> Result<()> {
    // with a search; with sound
    for recording in ["terminal-typing-and-resize.cast", "desktop-tones.guac"] {
        let (_gateway, browser) = open(recording).await?;
        browser.screenshot(&format!("player-phone-{recording}")).await?;
        for is_zoomed in [false, true] {
            if is_zoomed {
                browser.press("+").await?;
                browser.until("!!document.querySelector('.overview.is-shown')").await?;
            }
            let controls: Vec<Value> = browser.value(CONTROLS).await?;
            ensure!(controls.len() >= 11, "{recording}: {controls:?}");
            let number = |control: &Value, name: &str| control[name].as_f64().unwrap_or_default();
            for control in &controls {
                let is_large = number(control, "width") >= 40.0 && number(control, "height") >= 40.0;
                let is_inside = number(control, "left") >= 0.0 && number(control, "right") <= 390.0;
                let is_large = is_large || control["isText"] == true;
                ensure!(is_large && is_inside, "{recording}: {control}");
                let top = number(control, "top");
                let beside = controls.iter().filter(|other| (number(other, "top") - top).abs() < 8.0).count();
                ensure!(beside > 1, "{recording}: {control} stands alone in its row");
            }
            let picture: f64 = browser.value(&format!("{PLAYER}.getBoundingClientRect().width")).await?;
            ensure!(picture >= 380.0, "{recording}: the picture is {picture} px wide");
        }
        browser.close().await?;
    }
    Ok(())
}
