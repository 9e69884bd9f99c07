//! What the element tells about a whole recording, while it can go on playing.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::Gateway;
use tests::player::Player;

const CAST: &str = "terminal-typing-and-resize.cast";
const DESKTOP: &str = "desktop-video-then-idle.guac";

#[derive(Debug, Deserialize)]
struct Period {
    start: f64,
    end: f64,
}

#[derive(Debug, Deserialize)]
struct Hit {
    time: f64,
    row: usize,
    column: usize,
    length: usize,
    line: String,
}

#[derive(Debug, Deserialize)]
struct Text {
    columns: usize,
    rows: usize,
    lines: Vec<String>,
}

#[tokio::test]
async fn activity_and_idle_periods_are_told_and_skipped() -> Result<()> {
    let gateway = Gateway::start(&[sample(DESKTOP)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(DESKTOP).await?).await?;
    let duration: f64 = browser.value("player.duration").await?;

    let levels: Vec<f64> = browser.run("return [...await player.activity(50)];", Vec::new()).await?;
    ensure!(levels.len() == 50 && levels.iter().all(|level| (0.0..=1.0).contains(level)), "{levels:?}");
    let most = levels.iter().position(|level| *level > 0.999).context("nothing is the most")?;
    ensure!(most < 40, "the video comes before the idle part: {levels:?}");

    let idle = "return await player.idlePeriods({ thresholdSeconds: 3 });";
    let periods: Vec<Period> = browser.run(idle, Vec::new()).await?;
    let long =
        periods.iter().max_by(|one, other| (one.end - one.start).total_cmp(&(other.end - other.start)));
    let long = long.context("no idle period of 3 s")?;
    ensure!(long.end - long.start > 3.0 && long.end <= duration, "{periods:?} of {duration} s");
    let none: Vec<Period> =
        browser.run("return await player.idlePeriods({ thresholdSeconds: 1e6 });", Vec::new()).await?;
    ensure!(none.is_empty(), "idle for a million seconds: {none:?}");

    // The rules given last are those that playing skips by.
    browser.run::<Vec<Period>>(idle, Vec::new()).await?;
    player.seek(long.start + 0.2).await?;
    browser.run::<()>("player.skipIdle = true; await player.play();", Vec::new()).await?;
    browser.until(&format!("player.currentTime >= {} - 0.01", long.end)).await?;
    let played: f64 = browser
        .value("events.filter((event) => event.type === 'timeupdate').map((event) => event.time).at(-1)")
        .await?;
    ensure!(played >= long.start, "played at {played}");
    let between: u32 = browser
        .value(&format!(
            "events.filter(({{ type, time }}) => type === 'timeupdate' && time > {} && time < {}).length",
            long.start + 1.0,
            long.end - 0.5
        ))
        .await?;
    ensure!(between == 0, "{between} times were told within the idle period");
    browser.close().await
}

#[tokio::test]
async fn the_changes_of_a_region_are_where_its_pixels_change() -> Result<()> {
    let gateway = Gateway::start(&[sample(DESKTOP)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(DESKTOP).await?).await?;
    let region = json!({ "x": 100, "y": 100, "width": 200, "height": 120 });
    let times: Vec<f64> =
        browser.run("return [...await player.regionHistory(given[0])];", vec![region.clone()]).await?;
    ensure!(times.is_sorted() && !times.is_empty(), "{times:?}");
    for time in times.iter().step_by(times.len().div_ceil(4)) {
        player.seek(time - 0.000_5).await?;
        let before = player.snapshot().await?;
        player.seek(*time).await?;
        let after = player.snapshot().await?;
        let part = |rgba: &[u8], width: u32| -> Vec<u8> {
            let rows = rgba.chunks_exact(width as usize * 4).skip(100).take(120);
            rows.flat_map(|row| row.iter().skip(400).take(800).copied().collect::<Vec<_>>()).collect()
        };
        ensure!(part(&before.rgba, before.width) != part(&after.rgba, after.width), "no change at {time}");
    }
    let overtaken: String = browser
        .run(
            "const first = player.regionHistory(given[0]).then(() => 'answered', (error) => error.name);
             await player.regionHistory(given[0]);
             return await first;",
            vec![region],
        )
        .await?;
    ensure!(overtaken == "AbortError", "the first of two questions: {overtaken}");
    browser.close().await
}

/// Where the text layer has a character, and what is copied from its row.
const PLACED: &str = r"
const layer = player.shadowRoot.querySelector('.text');
const canvas = player.shadowRoot.querySelector('canvas').getBoundingClientRect();
const line = layer.children[given[0]];
const range = document.createRange();
let column = 0;
let found = null;
for (const span of line.children) {
    for (let at = 0; at < span.textContent.length; at += 1) {
        if (column === given[1]) {
            range.setStart(span.firstChild, at);
            range.setEnd(span.firstChild, at + 1);
            found = range.getBoundingClientRect();
        }
        column += span.dataset.columns / span.textContent.length;
    }
}
return {
    left: (found.left - canvas.left) / canvas.width * given[2],
    top: (found.top + found.height / 2 - canvas.top) / canvas.height * given[3],
    line: line.textContent,
};
";

#[derive(Debug, Deserialize)]
struct Placed {
    left: f64,
    top: f64,
    line: String,
}

#[tokio::test]
async fn the_text_of_a_terminal_is_searched_shown_and_lies_over_its_picture() -> Result<()> {
    let gateway = Gateway::start(&[sample(CAST)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of(CAST).await?).await?;
    let duration: f64 = browser.value("player.duration").await?;
    player.seek(duration).await?;
    let text: Text = browser.run("return await player.text();", Vec::new()).await?;
    ensure!(text.lines.len() == text.rows && text.columns > 0, "{text:?}");
    let word = text.lines.iter().flat_map(|line| line.split_whitespace()).find(|word| word.len() > 3);
    let word = word.context("the last screen has no word")?;
    let find = "return await player.search(given[0]);";
    let hits: Vec<Hit> = browser.run(find, vec![json!(word.to_uppercase())]).await?;
    let hit = hits.last().with_context(|| format!("{word} is not found"))?;
    ensure!(hit.length == word.chars().count() && hit.line.contains(word), "{hit:?}");
    player.seek(hit.time).await?;
    let text: Text = browser.run("return await player.text();", Vec::new()).await?;
    let found: String = text.lines[hit.row].chars().skip(hit.column).take(hit.length).collect();
    ensure!(found.eq_ignore_ascii_case(word), "{found} stands where {word} was found: {hit:?} in {text:?}");

    browser.until("player.shadowRoot.querySelectorAll('.text span').length > 0").await?;
    let line = text.lines[hit.row].clone();
    browser
        .until(&format!(
            "player.shadowRoot.querySelector('.text').children[{}].textContent === {}",
            hit.row,
            json!(line)
        ))
        .await?;
    for width in [1024, 517] {
        browser.run::<()>("player.style.width = `${given[0]}px`;", vec![json!(width)]).await?;
        browser.until("player.shadowRoot.querySelector('canvas').getBoundingClientRect().width > 0").await?;
        let given = vec![json!(hit.row), json!(hit.column), json!(text.columns), json!(text.rows)];
        let placed: Placed = browser.run(PLACED, given).await?;
        ensure!((placed.left - hit.column as f64).abs() < 0.25, "{width}: {placed:?} for {hit:?}");
        ensure!((placed.top - hit.row as f64 - 0.5).abs() < 0.25, "{width}: {placed:?} for {hit:?}");
        ensure!(placed.line == line, "{placed:?}");
    }
    browser.close().await
}
