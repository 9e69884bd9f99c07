//! Opening several files of the user that make one recording.

use super::import::{Import, Imported, Pieces};
use super::message::Failure;
use super::origin::slice;
use super::session::import_session;
use recording::import::bundle::{Bundle, Kind, NamedHead, bundles};
use recording::import::detect::HEAD_BYTES;
use web_sys::Blob;

/// A file of the user.
pub(super) struct LocalFile {
    pub(super) blob: Blob,
    /// Its name, empty where it has none.
    pub(super) name: String,
}

impl LocalFile {
    /// Length in bytes.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number")]
    pub(super) fn len(&self) -> u64 {
        self.blob.size() as u64
    }
}

/// Imports files that make one recording together. `is_current` is asked now and then whether anyone still wants it.
///
/// # Errors
/// `unsupported` where they are no one recording, `aborted`, those of reading the files and those of the importers.
pub(super) async fn import_files(
    files: &[LocalFile],
    is_current: impl Fn() -> bool,
) -> Result<Imported, Failure> {
    let mut heads = Vec::new();
    for file in files {
        heads.push(slice(&file.blob, 0..file.len().min(HEAD_BYTES as u64)).await?);
    }
    let named: Vec<_> =
        files.iter().zip(&heads).map(|(file, head)| NamedHead { name: &file.name, head }).collect();
    let found = bundles(&named);
    let [Bundle { kind, files: order }] = found.as_slice() else {
        let reason = format!("these {} files do not make one recording: open them one by one", files.len());
        return Err(Failure::new("unsupported", reason));
    };
    let files: Vec<&LocalFile> = order.iter().filter_map(|file| files.get(*file)).collect();
    if *kind == Kind::Devolutions {
        return import_session(&files, is_current).await;
    }
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let total = files.iter().map(|file| file.len()).sum();
    let mut import = Import::of(*kind, &names, Some(total))?;
    let mut streams = Vec::new();
    for file in &files {
        streams.push(Pieces::of(&file.blob.stream())?);
    }
    let imported = feed(&mut import, &mut streams, is_current).await;
    // a file may hold more than was wanted of it
    streams.iter().for_each(Pieces::cancel);
    imported?;
    import.finish()
}

async fn feed(
    import: &mut Import,
    streams: &mut [Pieces],
    is_current: impl Fn() -> bool,
) -> Result<(), Failure> {
    while let Some(file) = import.wants() {
        let piece = match streams.get_mut(file) {
            Some(stream) => stream.next().await?,
            None => None,
        };
        if !is_current() {
            return Err(Failure::aborted());
        }
        match piece {
            Some(bytes) => import.feed(&bytes)?,
            None => import.end_file()?,
        }
    }
    Ok(())
}
