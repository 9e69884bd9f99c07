//! Measures Afterimage beside other players: the same recordings, the same browser, the same run.
//!
//! `cargo xtask bench` builds what this needs and starts it. It prints tables and asserts nothing: a figure is no test.

mod decode;
mod events;
mod import;
mod lengthen;
mod opening;
mod players;
mod playing;
mod recordings;
mod scrubbing;
mod table;

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use tests::environment;

#[tokio::main]
async fn main() -> Result<()> {
    let mut folder = None;
    let mut is_quick = false;
    let mut only = None;
    let mut hours = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => is_quick = true,
            "--only" => only = Some(Section::named(&arguments.next().context("--only takes a section")?)?),
            "--hours" => {
                let number = arguments.next().context("--hours takes a number")?;
                hours.push(number.parse().context("--hours takes a whole number")?);
            }
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    if only == Some(Section::Events) {
        return events::measure_and_print(is_quick).await;
    }
    let folder = folder
        .or_else(|| environment::recordings().filter(|_| !is_quick))
        .unwrap_or_else(|| environment::root().join("samples"));
    let cache = environment::cache().context("AFTERIMAGE_CACHE is not set: run `cargo xtask bench`")?;
    let mut recordings = recordings::find(&folder)?;
    for hours in hours {
        recordings.add_longer(hours)?;
    }
    println!("Recordings of {}, {} seeks each.\n", folder.display(), seeks(is_quick));

    if only == Some(Section::Scrubbing) {
        let (_, gateway) = import::measure(&recordings)?;
        return scrubbing::measure_and_print(&recordings, &gateway).await;
    }
    if let Some(folder) = std::env::var_os("AFTERIMAGE_DECODE") {
        decode::measure_and_print(&PathBuf::from(folder)).await?;
    }
    let (imports, gateway) = import::measure(&recordings)?;
    import::print(&imports);
    opening::measure_and_print(&recordings, &gateway, &cache, seeks(is_quick)).await?;
    playing::measure_and_print(&recordings, &gateway).await?;
    scrubbing::measure_and_print(&recordings, &gateway).await?;
    events::measure_and_print(is_quick).await
}

/// A part that can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Events,
    Scrubbing,
}

impl Section {
    fn named(name: &str) -> Result<Self> {
        match name {
            "events" => Ok(Self::Events),
            "scrubbing" => Ok(Self::Scrubbing),
            other => bail!("no section `{other}`: there are events and scrubbing"),
        }
    }
}

/// How many seeks are timed for each recording and player.
fn seeks(is_quick: bool) -> usize {
    if is_quick { 10 } else { 40 }
}
