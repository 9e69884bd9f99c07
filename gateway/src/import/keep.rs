//! Putting a recording into the data folder.

use super::Sources;
use super::convert::{Converted, convert, digest};
use crate::data::Data;
use crate::display::{hex, note};
use crate::store::{Inserted, NewRecording};
use crate::{Error, Result};
use policy::Visibility;
use recording::facts::Kind;
use recording::import::Report;
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Most kinds of notes that are kept with a recording.
const NOTES: usize = 100;

/// How a file is imported.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name to list it under; that of the file where it is `None`.
    pub name: Option<String>,
    /// Who was recorded and where, where the recording does not say.
    pub session: api::SessionFacts,
    /// The session that it is of, where it is not the only recording of one.
    pub session_id: Option<Uuid>,
    /// Import it although the same file is there already.
    pub is_repeat: bool,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// It is listed.
    Listed(Box<api::Recording>),
    /// The same file was imported before, under this id.
    AlreadyThere(Uuid),
}

/// Imports the recording in the files `sources`. When this returns, the recording is on the disk and listed; when it fails, nothing of
/// it is kept. It blocks its thread while it converts, so a server calls it on a thread of its own.
///
/// # Errors
/// Those of [`convert`], [`Error::Database`].
pub async fn import(
    data: &Data,
    sources: &Sources,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Imported> {
    if !options.is_repeat
        && let Some(id) = data.store.recording_of_source(&hex(&digest(sources)?)).await?
    {
        return Ok(Imported::AlreadyThere(id));
    }
    let id = Uuid::now_v7();
    let name = match &options.name {
        Some(name) => name.clone(),
        None => sources.name(),
    };
    let writing = data.objects.write(id)?;
    let converted = convert(sources, &name, &writing.file()?, &data.objects.path(id), progress)?;
    writing.keep()?;

    let mut recording = describe(id, name, options.session.clone(), &converted)?;
    if let Some(session_id) = options.session_id {
        recording.session_id = session_id.to_string();
    }
    let source_sha256 = hex(&converted.source_sha256);
    let new = NewRecording { recording, source_sha256, is_repeat: options.is_repeat, is_restricted: false };
    match data.store.insert_recording(&new).await {
        Ok(Inserted::Listed) => Ok(Imported::Listed(Box::new(new.recording))),
        Ok(Inserted::AlreadyThere(other)) => {
            data.objects.remove_unlisted(id)?;
            Ok(Imported::AlreadyThere(other))
        }
        Err(error) => {
            // Only where it is certain that nothing lists the container.
            if let Ok(None) = data.store.recording(&Visibility::Everything, id).await {
                data.objects.remove_unlisted(id)?;
            }
            Err(error)
        }
    }
}

/// What the API tells of a recording.
fn describe(
    id: Uuid,
    name: String,
    said: api::SessionFacts,
    converted: &Converted,
) -> Result<api::Recording> {
    let Converted { facts, summary, events, report, .. } = converted;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    Ok(api::Recording {
        id: id.to_string(),
        name,
        title: facts.title.clone(),
        kind: match facts.kind {
            Kind::Desktop => api::Kind::Desktop,
            Kind::Terminal => api::Kind::Terminal,
            Kind::Events => api::Kind::Events,
        },
        size_on_screen: api::SizeOnScreen { width: facts.size.width, height: facts.size.height },
        session: facts.session.clone().or(said),
        events: Some(*events),
        started_at_ms: facts.started_at_ms,
        imported_at_ms: i64::try_from(now).map_err(|_| Error::Row { what: "time of import" })?,
        duration_us: summary.duration.as_us(),
        size_bytes: summary.bytes,
        source_format: facts.source.as_ref().map_or("afterimage", |source| source.format.as_str()).to_owned(),
        root_sha256: hex(&summary.root),
        import_notes: notes(report),
        truncated: report.truncated,
        session_id: id.to_string(),
        care: api::Care::default(),
    })
}

/// What the import passed over, a sentence for each kind.
fn notes(report: &Report) -> Vec<String> {
    let mut notes: Vec<String> = report.notes.iter().take(NOTES).map(note).collect();
    let more = report.notes.len().saturating_sub(NOTES);
    if more > 0 {
        notes.push(format!("and {more} kinds of things more"));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_counted_where_they_are_too_many() {
        let mut report = Report::default();
        for number in 0..NOTES + 3 {
            report.note(&format!("oddity {number}"), 7);
        }
        report.note("oddity 0", 9);
        let notes = notes(&report);
        assert_eq!(notes.len(), NOTES + 1);
        assert_eq!(notes.first().map(String::as_str), Some("oddity 0: 2 times, first at byte 7"));
        assert_eq!(notes.last().map(String::as_str), Some("and 3 kinds of things more"));
    }
}
