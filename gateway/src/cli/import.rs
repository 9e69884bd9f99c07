//! `afterimage import`

use super::arguments::{DataFolder, ScriptFiles, SessionArguments};
use super::output::print;
use super::progress::Progress;
use super::{DONE, block_on};
use crate::display::{Plain, bytes, time};
use crate::import::{Imported, Options, Sources, import};
use crate::{Error, Result};
use clap::Args;
use recording::units::Timestamp;
use std::fmt::Write;
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Recordings, plain or packed with gzip, bzip2, xz or zstd. Files that make one recording together are put
    /// together, also with those that lie beside them.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    script: ScriptFiles,
    #[command(flatten)]
    folder: DataFolder,
    /// Name to list the recording under, where there is one file; its own name otherwise.
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    session: SessionArguments,
    /// Session that the recordings are of: its id, a UUID, as the API tells it, or a new one for several files at once.
    /// Restrictions, archiving, deletion and holds are of the whole session.
    #[arg(long, value_name = "ID")]
    of_session: Option<Uuid>,
    /// Import a file again that was imported before.
    #[arg(long)]
    again: bool,
}

pub(super) fn run(command: &Import) -> Result<u8> {
    let sources = match (command.script.timing.is_some(), command.files.as_slice()) {
        (false, files) => Sources::sort(files),
        (true, [file]) => command.script.with(file).into_iter().collect(),
        (true, _) => {
            let reason = "--timing goes with the data of one script: import others by themselves";
            return Err(Error::Usage(reason.to_owned()));
        }
    };
    if command.name.is_some() && sources.len() != 1 {
        return Err(Error::Usage(
            "--name goes with one recording only: leave it out, or import them one by one".to_owned(),
        ));
    }
    block_on(import_all(command, &sources))
}

/// Imports one recording after the other; one that fails does not keep the others out.
async fn import_all(command: &Import, all: &[Sources]) -> Result<u8> {
    let data = command.folder.create().await?;
    let options = Options {
        name: command.name.clone(),
        session: command.session.facts(),
        session_id: command.of_session,
        is_repeat: command.again,
    };
    let mut code = DONE;
    for sources in all {
        let label = sources.main().display().to_string();
        let mut progress = Progress::new(&label);
        let imported =
            import(&data, sources, &options, &mut |done, total| progress.update(done, total)).await;
        drop(progress);
        match imported {
            Ok(imported) => print(&tell(&label, &imported))?,
            Err(error) => {
                match &error {
                    // These name the file themselves.
                    Error::Recording { .. } | Error::ReadFile { .. } => eprintln!("afterimage: {error}"),
                    _ => eprintln!("afterimage: {}: {error}", Plain(&label)),
                }
                if code == DONE {
                    code = error.exit_code();
                }
            }
        }
    }
    data.store.close().await?;
    Ok(code)
}

fn tell(label: &str, imported: &Imported) -> String {
    let label = Plain(label);
    let recording = match imported {
        Imported::AlreadyThere(id) => {
            return format!("{label}: is there already as {id} (--again imports it once more)\n");
        }
        Imported::Listed(recording) => recording,
    };
    let size = recording.size_on_screen;
    let shape = match recording.kind {
        api::Kind::Desktop | api::Kind::Terminal => format!("{} x {}", size.width, size.height),
        api::Kind::Events => "events only".to_owned(),
    };
    let mut text = format!(
        "{label}: imported as {} ({}, {shape}, {}, {})\n",
        recording.id,
        recording.source_format,
        time(Timestamp::from_us(recording.duration_us)),
        bytes(recording.size_bytes),
    );
    if recording.truncated {
        text.push_str("  it ends in the middle of something: what comes before is there\n");
    }
    for note in &recording.import_notes {
        // Writing to a string cannot fail.
        writeln!(text, "  {}", Plain(note)).unwrap_or_default();
    }
    text
}
