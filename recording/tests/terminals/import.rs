//! Importing from memory, as the programs do from files.

use super::transcript::Transcript;
use recording::error::Result;
use recording::import::bundle::{Bundle, Kind, NamedHead, bundles, importer_of};
use recording::import::detect::HEAD_BYTES;
use recording::import::{Output, Report};
use recording::terminal::TerminalEvent;

/// A file in memory.
pub(crate) type Named<'a> = (&'a str, &'a [u8]);

/// What files are together.
pub(crate) fn sort(files: &[Named<'_>]) -> Vec<Bundle> {
    let heads: Vec<_> = files
        .iter()
        .map(|(name, bytes)| NamedHead { name, head: &bytes[..bytes.len().min(HEAD_BYTES)] })
        .collect();
    bundles(&heads)
}

/// Imports a bundle into `output`, from files that come in pieces of `piece` bytes.
pub(crate) fn import_into(
    kind: Kind,
    files: &[Named<'_>],
    piece: usize,
    output: &mut dyn Output,
) -> Result<Report> {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let mut importer = importer_of(kind, &names);
    let mut left: Vec<_> = files.iter().map(|(_, bytes)| bytes.chunks(piece.max(1))).collect();
    while let Some(file) = importer.wants() {
        match left[file].next() {
            Some(bytes) => importer.feed(bytes, output)?,
            None => importer.end_file(output)?,
        }
    }
    importer.finish(output)
}

/// Imports files that make one recording.
pub(crate) fn import(files: &[Named<'_>], piece: usize) -> (Transcript, Result<Report>) {
    let bundles = sort(files);
    assert_eq!(bundles.len(), 1, "not one recording: {bundles:?}");
    let Bundle { kind, files: order } = &bundles[0];
    let files: Vec<_> = order.iter().map(|file| files[*file]).collect();
    let mut transcript = Transcript::default();
    let report = import_into(*kind, &files, piece, &mut transcript);
    (transcript, report)
}

/// What was told, in the order it came, with outputs of one moment put together: into how many of them a source is
/// cut depends on the pieces that it came in.
pub(crate) fn lines(transcript: &Transcript) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in &transcript.lines {
        if let Some((time, kind, text)) = portion(line)
            && let Some((last_time, last_kind, last_text)) = lines.last().and_then(|last| portion(last))
            && (time, kind) == (last_time, last_kind)
        {
            let joined = format!("{time} {kind} \"{last_text}{text}\"");
            lines.pop();
            lines.push(joined);
        } else {
            lines.push(line.clone());
        }
    }
    lines
}

fn portion(line: &str) -> Option<(&str, &str, &str)> {
    let mut words = line.splitn(3, ' ');
    let (time, kind) = (words.next()?, words.next()?);
    let text = words.next()?.strip_prefix('"')?.strip_suffix('"')?;
    matches!(kind, "o" | "i").then_some((time, kind, text))
}

/// All output, one after the other.
pub(crate) fn text(transcript: &Transcript) -> String {
    let outputs = transcript.terminal.iter().filter_map(|(_, event)| match event {
        TerminalEvent::Output(text) => Some(text.as_str()),
        TerminalEvent::Resize(_) => None,
    });
    outputs.collect()
}
