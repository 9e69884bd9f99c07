//! A recording that is larger than what the player may keep of it: memory stays what it is, and the end is reached.

use anyhow::{Context, Result, ensure};
use recording::facts::{Facts, Kind};
use recording::format::Sink;
use recording::import::Output;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};
use recording::{Error, Result as Outcome};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tests::browser::Browser;
use tests::gateway::Gateway;
use tests::player::Player;

const SIZE: Size = Size { width: 1024, height: 1024 };
/// 3 MB each: four times what is kept of fetched bytes.
const FRAMES: u64 = 130;
const FRAME_US: u64 = 500_000;
/// Fetched bytes that are kept, decoded keyframes and units, and what the page itself comes to hold meanwhile.
const MOST_BYTES: u64 = 350 * 1024 * 1024;

/// A recording in a file.
struct Written(BufWriter<File>);

impl Sink for Written {
    fn append(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.0
            .write_all(bytes)
            .map_err(|error| Error::Unavailable { doing: "writing", reason: error.to_string() })
    }
}

/// What nothing compresses: xorshift, another for each frame.
fn noise(frame: u64, picture: &mut Picture) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(frame + 1);
    for pixel in picture.rgba_mut().chunks_exact_mut(4) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        pixel.copy_from_slice(&(state as u32 | 0xff00_0000).to_le_bytes());
    }
}

fn record(path: &Path, frames: u64) -> Result<()> {
    let sink = Written(BufWriter::new(File::create(path)?));
    let mut recorder = Recorder::new(sink, RecorderOptions { secret: [4; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Desktop, size: SIZE, ..Facts::default() })?;
    let mut picture = Picture::new(SIZE)?;
    for frame in 0..frames {
        noise(frame, &mut picture);
        recorder.frame(Timestamp::from_us(frame * FRAME_US), &picture, &Damage::all(SIZE))?;
    }
    recorder.end(Timestamp::from_us(frames * FRAME_US))?;
    let (mut sink, _) = recorder.into_parts()?;
    sink.0.flush().with_context(|| format!("cannot write {}", path.display()))
}

#[tokio::test]
async fn all_of_a_large_recording_is_decoded_in_bounded_memory() -> Result<()> {
    // beyond the address space of the worker with a factor of 8
    let factor = std::env::var("AFTERIMAGE_LONG").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1);
    let frames: u64 = FRAMES * factor;
    let folder = tempfile::TempDir::new()?;
    let file = folder.path().join("large.afterimage");
    record(&file, frames)?;
    let gateway = Gateway::start(std::slice::from_ref(&file))?;
    std::fs::remove_file(&file)?;
    let browser = Browser::start().await?;
    browser.be_patient(std::time::Duration::from_secs(600)).await?;
    let player = Player::start(&browser, &gateway).await?;
    player.open(&gateway.id_of("large.afterimage").await?).await?;
    let before = browser.page_bytes();
    let measured: u64 = browser.run("return (await player.measure()).frames;", Vec::new()).await?;
    ensure!(measured == frames, "{measured} of {frames} frames were decoded");
    match (before, browser.page_bytes()) {
        (Some(before), Some(after)) => {
            let more = after.saturating_sub(before);
            println!("{frames} frames: {} MB more than before", more / 1_000_000);
            ensure!(more < MOST_BYTES, "the page holds {more} bytes more than before");
        }
        _ => println!("skipped: this system does not tell what a page holds"),
    }
    let mut picture = Picture::new(SIZE)?;
    for frame in [frames - 1, 0, frames / 2, frames - 2] {
        player.seek((frame * FRAME_US) as f64 / 1e6).await?;
        noise(frame, &mut picture);
        ensure!(player.snapshot().await?.rgba == picture.rgba(), "frame {frame} is another");
    }
    browser.close().await
}
