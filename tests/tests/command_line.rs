//! Bad input on the command line: each a message that says what and where, an exit code, and nothing half-written.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;
use tests::environment::sample;
use tests::gateway::{self, Gateway};

#[tokio::test]
async fn what_is_no_recording_is_refused_and_not_listed() -> Result<()> {
    let folder = TempDir::new()?;
    let cases: [(&str, &[u8]); 6] = [
        ("words.txt", b"these are words, and no recording\n"),
        ("empty.guac", b""),
        ("zero-size.cast", b"{\"version\": 2, \"width\": 0, \"height\": 0}\n[0.1, \"o\", \"a\"]\n"),
        ("version-9.cast", b"{\"version\": 9, \"width\": 80, \"height\": 24}\n[0.1, \"o\", \"a\"]\n"),
        ("long.cast", b"{\"version\": 2, \"width\": 80, \"height\": 24}\n[1e30, \"o\", \"a\"]\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ];
    for (name, bytes) in cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes)?;
        let data = TempDir::new()?;
        let output = import(&path, data.path())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            // what makes no sense may be passed over, if that is said
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            let is_passed_over = ["long.cast", "zero-size.cast"].contains(&name);
            ensure!(is_passed_over && told.contains("at byte"), "{name} was imported: {told}{said}");
            continue;
        }
        ensure!(said.contains(name), "{name}: the message does not name it: {said}");
        ensure!(!said.contains("panicked"), "{name}: {said}");
        let gateway = Gateway::over(data)?;
        let list = gateway.json("/api/v1/recordings").await?;
        ensure!(list["items"].as_array().is_some_and(Vec::is_empty), "{name} is listed: {list}");
        ensure!(objects(gateway.data())? == 0, "{name} left something behind");
    }
    Ok(())
}

#[tokio::test]
async fn a_changed_byte_is_reported_with_its_place() -> Result<()> {
    let folder = TempDir::new()?;
    let good = folder.path().join("good.afterimage");
    let output =
        gateway::command()?.arg("convert").arg(sample("terminal-htop.cast")).arg("-o").arg(&good).output()?;
    gateway::succeeded("convert", &output)?;
    gateway::succeeded("verify", &gateway::command()?.arg("verify").arg(&good).output()?)?;
    let bytes = fs::read(&good)?;
    for share in [1, 3, 5, 7, 9] {
        let at = bytes.len() * share / 10;
        let mut changed = bytes.clone();
        *changed.get_mut(at).context("the file is empty")? ^= 0x10;
        let bad = folder.path().join("bad.afterimage");
        fs::write(&bad, changed)?;
        let output = gateway::command()?.arg("verify").arg(&bad).output()?;
        let told =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(!output.status.success(), "byte {at} was changed, and verify is content: {told}");
        ensure!(told.contains("byte"), "byte {at} was changed, and verify names no place: {told}");
    }
    Ok(())
}

#[test]
fn a_repacked_recording_shows_the_same_and_damage_is_refused() -> Result<()> {
    let folder = TempDir::new()?;
    let at = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str], output: &Path| -> Result<Output> {
        Ok(gateway::command()?.args(arguments).arg("-o").arg(output).current_dir(folder.path()).output()?)
    };
    for name in ["terminal-htop.cast", "desktop-keys-and-resize.guac"] {
        let source = sample(name);
        let source = source.to_str().context("the path is text")?;
        gateway::succeeded("convert", &run(&["convert", source], &at("good"))?)?;
        let output = run(&["repack", "good", "--level", "19"], &at("small"))?;
        gateway::succeeded("repack", &output)?;
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(told.contains("content") && told.contains("in both"), "{name}: {told}");
        let (before, after) = (fs::metadata(at("good"))?.len(), fs::metadata(at("small"))?.len());
        ensure!(after < before, "{name}: {after} bytes from {before}");
        gateway::succeeded("verify", &gateway::command()?.arg("verify").arg(at("small")).output()?)?;
        for seconds in ["0", "1.7", "9", "1e6"] {
            for (file, picture) in [("good", "good.png"), ("small", "small.png")] {
                gateway::succeeded("frame", &run(&["frame", file, "--at", seconds], &at(picture))?)?;
            }
            ensure!(
                fs::read(at("good.png"))? == fs::read(at("small.png"))?,
                "{name}: the pictures at {seconds} s differ"
            );
        }
    }

    let mut bytes = fs::read(at("good"))?;
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).context("the file is empty")? ^= 0x10;
    fs::write(at("bad"), bytes)?;
    let output = run(&["repack", "bad"], &at("from-bad"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.code() == Some(3) && said.contains("damaged"), "{said}");
    ensure!(!at("from-bad").exists(), "a damaged recording was repacked without a word");
    let output = run(&["repack", "bad", "--drop-damaged"], &at("from-bad"))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.code() == Some(1) && told.contains("lost: the track"), "{told}");
    gateway::succeeded("verify", &gateway::command()?.arg("verify").arg(at("from-bad")).output()?)?;
    Ok(())
}

#[test]
fn it_listens_on_this_machine_only_and_says_when_a_port_is_taken() -> Result<()> {
    let data = TempDir::new()?;
    let serve = |address: &str| -> Result<Output> {
        Ok(gateway::command()?
            .arg("serve")
            .arg("--data")
            .arg(data.path())
            .args(["--listen", address])
            .output()?)
    };
    let output = serve("0.0.0.0:0")?;
    ensure!(!output.status.success(), "it listened for everyone");
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port();
    let output = serve(&format!("127.0.0.1:{port}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(!output.status.success() && said.contains(&port.to_string()), "it said: {said}");
    Ok(())
}

#[tokio::test]
async fn the_same_file_is_imported_once() -> Result<()> {
    let data = TempDir::new()?;
    let file = sample("terminal-htop.cast");
    for _ in 0..2 {
        gateway::succeeded("import", &import(&file, data.path())?)?;
    }
    let gateway = Gateway::over(data)?;
    let list = gateway.json("/api/v1/recordings").await?;
    ensure!(list["items"].as_array().is_some_and(|items| items.len() == 1), "listed: {list}");
    Ok(())
}

fn import(file: &Path, data: &Path) -> Result<Output> {
    Ok(gateway::command()?.arg("import").arg(file).arg("--data").arg(data).output()?)
}

/// How many files of recordings lie in a data folder; the database is not one.
fn objects(folder: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count += objects(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "afterimage") {
            count += 1;
        }
    }
    Ok(count)
}
