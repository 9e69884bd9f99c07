//! `afterimage convert`

use super::DONE;
use super::arguments::ScriptFiles;
use super::output::{begin, finish, print};
use super::progress::Progress;
use crate::Result;
use crate::display::{Plain, bytes, note, time};
use crate::import::{Sources, convert};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Convert {
    /// Recording of another format, plain or packed with gzip, bzip2, xz or zstd.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    script: ScriptFiles,
    /// File to write; by custom its name ends in .afterimage.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(super) fn run(command: &Convert) -> Result<u8> {
    let label = command.file.display().to_string();
    let sources = command.script.with(&command.file).unwrap_or_else(|| Sources::of(&command.file));
    let mut progress = Progress::new(&label);
    let file = begin(&command.output)?;
    let converted =
        convert(&sources, &sources.name(), file.as_file(), &command.output, &mut |done, total| {
            progress.update(done, total);
        })?;
    finish(file, &command.output)?;
    drop(progress);
    let summary = &converted.summary;
    print(&format!("{}: {}, {}\n", Plain(&label), time(summary.duration), bytes(summary.bytes)))?;
    if converted.report.truncated {
        print("  it ends in the middle of something: what comes before is there\n")?;
    }
    for passed_over in &converted.report.notes {
        print(&format!("  {}\n", note(passed_over)))?;
    }
    Ok(DONE)
}
