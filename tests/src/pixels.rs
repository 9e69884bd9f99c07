//! Pictures: from the command line, from files, and how much two of them differ.

use crate::{environment, gateway};
use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;
use tempfile::TempDir;

/// A picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Four bytes for each pixel, row by row: red, green, blue, alpha.
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// Reads a PNG file.
    ///
    /// # Errors
    /// Where it cannot be read, or is neither RGB nor RGBA with 8 bits a channel.
    pub fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut reader = png::Decoder::new(BufReader::new(file)).read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().context("the picture is too large")?];
        let info = reader.next_frame(&mut bytes)?;
        bytes.truncate(info.buffer_size());
        let rgba = match (info.color_type, info.bit_depth) {
            (png::ColorType::Rgba, png::BitDepth::Eight) => bytes,
            (png::ColorType::Rgb, png::BitDepth::Eight) => {
                bytes.chunks_exact(3).flat_map(|rgb| rgb.iter().copied().chain([255])).collect()
            }
            other => anyhow::bail!("{} is a PNG of {other:?}", path.display()),
        };
        Ok(Self { width: info.width, height: info.height, rgba })
    }

    /// What `afterimage frame` shows of a file at a time.
    ///
    /// # Errors
    /// Where the program fails.
    pub fn of_frame(recording: &Path, seconds: f64) -> Result<Self> {
        let folder = TempDir::new()?;
        let png = folder.path().join("frame.png");
        let output = gateway::command()?
            .arg("frame")
            .arg(recording)
            .args(["--at", &seconds.to_string(), "-o"])
            .arg(&png)
            .output()?;
        gateway::succeeded("frame", &output)?;
        Self::read(&png)
    }

    /// Writes it as a PNG file into `tests/screenshots/`, to be looked at where a comparison failed.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, name: &str) -> Result<()> {
        let folder = environment::root().join("tests/screenshots");
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let path = folder.join(format!("{name}.png"));
        let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut encoder = png::Encoder::new(BufWriter::new(file), self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&self.rgba)?;
        Ok(())
    }

    /// How many pixels differ by more than `tolerance` in a channel, once both are laid over black.
    ///
    /// # Errors
    /// Where the sizes differ.
    pub fn differing(&self, other: &Self, tolerance: u8) -> Result<usize> {
        ensure!(
            (self.width, self.height) == (other.width, other.height),
            "the pictures are {} x {} and {} x {}",
            self.width,
            self.height,
            other.width,
            other.height
        );
        let pairs = self.rgba.chunks_exact(4).zip(other.rgba.chunks_exact(4));
        Ok(pairs
            .filter(|(a, b)| {
                let mut channels = over_black(a).zip(over_black(b));
                channels.any(|(a, b)| a.abs_diff(b) > tolerance)
            })
            .count())
    }

    /// How many colours it has, up to `limit`: a picture of one colour shows nothing.
    #[must_use]
    pub fn colours(&self, limit: usize) -> usize {
        let mut seen = std::collections::HashSet::new();
        for pixel in self.rgba.chunks_exact(4) {
            seen.insert(pixel);
            if seen.len() >= limit {
                break;
            }
        }
        seen.len()
    }
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({} x {})", self.width, self.height)
    }
}

/// Red, green and blue over black.
fn over_black(pixel: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let alpha = u16::from(pixel.last().copied().unwrap_or(0));
    pixel
        .iter()
        .take(3)
        .map(move |&channel| u8::try_from((u16::from(channel) * alpha + 127) / 255).unwrap_or(255))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(rgba: [u8; 4]) -> Pixels {
        Pixels { width: 1, height: 1, rgba: rgba.to_vec() }
    }

    #[test]
    fn what_is_transparent_is_black() {
        assert_eq!(one([9, 9, 9, 0]).differing(&one([0, 0, 0, 255]), 0).unwrap(), 0);
        assert_eq!(one([9, 9, 9, 255]).differing(&one([0, 0, 0, 255]), 8).unwrap(), 1);
        assert_eq!(one([9, 9, 9, 255]).differing(&one([0, 0, 0, 255]), 9).unwrap(), 0);
    }

    #[test]
    fn other_sizes_are_no_comparison() {
        let two = Pixels { width: 2, height: 1, rgba: vec![0; 8] };
        assert!(one([0; 4]).differing(&two, 0).is_err());
    }
}
