//! Whether what is configured is there, and can be used.

use super::{Config, Fault, Loaded, Origin};
use crate::Error;
use crate::server::Certificates;
use std::fs;
use std::path::Path;

/// Looks at the files and folders that a configuration names, and says everything that would not work.
///
/// Nothing is left behind, and nothing is listened on. Whether the database answers is not asked.
pub fn check(loaded: &Loaded) -> Vec<Fault> {
    let Config { data, console, tls, .. } = &loaded.config;
    let mut checks = vec![("data", folder_to_write(data))];
    if let Some(console) = console {
        checks.push(("console", console_files(console)));
    }
    if let Some(files) = tls {
        checks.push(("tls.certificate", readable(&files.certificate)));
        checks.push(("tls.key", readable(&files.key)));
    }
    let is_tls_readable = checks.iter().all(|(key, found)| !key.starts_with("tls.") || found.is_ok());
    checks.extend(listening(&loaded.config, is_tls_readable));
    let origin = |key: &str| {
        let shown = loaded.shown.iter().find(|shown| shown.key == key);
        shown.map_or(Origin::Default, |shown| shown.origin.clone())
    };
    let faults = checks.into_iter().filter_map(|(key, found)| Some((key, found.err()?)));
    faults.map(|(key, what)| Fault { origin: origin(key), key: key.to_owned(), what }).collect()
}

/// A folder that can be written to, or made where its parent can.
fn folder_to_write(folder: &Path) -> Result<(), String> {
    let there = folder.ancestors().find(|path| path.as_os_str().is_empty() || path.exists());
    let there = match there {
        Some(path) if !path.as_os_str().is_empty() => path,
        _ => Path::new("."),
    };
    let shown = there.display();
    if !there.is_dir() {
        return Err(format!("{shown} is no folder; name another, or move it away"));
    }
    match tempfile::tempfile_in(there) {
        Ok(_) => Ok(()),
        Err(error) => {
            Err(format!("{shown} cannot be written to: {error}; chown it to the account of the server"))
        }
    }
}

fn console_files(folder: &Path) -> Result<(), String> {
    match fs::metadata(folder.join("index.html")) {
        Ok(file) if file.is_file() => Ok(()),
        _ => Err(format!(
            "{}: there is no console here (no index.html); build it, or leave the key out",
            folder.display()
        )),
    }
}

fn readable(file: &Path) -> Result<(), String> {
    let read = fs::read(file).map(|_| ());
    read.map_err(|error| {
        format!("{} cannot be read: {error}; let the account of the server read it", file.display())
    })
}

/// What the server would say of how it is to listen, without listening.
fn listening(config: &Config, is_tls_readable: bool) -> Vec<(&'static str, Result<(), String>)> {
    let settings = match config.settings() {
        Ok(settings) => settings,
        Err(error) => return vec![("address", Err(error.to_string()))],
    };
    let mut found = Vec::new();
    if let Err(error) = settings.check() {
        let key = match error {
            Error::NoAddress { .. } | Error::Usage(_) => "address",
            _ => "listen",
        };
        found.push((key, Err(error.to_string())));
    }
    if let Some(tls) = settings.tls.filter(|_| is_tls_readable) {
        let certificate = tls.certificate.display().to_string();
        let is_of_certificate = |text: &str| text.starts_with(&certificate);
        let loaded = Certificates::load(tls, settings.address).map(|_| ());
        if let Err(text) = loaded.map_err(|error| error.to_string()) {
            found.push((if is_of_certificate(&text) { "tls.certificate" } else { "tls.key" }, Err(text)));
        }
    }
    found
}
