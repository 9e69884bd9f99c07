//! The player page beyond playing: the bar and its zoom, the region, the settings, the search, every key.

use anyhow::{Result, ensure};
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::sample;
use tests::gateway::Gateway;

const IDLE: &str = "desktop-video-then-idle.guac";
const CAST: &str = "terminal-typing-and-resize.cast";
const PLAYER: &str = "document.querySelector('afterimage-player')";
const BAR: &str = "document.querySelector('.bar')";

/// The page of a recording, at rest at a moment.
async fn open(recording: &str, seconds: u32) -> Result<(Gateway, Browser)> {
    let gateway = Gateway::start(&[sample(recording)])?;
    let browser = Browser::start().await?;
    let id = gateway.id_of(recording).await?;
    browser.open(&gateway.url(&format!("/recordings/{id}?t={seconds}"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    Ok((gateway, browser))
}

fn at(seconds: f64) -> String {
    format!("Math.abs({PLAYER}.currentTime - {seconds}) < 0.05 && !{PLAYER}.seeking")
}

/// The sample rests for 13 seconds, which the usual rule of 30 does not count: another rule is kept as the settings
/// keep it, and the page is opened again.
async fn count_ten_seconds_as_idle(browser: &Browser) -> Result<()> {
    let rule = r#"{"idle":{"thresholdSeconds":10,"activeSeconds":2,"activePackets":3,"packetBytes":300},"cacheMib":256}"#;
    browser.run::<()>(&format!("localStorage.setItem('afterimage.player', '{rule}');"), Vec::new()).await?;
    browser.driver().refresh().await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await
}

/// Turns the wheel over the bar.
async fn wheel(browser: &Browser, share: f64, down: i32, is_shifted: bool) -> Result<()> {
    let body = format!(
        "const bar = {BAR}, room = bar.getBoundingClientRect();\
         bar.dispatchEvent(new WheelEvent('wheel', {{ deltaY: {down}, shiftKey: {is_shifted}, bubbles: true, \
         cancelable: true, clientX: room.left + room.width * {share}, clientY: room.top + room.height / 2 }}));"
    );
    browser.run(&body, Vec::new()).await
}

/// Moves the pointer to a share of the bar, and presses or lets go of its button where asked.
async fn pointer(browser: &Browser, events: &[(&str, f64)]) -> Result<()> {
    for (name, share) in events {
        let body = format!(
            "const bar = {BAR}, room = bar.getBoundingClientRect();\
             bar.dispatchEvent(new PointerEvent('{name}', {{ pointerId: 1, button: 0, bubbles: true, composed: true, \
             clientX: room.left + room.width * {share}, clientY: room.top + room.height / 2 }}));"
        );
        browser.run::<()>(&body, Vec::new()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_bar_marks_idle_spans_and_activity_and_says_what_is_under_the_pointer() -> Result<()> {
    let (_gateway, browser) = open(IDLE, 1).await?;
    count_ten_seconds_as_idle(&browser).await?;
    browser.until("document.querySelectorAll('.bar .bar__idle').length > 0").await?;
    browser.until("document.querySelector('.bar__bars').getAttribute('d').length > 10").await?;
    let middle: f64 = browser
        .value(&format!(
            "(() => {{ const bar = {BAR}.getBoundingClientRect(), \
             idle = document.querySelector('.bar__idle').getBoundingClientRect(); \
             return (idle.left + idle.width / 2 - bar.left) / bar.width; }})()"
        ))
        .await?;
    pointer(&browser, &[("pointermove", middle)]).await?;
    browser
        .until("/idle 00:\\d\\d:\\d\\d/.test(document.querySelector('.bar__tip')?.innerText ?? '')")
        .await?;
    let spoken: String = browser.value(&format!("{BAR}.getAttribute('aria-valuetext')")).await?;
    ensure!(spoken.starts_with("1 second of "), "the slider says `{spoken}`");
    browser.screenshot("player-hover").await?;
    browser.close().await
}

#[tokio::test]
async fn the_wheel_zooms_around_the_pointer_and_keys_do_too() -> Result<()> {
    let (_gateway, browser) = open(CAST, 10).await?;
    let overview = "!!document.querySelector('.overview.is-shown')";
    ensure!(!browser.value::<bool>(overview).await?, "zoomed from the start");
    for _ in 0..40 {
        wheel(&browser, 0.5, -300, false).await?;
    }
    browser.until(overview).await?;
    // The narrowest window is a fifth of a second: the times along the bar have milliseconds.
    browser.until("/\\.\\d\\d\\d$/.test(document.querySelector('.axis__mark')?.innerText ?? '')").await?;
    let first: String = browser.value("document.querySelector('.axis__mark').innerText").await?;
    wheel(&browser, 0.5, 200, true).await?;
    browser.until(&format!("document.querySelector('.axis__mark').innerText !== '{first}'")).await?;
    // A click goes to where the pointer stands in the window.
    pointer(&browser, &[("pointerdown", 0.5), ("pointerup", 0.5)]).await?;
    browser
        .until(&format!("Math.abs({PLAYER}.currentTime - {PLAYER}.duration / 2) < 2 && !{PLAYER}.seeking"))
        .await?;
    browser.press("0").await?;
    browser.until(&format!("!({overview})")).await?;
    browser.press("+").await?;
    browser.until(overview).await?;
    browser.screenshot("player-zoomed").await?;
    browser.press("-").await?;
    browser.until(&format!("!({overview})")).await?;
    browser.close().await
}

#[tokio::test]
async fn dragging_shows_each_place_and_ends_where_it_is_let_go() -> Result<()> {
    let (_gateway, browser) = open(CAST, 0).await?;
    let duration: f64 = browser.value(&format!("{PLAYER}.duration")).await?;
    pointer(&browser, &[("pointerdown", 0.1), ("pointermove", 0.3), ("pointermove", 0.6)]).await?;
    let shown = "document.querySelector('.controls__time').firstChild.textContent";
    browser.until(&format!("{shown}.startsWith('00:00:{:02}')", (duration * 0.6) as u32)).await?;
    pointer(&browser, &[("pointermove", 0.8), ("pointerup", 0.8)]).await?;
    browser.until(&at(duration * 0.8)).await?;
    browser.close().await
}

#[tokio::test]
async fn speeds_and_idle_periods_by_key_and_the_map_of_all_keys() -> Result<()> {
    let (_gateway, browser) = open(CAST, 10).await?;
    for (key, rate) in [(">", 2), (">", 4), (">", 8), (">", 16), (">", 32), (">", 64), (">", 64), ("<", 32)] {
        browser.press(key).await?;
        browser.until(&format!("{PLAYER}.playbackRate === {rate}")).await?;
    }
    browser.press("i").await?;
    browser.until(&format!("{PLAYER}.skipIdle === true")).await?;
    browser.press("i").await?;
    browser.until(&format!("{PLAYER}.skipIdle === false")).await?;
    browser.press("End").await?;
    browser.until(&format!("{PLAYER}.currentTime === {PLAYER}.duration && !{PLAYER}.seeking")).await?;
    // The map says what there is.
    browser.press("?").await?;
    browser.until("!!document.querySelector('dialog[open]')").await?;
    let map: String = browser.value("document.querySelector('dialog[open]').innerText").await?;
    for deed in ["Skip idle periods", "One frame back or forward", "Region history", "Zoom in or out", "Mute"]
    {
        ensure!(map.contains(deed), "the map lacks `{deed}`: {map}");
    }
    browser.press("Escape").await?;
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "the browser logged: {errors:#?}");
    browser.close().await
}

#[tokio::test]
async fn frames_and_changes_are_stepped_by_key_at_rest() -> Result<()> {
    let (_gateway, browser) = open(IDLE, 3).await?;
    let frame = format!("{PLAYER}.frameTime");
    browser.run::<()>(&format!("await {PLAYER}.play();"), Vec::new()).await?;
    let mut last: f64 = browser.value(&frame).await?;
    for (keys, is_forward) in [([".", "Alt+ArrowRight"], true), ([",", "Alt+ArrowLeft"], false)] {
        for key in keys {
            for _ in 0..2 {
                browser.press(key).await?;
                let (is_moved, than) = (if is_forward { ">" } else { "<" }, last);
                browser
                    .until(&format!("!{PLAYER}.seeking && {PLAYER}.paused && {frame} {is_moved} {than}"))
                    .await?;
                last = browser.value(&frame).await?;
                let shown: f64 = browser.value(&format!("{PLAYER}.currentTime")).await?;
                ensure!((shown - last).abs() < 1e-3, "after {key} the frame of {last} is shown at {shown}");
                let said = "document.querySelector('.controls__frame')?.innerText";
                browser.until(&format!("{said}?.endsWith('{:06.3}')", last % 60.0)).await?;
            }
        }
    }
    browser.close().await
}

#[tokio::test]
async fn the_slider_speaks_the_time_that_it_leads_to() -> Result<()> {
    let (_gateway, browser) = open(IDLE, 1).await?;
    let spoken = format!("{BAR}.getAttribute('aria-valuetext')");
    ensure!(browser.value::<String>(&spoken).await? == "1 second of 45 seconds", "it says something else");
    browser.run::<()>(&format!("{BAR}.focus();"), Vec::new()).await?;
    for (key, says) in [("ArrowUp", "6 seconds"), ("ArrowUp", "11 seconds"), ("Home", "0 seconds")] {
        browser.press(key).await?;
        browser.until(&format!("{spoken} === '{says} of 45 seconds'")).await?;
    }
    browser.close().await
}

#[tokio::test]
async fn what_was_watched_is_marked_on_the_next_visit_until_it_is_forgotten() -> Result<()> {
    let (_gateway, browser) = open(IDLE, 2).await?;
    let marks = "document.querySelectorAll('.bar .bar__seen').length";
    ensure!(browser.value::<u32>(marks).await? == 0, "watched before it was played");
    browser.press(" ").await?;
    browser.until(&format!("{PLAYER}.currentTime > 3")).await?;
    browser.press(" ").await?;
    browser.until("localStorage.getItem('afterimage.watched')?.includes('spans')").await?;
    browser.driver().refresh().await?;
    browser.until(&format!("{marks} === 1")).await?;
    browser.press("s").await?;
    browser.named("button", "Forget what was watched").await?.click().await?;
    browser.until("document.querySelector('dialog[open]').innerText.includes('Forgotten')").await?;
    browser.until(&format!("{marks} === 0")).await?;
    let kept: Option<String> = browser.value("localStorage.getItem('afterimage.watched')").await?;
    ensure!(kept.is_none(), "still kept: {kept:?}");
    browser.close().await
}

#[tokio::test]
async fn nothing_moves_where_less_motion_is_asked_for() -> Result<()> {
    let (_gateway, browser) = open(IDLE, 1).await?;
    // what is moving in a state that is not there for long: the line while something loads
    let line = "const line = document.createElement('div'); line.className = 'stage__line is-open'; \
                document.querySelector('.stage').append(line);";
    browser.run::<()>(line, Vec::new()).await?;
    let moving = "[...document.querySelectorAll('*')].filter((element) => { const style = getComputedStyle(element);        const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0);        return lasts(style.transitionDuration) || style.animationName !== 'none' && lasts(style.animationDuration);        }).map((element) => element.className)";
    ensure!(!browser.value::<Vec<String>>(moving).await?.is_empty(), "nothing would move anyway");
    browser.prefer_less_motion().await?;
    let moving: Vec<String> = browser.value(moving).await?;
    ensure!(moving.is_empty(), "these move: {moving:?}");
    browser.close().await
}

#[tokio::test]
async fn settings_are_judged_kept_and_in_force() -> Result<()> {
    let (_gateway, browser) = open(IDLE, 1).await?;
    let idle = "document.querySelectorAll('.bar .bar__idle').length";
    browser.press("s").await?;
    browser.until("!!document.querySelector('dialog[open] #setting-threshold')").await?;
    let threshold = browser.element("#setting-threshold").await?;
    threshold.clear().await?;
    threshold.send_keys("soon").await?;
    browser.named("button", "Save settings").await?.click().await?;
    browser
        .until("document.querySelector('.setting__error')?.innerText.includes('number of seconds')")
        .await?;
    browser.screenshot("player-settings-refused").await?;
    threshold.clear().await?;
    threshold.send_keys("10").await?;
    browser.named("button", "Save settings").await?.click().await?;
    browser.until("!document.querySelector('dialog[open]')").await?;
    browser.until(&format!("{idle} === 1")).await?;
    browser.driver().refresh().await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2")).await?;
    browser.until(&format!("{idle} === 1")).await?;
    browser.press("s").await?;
    browser.until("document.querySelector('#setting-threshold')?.value === '10'").await?;
    browser.close().await
}

#[tokio::test]
async fn a_region_is_drawn_by_keyboard_and_leads_from_change_to_change() -> Result<()> {
    let (_gateway, browser) = open(CAST, 0).await?;
    browser.press("r").await?;
    browser.until("document.activeElement?.classList.contains('region__picture')").await?;
    // Over the whole width, from the top: something changes there whenever something is typed.
    for _ in 0..60 {
        browser.press("ArrowLeft").await?;
        browser.press("ArrowUp").await?;
    }
    for _ in 0..100 {
        browser.press("Shift+ArrowRight").await?;
        browser.press("Shift+ArrowDown").await?;
    }
    browser.screenshot("player-region-drawing").await?;
    browser.press("Enter").await?;
    browser.until("/\\d+ changes/.test(document.querySelector('.strip')?.innerText ?? '')").await?;
    browser.until("document.querySelector('.bar__changes').getAttribute('d').length > 10").await?;
    browser.press("n").await?;
    browser.until("/Change 1 of/.test(document.querySelector('.strip').innerText)").await?;
    browser.press("n").await?;
    browser.until("/Change 2 of/.test(document.querySelector('.strip').innerText)").await?;
    browser.press("p").await?;
    browser.until("/Change 1 of/.test(document.querySelector('.strip').innerText)").await?;
    browser.screenshot("player-region-found").await?;
    browser.press("Escape").await?;
    browser.until("!document.querySelector('.strip')").await?;
    browser.close().await
}

#[tokio::test]
async fn the_text_of_a_terminal_is_found_and_leads_to_its_moment() -> Result<()> {
    let (_gateway, browser) = open(CAST, 15).await?;
    browser.press("/").await?;
    browser.until("document.activeElement?.classList.contains('search__field')").await?;
    let field = browser.element(".search__field").await?;
    field.send_keys("e").await?;
    browser.until("document.querySelectorAll('.search__hit').length > 0").await?;
    browser.screenshot("player-search").await?;
    let text: String = browser.value("document.querySelector('.search__hit mark').innerText").await?;
    ensure!(text.to_lowercase() == "e", "`{text}` is marked");
    browser.element(".search__hit").await?.click().await?;
    browser.until("!!document.querySelector('.search__hit.is-here')").await?;
    browser.press("Escape").await?;
    browser.until("!document.querySelector('.search')").await?;
    browser.close().await
}

/// Pictures of the states of the player, to be looked at; and nothing is wider than the view.
#[tokio::test]
async fn every_state_fits_in_light_and_dark_wide_and_narrow() -> Result<()> {
    let (gateway, browser) = open(IDLE, 1).await?;
    count_ten_seconds_as_idle(&browser).await?;
    let path = format!("/recordings/{}?t=1", gateway.id_of(IDLE).await?);
    for theme in ["light", "dark"] {
        browser.prefer(theme).await?;
        for (size_name, size) in [("wide", WIDE), ("narrow", NARROW)] {
            browser.resize(size).await?;
            for (state, keys) in
                [("bar", ""), ("zoomed", "+++"), ("region", "r"), ("settings", "s"), ("keys", "?")]
            {
                browser.open(&gateway.url(&path)).await?;
                browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
                browser.until("document.querySelectorAll('.bar .bar__idle').length > 0").await?;
                for key in keys.chars() {
                    browser.press(&key.to_string()).await?;
                }
                browser.screenshot(&format!("player-{state}-{size_name}-{theme}")).await?;
                let overflow: i64 = browser
                    .value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                    .await?;
                ensure!(overflow <= 0, "{state} is {overflow} px wider than a {size_name} view");
            }
        }
    }
    browser.close().await
}

#[tokio::test]
async fn events_lead_to_the_picture_and_are_loaded_again_where_that_failed() -> Result<()> {
    let (gateway, browser) = open(CAST, 1).await?;
    let id = gateway.id_of(CAST).await?;
    browser.until("!!document.querySelector('.event__jump')").await?;
    browser.named("button", "Statistics").await?.click().await?;
    browser.until("!!document.querySelector('.has-statistics')").await?;
    browser.run::<()>("document.querySelector('.event__jump').click();", Vec::new()).await?;
    browser.until("!document.querySelector('.has-statistics')").await?;
    browser
        .until(&format!("!{PLAYER}.seeking && !!document.querySelector('.event__jump[aria-current=true]')"))
        .await?;

    // The element fails once; the page is left and opened without loading it anew.
    browser
        .run::<()>(
            "const kind = customElements.get('afterimage-player').prototype, events = kind.eventsJson;\
             kind.eventsJson = function () { kind.eventsJson = events; return Promise.reject(new Error('the disk is gone')); };",
            Vec::new(),
        )
        .await?;
    browser.named("link", "Recordings").await?.click().await?;
    browser.until("location.pathname === '/recordings'").await?;
    browser
        .run::<()>(
            &format!("[...document.querySelectorAll('a')].find((one) => one.href.includes('{id}')).click();"),
            Vec::new(),
        )
        .await?;
    browser
        .until("document.querySelector('.events [role=alert]')?.innerText.includes('disk is gone')")
        .await?;
    browser.screenshot("events-failed").await?;
    browser.named("button", "Try again").await?.click().await?;
    browser.until("!!document.querySelector('.event__jump')").await?;
    browser.close().await
}
