//! Measures the screen codec on captures of a desktop: size, encode speed, native decode speed, and whether every
//! frame comes back.
//!
//! `cargo run --release -p recording --example screen_codec -- FOLDER [LEVEL]`: the folder holds `*.tiles.zst` files
//! (`docs/screen-codec.md` tells what they are). Mpx are pixels of changed tiles.

use anyhow::{Context, Result, bail, ensure};
use recording::chunk::{Chunk, Part};
use recording::codec::screen::{ScreenDecoder, ScreenEncoder};
use recording::picture::{Damage, Picture};
use recording::units::{Size, Timestamp};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("usage: screen_codec FOLDER [LEVEL] [CHUNKS-FOLDER]")?;
    let level =
        arguments.next().map_or(Ok(3), |level| level.parse()).context("the zstd level is a number")?;
    let chunks_folder = arguments.next().map(PathBuf::from);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".tiles.zst"));
    files.sort();
    println!(
        "{:<12} {:>6} {:>7} | {:>10} {:>10} {:>9} {:>9} {:>9} {:>5} {:>5} | {:>8} {:>8} {:>9} | {:>8}",
        "capture",
        "frames",
        "Mpx",
        "bytes",
        "pixels",
        "lists",
        "keys",
        "light",
        "keys",
        "units",
        "enc ms",
        "x real",
        "dec Mpx/s",
        "dec ms"
    );
    for file in files {
        let capture = Capture::read(&file)?;
        let row = measure(&capture, level)?;
        if let Some(folder) = &chunks_folder {
            std::fs::write(folder.join(&capture.name).with_extension("chunks"), row.stream())?;
        }
        row.print(&capture);
    }
    Ok(())
}

/// A capture: the frames of a desktop as changed tiles.
struct Capture {
    name: String,
    size: Size,
    frames: Vec<Frame>,
    changed_px: u64,
}

struct Frame {
    time: Timestamp,
    tiles: Vec<(usize, Vec<u8>)>,
}

impl Capture {
    fn read(file: &Path) -> Result<Self> {
        let compressed = std::fs::read(file).with_context(|| file.display().to_string())?;
        let len = zstd_safe::get_frame_content_size(&compressed).ok().flatten();
        let len = usize::try_from(len.context("a capture states its size")?)?;
        let mut bytes = Vec::with_capacity(len);
        zstd_safe::decompress(&mut bytes, &compressed)
            .map_err(|code| anyhow::anyhow!(zstd_safe::get_error_name(code)))?;
        let mut rest = bytes.strip_prefix(b"TILES001").context("not a capture")?;
        let size = Size::new(u32_le(&mut rest)?, u32_le(&mut rest)?);
        ensure!(u32_le(&mut rest)? == 64, "tiles are 64 pixels wide");
        let count = u32_le(&mut rest)?;
        let mut frames = Vec::new();
        let mut tiles = 0;
        for _ in 0..count {
            let time = Timestamp::from_ms(u32_le(&mut rest)?.into());
            let mut frame = Frame { time, tiles: Vec::new() };
            for _ in 0..u32_le(&mut rest)? {
                let (index, after) = rest.split_first_chunk().context("a tile's number")?;
                let (pixels, after) = after.split_at_checked(64 * 64 * 4).context("a tile's pixels")?;
                rest = after;
                frame.tiles.push((usize::from(u16::from_le_bytes(*index)), pixels.to_vec()));
            }
            tiles += frame.tiles.len() as u64;
            frames.push(frame);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name = name.split('.').next().unwrap_or_default().to_owned();
        Ok(Self { name, size, frames, changed_px: tiles * 64 * 64 })
    }
}

fn u32_le(rest: &mut &[u8]) -> Result<u32> {
    let (bytes, after) = rest.split_first_chunk().context("a number")?;
    *rest = after;
    Ok(u32::from_le_bytes(*bytes))
}

impl Frame {
    fn draw(&self, picture: &mut Picture, damage: &mut Damage) {
        for (tile, pixels) in &self.tiles {
            damage.add_tile(*tile);
            let rect = damage.tile_rect(*tile);
            for (y, row) in (rect.y..rect.bottom()).zip(pixels.chunks_exact(256)) {
                if let Some(to) = picture.row_mut(rect.x, y, rect.width) {
                    to.copy_from_slice(&row[..to.len()]);
                }
            }
        }
    }
}

struct Row {
    chunks: Vec<Chunk>,
    encode: Duration,
    decode: Duration,
}

fn measure(capture: &Capture, level: i32) -> Result<Row> {
    let mut encoder = ScreenEncoder::new(level);
    let mut picture = Picture::new(capture.size)?;
    let mut chunks = Vec::new();
    let mut encode = Duration::ZERO;
    for frame in &capture.frames {
        let mut damage = Damage::none(capture.size);
        frame.draw(&mut picture, &mut damage);
        let started = Instant::now();
        encoder.frame(frame.time, &picture, &damage, &mut chunks)?;
        encode += started.elapsed();
    }
    let started = Instant::now();
    encoder.finish(&mut chunks)?;
    encode += started.elapsed();

    if std::env::var("NOCMP").is_err() {
        compare(capture, &chunks)?;
    }
    let decode =
        (0..5).map(|_| decode(&chunks)).collect::<Result<Vec<_>>>()?.into_iter().min().unwrap_or_default();
    Ok(Row { chunks, encode, decode })
}

/// Plays everything and compares every frame.
fn compare(capture: &Capture, chunks: &[Chunk]) -> Result<()> {
    let mut decoder = ScreenDecoder::new();
    let mut chunks = chunks.iter().peekable();
    let mut picture = Picture::new(capture.size)?;
    for frame in &capture.frames {
        frame.draw(&mut picture, &mut Damage::none(capture.size));
        loop {
            decoder.play_to(frame.time)?;
            if decoder.next_time().is_some() || chunks.peek().is_none_or(|chunk| chunk.start > frame.time) {
                break;
            }
            load_next(&mut decoder, &mut chunks)?;
        }
        ensure!(*decoder.picture() == picture, "{}: the frame at {:?} differs", capture.name, frame.time);
    }
    Ok(())
}

fn decode(chunks: &[Chunk]) -> Result<Duration> {
    let started = Instant::now();
    let mut decoder = ScreenDecoder::new();
    let mut chunks = chunks.iter();
    while load_next(&mut decoder, &mut chunks)? {
        decoder.play_to(Timestamp::MAX)?;
    }
    Ok(started.elapsed())
}

fn load_next<'a>(decoder: &mut ScreenDecoder, chunks: &mut impl Iterator<Item = &'a Chunk>) -> Result<bool> {
    let Some(chunk) = chunks.next() else { return Ok(false) };
    match chunk.part {
        Part::Key => decoder.load_key(Part::Key, &chunk.payload)?,
        Part::LightKey => {}
        Part::Operations => match chunks.next() {
            Some(pixels) => decoder.load_unit(&chunk.payload, &pixels.payload)?,
            None => bail!("operation lists without pixels"),
        },
        Part::Data => bail!("pixels without operation lists"),
    }
    Ok(true)
}

impl Row {
    fn print(&self, capture: &Capture) {
        let bytes = |part: Part| -> usize {
            self.chunks.iter().filter(|chunk| chunk.part == part).map(|chunk| chunk.payload.len()).sum()
        };
        let count = |part: Part| self.chunks.iter().filter(|chunk| chunk.part == part).count();
        let total: usize =
            [Part::Data, Part::Operations, Part::Key, Part::LightKey].into_iter().map(bytes).sum();
        let mpx = capture.changed_px as f64 / 1e6;
        let span = capture.frames.last().map_or(0.0, |frame| frame.time.as_secs_f64());
        println!(
            "{:<12} {:>6} {:>7.1} | {:>10} {:>10} {:>9} {:>9} {:>9} {:>5} {:>5} | {:>8.0} {:>8.1} {:>9.0} | {:>8.1}",
            capture.name,
            capture.frames.len(),
            mpx,
            total,
            bytes(Part::Data),
            bytes(Part::Operations),
            bytes(Part::Key),
            bytes(Part::LightKey),
            count(Part::Key) + count(Part::LightKey),
            count(Part::Data),
            self.encode.as_secs_f64() * 1e3,
            span / self.encode.as_secs_f64(),
            mpx / self.decode.as_secs_f64(),
            self.decode.as_secs_f64() * 1e3,
        );
    }

    /// All chunks in one file: part, length, payload. What the measurement in the browser reads.
    fn stream(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for chunk in &self.chunks {
            bytes.push(chunk.part.number());
            bytes.extend((chunk.payload.len() as u64).to_le_bytes());
            bytes.extend(&chunk.payload);
        }
        bytes
    }
}
