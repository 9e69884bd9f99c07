//! Synthetic sessions in the console against their facts: every number that its page shows is what the scenario knows.

use crate::truth::{SCENARIOS, generate};
use anyhow::{Context, Result};
use events::statistics::Bucket;
use scenario::Truth;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::browser::Browser;
use tests::gateway::Gateway;

const PLAYER: &str = "document.querySelector('afterimage-player')";
/// Rows that a table draws at first.
const PAGE: usize = 200;

/// A row of a table: the columns that are compared.
type Row = Vec<String>;

fn clock(us: u64) -> String {
    let seconds = us / 1_000_000;
    let days = if seconds < 86_400 { String::new() } else { format!("{}.", seconds / 86_400) };
    format!("{days}{:02}:{:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
}

fn clock_ms(us: u64) -> String {
    format!("{}.{:03}", clock(us), us / 1_000 % 1_000)
}

fn length(us: u64) -> String {
    if us < 60_000_000 { clock_ms(us) } else { clock(us) }
}

fn grouped(count: u64) -> String {
    let (rest, last) = (count / 1_000, count % 1_000);
    if rest == 0 { last.to_string() } else { format!("{},{last:03}", grouped(rest)) }
}

fn bytes(count: u64) -> String {
    format!("{} byte{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Three digits and a unit, a second.
fn rate(count: u64) -> String {
    let (value, unit) = match count {
        0..1_000 => return format!("{count} B/s"),
        1_000..999_500 => (count as f64 / 1e3, "kB/s"),
        _ => (count as f64 / 1e6, "MB/s"),
    };
    let digits = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.digits$} {unit}")
}

/// A text as it is shown, or `*` where it has characters that are not seen or is longer than its cell: only what
/// stands beside it is compared then.
fn text(text: &str) -> String {
    let is_plain = text.len() < 60
        && text.trim() == text
        && text.chars().all(|one| one == ' ' || one.is_ascii_graphic());
    if is_plain { text.to_owned() } else { "*".to_owned() }
}

/// The name of a type; one from elsewhere may have none.
fn label(label: &str) -> String {
    if label.is_empty() { "No name".to_owned() } else { text(label) }
}

/// The minute of the clock in UTC.
fn minute(start_ms: i64) -> String {
    let at = |minutes: i64| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    let minutes = start_ms.div_euclid(60_000);
    format!("{} – {}", at(minutes), at(minutes + 1))
}

/// Waits until the table with this caption has these rows, in these of its columns; without rows, until the page says
/// that there is nothing.
async fn table(browser: &Browser, caption: &str, columns: &[usize], expected: &[Row]) -> Result<()> {
    if expected.is_empty() {
        return browser.until("!!document.querySelector('.statistics .message')").await;
    }
    let read = format!(
        "[...document.querySelectorAll('.listed table')].filter((table) => table.caption.textContent === {})\
         .flatMap((table) => [...table.tBodies[0].rows]).map((row) => {}.map((column) => {{\
         const cell = row.cells[column]; return (cell.querySelector('button') ?? cell).firstChild.textContent; }}))",
        json!(caption),
        json!(columns)
    );
    let expected: Vec<&Row> = expected.iter().take(PAGE).collect();
    let is_same = format!(
        "((found, known) => found.length === known.length && known.every((row, at) => \
         row.every((cell, column) => cell === '*' || cell === found[at][column])))({read}, {})",
        json!(expected)
    );
    let waited = browser.until(&is_same).await;
    if waited.is_err() {
        let found: Value = browser.value(&read).await?;
        return waited.with_context(|| format!("`{caption}` has {found} instead of {}", json!(expected)));
    }
    Ok(())
}

/// Clicks what has this text.
async fn click(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    let find = format!(
        "[...document.querySelectorAll('{selector}')].find((one) => one.textContent.trim() === {})",
        json!(text)
    );
    browser.until(&format!("!!{find}")).await?;
    browser
        .run(&format!("const one = {find}; (one.querySelector('input') ?? one).click();"), Vec::new())
        .await
}

async fn statistics(browser: &Browser, truth: &Truth) -> Result<()> {
    let counts: Vec<Row> = truth
        .counts
        .iter()
        .map(|one| vec![label(&one.label), grouped(one.count), clock_ms(one.first_us)])
        .collect();
    table(browser, "Events by type", &[0, 1, 3], &counts).await?;

    click(browser, "[role=tab]", "Screen time").await?;
    let times: Vec<Row> = truth
        .screen_time
        .iter()
        .map(|one| vec![text(&one.app_name), length(one.total_us), grouped(one.periods.len() as u64)])
        .collect();
    table(browser, "Time in focus per application", &[0, 1, 3], &times).await?;
    if let Some(first) = truth.screen_time.first() {
        browser.run::<()>("document.querySelector('.chart__row').click();", Vec::new()).await?;
        let periods: Vec<Row> =
            first.periods.iter().map(|one| vec![clock_ms(one.start_us), length(one.duration_us)]).collect();
        table(browser, "Start and duration of each period", &[0, 1], &periods).await?;
    }

    click(browser, "[role=tab]", "File transfers").await?;
    click(browser, ".pick__one", "Bytes").await?;
    let per_minute = &truth.transfers_per_minute;
    for (choice, ways, buckets) in [
        ("All transfers", "in both directions", &per_minute.all),
        ("Transfer from host to client", "from host to client", &per_minute.host_to_client),
        ("Transfer from client to host", "from client to host", &per_minute.client_to_host),
    ] {
        click(browser, ".pick__one", choice).await?;
        let row = |one: &Bucket| vec![minute(one.start_ms), grouped(one.count), bytes(one.bytes)];
        let rows: Vec<Row> = buckets.iter().map(row).collect();
        table(browser, &format!("Files transferred {ways}, per 1 minute"), &[0, 1, 2], &rows).await?;
    }

    click(browser, "[role=tab]", "Commands").await?;
    let unknown = || "Not known".to_owned();
    let commands: Vec<Row> = truth
        .commands
        .iter()
        .map(|one| {
            let status = one.exit_status.map_or_else(unknown, |status| status.to_string());
            vec![
                clock_ms(one.at_us),
                status,
                one.duration_us.map_or_else(unknown, length),
                text(&one.command),
            ]
        })
        .collect();
    table(browser, "Commands", &[0, 1, 2, 3], &commands).await?;
    browser.press("Escape").await?;
    browser.until("!document.querySelector('.statistics')").await
}

/// What the page says beside its statistics: whose session it was, how many events there are, the idle spans on the
/// bar, the performance data over the picture.
async fn beside(browser: &Browser, truth: &Truth) -> Result<()> {
    let session = &truth.session;
    let known = [&session.user, &session.host, &session.site].into_iter().flatten();
    for known in known.filter(|known| text(known) == **known) {
        browser
            .until(&format!("document.querySelector('.facts')?.innerText.includes({})", json!(known)))
            .await?;
    }
    let total: u64 = truth.counts.iter().map(|one| one.count).sum();
    browser
        .until(&format!(
            "document.querySelector('.events__count [role=status]')?.innerText === '{total} events'"
        ))
        .await?;

    let percent = |us: u64| us as f64 / truth.duration_us as f64;
    let idle: Vec<String> = truth
        .idle
        .iter()
        .map(|one| {
            let (start, end) = (percent(one.start_us), percent(one.end_us));
            format!("--start: {:.4}%; --length: {:.4}%", start * 100.0, (end - start) * 100.0)
        })
        .collect();
    let drawn = "JSON.stringify([...document.querySelectorAll('.bar__idle')].map((one) => one.getAttribute('style')))";
    browser.until(&format!("{drawn} === {}", json!(json!(idle).to_string()))).await?;

    if truth.overlay.is_empty() {
        return Ok(());
    }
    browser.press("d").await?;
    for one in &truth.overlay {
        let none = || "-".to_owned();
        let trip = one.overlay.round_trip_us.map_or_else(none, |us| {
            let ms = us as f64 / 1e3;
            if us < 10_000 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") }
        });
        let load = |of: fn(&events::Load) -> String| one.overlay.load.as_ref().map_or_else(none, of);
        let shown = [
            trip,
            load(|load| rate(load.sent_bytes)),
            load(|load| rate(load.received_bytes)),
            load(|load| format!("{:.1} %", f64::from(load.cpu) / 100.0)),
            load(|load| format!("{:.1} %", f64::from(load.memory) / 100.0)),
        ];
        browser.run::<()>(&format!("await {PLAYER}.seek({});", one.at_us as f64 / 1e6), Vec::new()).await?;
        let said = "JSON.stringify([...document.querySelectorAll('.overlay__row dd')].map((one) => one.textContent))";
        let waited = browser.until(&format!("{said} === {}", json!(json!(shown).to_string()))).await;
        if waited.is_err() {
            let found: Value = browser.value(said).await?;
            return waited
                .with_context(|| format!("at {} us it says {found} instead of {shown:?}", one.at_us));
        }
    }
    Ok(())
}

fn truth_of(path: &Path) -> Result<Truth> {
    Ok(serde_json::from_str(&std::fs::read_to_string(path.with_extension("facts.json"))?)?)
}

#[tokio::test]
async fn the_page_shows_what_the_scenario_knows() -> Result<()> {
    let folder = TempDir::new()?;
    let mut files: Vec<PathBuf> = Vec::new();
    for name in SCENARIOS {
        files.extend(generate(name, &folder.path().join(name))?.into_iter().map(|(path, _)| path));
    }
    let gateway = Gateway::start(&files)?;
    let browser = Browser::start().await?;
    browser.driver_tools("Emulation.setTimezoneOverride", json!({ "timezoneId": "UTC" })).await?;
    for path in &files {
        let name = path.file_name().and_then(|name| name.to_str()).context("a name")?;
        let truth = truth_of(path)?;
        let id = gateway.id_of(name).await?;
        browser.open(&gateway.url(&format!("/recordings/{id}?t=0&statistics=events"))).await?;
        statistics(&browser, &truth).await.with_context(|| format!("the statistics of {name}"))?;
        beside(&browser, &truth).await.with_context(|| format!("the page of {name}"))?;
    }
    let errors = browser.logged_errors().await?;
    anyhow::ensure!(errors.is_empty(), "{errors:?}");
    browser.close().await
}
