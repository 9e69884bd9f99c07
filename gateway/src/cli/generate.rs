//! `afterimage generate`

use super::DONE;
use super::output::{begin, print};
use super::progress::Progress;
use crate::display::{Plain, bytes};
use crate::files::FileSink;
use crate::{Error, Result};
use clap::Args;
use recording::record::{Recorder, RecorderOptions};
use scenario::{Scenario, Take};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The zstd level of imports too.
const LEVEL: i32 = 3;

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// Scenario file (TOML): which sessions, and what happens in them.
    #[arg(long, value_name = "FILE")]
    scenario: PathBuf,
    /// What everything that the scenario leaves open is drawn from: the same number gives the same bytes.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Folder to write into: NAME.afterimage and NAME.facts.json for each session. It is made where it is missing.
    #[arg(value_name = "FOLDER", default_value = ".")]
    output: PathBuf,
}

pub(super) fn run(command: &Generate) -> Result<u8> {
    let file = &command.scenario;
    let text = fs::read_to_string(file).map_err(|error| Error::reading(file, error))?;
    let failed = |source| Error::Scenario { file: file.clone(), source };
    let scenario = Scenario::read(&text).map_err(failed)?;
    let takes = scenario.takes(command.seed).map_err(failed)?;
    fs::create_dir_all(&command.output).map_err(|error| Error::writing(&command.output, error))?;
    let written = write_all(&takes, &command.output, file)?;
    let label = file.display().to_string();
    print(&format!(
        "{}: {} recordings in {}, {}\n",
        Plain(&label),
        takes.len(),
        Plain(&command.output.display().to_string()),
        bytes(written),
    ))?;
    Ok(DONE)
}

/// Writes the recordings, as many at once as there are processors. Gives their bytes.
fn write_all(takes: &[Take<'_>], folder: &Path, scenario: &Path) -> Result<u64> {
    let label = scenario.display().to_string();
    let progress = Mutex::new((Progress::new(&label), 0_u64));
    let (next, has_failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(takes.len().max(1));
    let work = || -> Result<u64> {
        let mut written = 0;
        while !has_failed.load(Ordering::Relaxed)
            && let Some(take) = takes.get(next.fetch_add(1, Ordering::Relaxed))
        {
            written +=
                write(take, folder, scenario).inspect_err(|_| has_failed.store(true, Ordering::Relaxed))?;
            if let Ok(mut progress) = progress.lock() {
                progress.1 += 1;
                let done = progress.1;
                progress.0.update(done, takes.len() as u64);
            }
        }
        Ok(written)
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_fold(0, |sum, worker| match worker.join() {
            Ok(written) => Ok(sum + written?),
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

/// Writes one recording and its facts. Gives the bytes of the recording.
fn write(take: &Take<'_>, folder: &Path, scenario: &Path) -> Result<u64> {
    let path = folder.join(format!("{}.afterimage", take.name));
    let file = begin(&path)?;
    let sink = FileSink::new(file.as_file());
    let failure = sink.failure();
    let told = |source| match failure.take() {
        Some(error) => Error::writing(&path, error),
        None => Error::Scenario { file: scenario.to_owned(), source },
    };
    let mut recorder = Recorder::new(sink, RecorderOptions { secret: take.secret, level: LEVEL });
    let truth = take.play(&mut recorder).map_err(told)?;
    let (sink, summary) = recorder.into_parts().map_err(|source| told(source.into()))?;
    sink.finish().map_err(|error| Error::writing(&path, error))?;
    // nothing that cannot be generated again: it is not synced
    file.persist(&path).map_err(|error| Error::writing(&path, error.error))?;

    let path = folder.join(format!("{}.facts.json", take.name));
    let mut file = begin(&path)?;
    let failed = |error| Error::writing(&path, error);
    let mut text = serde_json::to_string_pretty(&truth).map_err(|error| failed(error.into()))?;
    text.push('\n');
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(summary.bytes)
}
