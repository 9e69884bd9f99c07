//! How fast the screen codec decodes in a worker of the browser, on captures of a real desktop.

use super::table;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;
use std::path::Path;
use tests::browser::Browser;
use tests::{environment, files};

const IN_WORKER: &str = r"
const worker = new Worker('/bench/decode.js', { type: 'module' });
return await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(given[0]);
});
";

#[derive(Deserialize)]
struct Decoded {
    changed_px: f64,
    times_ms: Vec<f64>,
}

/// Decodes the chunks of each capture below `folder`, as `cargo xtask bench` left them, and prints a table.
pub(crate) async fn measure_and_print(folder: &Path) -> Result<()> {
    let pages = environment::root().join("tests/bench");
    let (program, chunks) = (folder.join("decode"), folder.join("chunks"));
    let server = files::serve(&[("/bench", &pages), ("/decode", &program), ("/chunks", &chunks)]).await?;
    let browser = Browser::start().await?;
    browser.open(&format!("http://{server}/bench/blank.html")).await?;
    let mut captures = Vec::new();
    for entry in std::fs::read_dir(&chunks).with_context(|| format!("cannot list {}", chunks.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("a capture without a name")?;
        captures.push((name.to_owned(), path.metadata()?.len()));
    }
    captures.sort();
    if captures.is_empty() {
        bail!("{} holds no captures", chunks.display());
    }
    let mut rows = Vec::new();
    for (name, bytes) in captures {
        let mut decoded: Decoded = browser.run(IN_WORKER, vec![json!(format!("/chunks/{name}"))]).await?;
        decoded.times_ms.sort_by(f64::total_cmp);
        let best = decoded.times_ms.first().copied().context("nothing was timed")?;
        let half = decoded.times_ms.get(decoded.times_ms.len() / 2).copied().unwrap_or(best);
        let speed = |ms: f64| format!("{} Mpx/s", table::short(decoded.changed_px / 1e3 / ms));
        rows.push(vec![
            name.trim_end_matches(".chunks").to_owned(),
            format!("{} Mpx", table::short(decoded.changed_px / 1e6)),
            table::size(bytes),
            speed(best),
            speed(half),
        ]);
    }
    browser.close().await?;
    table::print(
        "Decoding in the browser's worker",
        &["capture", "changed tiles", "encoded", "best", "median of 9"],
        &rows,
    );
    Ok(())
}
