//! `afterimage frame`

use super::arguments::Subject;
use super::output::{begin, finish, print};
use super::target::Target;
use super::{DONE, FAULTS};
use crate::display::{Plain, time};
use crate::{Error, Result};
use clap::Args;
use player::Engine;
use recording::facts::Kind;
use recording::units::{Size, Timestamp};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Frame {
    #[command(flatten)]
    subject: Subject,
    /// Time since the start in seconds, such as 12.5. The picture is that of the last frame at or before it.
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_hyphen_values = true)]
    at: f64,
    /// File to write.
    #[arg(short, long, value_name = "PNG")]
    output: PathBuf,
}

pub(super) fn run(command: &Frame) -> Result<u8> {
    let target = Target::open(&command.subject)?;
    let (label, asked) = (target.label.clone(), Timestamp::from_secs_f64(command.at));
    let failed = |source| Error::Recording { file: label.clone(), source };
    let mut engine = Engine::open(target.source).map_err(failed)?;
    if engine.kind() == Kind::Events {
        return Err(Error::NoPicture { file: label });
    }
    let shown = engine.seek(asked).map_err(failed)?;
    let (size, rgba) = engine.snapshot();

    let file = begin(&command.output)?;
    write_png(&file, size, &rgba).map_err(|error| Error::writing(&command.output, error))?;
    finish(file, &command.output)?;
    let label = Plain(&label);
    print(&format!(
        "{label}: frame of {} at {}, {} x {} pixels\n",
        time(shown.frame_time),
        time(shown.time),
        size.width,
        size.height
    ))?;
    if asked > engine.duration() {
        eprintln!("afterimage: {label}: it ends at {}; this is its last picture", time(engine.duration()));
    }
    if shown.is_damaged {
        eprintln!("afterimage: {label}: {}", damage(shown.unknown.share(size)));
        return Ok(FAULTS);
    }
    Ok(DONE)
}

/// What is said of a picture of which such a share is not known, 0 to 1.
fn damage(unknown: f64) -> String {
    if unknown == 0.0 {
        return "the recording is damaged here, and the picture may be late".to_owned();
    }
    let percent = (unknown * 100.0).clamp(0.1, 100.0);
    format!(
        "the recording is damaged here: {percent:.1} % of the picture is not known, and hatched; the rest is as it was"
    )
}

/// Writes pixels of 8-bit RGBA, row-major, as PNG.
pub(super) fn write_png(file: impl Write, size: Size, rgba: &[u8]) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    let mut encoder = png::Encoder::new(&mut out, size.width, size.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let encode = |error| match error {
        png::EncodingError::IoError(error) => error,
        error => io::Error::other(error),
    };
    let mut writer = encoder.write_header().map_err(encode)?;
    writer.write_image_data(rgba).map_err(encode)?;
    writer.finish().map_err(encode)?;
    out.flush()
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Ok(seconds),
        _ => Err("it must be a number of seconds, 0 or more".to_owned()),
    }
}
