//! `afterimage storyboard`

use super::arguments::Subject;
use super::frame::write_png;
use super::output::{begin, finish, print};
use super::target::Target;
use super::{DONE, FAULTS};
use crate::display::{Plain, time};
use crate::{Error, Result};
use clap::Args;
use player::Engine;
use player::engine::Preview;
use recording::facts::Kind;
use recording::picture::Picture;
use recording::units::Size;
use std::path::PathBuf;

/// Room around the pictures, in pixels.
const GAP_PX: u32 = 8;
/// The colour of that room, as red, green, blue, alpha.
const BACKGROUND: [u8; 4] = [32, 32, 32, 255];

#[derive(Debug, Args)]
pub(super) struct Storyboard {
    #[command(flatten)]
    subject: Subject,
    /// Most pictures. There are fewer where the recording changes less.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=256))]
    count: u32,
    /// Pictures side by side.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=64))]
    columns: u32,
    /// File to write.
    #[arg(short, long, value_name = "PNG")]
    output: PathBuf,
}

pub(super) fn run(command: &Storyboard) -> Result<u8> {
    let target = Target::open(&command.subject)?;
    let label = target.label.clone();
    let failed = |source| Error::Recording { file: label.clone(), source };
    let mut engine = Engine::open(target.source).map_err(failed)?;
    if engine.kind() == Kind::Events {
        return Err(Error::NoPicture { file: label });
    }
    let mut previews = Vec::new();
    for time in engine.storyboard(command.count).map_err(failed)? {
        previews.extend(engine.preview(time).map_err(failed)?);
    }
    if previews.is_empty() {
        return Err(failed(recording::Error::Empty { what: "thumbnail track" }));
    }
    let sheet = sheet(&previews, command.columns).map_err(failed)?;
    let file = begin(&command.output)?;
    write_png(&file, sheet.size(), sheet.rgba()).map_err(|error| Error::writing(&command.output, error))?;
    finish(file, &command.output)?;
    let mut told = format!("{}: {} pictures, small and lossy, of\n", Plain(&label), previews.len());
    for row in previews.chunks(command.columns as usize) {
        let times: Vec<String> = row.iter().map(|preview| time(preview.time).to_string()).collect();
        told.push_str(&format!("  {}\n", times.join("  ")));
    }
    print(&told)?;
    if engine.faults().is_empty() {
        Ok(DONE)
    } else {
        eprintln!(
            "afterimage: {}: part of the recording is damaged, and pictures may be missing",
            Plain(&label)
        );
        Ok(FAULTS)
    }
}

/// All pictures on one, row by row in the order of time.
fn sheet(previews: &[Preview], columns: u32) -> recording::Result<Picture> {
    let count = u32::try_from(previews.len()).unwrap_or(u32::MAX);
    let columns = columns.min(count).max(1);
    let sizes = || previews.iter().map(|preview| preview.picture.size());
    let width = sizes().map(|size| size.width).max().unwrap_or_default().saturating_add(GAP_PX);
    let height = sizes().map(|size| size.height).max().unwrap_or_default().saturating_add(GAP_PX);
    let rows = count.div_ceil(columns);
    let size = Size::new(
        width.saturating_mul(columns).saturating_add(GAP_PX),
        height.saturating_mul(rows).saturating_add(GAP_PX),
    );
    let mut sheet = Picture::new(size)?;
    sheet.rgba_mut().as_chunks_mut::<4>().0.fill(BACKGROUND);
    for (at, preview) in (0..).zip(previews) {
        let small = preview.picture.size();
        // Smaller ones stand in the middle of their place.
        let left = GAP_PX + at % columns * width + (width - GAP_PX - small.width) / 2;
        let top = GAP_PX + at / columns * height + (height - GAP_PX - small.height) / 2;
        for y in 0..small.height {
            if let (Some(to), Some(from)) =
                (sheet.row_mut(left, top + y, small.width), preview.picture.row(0, y, small.width))
            {
                to.copy_from_slice(from);
            }
        }
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recording::units::Timestamp;

    #[test]
    fn pictures_stand_row_by_row() {
        let preview = |shade: u8, width, height| {
            let mut picture = Picture::new(Size::new(width, height)).unwrap();
            picture.rgba_mut().as_chunks_mut::<4>().0.fill([shade, shade, shade, 255]);
            Preview { time: Timestamp::ZERO, picture }
        };
        let sheet = sheet(&[preview(100, 10, 6), preview(150, 4, 6), preview(200, 10, 2)], 2).unwrap();
        assert_eq!(sheet.size(), Size::new(10 * 2 + 3 * GAP_PX, 6 * 2 + 3 * GAP_PX));
        let shade = |x, y| sheet.row(x, y, 1).unwrap()[0];
        assert_eq!((shade(0, 0), shade(8, 8), shade(17, 13)), (BACKGROUND[0], 100, 100));
        assert_eq!((shade(26, 8), shade(29, 8)), (BACKGROUND[0], 150), "the narrow one is in the middle");
        assert_eq!((shade(8, 22), shade(8, 24)), (BACKGROUND[0], 200), "the low one too, in the second row");
    }
}
