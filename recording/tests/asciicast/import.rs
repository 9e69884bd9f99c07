//! Importing from memory.

use super::transcript::Transcript;
use recording::error::Result;
use recording::import::{AnyImporter, Importer, Report};

/// Imports bytes that come in pieces of `piece` bytes.
pub(crate) fn import(bytes: &[u8], piece: usize) -> (Transcript, Result<Report>) {
    let mut transcript = Transcript::default();
    let mut importer = AnyImporter::new(Some("session.cast"));
    for piece in bytes.chunks(piece) {
        if let Err(error) = importer.feed(piece, &mut transcript) {
            return (transcript, Err(error));
        }
    }
    let report = importer.finish(&mut transcript);
    (transcript, report)
}
