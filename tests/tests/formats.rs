//! Every format in the browser: what is opened as a local file shows what was recorded, when it was.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::fs;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::formats::{self, Made};
use tests::gateway::{self, Gateway};
use tests::packing::Packing;
use tests::player::Player;

/// Opens the files, and tells what is shown between the two moments of the recording and after them.
const SHOWN: &str = r"
const files = given[0].map(([name, text]) => new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
await player.open(files.length === 1 ? files[0] : files);
const shown = [];
for (const at of [1.5, player.duration]) {
    await player.seek(at);
    const { data } = player.kind === 'desktop' ? await player.snapshot() : { data: [] };
    const text = player.kind === 'terminal' ? (await player.text()).lines : [];
    shown.push({ colour: [...data.slice(0, 3)], text: [text].flat().join('\n').trim() });
}
return { format: player.facts.source?.format ?? null, duration: player.duration, parts: player.parts.length,
    report: player.report, shown };
";

#[tokio::test]
async fn a_file_of_every_format_and_packing_shows_what_was_recorded() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    Player::start(&browser, &gateway).await?;
    let mut all = formats::all();
    let cast =
        all.iter().find(|made| made.format == "asciicast-v2").context("there is an asciicast")?.clone();
    let script = all.iter().find(|made| made.format == "script").context("there is a script")?.clone();
    for packing in Packing::ALL {
        all.push(cast.packed(packing));
    }
    all.push(cast.packed(Packing::Xz).packed(Packing::Gzip));
    all.push(script.packed(Packing::Bzip2));
    all.push(own(&cast)?);
    for made in &all {
        let names: Vec<&str> = made.files.iter().map(|(name, _)| name.as_str()).collect();
        let files: Vec<Value> =
            made.files.iter().map(|(name, bytes)| json!([name, BASE64_STANDARD.encode(bytes)])).collect();
        let told: Value =
            browser.run(SHOWN, vec![json!(files)]).await.with_context(|| format!("{names:?}"))?;
        check(made, &told).with_context(|| format!("{names:?}: {told}"))?;
        println!("{:<13} {}", made.format, names.join(" + "));
    }
    browser.close().await
}

fn check(made: &Made, told: &Value) -> Result<()> {
    let parts = if made.format == "devolutions" { 2 } else { 1 };
    let duration = if parts == 2 { 62.0 } else { 2.0 };
    ensure!(told["format"] == made.format, "the format");
    ensure!(told["duration"].as_f64() == Some(duration), "the duration");
    ensure!(told["parts"] == parts, "the parts");
    ensure!(told["report"]["isTruncated"] != true, "it counts as cut off");
    let (first, last) = (&told["shown"][0], &told["shown"][1]);
    if made.is_desktop {
        ensure!(first["colour"] == json!([255, 0, 0]), "it is red first");
        ensure!(last["colour"] == json!([0, 0, 255]), "it is blue last");
    } else {
        ensure!(first["text"] == "hello", "what stands there first");
        ensure!(last["text"] == "hello there", "what stands there last");
    }
    Ok(())
}

/// A recording of our own, made by the command line.
fn own(made: &Made) -> Result<Made> {
    let folder = TempDir::new()?;
    let (name, bytes) = made.files.first().context("it has a file")?;
    let source = folder.path().join(name);
    fs::write(&source, bytes)?;
    let container = folder.path().join("made.afterimage");
    let output = gateway::command()?.arg("convert").arg(&source).arg("-o").arg(&container).output()?;
    gateway::succeeded("convert", &output)?;
    Ok(Made { files: vec![("made.afterimage".to_owned(), fs::read(container)?)], ..made.clone() })
}
