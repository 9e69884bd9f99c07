//! `afterimage repack`

use super::arguments::Subject;
use super::output::{begin, finish, print_formatted};
use super::progress::Progress;
use super::target::Target;
use super::{DONE, FAULTS};
use crate::display::{Plain, bytes, hex, time};
use crate::files::{FileSink, FileSource};
use crate::{Error, Result};
use clap::Args;
use recording::format::Source;
use recording::repack::{RepackOptions, Repacked, content, is_damaged, repack};
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Repack {
    #[command(flatten)]
    subject: Subject,
    /// File to write; by custom its name ends in .afterimage.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Strength of the compression: 9 is quick, 19 takes minutes for an hour of desktop.
    #[arg(long, default_value_t = 19, value_name = "1-19", value_parser = clap::value_parser!(i32).range(1..=19))]
    level: i32,
    /// Repack a damaged recording without its damaged parts and what depends on them.
    #[arg(long)]
    drop_damaged: bool,
}

pub(super) fn run(command: &Repack) -> Result<u8> {
    let target = Target::open_container(&command.subject)?;
    let verdict = target.verify()?;
    if is_damaged(&verdict) && !command.drop_damaged {
        return Err(Error::Damaged { file: target.label.clone(), faults: verdict.faults.len() });
    }

    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(Error::Random)?;
    let options = RepackOptions { secret, level: command.level, drops_damage: command.drop_damaged };
    let file = begin(&command.output)?;
    let sink = FileSink::new(file.as_file());
    let failure = sink.failure();
    let mut progress = Progress::new(&target.label);
    let total_bytes = target.source.len();
    let outcome = repack(&target.source, &verdict, sink, options, &mut |done, total| {
        // Chunks are of very different sizes; their share tells well enough how far it is.
        let share = u128::from(done) * u128::from(total_bytes) / u128::from(total.max(1));
        progress.update(u64::try_from(share).unwrap_or(total_bytes), total_bytes);
    });
    drop(progress);
    let (sink, repacked) = outcome.map_err(|error| match failure.take() {
        Some(error) => Error::writing(&command.output, error),
        None => target.failed(error),
    })?;
    sink.finish().map_err(|error| Error::writing(&command.output, error))?;

    // What was written is read back before it takes the place of anything.
    let written = file.as_file().try_clone().and_then(FileSource::new);
    let written = written.map_err(|error| Error::reading(&command.output, error))?;
    let again = content(&written).map_err(|error| target.failed(error))?;
    if again != repacked.content {
        return Err(Error::RepackDiffers { file: command.output.clone() });
    }
    finish(file, &command.output)?;
    print_formatted(text(&target, &repacked, total_bytes))?;
    Ok(if repacked.lost.is_empty() { DONE } else { FAULTS })
}

fn text(target: &Target, repacked: &Repacked, original_bytes: u64) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let summary = &repacked.summary;
    writeln!(
        text,
        "{}: {}, {} from {}",
        Plain(&target.label),
        time(summary.duration),
        bytes(summary.bytes),
        bytes(original_bytes)
    )?;
    writeln!(text, "  root hash {}", hex(&summary.root))?;
    for track in &repacked.content {
        writeln!(
            text,
            "  {}: {} chunks, content {} in both",
            track.track.name(),
            track.chunks,
            hex(&track.hash)
        )?;
    }
    for lost in &repacked.lost {
        writeln!(
            text,
            "  lost: the track {} from {} to {}",
            lost.track.name(),
            time(lost.start),
            time(lost.end)
        )?;
    }
    Ok(text)
}
