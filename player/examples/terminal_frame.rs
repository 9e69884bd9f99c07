//! Draws a terminal recording at a time: `terminal_frame FILE.cast SECONDS OUT.png`.
//!
//! Prints the text of the screen as well. Reads asciicasts of all versions.

use anyhow::{Context, Result, bail};
use player::terminal::{TerminalRenderer, terminal_text};
use recording::audio::Audio;
use recording::codec::terminal::Emulator;
use recording::facts::Facts;
use recording::import::{AnyImporter, Importer, Output};
use recording::input::{Input, PointerShape};
use recording::picture::{Damage, Picture};
use recording::terminal::TerminalEvent;
use recording::units::{Size, Timestamp};

/// Feeds the emulator what happens up to a time.
struct Screen {
    until: Timestamp,
    facts: Facts,
    emulator: Emulator,
}

impl Output for Screen {
    fn begin(&mut self, facts: &Facts) -> recording::Result<()> {
        self.emulator = Emulator::new(facts.size);
        self.facts = facts.clone();
        Ok(())
    }

    fn terminal(&mut self, time: Timestamp, event: &TerminalEvent) -> recording::Result<()> {
        if time <= self.until {
            match event {
                TerminalEvent::Output(text) => self.emulator.output(text),
                TerminalEvent::Resize(size) => self.emulator.resize(*size),
            }
        }
        Ok(())
    }

    fn frame(&mut self, _: Timestamp, _: &Picture, _: &Damage) -> recording::Result<()> {
        Ok(())
    }

    fn pointer_shape(&mut self, _: Timestamp, _: Option<&PointerShape>) -> recording::Result<()> {
        Ok(())
    }

    fn pointer_position(&mut self, _: Timestamp, _: i32, _: i32) -> recording::Result<()> {
        Ok(())
    }

    fn input(&mut self, _: Timestamp, _: &Input) -> recording::Result<()> {
        Ok(())
    }

    fn event(&mut self, _: &events::Event) -> recording::Result<()> {
        Ok(())
    }

    fn performance(&mut self, _: &events::Performance) -> recording::Result<()> {
        Ok(())
    }

    fn audio(&mut self, _: u32, _: Timestamp, _: &Audio<'_>) -> recording::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: Timestamp) -> recording::Result<()> {
        Ok(())
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, seconds, out] = arguments.as_slice() else {
        bail!("usage: terminal_frame FILE SECONDS OUT.png")
    };
    let mut screen = Screen {
        until: Timestamp::from_secs_f64(seconds.parse().context("SECONDS is not a number")?),
        facts: Facts::default(),
        emulator: Emulator::new(Size::new(80, 24)),
    };
    let mut importer = AnyImporter::new(None);
    importer.feed(&std::fs::read(file).with_context(|| format!("reading {file}"))?, &mut screen)?;
    let report = importer.finish(&mut screen)?;
    let mut renderer = TerminalRenderer::new(screen.facts.theme.as_ref(), 16);
    let mut picture = Picture::new(Size::new(1, 1))?;
    renderer.render(screen.emulator.terminal(), None, &mut picture)?;
    let mut encoder =
        png::Encoder::new(std::fs::File::create(out)?, picture.size().width, picture.size().height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header()?.write_image_data(picture.rgba())?;
    for row in terminal_text(screen.emulator.terminal()) {
        println!("{row}");
    }
    for note in report.notes {
        eprintln!("note: {} x{}, first at byte {}", note.what, note.count, note.first_offset);
    }
    Ok(())
}
