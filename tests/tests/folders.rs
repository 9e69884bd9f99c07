//! Folders given to `afterimage import`, and what the gateway lists then.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use tests::formats::{self, Made};
use tests::gateway::{self, Gateway};
use tests::packing::Packing;

#[tokio::test]
async fn a_folder_of_a_session_is_one_recording_and_its_videos_are_told_of() -> Result<()> {
    let folder = TempDir::new()?;
    // what a WebM file starts with is enough to tell it
    let video = [&[0x1A, 0x45, 0xDF, 0xA3], [0x9F; 60].as_slice()].concat();
    let made = formats::devolutions();
    write(folder.path(), &made)?;
    fs::write(folder.path().join("recording-2.webm"), &video)?;
    let list = [("recording-0.cast", 0.0), ("recording-1.trp", 60.0), ("recording-2.webm", 90.0)];
    let list = [list.as_slice(), &[("recording-3.cast", 120.0)]].concat();
    fs::write(folder.path().join("recording.json"), formats::manifest(&list))?;
    let (told, items) = import(folder.path()).await?;
    ensure!(items.len() == 1, "{items:?}");
    let item = &items[0];
    ensure!(item["source_format"] == "devolutions" && item["duration_us"] == 62_000_000, "{item}");
    // the file to start from is called the same in each of them
    let name = folder.path().file_name().and_then(|name| name.to_str());
    ensure!(item["name"].as_str() == name, "{item}");
    for said in
        ["part 3 (recording-2.webm) cannot be played", "only a browser decodes", "part 4 is not there"]
    {
        ensure!(told.contains(said), "`{said}` is not told: {told}");
        ensure!(item["import_notes"].to_string().contains(said), "`{said}` is not listed: {item}");
    }
    Ok(())
}

#[test]
fn a_folder_of_nothing_but_videos_is_refused_with_the_reason() -> Result<()> {
    let folder = TempDir::new()?;
    let video = [&[0x1A, 0x45, 0xDF, 0xA3], [0x9F; 60].as_slice()].concat();
    fs::write(folder.path().join("recording-0.webm"), &video)?;
    fs::write(folder.path().join("recording.json"), formats::manifest(&[("recording-0.webm", 0.0)]))?;
    let data = TempDir::new()?;
    let output =
        gateway::command()?.arg("import").arg(folder.path()).arg("--data").arg(data.path()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.code() == Some(3), "{}: {said}", output.status);
    ensure!(said.contains("only a browser decodes") && said.contains("the whole folder"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_folder_of_every_format_is_imported_file_by_file() -> Result<()> {
    let folder = TempDir::new()?;
    // a session in parts would take over the casts beside it; it has a folder of its own
    let all: Vec<Made> = formats::all().into_iter().filter(|made| made.format != "devolutions").collect();
    for made in &all {
        write(folder.path(), made)?;
    }
    let (_, items) = import(folder.path()).await?;
    let mut found: Vec<_> = items.iter().map(|item| item["source_format"].as_str().unwrap_or("")).collect();
    let mut expected: Vec<_> = all.iter().map(|made| made.format).collect();
    found.sort_unstable();
    expected.sort_unstable();
    ensure!(found == expected, "{found:?}");
    ensure!(items.iter().all(|item| item["duration_us"] == 2_000_000), "{items:?}");
    Ok(())
}

#[tokio::test]
async fn packed_files_of_a_folder_find_each_other() -> Result<()> {
    let all = formats::all();
    for (at, outer) in Packing::ALL.into_iter().enumerate() {
        let folder = TempDir::new()?;
        // every packing inside of another
        let inner = Packing::ALL[(at + 1) % Packing::ALL.len()];
        for made in all.iter().filter(|made| ["script", "asciicast-v2"].contains(&made.format)) {
            write(folder.path(), &made.packed(inner).packed(outer))?;
        }
        let (told, items) = import(folder.path()).await?;
        ensure!(items.len() == 3, "{outer:?}: {told}");
        ensure!(items.iter().all(|item| item["duration_us"] == 2_000_000), "{outer:?}: {items:?}");
        let session = TempDir::new()?;
        write(session.path(), &formats::devolutions().packed(outer))?;
        let (told, items) = import(session.path()).await?;
        ensure!(items.len() == 1 && items[0]["duration_us"] == 62_000_000, "{outer:?}: {told}{items:?}");
    }
    Ok(())
}

fn write(folder: &Path, made: &Made) -> Result<()> {
    for (name, bytes) in &made.files {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// Imports a folder, and gives what was said and what the gateway lists.
async fn import(folder: &Path) -> Result<(String, Vec<Value>)> {
    let data = TempDir::new()?;
    let output = gateway::command()?.arg("import").arg(folder).arg("--data").arg(data.path()).output()?;
    let told = gateway::succeeded("import", &output)?;
    let gateway = Gateway::over(data)?;
    let list = gateway.json("/api/v1/recordings?limit=100").await?;
    let items = list["items"].as_array().context("the list has no items")?.clone();
    Ok((told, items))
}
