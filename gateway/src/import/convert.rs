//! Writing the container for a file.

use super::Sources;
use crate::files::{FileSink, FileSource};
use crate::{Error, Result};
use player::analysis::{LoadTrack, Task};
use recording::facts::Facts;
use recording::format::{FaultKind, Recording, Summary, is_recording, verify};
use recording::import::Report;
use recording::import::bundle::importer_of;
use recording::record::{Recorder, RecorderOptions};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

/// How much of the source is read at once.
const PIECE_BYTES: usize = 1024 * 1024;
/// The zstd level of imports: more takes several times as long and saves a few per cent.
const LEVEL: i32 = 3;

/// What a file became.
#[derive(Clone, Debug)]
pub struct Converted {
    /// What the recording says of itself.
    pub facts: Facts,
    /// What it comes to.
    pub summary: Summary,
    /// How many events it holds.
    pub events: u64,
    /// What the import passed over.
    pub report: Report,
    /// SHA-256 of the bytes that were imported.
    pub source_sha256: [u8; 32],
}

/// Writes the container for a recording in the files `sources` into `output`, which must be empty and open for reading
/// too; `target` is what messages call it. A file that is a container already is checked and copied. `progress` is
/// called with the bytes of the sources that are done and the bytes there are.
///
/// # Errors
/// [`Error::ReadFile`], [`Error::Recording`], [`Error::NoSpace`] or [`Error::WriteFile`]. What is in `output` is
/// of no use then.
pub fn convert(
    sources: &Sources,
    name: &str,
    output: &File,
    target: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Converted> {
    let input = sources.main();
    let mut pieces = Pieces::open(sources)?;
    let report = if pieces.is_container()? {
        copy(&mut pieces, input, output, target, progress)?
    } else {
        translate(&mut pieces, sources, name, output, target, progress)?
    };
    let source_sha256 = pieces.digest(progress)?;
    output.sync_all().map_err(|error| Error::writing(target, error))?;

    // What is told of the recording is what its container says when it is read.
    let written =
        output.try_clone().and_then(FileSource::new).map_err(|error| Error::reading(target, error))?;
    let opened = Recording::open(&written).map_err(|source| unreadable(input, source))?;
    let events = count_events(&opened, &written).map_err(|source| unreadable(input, source))?;
    let (facts, summary) = (opened.facts().clone(), opened.summary().clone());
    Ok(Converted { facts, summary, events, report, source_sha256 })
}

/// How many events a recording holds, those that its player lists.
///
/// # Errors
/// Those of the source.
pub fn count_events(recording: &Recording, source: &FileSource) -> recording::Result<u64> {
    let mut loading = LoadTrack::events(recording.clone());
    loop {
        if let Some(loaded) = loading.step(source)? {
            return Ok(loaded.entries.len() as u64);
        }
    }
}

/// SHA-256 of a file; of several, that of theirs, one after the other.
///
/// # Errors
/// [`Error::ReadFile`].
pub fn digest(sources: &Sources) -> Result<[u8; 32]> {
    Pieces::open(sources)?.digest(&mut |_, _| {})
}

/// Opens a file to import.
fn open(input: &Path) -> Result<File> {
    let failed = |error| Error::reading(input, error);
    let file = File::open(input).map_err(failed)?;
    // It is read more than once.
    if file.metadata().map_err(failed)?.is_file() {
        Ok(file)
    } else {
        Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")))
    }
}

/// Files that are read piece by piece, and hashed on the way.
struct Pieces<'a> {
    files: Vec<Input<'a>>,
    buffer: Vec<u8>,
    done: u64,
    total: u64,
}

struct Input<'a> {
    path: &'a Path,
    source: File,
    hash: Sha256,
}

impl<'a> Pieces<'a> {
    fn open(sources: &'a Sources) -> Result<Self> {
        let mut pieces = Self { files: Vec::new(), buffer: vec![0; PIECE_BYTES], done: 0, total: 0 };
        for path in sources.files() {
            let source = open(path)?;
            let len = source.metadata().map_err(|error| Error::reading(path, error))?.len();
            pieces.total = pieces.total.saturating_add(len);
            pieces.files.push(Input { path, source, hash: Sha256::new() });
        }
        Ok(pieces)
    }

    /// Whether it is a recording of ours already.
    fn is_container(&mut self) -> Result<bool> {
        let [file] = self.files.as_mut_slice() else { return Ok(false) };
        let failed = |error| Error::reading(file.path, error);
        let mut head = Vec::new();
        Read::take(&mut file.source, 128).read_to_end(&mut head).map_err(failed)?;
        file.source.rewind().map_err(failed)?;
        Ok(is_recording(&head))
    }

    /// The next piece of a file, empty at its end.
    fn next(&mut self, file: usize, progress: &mut dyn FnMut(u64, u64)) -> Result<&[u8]> {
        let Some(file) = self.files.get_mut(file) else { return Ok(&[]) };
        loop {
            let len = match file.source.read(&mut self.buffer) {
                Ok(len) => len,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::reading(file.path, error)),
            };
            let piece = self.buffer.get(..len).unwrap_or_default();
            file.hash.update(piece);
            self.done = self.done.saturating_add(len as u64);
            progress(self.done, self.total.max(self.done));
            return Ok(piece);
        }
    }

    /// SHA-256 of all files; what an importer did not want is read for it.
    fn digest(mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<[u8; 32]> {
        for file in 0..self.files.len() {
            while !self.next(file, progress)?.is_empty() {}
        }
        let mut digests = self.files.into_iter().map(|file| <[u8; 32]>::from(file.hash.finalize()));
        match (digests.next(), digests.len()) {
            (Some(digest), 0) => Ok(digest),
            (first, _) => Ok(first
                .into_iter()
                .chain(digests)
                .fold(Sha256::new(), Sha256::chain_update)
                .finalize()
                .into()),
        }
    }
}

/// Imports foreign files.
fn translate(
    pieces: &mut Pieces<'_>,
    sources: &Sources,
    name: &str,
    output: &File,
    target: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(Error::Random)?;
    let sink = FileSink::new(output.try_clone().map_err(|error| Error::writing(target, error))?);
    let failure = sink.failure();
    let told = |source| match failure.take() {
        Some(error) => Error::writing(target, error),
        None => unreadable(sources.main(), source),
    };
    let mut recorder = Recorder::new(sink, RecorderOptions { secret, level: LEVEL });
    let names: Vec<_> =
        sources.files().iter().map(|file| file.file_name().unwrap_or_default().to_string_lossy()).collect();
    // the first one goes by the name that the recording is kept under
    let names: Vec<&str> = std::iter::once(name).chain(names.iter().skip(1).map(AsRef::as_ref)).collect();
    let mut importer = importer_of(sources.kind, &names);
    while let Some(file) = importer.wants() {
        let piece = pieces.next(file, progress)?;
        let fed = if piece.is_empty() {
            importer.end_file(&mut recorder)
        } else {
            importer.feed(piece, &mut recorder)
        };
        fed.map_err(told)?;
    }
    let report = importer.finish(&mut recorder).map_err(told)?;
    let (sink, _) = recorder.into_parts().map_err(told)?;
    sink.finish().map_err(|error| Error::writing(target, error))?;
    Ok(report)
}

/// Copies a container that is sound, or that only was never closed.
fn copy(
    pieces: &mut Pieces<'_>,
    input: &Path,
    output: &File,
    target: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report> {
    let mut output = output.try_clone().map_err(|error| Error::writing(target, error))?;
    loop {
        let piece = pieces.next(0, progress)?;
        if piece.is_empty() {
            break;
        }
        output.write_all(piece).map_err(|error| Error::writing(target, error))?;
    }
    // The copy is checked, not the source, which might change in between.
    let copy = FileSource::new(output).map_err(|error| Error::reading(target, error))?;
    let verdict = verify(&copy, &mut |_, _| {}).map_err(|source| unreadable(input, source))?;
    let is_unfinished = |kind: FaultKind| matches!(kind, FaultKind::Unsealed | FaultKind::Incomplete);
    if let Some(fault) = verdict.faults.iter().find(|fault| !is_unfinished(fault.what)) {
        let source = recording::Error::Altered { what: "a part", offset: fault.offset };
        return Err(unreadable(input, source));
    }
    let mut report = Report { truncated: !verdict.closed, ..Report::default() };
    if let Some(fault) = verdict.faults.first() {
        report.note("recording that was never closed", fault.offset);
    }
    Ok(report)
}

fn unreadable(input: &Path, source: recording::Error) -> Error {
    Error::Recording { file: input.display().to_string(), source }
}
