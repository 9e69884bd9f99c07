//! Opening a session in parts (Devolutions Gateway), whose videos the browser decodes.

use super::files::LocalFile;
use super::import::{Imported, MAGIC_BYTES, Pieces, Progress, recorder, refused};
use super::message::Failure;
use super::origin::slice;
use super::video::VideoReader;
use recording::import::bundle::BundleImporter;
use recording::import::devolutions::DevolutionsImporter;
use recording::import::webm::is_webm;
use recording::import::{Output, Report};

/// Imports the files of a session: `recording.json`, then its parts. `is_current` is asked now and then whether anyone
/// still wants it.
///
/// # Errors
/// `aborted`, those of reading the files, and those of the importers.
pub(super) async fn import_session(
    files: &[&LocalFile],
    is_current: impl Fn() -> bool,
) -> Result<Imported, Failure> {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let told = |error: recording::Error| refused(error.into(), names.first().copied());
    let mut progress = Progress::new("import", Some(files.iter().map(|file| file.len()).sum()));
    let mut importer = DevolutionsImporter::new(&names);
    let mut recorder = recorder()?;
    while let Some((wanted, file)) = importer.wants().and_then(|wanted| Some((wanted, files.get(wanted)?))) {
        // the first one is the list of the others
        let is_video =
            wanted > 0 && is_webm(&slice(&file.blob, 0..file.len().min(MAGIC_BYTES as u64)).await?);
        let mut pieces = Pieces::of(&file.blob.stream())?;
        if is_video {
            let mut output = importer.part_output(&mut recorder);
            let read = video(file, &mut pieces, &mut output, &mut progress, &is_current).await;
            drop(output);
            let outcome = match read {
                Ok(report) => Ok(report),
                Err(failure) if is_of_part(&failure) => Err(failure.message),
                Err(failure) => {
                    pieces.cancel();
                    return Err(failure);
                }
            };
            importer.end_part(outcome);
        } else {
            while let Some(bytes) = pieces.next().await? {
                if !is_current() {
                    pieces.cancel();
                    return Err(Failure::aborted());
                }
                importer.feed(&bytes, &mut recorder).map_err(told)?;
                progress.add(bytes.len());
            }
            importer.end_file(&mut recorder).map_err(told)?;
        }
        // a video that cannot be decoded is not read to its end
        pieces.cancel();
    }
    let report = importer.finish(&mut recorder).map_err(told)?;
    let (bytes, _) = recorder.into_parts()?;
    Ok(Imported { bytes, report })
}

async fn video(
    file: &LocalFile,
    pieces: &mut Pieces,
    output: &mut dyn Output,
    progress: &mut Progress,
    is_current: &impl Fn() -> bool,
) -> Result<Report, Failure> {
    let mut reader = VideoReader::new(Some(&file.name));
    while let Some(bytes) = pieces.next().await? {
        reader.feed(&bytes, output, progress, is_current).await?;
    }
    reader.finish(output).await
}

/// Whether a failure is that of one part, so that the others can be played without it.
fn is_of_part(failure: &Failure) -> bool {
    !["aborted", "unavailable", "limit"].contains(&failure.code)
}
