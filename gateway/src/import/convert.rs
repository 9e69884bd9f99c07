//! Writing the container for a file.

use crate::files::{FileSink, FileSource};
use crate::{Error, Result};
use recording::facts::Facts;
use recording::format::{FaultKind, Recording, Summary, is_recording, verify};
use recording::import::{AnyImporter, Importer, Report};
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
    /// What the import passed over.
    pub report: Report,
    /// SHA-256 of the bytes that were imported.
    pub source_sha256: [u8; 32],
}

/// Writes the container for the file `input` into `output`, which must be empty and open for reading too; `target`
/// is what messages call it. A file that is a container already is checked and copied. `progress` is called with
/// the bytes of the source that are done and the bytes there are.
///
/// # Errors
/// [`Error::ReadFile`], [`Error::Recording`], [`Error::NoSpace`] or [`Error::WriteFile`]. What is in `output` is
/// of no use then.
pub fn convert(
    input: &Path,
    name: &str,
    output: &File,
    target: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Converted> {
    let mut source = open(input)?;
    let total = source.metadata().map_err(|error| Error::reading(input, error))?.len();
    let head = read_head(&mut source).map_err(|error| Error::reading(input, error))?;
    let mut pieces = Pieces { source, hash: Sha256::new(), input, done: 0, total };
    let report = if is_recording(&head) {
        copy(&mut pieces, output, target, progress)?
    } else {
        translate(&mut pieces, name, output, target, progress)?
    };
    let source_sha256 = pieces.hash.finalize().into();
    output.sync_all().map_err(|error| Error::writing(target, error))?;

    // What is told of the recording is what its container says when it is read.
    let written =
        output.try_clone().and_then(FileSource::new).map_err(|error| Error::reading(target, error))?;
    let opened = Recording::open(&written).map_err(|source| unreadable(input, source))?;
    Ok(Converted { facts: opened.facts().clone(), summary: opened.summary().clone(), report, source_sha256 })
}

/// SHA-256 of a file.
///
/// # Errors
/// [`Error::ReadFile`].
pub fn digest(input: &Path) -> Result<[u8; 32]> {
    let source = open(input)?;
    let mut pieces = Pieces { source, hash: Sha256::new(), input, done: 0, total: 0 };
    pieces.each(&mut |_| Ok(()), &mut |_, _| {})?;
    Ok(pieces.hash.finalize().into())
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

/// The first bytes, which tell a container.
fn read_head(source: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    Read::take(&mut *source, 128).read_to_end(&mut head)?;
    source.rewind()?;
    Ok(head)
}

/// A source that is read piece by piece, and hashed on the way.
struct Pieces<'a> {
    source: File,
    hash: Sha256,
    input: &'a Path,
    done: u64,
    total: u64,
}

impl Pieces<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(&[u8]) -> Result<()>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<()> {
        let mut buffer = vec![0; PIECE_BYTES];
        loop {
            let len = match self.source.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(len) => len,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::reading(self.input, error)),
            };
            let piece = buffer.get(..len).unwrap_or_default();
            self.hash.update(piece);
            take(piece)?;
            self.done = self.done.saturating_add(len as u64);
            progress(self.done, self.total.max(self.done));
        }
    }
}

/// Imports a foreign file.
fn translate(
    pieces: &mut Pieces<'_>,
    name: &str,
    output: &File,
    target: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report> {
    let input = pieces.input;
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(Error::Random)?;
    let sink = FileSink::new(output.try_clone().map_err(|error| Error::writing(target, error))?);
    let failure = sink.failure();
    let told = |source| match failure.take() {
        Some(error) => Error::writing(target, error),
        None => unreadable(input, source),
    };
    let mut recorder = Recorder::new(sink, RecorderOptions { secret, level: LEVEL });
    let mut importer = AnyImporter::new(Some(name));
    pieces.each(&mut |piece| importer.feed(piece, &mut recorder).map_err(told), progress)?;
    let report = importer.finish(&mut recorder).map_err(told)?;
    let (sink, _) = recorder.into_parts().map_err(told)?;
    sink.finish().map_err(|error| Error::writing(target, error))?;
    Ok(report)
}

/// Copies a container that is sound, or that only was never closed.
fn copy(
    pieces: &mut Pieces<'_>,
    output: &File,
    target: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report> {
    let input = pieces.input;
    let mut output = output.try_clone().map_err(|error| Error::writing(target, error))?;
    pieces.each(
        &mut |piece| output.write_all(piece).map_err(|error| Error::writing(target, error)),
        progress,
    )?;
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
