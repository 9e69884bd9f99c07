//! Which recordings are measured.

use super::lengthen::lengthen;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Smaller files say nothing about speed.
const LEAST_BYTES: u64 = 20_000;

/// Who else plays a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A desktop or a terminal as Guacamole recorded it.
    Guacamole,
    /// A terminal as asciinema recorded it.
    Asciicast,
}

/// A recording to measure, as plain text: other players unwrap nothing.
#[derive(Debug)]
pub(crate) struct Recording {
    /// Its file name, without `.zst`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) bytes: u64,
}

/// The recordings of a run, all in one folder of their own.
#[derive(Debug)]
pub(crate) struct Recordings {
    folder: TempDir,
    pub(crate) all: Vec<Recording>,
}

impl Recordings {
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds a recording of so many hours: the longest of Guacamole's again and again.
    pub(crate) fn add_longer(&mut self, hours: u64) -> Result<()> {
        let longest = self.all.iter().rev().find(|recording| recording.kind == Kind::Guacamole);
        let longest = longest.context("there is no Guacamole recording to make longer")?;
        let name = format!("{hours}-hours.guac");
        let bytes = lengthen(&self.path(longest), &self.folder.path().join(&name), hours)?;
        self.all.push(Recording { name, kind: Kind::Guacamole, bytes });
        self.all.sort_by(|a, b| a.bytes.cmp(&b.bytes).then_with(|| a.name.cmp(&b.name)));
        Ok(())
    }

    pub(crate) fn path(&self, recording: &Recording) -> PathBuf {
        self.folder.path().join(&recording.name)
    }
}

/// All recordings below `from` that the other players play too, smallest first.
pub(crate) fn find(from: &Path) -> Result<Recordings> {
    let folder = TempDir::new()?;
    let mut all = Vec::new();
    let mut open = vec![from.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("cannot list {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Some((kind, name)) = playable(&path) {
                let bytes = put(&path, &folder.path().join(&name))?;
                if bytes >= LEAST_BYTES {
                    all.push(Recording { name, kind, bytes });
                }
            }
        }
    }
    all.sort_by(|a, b| a.bytes.cmp(&b.bytes).then_with(|| a.name.cmp(&b.name)));
    Ok(Recordings { folder, all })
}

fn playable(path: &Path) -> Option<(Kind, String)> {
    let name = path.file_name()?.to_str()?;
    let plain = name.strip_suffix(".zst").unwrap_or(name);
    // a file that was cut off on purpose measures nothing
    if plain.contains("truncated") {
        return None;
    }
    let kind = match plain.rsplit_once('.')?.1 {
        "guac" => Kind::Guacamole,
        "cast" => Kind::Asciicast,
        _ => return None,
    };
    Some((kind, plain.to_owned()))
}

/// Copies or unpacks a file and gives its plain size.
fn put(from: &Path, to: &Path) -> Result<u64> {
    if from.extension().is_some_and(|extension| extension == "zst") {
        let source = File::open(from).with_context(|| format!("cannot read {}", from.display()))?;
        let mut target = File::create(to)?;
        zstd::stream::copy_decode(source, &mut target)?;
        Ok(target.metadata()?.len())
    } else {
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))
    }
}
