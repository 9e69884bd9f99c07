//! Files of this machine, played in the browser without being uploaded.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use std::path::Path;
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::Gateway;
use tests::pixels::Pixels;

const PLAYER: &str = "document.querySelector('afterimage-player')";

/// Drops files on the window, as a hand would.
const DROP: &str = r"
const transfer = new DataTransfer();
for (const [name, base64] of given[0]) {
    transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
}
for (const type of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
";

#[tokio::test]
async fn a_cast_that_is_dropped_plays_without_being_uploaded() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/recordings")).await?;
    browser.until("document.body.innerText.includes('No recordings yet')").await?;
    let file = sample("terminal-typing-and-resize.cast");
    drop_file(&browser, &file, None).await?;
    browser.until(&format!("location.pathname === '/local' && {PLAYER}?.readyState >= 2")).await?;
    let duration: f64 = browser.value(&format!("{PLAYER}.duration")).await?;
    ensure!((22.0..23.0).contains(&duration), "duration {duration}");
    // a file that was dropped plays at once; later on there are characters that the bundled font lacks
    browser.run::<f64>(&format!("{PLAYER}.pause(); return await {PLAYER}.seek(1.5);"), Vec::new()).await?;
    // What happened stands beside it, and leads there.
    browser.until("!!document.querySelector('.event__jump')").await?;
    browser.run::<()>("document.querySelector('.event__jump').click();", Vec::new()).await?;
    browser.until("!!document.querySelector('.event__jump[aria-current=true]')").await?;
    browser.run::<f64>(&format!("return await {PLAYER}.seek(1.5);"), Vec::new()).await?;
    browser.screenshot("local-cast").await?;
    ensure!(same_as_frame(&browser, &file, 1.5).await?, "the browser's import shows another picture");
    let list = gateway.json("/api/v1/recordings").await?;
    ensure!(list["items"].as_array().is_some_and(Vec::is_empty), "the file was uploaded: {list}");
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "the browser logged: {errors:#?}");
    browser.close().await
}

#[tokio::test]
async fn a_desktop_recording_is_imported_in_the_browser_as_on_the_server() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/local")).await?;
    browser.element("input[type=file]").await?;
    let file = sample("desktop-keys-and-resize.guac");
    drop_file(&browser, &file, None).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2")).await?;
    let duration: f64 = browser.value(&format!("{PLAYER}.duration")).await?;
    for share in [0.8, 0.3] {
        let at = duration * share;
        browser
            .run::<f64>(&format!("{PLAYER}.pause(); return await {PLAYER}.seek({at});"), Vec::new())
            .await?;
        ensure!(
            same_as_frame(&browser, &file, at).await?,
            "at {at} s the browser's import shows another picture"
        );
    }
    browser.close().await
}

#[tokio::test]
async fn the_data_and_the_timing_of_a_script_play_when_they_are_dropped_at_once() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/recordings")).await?;
    browser.until("document.body.innerText.includes('No recordings yet')").await?;
    let data = b"Script started on 2026-02-03 10:00:00+00:00 [COLUMNS=\"80\" LINES=\"24\"]\nfirst second\r\n";
    // the timing first: which is which is told by what they hold
    drop_files(&browser, &[("timing", b"1.500000 6\n2.250000 8\n".as_slice()), ("typescript", data)]).await?;
    browser.until(&format!("location.pathname === '/local' && {PLAYER}?.readyState >= 2")).await?;
    let duration: f64 = browser.value(&format!("{PLAYER}.duration")).await?;
    ensure!((duration - 3.75).abs() < 0.01, "it lasts {duration} s");
    for (at, line) in [(1.0, ""), (2.0, "first "), (3.75, "first second")] {
        let shown: String = browser
            .run(
                &format!(
                    "{PLAYER}.pause(); await {PLAYER}.seek({at}); return (await {PLAYER}.text()).lines[0] ?? '';"
                ),
                Vec::new(),
            )
            .await?;
        ensure!(shown.trim_end() == line.trim_end(), "at {at} s `{shown}` stands there");
    }
    browser.close().await
}

#[tokio::test]
async fn a_file_that_is_no_recording_is_refused_with_the_reason() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/recordings")).await?;
    browser.until("document.body.innerText.includes('No recordings yet')").await?;
    drop_file(&browser, &sample("README.md"), None).await?;
    browser.until("document.body.innerText.includes('This recording cannot be shown')").await?;
    browser.screenshot("local-refused").await?;
    browser.close().await
}

#[tokio::test]
async fn a_file_that_is_cut_off_plays_up_to_the_cut() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/recordings")).await?;
    browser.until("document.body.innerText.includes('No recordings yet')").await?;
    // in the middle of an image
    drop_file(&browser, &sample("desktop-keys-and-resize.guac"), Some(300_000)).await?;
    browser.until(&format!("{PLAYER}?.readyState >= 2")).await?;
    browser.until("/ended in the middle of something/.test(document.body.innerText)").await?;
    browser.screenshot("local-truncated").await?;
    browser.close().await
}

/// Drops a file, or its first bytes.
async fn drop_file(browser: &Browser, file: &Path, length: Option<usize>) -> Result<()> {
    let mut bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    bytes.truncate(length.unwrap_or(usize::MAX));
    let name = file.file_name().context("no name")?.to_string_lossy();
    drop_files(browser, &[(&name, &bytes)]).await
}

/// Drops files, by name and content, at once.
async fn drop_files(browser: &Browser, files: &[(&str, &[u8])]) -> Result<()> {
    let files: Vec<_> =
        files.iter().map(|(name, bytes)| json!([name, BASE64_STANDARD.encode(bytes)])).collect();
    browser.run(DROP, vec![json!(files)]).await
}

/// Whether what is shown is what the command line shows of the same file at that time.
async fn same_as_frame(browser: &Browser, file: &Path, at: f64) -> Result<bool> {
    let framed = Pixels::of_frame(file, at)?;
    let sizes: (u32, u32) = browser.value(&format!("[{PLAYER}.videoWidth, {PLAYER}.videoHeight]")).await?;
    ensure!(
        sizes == (framed.width, framed.height),
        "{sizes:?} in the browser, {framed:?} on the command line"
    );
    let expected = BASE64_STANDARD.encode(&framed.rgba);
    let body = format!(
        "const image = await {PLAYER}.snapshot();\
         const bytes = Uint8Array.from(atob(given[0]), (c) => c.charCodeAt(0));\
         return bytes.length === image.data.length && bytes.every((byte, at) => byte === image.data[at]);"
    );
    browser.run(&body, vec![json!(expected)]).await
}
