//! `cargo xtask run`: from a fresh clone to the console in the browser.

use crate::gateway::{self, Profile};
use crate::setup::{self, Purpose};
use crate::{console, process, workspace};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What the command line asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Port on the loopback interface.
    pub(crate) port: u16,
    /// Whether the console is opened in the user's browser.
    pub(crate) open: bool,
    /// Whether the demonstration is shown instead of the data folder of the repository.
    pub(crate) demo: bool,
}

/// Sets up, builds, imports the samples and serves until it is interrupted.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let tools = setup::prepare(Purpose::Run)?;
    let console = console::build(&tools)?;
    let program = gateway::build(Profile::Release)?;
    let data = if options.demo {
        demonstration(&program)?
    } else {
        let data = workspace::root().join("data");
        import_samples(&program, &data)?;
        data
    };

    let mut child = Command::new(&program)
        .arg("serve")
        .arg("--data")
        .arg(&data)
        .args(["--listen", &format!("127.0.0.1:{}", options.port)])
        .arg("--console")
        .arg(&console)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    gateway::wait_until_well(&mut child, options.port)?;
    let address = format!("http://127.0.0.1:{}/", options.port);
    let link = gateway::sign_in_link(&program, &data, &address)?;
    println!("This link signs you in, once, within ten minutes:\n{link}");
    if options.open && std::env::var_os("DISPLAY").is_some() && process::is_on_path("xdg-open") {
        // only a comfort: the address is printed above
        if let Err(error) = Command::new("xdg-open").arg(&link).spawn() {
            eprintln!("cannot open the browser: {error}");
        }
    }
    let status = child.wait()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Generates the demonstration and imports it into a data folder of its own, which it gives. The same scenario and
/// program generate the same bytes; where they differ from those of the last time, the data folder starts anew, for
/// else the old recordings would stand beside the new ones.
fn demonstration(program: &Path) -> Result<PathBuf> {
    let folder = workspace::target_dir().join("demo");
    let (recordings, data, new) = (folder.join("recordings"), folder.join("data"), folder.join("new"));
    let scenario = workspace::root().join("scenario/scenarios/demo.toml");
    remove(&new)?;
    process::run(
        Command::new(program)
            .arg("generate")
            .arg("--scenario")
            .arg(&scenario)
            .args(["--seed", "1"])
            .arg(&new),
    )?;
    if contents(&new)? == contents(&recordings)? {
        remove(&new)?;
    } else {
        remove(&data)?;
        remove(&recordings)?;
        fs::rename(&new, &recordings)
            .with_context(|| format!("cannot rename {} to {}", new.display(), recordings.display()))?;
    }
    let files = contents(&recordings)?
        .into_keys()
        .filter(|path| path.extension().is_some_and(|extension| extension == "afterimage"));
    // what was imported already is recognised by its bytes
    process::run(
        Command::new(program)
            .arg("import")
            .args(files.map(|name| recordings.join(name)))
            .arg("--data")
            .arg(&data),
    )?;
    Ok(data)
}

/// Name and bytes of each file of a folder; nothing where it is not there.
fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut contents = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(contents);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry?;
        let bytes =
            fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
        contents.insert(PathBuf::from(entry.file_name()), bytes);
    }
    Ok(contents)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// Imports each shipped sample once. The list of those imported lies in the data folder, so that removing the
/// folder starts anew and a sample that someone deleted in the console does not come back.
fn import_samples(program: &Path, data: &Path) -> Result<()> {
    let list = data.join("samples-imported.txt");
    let done = fs::read_to_string(&list).unwrap_or_default();
    let wanted = not_imported(&samples()?, &done);
    if wanted.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(data).with_context(|| format!("cannot create {}", data.display()))?;
    process::run(Command::new(program).arg("import").args(&wanted).arg("--data").arg(data))?;
    let names: BTreeSet<String> =
        done.lines().map(str::to_owned).chain(wanted.iter().map(|path| name_of(path))).collect();
    let text: String = names.iter().map(|name| format!("{name}\n")).collect();
    fs::write(&list, text).with_context(|| format!("cannot write {}", list.display()))
}

/// The recordings that the repository ships.
pub(crate) fn samples() -> Result<Vec<PathBuf>> {
    let all = workspace::source_paths(&workspace::root().join("samples"))?;
    Ok(all.into_iter().filter(|path| is_recording(path)).collect())
}

fn is_recording(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["cast", "guac", "json"].iter().any(|known| extension == *known))
}

fn not_imported(samples: &[PathBuf], done: &str) -> Vec<PathBuf> {
    samples.iter().filter(|path| !done.lines().any(|line| line == name_of(path))).cloned().collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_imported_once() {
        let samples = [PathBuf::from("samples/a.cast"), PathBuf::from("samples/b.guac")];
        assert_eq!(not_imported(&samples, ""), samples);
        assert_eq!(not_imported(&samples, "a.cast\n"), [PathBuf::from("samples/b.guac")]);
        assert!(not_imported(&samples, "a.cast\nb.guac\n").is_empty());
    }

    #[test]
    fn papers_beside_the_samples_are_not_recordings() {
        assert!(!is_recording(Path::new("samples/README.md")));
        assert!(is_recording(Path::new("samples/htop.cast")));
    }
}
