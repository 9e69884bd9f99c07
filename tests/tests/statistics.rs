//! The statistics of a recording whose events are known: every number in the tables, and where each leads.

use anyhow::{Context, Result, ensure};
use events::{CommandEvidence, Event, Happening, Side};
use recording::facts::{Facts, Kind};
use recording::import::Output;
use recording::record::{Recorder, RecorderOptions};
use recording::terminal::TerminalEvent;
use recording::units::{Size, Timestamp};
use serde_json::json;
use std::path::Path;
use tests::browser::{Browser, NARROW, WIDE};
use tests::environment::cache;
use tests::gateway::Gateway;
use tests::npm;

const PLAYER: &str = "document.querySelector('afterimage-player')";
const SECOND_US: u64 = 1_000_000;
/// 22 Feb 2026 09:16:05 UTC: 14:46:05 where the browser is.
const STARTED_AT_MS: i64 = 1_771_751_765_000;
const SECONDS: u64 = 3_600;

fn focus(seconds: u64, app_name: &str) -> Event {
    let what = Happening::TopMost { app_name: app_name.to_owned(), window_title: None };
    Event::new(seconds * SECOND_US, what)
}

fn transfer(seconds: u64, file_source: Side, bytes: u64) -> Event {
    let what = Happening::FileTransfer { file_source, file_size: Some(bytes), file_name: "a.txt".to_owned() };
    Event::new(seconds * SECOND_US, what)
}

fn command(seconds: u64, command: &str, exit_status: Option<i64>, duration_us: Option<u64>) -> Event {
    let what = Happening::Command {
        command: command.to_owned(),
        shell: None,
        directory: None,
        exit_status,
        duration_us,
        evidence: CommandEvidence::Reported,
    };
    Event::new(seconds * SECOND_US, what)
}

/// Writes a recording of an hour in which these things happened.
fn record(path: &Path, events: &[Event]) -> Result<()> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [5; 32], level: 1 });
    let size = Size { width: 80, height: 24 };
    let started_at_ms = Some(STARTED_AT_MS);
    recorder.begin(&Facts { kind: Kind::Terminal, size, started_at_ms, ..Facts::default() })?;
    recorder.terminal(Timestamp::from_us(0), &TerminalEvent::Output("$ \r\n".to_owned()))?;
    for event in events {
        recorder.event(event)?;
    }
    let end = Timestamp::from_us(SECONDS * SECOND_US);
    recorder.terminal(end, &TerminalEvent::Output("bye\r\n".to_owned()))?;
    recorder.end(end)?;
    let (bytes, _) = recorder.into_parts()?;
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn facts() -> Vec<Event> {
    vec![
        focus(0, "Firefox"),
        command(10, "sudo reboot", Some(0), Some(2_500_000)),
        command(20, "ls -l", None, None),
        transfer(30, Side::Host, 1_500_000),
        command(40, "cat /etc/passwd", Some(1), Some(90 * SECOND_US)),
        transfer(45, Side::Client, 500),
        focus(600, "Mail"),
        transfer(700, Side::Host, 250_000),
        focus(900, "Firefox"),
        focus(1_500, ""),
        focus(2_000, "<img src=x onerror=alert(1)> a name that is longer than anybody would like it to be"),
        focus(2_005, "Mail"),
        transfer(3_599, Side::Client, 2_000_000),
    ]
}

/// A browser half an hour off full hours, at an address of the recording of the facts.
async fn open(events: &[Event], query: &str) -> Result<(Gateway, Browser, String)> {
    let folder = tempfile::TempDir::new()?;
    let file = folder.path().join("known.afterimage");
    record(&file, events)?;
    let gateway = Gateway::start(&[file])?;
    let browser = Browser::start().await?;
    browser.driver_tools("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Kolkata" })).await?;
    let id = gateway.id_of("known.afterimage").await?;
    browser.open(&gateway.url(&format!("/recordings/{id}{query}"))).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2 && !{PLAYER}.seeking")).await?;
    Ok((gateway, browser, id))
}

/// The cells of the table with this caption, once there are as many rows as expected and they say this.
async fn rows(browser: &Browser, caption: &str, expected: &[&[&str]]) -> Result<()> {
    let read = format!(
        "[...document.querySelectorAll('.listed table')].filter((table) => table.caption.textContent === {})\
         .flatMap((table) => [...table.tBodies[0].rows]).map((row) => [...row.cells].map((cell) => cell.innerText))",
        json!(caption)
    );
    let wanted = json!(expected).to_string();
    let waited = browser.until(&format!("JSON.stringify({read}) === {}", json!(wanted))).await;
    let found: serde_json::Value = browser.value(&read).await?;
    waited.with_context(|| format!("the table `{caption}` has {found} instead of {wanted}"))
}

/// Chooses one of a few.
async fn choose(browser: &Browser, label: &str) -> Result<()> {
    let find = format!(
        "const one = [...document.querySelectorAll('.pick__one')].find((one) => one.textContent === {});\
         one.querySelector('input').click();",
        json!(label)
    );
    browser.run(&find, Vec::new()).await
}

async fn at(browser: &Browser, seconds: f64) -> Result<()> {
    browser.until("!document.querySelector('.statistics')").await?;
    browser
        .until(&format!(
            "Math.abs({PLAYER}.currentTime - {seconds}) < 0.05 && !{PLAYER}.seeking && {PLAYER}.paused"
        ))
        .await
}

const BY_APPLICATION: &str = "Time in focus per application";
const PERIODS: &str = "Start and duration of each period";

#[tokio::test]
async fn screen_time_is_what_was_in_focus_and_leads_there() -> Result<()> {
    let (_gateway, browser, id) = open(&facts(), "?t=7").await?;
    browser.named("button", "Statistics").await?.click().await?;
    browser
        .until("location.search.includes('statistics=screen-time') && location.search.includes('t=7')")
        .await?;
    let hostile = "<img src=x onerror=alert(1)> a name that is longer than anybody would like it to…";
    let mail = ["Mail", "00:31:35", "61.1 %", "2"];
    let firefox = ["Firefox", "00:20:00", "38.7 %", "2"];
    let third = [hostile, "00:00:05.000", "0.2 %", "1"];
    rows(&browser, BY_APPLICATION, &[&mail, &firefox, &third]).await?;
    let inked: bool = browser
        .value(
            "(() => { const canvas = document.querySelector('.chart__canvas'); \
             return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data\
             .some((value, place) => place % 4 === 3 && value > 0); })()",
        )
        .await?;
    ensure!(inked, "nothing is drawn");

    choose(&browser, "Under 10 s").await?;
    rows(&browser, BY_APPLICATION, &[&[hostile, "00:00:05.000", "100 %", "1"]]).await?;
    choose(&browser, "10 s to 1 min").await?;
    browser.until("document.body.innerText.includes('No period lasts that long')").await?;
    choose(&browser, "All").await?;
    rows(&browser, BY_APPLICATION, &[&mail, &firefox, &third]).await?;

    // by keyboard: the second bar, its periods, and to the second of them
    browser.run::<()>("document.querySelectorAll('.chart__row')[1].focus();", Vec::new()).await?;
    browser.press("Enter").await?;
    rows(&browser, PERIODS, &[&["00:00:00.000", "00:10:00"], &["00:15:00.000", "00:10:00"]]).await?;
    browser.until("document.activeElement.id === 'statistics-periods'").await?;
    browser
        .run::<()>("document.querySelectorAll('.statistics__periods .listed__jump')[1].focus();", Vec::new())
        .await?;
    browser.press("Enter").await?;
    at(&browser, 900.0).await?;
    browser.until("!location.search.includes('statistics') && location.search.includes('t=900')").await?;

    // back and forward
    browser.driver().back().await?;
    rows(&browser, BY_APPLICATION, &[&mail, &firefox, &third]).await?;
    browser.driver().back().await?;
    at(&browser, 900.0).await?;
    browser.driver().forward().await?;
    rows(&browser, BY_APPLICATION, &[&mail, &firefox, &third]).await?;
    browser.press("Escape").await?;
    at(&browser, 900.0).await?;
    ensure!(browser.value::<String>("location.pathname").await? == format!("/recordings/{id}"));
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "{errors:?}");
    browser.close().await
}

#[tokio::test]
async fn transfers_are_counted_by_the_clock_of_the_zone() -> Result<()> {
    let (_gateway, browser, _) = open(&facts(), "?t=0&statistics=file-transfers").await?;
    let all = "Files transferred in both directions, ";
    let first = ["14:46 – 14:47", "2", "1.5005 MB"];
    let second = ["14:57 – 14:58", "1", "0.25 MB"];
    let third = ["15:46 – 15:47", "1", "2 MB"];
    rows(&browser, &format!("{all}per 1 minute"), &[&first, &second, &third]).await?;
    browser.until("document.querySelector('.statistics__axis').innerText.includes('UTC+05:30')").await?;
    choose(&browser, "Per 10 minutes").await?;
    let tens: [&[&str]; 3] = [
        &["14:40 – 14:50", "2", "1.5005 MB"],
        &["14:50 – 15:00", "1", "0.25 MB"],
        &["15:40 – 15:50", "1", "2 MB"],
    ];
    rows(&browser, &format!("{all}per 10 minutes"), &tens).await?;
    choose(&browser, "Per hour").await?;
    choose(&browser, "Bytes").await?;
    let hours: [&[&str]; 2] =
        [&["14:00 – 15:00", "3", "1,750,500 bytes"], &["15:00 – 16:00", "1", "2,000,000 bytes"]];
    rows(&browser, &format!("{all}per hour"), &hours).await?;
    choose(&browser, "Transfer from host to client").await?;
    let host: [&[&str]; 1] = [&["14:00 – 15:00", "2", "1,750,000 bytes"]];
    rows(&browser, "Files transferred from host to client, per hour", &host).await?;
    choose(&browser, "Transfer from client to host").await?;
    choose(&browser, "Size").await?;
    let client: [&[&str]; 2] =
        [&["14:00 – 15:00", "1", "500 bytes"], &["15:00 – 16:00", "1", "2,000,000 bytes"]];
    rows(&browser, "Size of files transferred from client to host, per hour", &client).await?;
    browser.until("document.querySelectorAll('.chart__column').length === 2").await?;
    let said: String =
        browser.value("document.querySelectorAll('.chart__column')[1].getAttribute('aria-label')").await?;
    ensure!(said == "15:00 – 16:00: 2,000,000 bytes. Go to the first", "the column says `{said}`");
    browser.run::<()>("document.querySelectorAll('.chart__column')[1].click();", Vec::new()).await?;
    at(&browser, 3_599.0).await?;
    browser.close().await
}

const REBOOT: [&str; 4] = ["00:00:10.000", "0", "00:00:02.500", "sudo reboot"];
const LIST: [&str; 4] = ["00:00:20.000", "Not known", "Not known", "ls -l"];
const CAT: [&str; 4] = ["00:00:40.000", "1", "00:01:30", "cat /etc/passwd"];

#[tokio::test]
async fn commands_are_found_by_any_of_the_texts() -> Result<()> {
    let (_gateway, browser, _) = open(&facts(), "?t=0&statistics=commands").await?;
    rows(&browser, "Commands", &[&REBOOT, &LIST, &CAT]).await?;
    browser.named("field", "Text in the command").await?.send_keys("SUDO").await?;
    rows(&browser, "Commands", &[&REBOOT]).await?;
    browser.press("Enter").await?;
    browser.named("field", "Text in the command").await?.send_keys("passwd").await?;
    rows(&browser, "Commands", &[&REBOOT, &CAT]).await?;
    browser.named("field", "Name of the search").await?.send_keys("dangerous").await?;
    browser.press("Enter").await?;
    browser
        .until(
            "document.querySelector('.searches__saved')?.innerText.includes('sudo or passwd') || \
                   document.querySelector('.searches__saved')?.innerText.includes('SUDO or passwd')",
        )
        .await?;

    // it is there on the next visit
    browser.driver().refresh().await?;
    rows(&browser, "Commands", &[&REBOOT, &LIST, &CAT]).await?;
    browser.run::<()>("document.querySelector('.searches__saved input').click();", Vec::new()).await?;
    rows(&browser, "Commands", &[&REBOOT, &CAT]).await?;
    browser.named("field", "Text in the command").await?.send_keys("ls ").await?;
    rows(&browser, "Commands", &[&REBOOT, &LIST, &CAT]).await?;
    browser.named("button", "Delete search dangerous").await?.click().await?;
    rows(&browser, "Commands", &[&LIST]).await?;
    browser.named("button", "00:00:20.000").await?.click().await?;
    at(&browser, 20.0).await?;
    browser.close().await
}

#[tokio::test]
async fn events_are_counted_by_type_and_nothing_is_said_where_there_is_nothing() -> Result<()> {
    let (gateway, browser, id) = open(&facts(), "?t=0&statistics=events").await?;
    let counted: [&[&str]; 3] = [
        &["Top Most\nWindows", "6", "46.2 %", "00:00:00.000"],
        &["File Transfer\nFile transfers", "4", "30.8 %", "00:00:30.000"],
        &["Command\nCommands", "3", "23.1 %", "00:00:10.000"],
    ];
    rows(&browser, "Events by type", &counted).await?;
    // tabs by keyboard
    browser
        .run::<()>("document.querySelector('[role=tab][aria-selected=true]').focus();", Vec::new())
        .await?;
    browser.press("ArrowLeft").await?;
    rows(&browser, "Commands", &[&REBOOT, &LIST, &CAT]).await?;
    browser.press("End").await?;
    rows(&browser, "Events by type", &counted).await?;
    browser.run::<()>("document.querySelectorAll('.chart__row')[1].click();", Vec::new()).await?;
    at(&browser, 30.0).await?;

    if let Some(folder) = cache().and_then(|cache| npm::AXE.folder(&cache).ok()) {
        let axe = std::fs::read_to_string(folder.join("axe.min.js"))?;
        audit(&gateway, &browser, &id, &axe).await?;
    } else {
        println!("skipped the audit: axe-core cannot be had, see docs/testing.md");
    }
    drop(gateway);
    browser.close().await?;

    let (_gateway, browser, _) = open(&[], "?t=0&statistics=file-transfers").await?;
    for (tab, said) in [
        ("File transfers", "No file was transferred"),
        ("Screen time", "It is not known which windows were in focus"),
        ("Commands", "No commands"),
        ("Events", "No events"),
    ] {
        let click = format!(
            "[...document.querySelectorAll('[role=tab]')].find((tab) => tab.innerText === {}).click();",
            json!(tab)
        );
        browser.run::<()>(&click, Vec::new()).await?;
        browser.until(&format!("document.body.innerText.includes({})", json!(said))).await?;
    }
    browser.close().await
}

#[tokio::test]
async fn the_picture_of_commands_tells_when_each_ran_and_which_failed() -> Result<()> {
    let mut all = facts();
    all.push(command(1_800, "cat notes.txt", Some(0), None));
    let (_gateway, browser, _) = open(&all, "?t=0&statistics=commands").await?;
    let lanes = "[...document.querySelectorAll('.chart__row.is-lane')]\
                 .map((row) => row.querySelector('.chart__name').innerText + ': ' + row.querySelector('.chart__value').innerText)";
    browser
        .until(&format!("JSON.stringify({lanes}) === '[\"cat: 2, 1 failed\",\"ls: 1\",\"reboot: 1\"]'"))
        .await?;
    let signs: Vec<String> = browser
        .value("[...document.querySelectorAll('.chart__sign')].map((sign) => sign.innerText.trim())")
        .await?;
    ensure!(signs == ["Exit status 0", "Failed: another exit status", "Exit status not known"], "{signs:?}");
    let colors = [token(&browser, "--color-chart").await?, token(&browser, "--color-chart-failed").await?];
    for color in &colors {
        browser.until(&inked(color)).await?;
    }

    // by keyboard through the runs of a program, each told
    let told = "document.querySelector('.chart [role=status]').innerText";
    browser.run::<()>("document.querySelector('.chart__row').focus();", Vec::new()).await?;
    browser.press("ArrowRight").await?;
    let failed = "cat /etc/passwd: 00:00:40.000, failed, exit status 1";
    browser.until(&format!("{told} === '{failed}'")).await?;
    browser.press("ArrowRight").await?;
    browser.until(&format!("{told} === 'cat notes.txt: 00:30:00.000, exit status 0'")).await?;
    browser.press("Home").await?;
    browser.until(&format!("{told} === '{failed}'")).await?;

    // by pointer: what is said there, and where it leads
    let point = "const row = document.querySelector('.chart__row');\
                 const name = parseFloat(row.style.getPropertyValue('--name-width'));\
                 const from = row.matches('.is-stacked') ? 0 : name + 12;\
                 const to = parseFloat(row.style.getPropertyValue('--value-start'));\
                 const { left, top } = row.getBoundingClientRect();\
                 const at = { bubbles: true, detail: 1, clientX: left + (from + to) / 2, clientY: top + 16 };";
    browser
        .run::<()>(&format!("{point} row.dispatchEvent(new MouseEvent('mousemove', at));"), Vec::new())
        .await?;
    browser.until(&format!("{told} === 'cat notes.txt: 00:30:00.000, exit status 0'")).await?;
    browser
        .run::<()>(&format!("{point} row.dispatchEvent(new MouseEvent('click', at));"), Vec::new())
        .await?;
    at(&browser, 1_800.0).await?;

    // without a choice to the first of a program
    browser.driver().back().await?;
    browser.until(&format!("{lanes}.length === 3")).await?;
    browser.run::<()>("document.querySelectorAll('.chart__row')[1].focus();", Vec::new()).await?;
    browser.press("Enter").await?;
    at(&browser, 20.0).await?;
    browser.close().await
}

/// The colour that a token has now, as `[red, green, blue]`.
async fn token(browser: &Browser, name: &str) -> Result<String> {
    let color: String = browser
        .value(&format!(
            "JSON.stringify((getComputedStyle(document.documentElement).getPropertyValue('{name}')\
             .match(/[0-9a-f]{{2}}/g) ?? []).map((part) => parseInt(part, 16)))"
        ))
        .await?;
    ensure!(color.matches(',').count() == 2, "`{name}` is `{color}`");
    Ok(color)
}

/// Whether there are pixels of this colour in the chart.
fn inked(color: &str) -> String {
    format!(
        "(() => {{ const canvas = document.querySelector('.chart__canvas'); \
         if (!canvas?.width) return false; \
         const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); \
         const [red, green, blue] = {color}; \
         for (let at = 0; at < data.length; at += 4) \
         if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) return true; \
         return false; }})()"
    )
}

#[tokio::test]
async fn charts_take_the_colours_of_the_theme_as_it_changes() -> Result<()> {
    let (_gateway, browser, _) = open(&facts(), "?t=0&statistics=events").await?;
    browser.run::<()>("window.isTheSamePage = true;", Vec::new()).await?;
    let mut light = Vec::new();
    let mut dark = Vec::new();
    for (theme, colors) in [("light", &mut light), ("dark", &mut dark)] {
        browser.prefer(theme).await?;
        browser.until(&format!("document.documentElement.dataset.theme === '{theme}'")).await?;
        for family in ["windows", "transfers", "commands"] {
            colors.push(token(&browser, &format!("--color-family-{family}")).await?);
        }
    }
    ensure!(light.iter().all(|color| !dark.contains(color)), "{light:?} and {dark:?}");
    for (theme, own, other) in [("dark", &dark, &light), ("light", &light, &dark), ("dark", &dark, &light)] {
        browser.prefer(theme).await?;
        for color in own {
            browser.until(&inked(color)).await.with_context(|| format!("{color} in {theme}"))?;
        }
        for color in other {
            ensure!(!browser.value::<bool>(&inked(color)).await?, "{color} is left in {theme}");
        }
    }
    ensure!(browser.value::<bool>("window.isTheSamePage === true").await?, "the page was loaded anew");
    browser.close().await
}

/// Every tab in both themes, wide and narrow: pictures of them, and no serious barrier.
async fn audit(gateway: &Gateway, browser: &Browser, id: &str, axe: &str) -> Result<()> {
    for (theme, size, size_name) in [
        ("light", WIDE, "wide"),
        ("light", NARROW, "narrow"),
        ("dark", NARROW, "narrow"),
        ("dark", WIDE, "wide"),
    ] {
        browser.prefer(theme).await?;
        browser.resize(size).await?;
        for (tab, is_there) in [
            ("screen-time", ".chart__row"),
            ("file-transfers", ".chart__column"),
            ("commands", ".chart__row.is-lane"),
            ("events", ".chart__row"),
        ] {
            browser.open(&gateway.url(&format!("/recordings/{id}?t=0&statistics={tab}"))).await?;
            browser.until(&format!("!!document.querySelector('{is_there}')")).await?;
            browser.screenshot(&format!("statistics-{tab}-{size_name}-{theme}")).await?;
            let wide: Vec<String> = browser
                .value(
                    "[document.documentElement, ...document.querySelectorAll('.statistics__panel, .listed')]\
                     .filter((part) => part.scrollWidth > part.clientWidth + 1)\
                     .map((part) => (part.className || part.tagName) + ' ' + part.scrollWidth)",
                )
                .await?;
            ensure!(wide.is_empty(), "{tab}, {size_name} scrolls sideways: {wide:?}");
            let body = format!(
                "{axe}\nconst result = await axe.run(document, {{ resultTypes: ['violations'] }});\
                 return result.violations.filter(({{ impact }}) => impact === 'critical' || impact === 'serious')\
                 .map(({{ id, nodes }}) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' | '));"
            );
            let barriers: Vec<String> = browser.run(&body, Vec::new()).await?;
            ensure!(barriers.is_empty(), "{tab} in {theme}, {size_name}: {barriers:#?}");
        }
    }
    browser.resize(WIDE).await
}
