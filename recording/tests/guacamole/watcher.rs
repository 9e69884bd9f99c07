//! An output that keeps what an importer tells, and checks that it tells it by the rules.

use events::{Event, Performance};
use recording::Result;
use recording::audio::{Audio, AudioFormat};
use recording::facts::Facts;
use recording::import::{Importer, Output, Report};
use recording::input::{Input, PointerShape};
use recording::picture::{Damage, Picture};
use recording::terminal::TerminalEvent;
use recording::units::{Size, Timestamp};
use sha2::{Digest, Sha256};

/// Called with every complete frame, as its damage alone makes it.
pub(crate) type Watch<'a> = Box<dyn FnMut(Timestamp, &Picture) + 'a>;

/// A piece of sound.
pub(crate) struct Sound {
    pub(crate) stream: u32,
    pub(crate) time: Timestamp,
    pub(crate) format: AudioFormat,
    pub(crate) values: Vec<i16>,
}

/// What an importer told.
#[derive(Default)]
pub(crate) struct Watcher<'a> {
    pub(crate) facts: Option<Facts>,
    pub(crate) picture: Option<Picture>,
    pub(crate) frames: Vec<Timestamp>,
    pub(crate) inputs: Vec<(Timestamp, Input)>,
    pub(crate) positions: Vec<(Timestamp, i32, i32)>,
    pub(crate) shapes: Vec<(Timestamp, Option<PointerShape>)>,
    pub(crate) sounds: Vec<Sound>,
    pub(crate) events: Vec<Event>,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) watch: Option<Watch<'a>>,
}

impl<'a> Watcher<'a> {
    pub(crate) fn watching(watch: impl FnMut(Timestamp, &Picture) + 'a) -> Self {
        Self { watch: Some(Box::new(watch)), ..Self::default() }
    }

    fn size(&self) -> Option<Size> {
        self.picture.as_ref().map(Picture::size)
    }
}

/// Feeds all of `bytes` in pieces of `piece_bytes`.
pub(crate) fn import(
    importer: &mut dyn Importer,
    bytes: &[u8],
    piece_bytes: usize,
    output: &mut Watcher<'_>,
) -> Result<Report> {
    for piece in bytes.chunks(piece_bytes.max(1)) {
        importer.feed(piece, output)?;
    }
    importer.finish(output)
}

/// The SHA-256 of the red, green and blue of all pixels, in hexadecimal.
pub(crate) fn hash_of_rgb(picture: &Picture) -> String {
    let rgb: Vec<u8> =
        picture.rgba().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Sha256::digest(&rgb).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Output for Watcher<'_> {
    fn begin(&mut self, facts: &Facts) -> Result<()> {
        assert!(self.facts.is_none(), "begun twice");
        self.facts = Some(facts.clone());
        Ok(())
    }

    fn frame(&mut self, time: Timestamp, picture: &Picture, damage: &Damage) -> Result<()> {
        assert!(self.facts.is_some() && self.ended.is_none(), "frame outside of the recording");
        assert!(self.frames.last().is_none_or(|last| *last <= time), "time of a frame falls back");
        assert!(!damage.is_empty(), "frame without damage");
        assert_eq!(damage.size(), picture.size());
        if self.size() != Some(picture.size()) {
            assert!(damage.tiles().count() == damage.tile_count(), "new size without damage to all");
            self.picture = Some(Picture::new(picture.size())?);
        }
        let mine = self.picture.as_mut().unwrap();
        for tile in damage.tiles() {
            let rect = damage.tile_rect(tile);
            for y in rect.y..rect.bottom() {
                let source = picture.row(rect.x, y, rect.width).unwrap();
                mine.row_mut(rect.x, y, rect.width).unwrap().copy_from_slice(source);
            }
        }
        self.frames.push(time);
        if let Some(watch) = &mut self.watch {
            watch(time, mine);
        }
        Ok(())
    }

    fn pointer_shape(&mut self, time: Timestamp, shape: Option<&PointerShape>) -> Result<()> {
        assert!(self.shapes.last().is_none_or(|last| last.0 <= time), "time of a pointer shape falls back");
        self.shapes.push((time, shape.cloned()));
        Ok(())
    }

    fn pointer_position(&mut self, time: Timestamp, x: i32, y: i32) -> Result<()> {
        assert!(
            self.positions.last().is_none_or(|last| last.0 <= time),
            "time of a pointer position falls back"
        );
        self.positions.push((time, x, y));
        Ok(())
    }

    fn terminal(&mut self, _time: Timestamp, _event: &TerminalEvent) -> Result<()> {
        panic!("a desktop has no terminal output");
    }

    fn input(&mut self, time: Timestamp, input: &Input) -> Result<()> {
        assert!(self.inputs.last().is_none_or(|last| last.0 <= time), "time of an input falls back");
        self.inputs.push((time, input.clone()));
        Ok(())
    }

    fn event(&mut self, event: &Event) -> Result<()> {
        assert!(self.facts.is_some() && self.ended.is_none(), "event outside of the recording");
        self.events.push(event.clone());
        Ok(())
    }

    fn performance(&mut self, _: &Performance) -> Result<()> {
        panic!("it measures nothing");
    }

    fn audio(&mut self, stream: u32, time: Timestamp, audio: &Audio<'_>) -> Result<()> {
        assert!(self.facts.is_some() && self.ended.is_none(), "sound outside of the recording");
        let Audio::Pcm { format, values } = audio else { panic!("Guacamole has no packets of sound") };
        let mut before = self.sounds.iter().rev().filter(|sound| sound.stream == stream);
        assert!(before.next().is_none_or(|last| last.time <= time), "time of a sound falls back");
        self.sounds.push(Sound { stream, time, format: *format, values: values.to_vec() });
        Ok(())
    }

    fn end(&mut self, time: Timestamp) -> Result<()> {
        assert!(self.ended.is_none(), "ended twice");
        assert!(self.frames.last().is_none_or(|last| *last <= time), "ended before the last frame");
        self.ended = Some(time);
        Ok(())
    }
}
