//! What the element tells of what happened is what is recorded; recordings of events only.

use anyhow::{Context, Result, ensure};
use events::statistics::{StatisticsQuery, answer};
use events::{
    ClipboardData, CommandEvidence, Event, Happening, Load, Performance, Reading, Side, overlay_at,
};
use recording::facts::{Facts, Kind};
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::browser::Browser;
use tests::gateway::Gateway;
use tests::player::Player;

const SECONDS: u64 = 120;
const STARTED_AT_MS: i64 = 1_771_751_785_000;
const SIZE: Size = Size::new(64, 48);

/// One event of many kinds in every second, told a little later, with texts and numbers that nobody expects.
fn happened() -> Vec<Event> {
    let text = |number: u64| format!("<img src=x onerror=alert({number})> \u{202e}\u{1f3ac}\u{0}");
    let at = |number: u64| {
        let what = match number % 6 {
            0 => Happening::TopMost {
                app_name: format!("app {}", number % 5),
                window_title: Some(text(number)),
            },
            1 => Happening::FileTransfer {
                file_source: if number % 4 == 1 { Side::Host } else { Side::Client },
                file_size: Some(if number == 7 { u64::MAX } else { number * 1_000 }),
                file_name: text(number),
            },
            2 => Happening::Command {
                command: format!("sudo run {number}"),
                shell: None,
                directory: None,
                exit_status: Some(-1),
                duration_us: Some(number),
                evidence: CommandEvidence::Marked,
            },
            3 => Happening::ClipboardOperation {
                data_type: ClipboardData::Text,
                process_name: None,
                content: Some(text(number)),
            },
            4 => {
                Happening::from_named("printer.job", vec![("pages".to_owned(), events::Value::Negative(-3))])
            }
            _ => Happening::Idle { duration_us: 1 },
        };
        Event::new(number * 1_000_000, what).told_at((number + number % 3) * 1_000_000)
    };
    let mut happened: Vec<Event> = (0..SECONDS - 5).map(at).collect();
    // as it is stored: in the order in which it was told
    happened.sort_by_key(|event| event.told_us);
    happened
}

fn measured() -> Vec<Performance> {
    let load = |second: u64| Load {
        cpu: u32::try_from(second * 7).unwrap_or(u32::MAX),
        memory: 5_000,
        sent_bytes: if second == 50 { u64::MAX } else { second },
        received_bytes: 3,
    };
    (0..SECONDS)
        .map(|second| {
            let reading = if second % 15 == 0 {
                Reading::RoundTrip(second * 1_000)
            } else {
                Reading::Load(load(second))
            };
            Performance { at_us: second * 1_000_000, reading }
        })
        .collect()
}

/// Writes a recording into a folder, serves it, and gives its id.
async fn served(kind: Kind) -> Result<(Gateway, String)> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [9; 32], level: 3 });
    let size = if kind == Kind::Events { Size::default() } else { SIZE };
    recorder.begin(&Facts { kind, size, started_at_ms: Some(STARTED_AT_MS), ..Facts::default() })?;
    for event in &happened() {
        recorder.event(event)?;
    }
    for one in &measured() {
        if kind == Kind::Desktop {
            let picture = Picture::new(SIZE)?;
            recorder.frame(Timestamp::from_us(one.at_us), &picture, &Damage::all(SIZE))?;
        }
        recorder.performance(one)?;
    }
    recorder.end(Timestamp::from_us(SECONDS * 1_000_000))?;
    let folder = TempDir::new()?;
    let file = folder.path().join("made.afterimage");
    std::fs::write(&file, recorder.into_parts()?.0)?;
    let gateway = Gateway::start(&[file])?;
    let id = gateway.id_of("made.afterimage").await?;
    Ok((gateway, id))
}

#[tokio::test]
async fn what_the_element_tells_is_what_was_recorded() -> Result<()> {
    let (gateway, id) = served(Kind::Desktop).await?;
    let listed = gateway.json(&format!("/api/v1/recordings/{id}")).await?;
    let mut happened = happened();
    ensure!(listed["events"] == happened.len(), "listed with {} events", listed["events"]);
    happened.sort_by_key(|event| event.at_us);
    let measured = measured();
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&id).await?;

    // two at once load it once
    let told: Vec<String> = browser
        .run("return await Promise.all([player.eventsJson(), player.eventsJson()]);", Vec::new())
        .await?;
    for told in &told {
        let told: Vec<Event> = serde_json::from_str(told)?;
        ensure!(told == happened, "other events than were recorded: {told:?}");
    }
    let objects: Vec<Value> = browser.run("return await player.events();", Vec::new()).await?;
    let fields = objects.get(3).map(|event| event["fields"]["content"].clone());
    let expected =
        happened.get(3).and_then(|event| event.what.named().last().map(|(_, value)| value.to_string()));
    ensure!(fields.as_ref().and_then(Value::as_str) == expected.as_deref(), "told {fields:?}");
    let told: String = browser.run("return await player.performanceJson();", Vec::new()).await?;
    ensure!(serde_json::from_str::<Vec<Performance>>(&told)? == measured, "other measurements: {told}");

    let duration_us = SECONDS * 1_000_000;
    for query in [
        json!({"kind": "screen_time"}),
        json!({"kind": "screen_time", "range": {"least_us": 5_000_000, "most_us": 6_000_000}}),
        json!({"kind": "transfers", "zone_ms": 19_800_000, "granularity": "minute", "direction": "all"}),
        json!({"kind": "transfers", "granularity": "hour", "direction": "host_to_client"}),
        json!({"kind": "commands", "searches": ["RUN 2", "run 14"]}),
        json!({"kind": "counts"}),
    ] {
        let told: String =
            browser.run("return await player.statisticsJson(given[0]);", vec![query.clone()]).await?;
        let asked: StatisticsQuery = serde_json::from_value(query)?;
        let expected = serde_json::to_string(&answer(&asked, &happened, duration_us, Some(STARTED_AT_MS)))?;
        ensure!(told.len() > 2 && told == expected, "told {told}, not {expected}");
    }
    for seconds in [0_u64, 4, 5, 33, 44, 119, 500] {
        let told: String = browser
            .run("return JSON.stringify(await player.overlayAt(given[0]));", vec![json!(seconds)])
            .await?;
        let expected = overlay_at(&measured, seconds * 1_000_000);
        ensure!(serde_json::from_str::<Value>(&told)? == json!(expected), "at {seconds} s: {told}");
    }

    let refused = "
        const abort = new AbortController();
        abort.abort();
        const name = (promise) => promise.then(() => 'answered', (error) => error.code ?? error.name);
        return [
            await name(player.events({ signal: abort.signal })),
            await name(player.statistics({ kind: 'nothing of the kind' })),
            await name(player.statistics('counts')),
            await name(player.overlayAt('soon')),
        ];
    ";
    let refused: Vec<String> = browser.run(refused, Vec::new()).await?;
    ensure!(refused == ["aborted", "unsupported", "TypeError", "TypeError"], "{refused:?}");
    browser.close().await
}

#[tokio::test]
async fn events_without_a_picture_open_and_seek_but_do_not_play() -> Result<()> {
    let (gateway, id) = served(Kind::Events).await?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&id).await?;
    let about: Value =
        browser.value("[player.kind, player.duration, player.videoWidth, player.readyState]").await?;
    ensure!(about == json!(["events", SECONDS, 0, 4]), "{about}");
    ensure!((player.seek(33.5).await? - 33.5).abs() < 1e-6, "the place sought is not where it is");
    ensure!((browser.value::<f64>("player.currentTime").await? - 33.5).abs() < 1e-6);
    let refused = "
        const code = (promise) => promise.then(() => 'done', (error) => error.code);
        return [await code(player.play()), await code(player.snapshot())];
    ";
    let refused: Vec<String> = browser.run(refused, Vec::new()).await?;
    ensure!(refused == ["unsupported", "unsupported"], "{refused:?}");
    let count: usize = browser.run("return (await player.events()).length;", Vec::new()).await?;
    ensure!(count == happened().len(), "{count} events");
    let told = player.events().await?;
    ensure!(!told.iter().any(|event| event.name == "error" || event.name == "play"), "{told:?}");

    // the console says so, and the rest of it works
    browser.open(&gateway.url("/recordings")).await?;
    browser.until("document.body.innerText.includes('Events only')").await?;
    browser.open(&gateway.url(&format!("/recordings/{id}"))).await?;
    browser.until("document.body.innerText.includes('This recording has events only')").await?;
    let play =
        "[...document.querySelectorAll('.controls__play button')].map((play) => [play.disabled, play.title])";
    let play: Vec<(bool, String)> = browser.value(play).await?;
    let (is_disabled, title) = play.first().context("there is no play button")?;
    ensure!(*is_disabled && title == "Play: This recording has events only", "{play:?}");
    browser.until("document.body.innerText.includes('00:00:00 / 00:02:00')").await?;
    browser.screenshot("events-only").await?;
    let moved = "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }));";
    browser.run::<()>(moved, Vec::new()).await?;
    browser.until("document.body.innerText.includes('00:02:00 / 00:02:00')").await?;
    browser.close().await
}
