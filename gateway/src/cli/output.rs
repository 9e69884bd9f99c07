//! Printing, and writing files whole or not at all.

use crate::{Error, Result};
use serde::Serialize;
use std::fmt;
use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::NamedTempFile;

/// What errors call the place that everything is printed to.
const STANDARD_OUTPUT: &str = "standard output";

/// Prints to standard output. A reader that went away (`| head`) is no error.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::writing(STANDARD_OUTPUT, error))
        }
        _ => Ok(()),
    }
}

/// Prints a text that was put together by the formatting macros.
pub(super) fn print_formatted(text: std::result::Result<String, fmt::Error>) -> Result<()> {
    print(&text.map_err(|error| Error::writing(STANDARD_OUTPUT, io::Error::other(error)))?)
}

/// Prints a value as JSON, one field a line.
pub(super) fn print_json(value: &impl Serialize) -> Result<()> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Error::writing(STANDARD_OUTPUT, error.into()))?;
    print(&(text + "\n"))
}

/// A file that appears at `path` only once it is complete.
pub(super) fn begin(path: &Path) -> Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    tempfile::Builder::new()
        .prefix(".afterimage-")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(|error| Error::writing(path, error))
}

/// Puts a complete file at `path`, in place of what was there.
pub(super) fn finish(file: NamedTempFile, path: &Path) -> Result<()> {
    file.as_file().sync_all().map_err(|error| Error::writing(path, error))?;
    file.persist(path).map(|_| ()).map_err(|error| Error::writing(path, error.error))
}
