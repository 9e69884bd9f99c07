//! Synthetic sessions in the browser against their facts: what the player says is what their scenario knows. What
//! the console shows of it is in `truth_on_page`.

use anyhow::{Context, Result, ensure};
use events::{Event, Happening};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::browser::Browser;
use tests::environment::root;
use tests::gateway::{Gateway, command, succeeded};
use tests::player::Player;

/// The scenarios that are played.
pub(crate) const SCENARIOS: [&str; 7] = [
    "desktop-office",
    "desktop-transfers",
    "terminal-admin",
    "events-only",
    "performance",
    "hostile",
    "long",
];

/// What the element says of the recording that is open. Given: the times at which the overlay is asked for, in
/// microseconds. What may hold numbers that are not exact in JavaScript comes as text.
const SAID: &str = r"
const transfers = (direction) => player.statisticsJson({ kind: 'transfers', direction });
const idle = await player.idlePeriods();
const overlay = [];
for (const at_us of given[0]) overlay.push({ at_us, overlay: await player.overlayAt(at_us / 1e6) });
const micros = (seconds) => Math.round(seconds * 1e6);
return {
    known: {
        duration_us: micros(player.duration),
        idle: idle.map(({ start, end }) => ({ start_us: micros(start), end_us: micros(end) })),
        overlay,
    },
    texts: {
        screen_time: await player.statisticsJson({ kind: 'screen_time' }),
        commands: await player.statisticsJson({ kind: 'commands' }),
        counts: await player.statisticsJson({ kind: 'counts' }),
    },
    transfers: {
        all: await transfers('all'),
        host_to_client: await transfers('host_to_client'),
        client_to_host: await transfers('client_to_host'),
    },
    events: await player.eventsJson(),
};
";

#[derive(Deserialize)]
struct Said {
    known: BTreeMap<String, Value>,
    texts: BTreeMap<String, String>,
    transfers: BTreeMap<String, String>,
    events: String,
}

impl Said {
    /// Laid out as the facts are.
    fn as_facts(&self) -> Result<BTreeMap<String, Value>> {
        let read = |texts: &BTreeMap<String, String>| -> Result<BTreeMap<String, Value>> {
            texts.iter().map(|(name, text)| Ok((name.clone(), serde_json::from_str(text)?))).collect()
        };
        let mut facts = self.known.clone();
        facts.extend(read(&self.texts)?);
        facts.insert("transfers_per_minute".to_owned(), json!(read(&self.transfers)?));
        let events: Vec<Event> = serde_json::from_str(&self.events)?;
        let transfer = |event: &Event| match &event.what {
            Happening::FileTransfer { file_source, file_size, file_name } => Some(json!({
                "at_us": event.at_us, "file_source": file_source, "file_name": file_name, "file_size": file_size,
            })),
            _ => None,
        };
        facts.insert("transfers".to_owned(), events.iter().filter_map(transfer).collect());
        Ok(facts)
    }
}

/// Generates a scenario of the project: its recordings, each with its facts.
pub(crate) fn generate(name: &str, folder: &Path) -> Result<Vec<(PathBuf, Value)>> {
    let scenario = root().join(format!("scenario/scenarios/{name}.toml"));
    let output =
        command()?.args(["generate", "--seed", "7", "--scenario"]).arg(scenario).arg(folder).output()?;
    succeeded("generate", &output)?;
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "afterimage") {
            let facts = fs::read_to_string(path.with_extension("facts.json"))?;
            found.push((path, serde_json::from_str(&facts)?));
        }
    }
    ensure!(!found.is_empty(), "{name} generates nothing");
    Ok(found)
}

#[tokio::test]
async fn the_element_says_what_the_scenario_knows() -> Result<()> {
    let folder = TempDir::new()?;
    let mut sessions = Vec::new();
    for name in SCENARIOS {
        sessions.extend(generate(name, &folder.path().join(name))?);
    }
    let files: Vec<PathBuf> = sessions.iter().map(|(path, _)| path.clone()).collect();
    let gateway = Gateway::start(&files)?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    for (path, facts) in &sessions {
        let name = path.file_name().and_then(|name| name.to_str()).context("a name")?;
        player.open(&gateway.id_of(name).await?).await?;
        let times: Vec<&Value> =
            facts["overlay"].as_array().context("no overlay")?.iter().map(|one| &one["at_us"]).collect();
        let said: Said = browser.run(SAID, vec![json!(times)]).await?;
        for (part, said) in &said.as_facts()? {
            let known = &facts[part];
            ensure!(said == known, "{name}: {part} is {said}, and should be {known}");
        }
    }
    browser.close().await
}
