//! The snapshot of the RustSec database: an archive with its date in its name, in the shared folder.

use crate::{process, workspace};
use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use rustsec::Advisory;
use rustsec::package::Package;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A snapshot, unpacked: a folder for each crate, with a file for each of its advisories.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) date: Date,
    folder: PathBuf,
}

impl Snapshot {
    /// Unpacks the newest snapshot in `folder` into `into`; none where there is none.
    pub(super) fn newest(folder: &Path, into: &Path) -> Result<Option<Self>> {
        let mut dated = Vec::new();
        if folder.is_dir() {
            for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
                let entry = entry?;
                dated.extend(date_in(&entry.file_name().to_string_lossy()).map(|date| (date, entry.path())));
            }
        }
        let Some((date, archive)) = dated.into_iter().max() else { return Ok(None) };
        unpack(&archive, into)?;
        Ok(Some(Self { date, folder: into.join("crates") }))
    }

    /// How many advisories it holds.
    pub(super) fn count(&self) -> Result<usize> {
        let mut count = 0;
        for entry in list(&self.folder)? {
            count += list(&entry)?.len();
        }
        // an empty one would find nothing, ever
        ensure!(count > 0, "the snapshot of {} holds no advisories", self.date);
        Ok(count)
    }

    /// The advisories about these packages, whatever their versions. One that cannot be read is an error, for it may be
    /// the one that matters.
    pub(super) fn advisories(&self, packages: &[Package]) -> Result<Vec<Advisory>> {
        let mut advisories = Vec::new();
        let mut names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for folder in names.into_iter().map(|name| self.folder.join(name)).filter(|folder| folder.is_dir()) {
            for file in list(&folder)? {
                let text =
                    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
                let advisory =
                    text.parse::<Advisory>().with_context(|| format!("{} is no advisory", file.display()))?;
                advisories.push(advisory);
            }
        }
        Ok(advisories)
    }
}

/// Where snapshots are looked for.
pub(super) fn folder() -> PathBuf {
    workspace::shared().join("advisories")
}

/// The date in the name of a snapshot, as in `rustsec-crates-2026-08-21.tar.xz`.
fn date_in(name: &str) -> Option<Date> {
    name.strip_prefix("rustsec-crates-")?.strip_suffix(".tar.xz")?.parse().ok()
}

fn unpack(archive: &Path, into: &Path) -> Result<()> {
    if into.exists() {
        fs::remove_dir_all(into).with_context(|| format!("cannot remove {}", into.display()))?;
    }
    fs::create_dir_all(into).with_context(|| format!("cannot create {}", into.display()))?;
    let mut command = Command::new("tar");
    command.args(["--extract", "--xz", "--file"]).arg(archive).arg("--directory").arg(into);
    process::output(&mut command)?;
    Ok(())
}

/// What lies in the folder, sorted.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::super::rules;
    use super::*;
    use rustsec::Lockfile;

    /// A lock file with zip 2.1.0, which leaves the folder that it extracts into (RUSTSEC-2025-0168).
    const ZIP: &str = "version = 4\n\n[[package]]\nname = \"zip\"\nversion = \"2.1.0\"\n\
                       source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";

    fn scratch(name: &str) -> PathBuf {
        workspace::target_dir().join("advisories-in-tests").join(name)
    }

    #[test]
    fn the_name_of_a_snapshot_tells_its_date() {
        assert_eq!(date_in("rustsec-crates-2026-08-21.tar.xz"), Some(Date::constant(2026, 8, 21)));
        assert_eq!(date_in("rustsec-crates-2026-13-21.tar.xz"), None);
        assert_eq!(date_in("rustsec-crates-latest.tar.xz"), None);
        assert_eq!(date_in("README.md"), None);
    }

    #[test]
    fn without_a_snapshot_there_is_nothing_to_judge() {
        let folder = scratch("none");
        fs::create_dir_all(&folder).unwrap();
        assert!(Snapshot::newest(&folder, &scratch("unpacked-none")).unwrap().is_none());
        assert!(Snapshot::newest(&folder.join("missing"), &scratch("unpacked-none")).unwrap().is_none());
    }

    #[test]
    fn an_archive_that_is_none_and_a_snapshot_without_advisories_are_errors() {
        let folder = scratch("broken");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("rustsec-crates-2026-08-21.tar.xz"), "no archive").unwrap();
        assert!(Snapshot::newest(&folder, &scratch("unpacked-broken")).is_err());
        let empty = Snapshot { date: Date::constant(2026, 8, 21), folder: scratch("empty") };
        fs::create_dir_all(&empty.folder).unwrap();
        assert!(empty.count().is_err());
    }

    #[test]
    fn an_advisory_that_cannot_be_read_is_an_error() {
        let snapshot = Snapshot { date: Date::constant(2026, 8, 21), folder: scratch("unreadable") };
        fs::create_dir_all(snapshot.folder.join("zip")).unwrap();
        fs::write(snapshot.folder.join("zip/RUSTSEC-2025-0168.md"), "# Of another form").unwrap();
        let packages = ZIP.parse::<Lockfile>().unwrap().packages;
        assert!(snapshot.advisories(&packages).is_err());
    }

    #[test]
    fn the_shared_snapshot_finds_a_planted_vulnerability() {
        let folder = folder();
        let Some(snapshot) = Snapshot::newest(&folder, &scratch("unpacked")).unwrap() else {
            println!("skipped: no snapshot of advisories in {}", folder.display());
            return;
        };
        assert!(snapshot.count().unwrap() > 500);
        let packages = ZIP.parse::<Lockfile>().unwrap().packages;
        let known = snapshot.advisories(&packages).unwrap();
        let findings = rules::advisories(&packages, &known, &[], snapshot.date);
        assert!(
            findings
                .iter()
                .any(|finding| finding.to_string().starts_with("error: zip 2.1.0: RUSTSEC-2025-0168"))
        );
    }
}
