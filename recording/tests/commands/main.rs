//! The commands that are found in recordings of terminals, against what people read in them.
//!
//! `corpus.json` has the commands of the staged recordings, `own/` some small recordings with theirs. The staged ones
//! lie in `AFTERIMAGE_SHARED` or in `shared` beside the project; without them that test says that it is skipped.

use events::{Event, Happening, Performance};
use recording::audio::Audio;
use recording::error::Result;
use recording::facts::Facts;
use recording::import::Output;
use recording::import::bundle::{Kind, NamedHead, bundles, importer_of};
use recording::import::detect::HEAD_BYTES;
use recording::input::{Input, PointerShape};
use recording::picture::{Damage, Picture};
use recording::terminal::TerminalEvent;
use recording::units::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folders of the staged recordings of terminals.
const FOLDERS: [&str; 6] = ["asciicast-v1", "asciicast-v2", "asciicast-v3", "script", "tlog", "ttyrec"];

/// Keeps the commands that it is told.
#[derive(Default)]
struct Found(Vec<String>);

impl Output for Found {
    fn begin(&mut self, _: &Facts) -> Result<()> {
        Ok(())
    }

    fn frame(&mut self, _: Timestamp, _: &Picture, _: &Damage) -> Result<()> {
        Ok(())
    }

    fn pointer_shape(&mut self, _: Timestamp, _: Option<&PointerShape>) -> Result<()> {
        Ok(())
    }

    fn pointer_position(&mut self, _: Timestamp, _: i32, _: i32) -> Result<()> {
        Ok(())
    }

    fn terminal(&mut self, _: Timestamp, _: &TerminalEvent) -> Result<()> {
        Ok(())
    }

    fn input(&mut self, _: Timestamp, _: &Input) -> Result<()> {
        Ok(())
    }

    fn event(&mut self, event: &Event) -> Result<()> {
        if let Happening::Command { command, .. } = &event.what {
            assert!(event.doubts().is_empty(), "{event:?}");
            self.0.push(command.clone());
        }
        Ok(())
    }

    fn performance(&mut self, _: &Performance) -> Result<()> {
        Ok(())
    }

    fn audio(&mut self, _: u32, _: Timestamp, _: &Audio<'_>) -> Result<()> {
        Ok(())
    }

    fn end(&mut self, _: Timestamp) -> Result<()> {
        Ok(())
    }
}

/// How many commands were found, of how many there are.
#[derive(Clone, Copy, Default)]
struct Score {
    found: usize,
    right: usize,
    labelled: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.found += other.found;
        self.right += other.right;
        self.labelled += other.labelled;
    }

    #[expect(clippy::cast_precision_loss, reason = "some hundred commands")]
    fn precision(self) -> f64 {
        if self.found == 0 { 1.0 } else { self.right as f64 / self.found as f64 }
    }

    #[expect(clippy::cast_precision_loss, reason = "some hundred commands")]
    fn recall(self) -> f64 {
        if self.labelled == 0 { 1.0 } else { self.right as f64 / self.labelled as f64 }
    }
}

/// The commands in the files of a folder, by the name of the first file of each recording. What cannot be imported
/// has none.
fn commands(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("can be listed")
        .map(|entry| entry.expect("can be listed"))
        .map(|entry| {
            let bytes = std::fs::read(entry.path()).expect("can be read");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect();
    files.sort();
    let heads: Vec<_> = files
        .iter()
        .map(|(name, bytes)| NamedHead { name, head: &bytes[..bytes.len().min(HEAD_BYTES)] })
        .collect();
    bundles(&heads)
        .into_iter()
        .filter(|bundle| bundle.kind != Kind::Devolutions)
        .map(|bundle| {
            let named: Vec<_> = bundle.files.iter().map(|file| &files[*file]).collect();
            let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
            let mut found = Found::default();
            let mut importer = importer_of(bundle.kind, &names);
            let mut left: Vec<_> = named.iter().map(|(_, bytes)| bytes.chunks(65_536)).collect();
            let mut is_played = true;
            while let Some(file) = importer.wants().filter(|_| is_played) {
                is_played = match left[file].next() {
                    Some(bytes) => importer.feed(bytes, &mut found).is_ok(),
                    None => importer.end_file(&mut found).is_ok(),
                };
            }
            is_played = is_played && importer.finish(&mut found).is_ok();
            (names[0].to_owned(), if is_played { found.0 } else { Vec::new() })
        })
        .collect()
}

/// What is both in `found` and in `labelled`, in the same order; and the rest of each.
fn compare(found: &[String], labelled: &[String]) -> (usize, Vec<String>, Vec<String>) {
    let mut longest = vec![vec![0_usize; labelled.len() + 1]; found.len() + 1];
    for (row, one) in found.iter().enumerate().rev() {
        for (column, other) in labelled.iter().enumerate().rev() {
            longest[row][column] = if one == other {
                longest[row + 1][column + 1] + 1
            } else {
                longest[row + 1][column].max(longest[row][column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let (mut wrong, mut missed) = (Vec::new(), Vec::new());
    while row < found.len() || column < labelled.len() {
        if row < found.len() && column < labelled.len() && found[row] == labelled[column] {
            (row, column) = (row + 1, column + 1);
        } else if column == labelled.len()
            || (row < found.len() && longest[row + 1][column] >= longest[row][column + 1])
        {
            wrong.push(found[row].clone());
            row += 1;
        } else {
            missed.push(labelled[column].clone());
            column += 1;
        }
    }
    (longest[0][0], wrong, missed)
}

/// Compares the commands of every recording with the labels and prints how they agree.
fn score(found: &BTreeMap<String, Vec<String>>, labels: &BTreeMap<String, Vec<String>>) -> Score {
    let mut sum = Score::default();
    println!("{:<58} {:>6} {:>6} {:>6}", "recording", "there", "found", "right");
    for (name, found) in found {
        let labelled = labels.get(name).map(Vec::as_slice).unwrap_or_default();
        let (right, wrong, missed) = compare(found, labelled);
        sum.add(Score { found: found.len(), right, labelled: labelled.len() });
        if !(found.is_empty() && labelled.is_empty()) {
            println!("{name:<58} {:>6} {:>6} {right:>6}", labelled.len(), found.len());
        }
        wrong.iter().for_each(|text| println!("    wrong:  {text:?}"));
        missed.iter().for_each(|text| println!("    missed: {text:?}"));
    }
    println!(
        "{:<58} {:>6} {:>6} {:>6}  precision {:.3}, recall {:.3}",
        "all",
        sum.labelled,
        sum.found,
        sum.right,
        sum.precision(),
        sum.recall()
    );
    sum
}

fn labels(text: &str) -> BTreeMap<String, Vec<String>> {
    serde_json::from_str(text).expect("lists of commands by recording, as JSON")
}

#[test]
fn commands_of_the_staged_recordings_are_found() {
    let shared = std::env::var_os("AFTERIMAGE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let folder = shared.join("recordings");
    if !folder.is_dir() {
        println!("skipped: there are no recordings in {}", shared.display());
        return;
    }
    let labels = labels(include_str!("corpus.json"));
    let mut found = BTreeMap::new();
    for kind in FOLDERS {
        let named = |(name, commands)| (format!("{kind}/{name}"), commands);
        found.extend(commands(&folder.join(kind)).into_iter().map(named));
    }
    for name in labels.keys() {
        assert!(found.contains_key(name), "{name} is labelled and not there");
    }
    let score = score(&found, &labels);
    assert!(score.precision() >= 0.99, "precision {:.3}", score.precision());
    assert!(score.recall() >= 0.99, "recall {:.3}", score.recall());
}

#[test]
fn commands_of_our_own_recordings_are_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/own");
    let score = score(&commands(&folder), &labels(include_str!("own.json")));
    assert!(score.precision() >= 0.99, "precision {:.3}", score.precision());
    assert!(score.recall() >= 0.99, "recall {:.3}", score.recall());
}
