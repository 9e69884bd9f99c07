//! How fast the events of a recording are listed, narrowed and gone to in the console, and told of by the worker.

use super::table;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::environment;
use tests::gateway::{Gateway, command, succeeded};

/// Time in milliseconds in which the list and the picture follow, once the events are there.
const FOLLOW_GOAL_MS: f64 = 50.0;
/// Time in milliseconds in which the worker answers a question about all events.
const ANSWER_GOAL_MS: f64 = 200.0;
const PATIENCE: Duration = Duration::from_secs(240);

/// A generated recording: its scenario, its name, and texts that some of its events have, and not all.
struct Subject {
    scenario: PathBuf,
    name: &'static str,
    label: &'static str,
    texts: [&'static str; 4],
}

/// How often each thing is done.
struct Rounds {
    opened: usize,
    narrowed: usize,
    jumped: usize,
    asked: usize,
}

/// Generates two recordings of many events, and prints how fast the console and the worker are with them.
pub(crate) async fn measure_and_print(is_quick: bool) -> Result<()> {
    let rounds = if is_quick {
        Rounds { opened: 2, narrowed: 1, jumped: 4, asked: 5 }
    } else {
        Rounds { opened: 5, narrowed: 3, jumped: 20, asked: 20 }
    };
    let root = environment::root();
    let subjects = [
        Subject {
            scenario: root.join("tests/bench/events.toml"),
            name: "many.afterimage",
            label: "10,000 events in 83 minutes",
            texts: ["vi", "ALPHA marker", "zip large", "nowhere"],
        },
        Subject {
            scenario: root.join("scenario/scenarios/long.toml"),
            name: "long.afterimage",
            label: "8 hours without a picture",
            texts: ["e", "window", "12", "nowhere"],
        },
    ];
    let folder = TempDir::new().context("cannot make a folder for the recordings")?;
    let files: Vec<PathBuf> =
        subjects.iter().map(|subject| generated(subject, folder.path())).collect::<Result<_>>()?;
    let gateway = Gateway::start(&files)?;
    let mut rows = Vec::new();
    for subject in &subjects {
        measure(subject, &gateway, &rounds, &mut rows).await?;
        eprintln!("measured the events of {}", subject.name);
    }
    table::print("Events", &["recording", "what", "times", "ms p50", "worst", "goal", "reached"], &rows);
    Ok(())
}

fn generated(subject: &Subject, folder: &Path) -> Result<PathBuf> {
    let mut generate = command()?;
    generate.arg("generate").arg("--scenario").arg(&subject.scenario).args(["--seed", "1"]).arg(folder);
    succeeded("generate", &generate.output()?)?;
    Ok(folder.join(subject.name))
}

async fn measure(
    subject: &Subject,
    gateway: &Gateway,
    rounds: &Rounds,
    rows: &mut Vec<Vec<String>>,
) -> Result<()> {
    let id = gateway.id_of(subject.name).await?;
    let page = gateway.url(&format!("/recordings/{id}?t=0"));
    let mut add = |what: &str, figures: Vec<f64>, goal_ms: Option<f64>| {
        rows.push(row(subject.label, what, figures, goal_ms));
    };
    let (mut listed, mut blocked) = (Vec::new(), Vec::new());
    let mut opened = None;
    for _ in 0..rounds.opened {
        // a browser of its own each time: nothing is cached, and no code is compiled yet
        drop(opened.take());
        let browser = Browser::start().await?;
        browser.be_patient(PATIENCE).await?;
        let script = json!({ "source": include_str!("../../../bench/events.js") });
        browser.driver_tools("Page.addScriptToEvaluateOnNewDocument", script).await?;
        browser.open(&page).await?;
        listed.push(browser.value("await window.bench.listed()").await?);
        browser.run::<()>("await window.bench.rest();", Vec::new()).await?;
        blocked.push(browser.value("window.blockedMs").await?);
        opened = Some(browser);
    }
    let browser = opened.context("no page was opened")?;
    add("listed, from opening the page on", listed, None);
    add("longest task over 50 ms meanwhile", blocked, Some(FOLLOW_GOAL_MS));

    let search = "return await window.bench.search(given[0], given[1]);";
    let mut searched: Vec<f64> =
        browser.run(search, vec![json!(subject.texts), json!(rounds.narrowed)]).await?;
    ensure!(!searched.is_empty(), "nothing was searched for");
    add("the first search", vec![searched.remove(0)], Some(FOLLOW_GOAL_MS));
    add("further searches", searched, Some(FOLLOW_GOAL_MS));
    let filtered = asked(&browser, "filter(given[0])", vec![json!(rounds.narrowed)]).await?;
    add("a filter on or off", filtered, Some(FOLLOW_GOAL_MS));
    let jumped = asked(&browser, "jump(given[0])", vec![json!(rounds.jumped)]).await?;
    add("a jump, with its picture", jumped, Some(FOLLOW_GOAL_MS));

    let questions = [
        ("screen time", json!({ "kind": "screen_time" })),
        ("transfers", json!({ "kind": "transfers", "granularity": "minute" })),
        ("commands", json!({ "kind": "commands" })),
        ("numbers of each type", json!({ "kind": "counts" })),
    ];
    for (what, query) in questions {
        let took =
            asked(&browser, "statistics(given[0], given[1])", vec![query, json!(rounds.asked)]).await?;
        add(&format!("statistics: {what}"), took, Some(ANSWER_GOAL_MS));
    }
    let took = asked(&browser, "overlay(given[0])", vec![json!(rounds.asked)]).await?;
    add("overlay at a time", took, Some(ANSWER_GOAL_MS));
    browser.named("button", "Statistics").await?.click().await?;
    let drawn = asked(&browser, "tabs(given[0])", vec![json!(rounds.narrowed)]).await?;
    add("a tab of the statistics, drawn", drawn, Some(ANSWER_GOAL_MS));
    browser.close().await
}

async fn asked(browser: &Browser, call: &str, given: Vec<Value>) -> Result<Vec<f64>> {
    let figures: Vec<f64> = browser.run(&format!("return await window.bench.{call};"), given).await?;
    ensure!(!figures.is_empty(), "{call} was never timed");
    Ok(figures)
}

fn row(recording: &str, what: &str, figures: Vec<f64>, goal_ms: Option<f64>) -> Vec<String> {
    let rank = |percent: usize| table::percentile(figures.clone(), percent);
    let shown = |ms: Option<f64>| ms.map_or_else(|| "-".to_owned(), table::short);
    let worst = rank(100);
    let verdict = goal_ms.zip(worst).map(|(goal_ms, worst)| if worst <= goal_ms { "yes" } else { "no" });
    vec![
        recording.to_owned(),
        what.to_owned(),
        figures.len().to_string(),
        shown(rank(50)),
        shown(worst),
        goal_ms.map_or_else(|| "-".to_owned(), |goal_ms| format!("{goal_ms:.0} ms")),
        verdict.unwrap_or("-").to_owned(),
    ]
}
