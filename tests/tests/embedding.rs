//! The page that docs/embedding.md shows, with the package that `cargo xtask dist` builds.

use anyhow::{Context, Result, ensure};
use std::fs;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::{environment, files};

#[tokio::test]
async fn the_documented_page_plays_with_one_script_and_one_module() -> Result<()> {
    let docs = fs::read_to_string(environment::root().join("docs/embedding.md"))?;
    let page = docs.split_once("```html\n").and_then(|(_, rest)| rest.split_once("```"));
    let (page, _) = page.context("docs/embedding.md shows no page")?;
    let site = TempDir::new()?;
    fs::write(site.path().join("index.html"), page)?;
    let (player, recordings) = (TempDir::new()?, TempDir::new()?);
    // these two files and nothing else
    for file in ["afterimage-player.js", "afterimage-player.wasm"] {
        fs::copy(environment::package()?.join(file), player.path().join(file))?;
    }
    fs::copy(environment::sample("terminal-typing-and-resize.cast"), recordings.path().join("session.cast"))?;
    let server = files::serve(&[
        ("/site", site.path()),
        ("/player", player.path()),
        ("/recordings", recordings.path()),
    ])
    .await?;

    let browser = Browser::start().await?;
    browser.open(&format!("http://{server}/site/index.html")).await?;
    browser.until("document.querySelector('afterimage-player').readyState >= 2").await?;
    let colours: usize = browser
        .run(
            "const player = document.getElementById('player'); await player.seek(10);\
             const { data } = await player.snapshot();\
             return new Set(new Uint32Array(data.buffer)).size;",
            Vec::new(),
        )
        .await?;
    ensure!(colours > 2, "the picture has {colours} colours: nothing is drawn");
    ensure!(browser.value::<f64>("Number(place.max)").await? > 20.0, "the place does not know the duration");
    browser.driver().find(thirtyfour::By::Id("toggle")).await?.click().await?;
    browser.until("toggle.textContent === 'Pause' && player.currentTime > 10.2").await?;
    browser.run::<()>("place.value = 3; place.dispatchEvent(new Event('input'));", Vec::new()).await?;
    browser.until("player.currentTime >= 3 && player.currentTime < 9").await?;
    // the commands that were run in it, each of which goes to its moment
    let commands = "[...document.querySelectorAll('#commands button')]";
    browser.until(&format!("{commands}.length > 1")).await?;
    let told: bool = browser
        .run(
            &format!(
                "const told = await player.statistics({{ kind: 'commands' }});\
                 return {commands}.map((one) => one.textContent).join('|') === told.map((one) => one.command).join('|');"
            ),
            Vec::new(),
        )
        .await?;
    ensure!(told, "the list is not that of the commands");
    browser.run::<()>(&format!("player.pause(); {commands}.at(-1).click();"), Vec::new()).await?;
    browser
        .until("player.currentTime > 9 && document.getElementById('time').value === `${player.currentTime.toFixed(1)} s`")
        .await?;
    let errors = browser.logged_errors().await?;
    // the page has no icon, and the browser asks for one
    ensure!(errors.iter().all(|error| error.contains("favicon")), "{errors:?}");
    browser.close().await
}

#[test]
fn the_package_has_a_manifest_that_names_its_files() -> Result<()> {
    let package = environment::package()?;
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(package.join("package.json"))?)?;
    ensure!(manifest["version"] != "0.0.0", "the version is that of the template");
    for file in manifest["files"].as_array().context("no files")? {
        let file = file.as_str().context("a file that is no text")?;
        ensure!(package.join(file).is_file(), "{file} is not in the package");
    }
    ensure!(package.join("LICENSE").is_file(), "no licence");
    Ok(())
}

#[tokio::test]
async fn the_types_and_the_readme_name_all_that_the_element_has() -> Result<()> {
    let site = TempDir::new()?;
    fs::write(site.path().join("index.html"), "<!doctype html><title>Types</title>")?;
    let package = environment::package()?;
    let server = files::serve(&[("/site", site.path()), ("/player", &package)]).await?;
    let browser = Browser::start().await?;
    browser.open(&format!("http://{server}/site/index.html")).await?;
    let names: Vec<String> = browser
        .run(
            "await import('/player/afterimage-player.js');\
             const hidden = ['constructor', 'connectedCallback', 'disconnectedCallback', 'attributeChangedCallback'];\
             const { prototype } = customElements.get('afterimage-player');\
             return Object.getOwnPropertyNames(prototype).filter((name) => !hidden.includes(name));",
            Vec::new(),
        )
        .await?;
    ensure!(names.len() > 30, "it has {names:?} only");
    let types = fs::read_to_string(package.join("afterimage-player.d.ts"))?;
    let readme = fs::read_to_string(package.join("README.md"))?;
    for name in names {
        let is_typed = [format!(" {name}:"), format!(" {name}("), format!(" {name}<")]
            .iter()
            .any(|form| types.contains(form));
        ensure!(is_typed, "the types lack {name}");
        ensure!(
            readme.contains(&format!("`{name}`")) || readme.contains(&format!("`{name}(")),
            "the README lacks {name}"
        );
    }
    browser.close().await
}
