//! The recording that a command is about: a container, or a file of another format imported for the moment.

use super::arguments::Subject;
use super::progress::Progress;
use crate::files::FileSource;
use crate::import::{Sources, convert};
use crate::{Error, Result};
use policy::Visibility;
use recording::format::{Verdict, is_recording, verify};
use recording::import::Report;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// An opened recording.
pub(super) struct Target {
    /// What messages call it.
    pub(super) label: String,
    /// Its container.
    pub(super) source: FileSource,
    /// What the import passed over; `None` where it is a container already.
    pub(super) report: Option<Report>,
    /// What the data folder lists of it, where it was named by its id.
    pub(super) listed: Option<Box<api::Recording>>,
}

impl Target {
    /// Opens the recording, importing it into a file without a name where it is of another format.
    pub(super) fn open(subject: &Subject) -> Result<Self> {
        let (path, listed) = locate(subject)?;
        let failed = |error| Error::reading(&path, error);
        let label = subject.recording.display().to_string();
        let mut file = File::open(&path).map_err(failed)?;
        let mut head = Vec::new();
        Read::take(&mut file, 128).read_to_end(&mut head).map_err(failed)?;
        // One whose first bytes are damaged is still told by its name.
        if is_recording(&head) || path.extension().is_some_and(|extension| extension == "afterimage") {
            return Ok(Self { label, source: FileSource::new(file).map_err(failed)?, report: None, listed });
        }
        let temporary = Path::new("temporary file");
        let container = tempfile::tempfile().map_err(|error| Error::writing(temporary, error))?;
        let mut progress = Progress::new(&label);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let converted = convert(&Sources::of(&path), &name, &container, temporary, &mut |done, total| {
            progress.update(done, total);
        })?;
        let source = FileSource::new(container).map_err(|error| Error::reading(temporary, error))?;
        Ok(Self { label, source, report: Some(converted.report), listed })
    }

    /// Opens a container, whatever is in it.
    pub(super) fn open_container(subject: &Subject) -> Result<Self> {
        let (path, listed) = locate(subject)?;
        let source =
            File::open(&path).and_then(FileSource::new).map_err(|error| Error::reading(&path, error))?;
        Ok(Self { label: subject.recording.display().to_string(), source, report: None, listed })
    }

    /// Checks every byte of it.
    pub(super) fn verify(&self) -> Result<Verdict> {
        let mut progress = Progress::new(&self.label);
        verify(&self.source, &mut |done, total| progress.update(done, total)).map_err(|error| match error {
            recording::Error::Unsupported { what: "file", .. } => {
                Error::NotContainer { file: self.label.clone() }
            }
            error => self.failed(error),
        })
    }

    /// The error of reading it.
    pub(super) fn failed(&self, source: recording::Error) -> Error {
        Error::Recording { file: self.label.clone(), source }
    }
}

/// The file of a recording, and what is listed of one that is named by its id. A file goes before an id.
fn locate(subject: &Subject) -> Result<(PathBuf, Option<Box<api::Recording>>)> {
    let path = &subject.recording;
    let id = path.to_str().and_then(|text| Uuid::try_parse(text).ok());
    let (false, Some(id)) = (path.exists(), id) else { return Ok((path.clone(), None)) };
    super::block_on(async {
        let Some(data) = subject.open_data().await? else {
            return Err(Error::Usage(format!(
                "{id} is the id of a recording: say with --data in which folder it is"
            )));
        };
        let recording =
            data.store.recording(&Visibility::Everything, id).await?.ok_or(Error::NotFound { id })?;
        let path = data.objects.path(id);
        let len = path.metadata().map_err(|_| Error::ContentLost { id, what: "is missing" })?.len();
        // Damage within is told with its place; `verify` says more of a file that was cut.
        if len != recording.size_bytes {
            tracing::warn!(
                stored = len,
                listed = recording.size_bytes,
                "the content is not as long as it was"
            );
        }
        Ok((path, Some(Box::new(recording))))
    })
}
