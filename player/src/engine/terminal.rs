//! The terminal track: cells, drawn as a picture.

use super::chunks::Chunks;
use super::plan::{Plan, Stand};
use super::playback::Stop;
use super::track::{Outcome, PictureTrack, Ready};
use super::unknown::Unknown;
use crate::analysis::ScreenText;
use crate::terminal::{GlyphSource, TerminalRenderer};
use recording::chunk::Track;
use recording::codec::terminal::TerminalDecoder;
use recording::facts::Facts;
use recording::picture::{Damage, Picture};
use recording::units::{Rect, Timestamp};
use recording::{Result, limits};

/// Size of the text in pixels per em. The same everywhere, so that a picture is the same wherever it is drawn.
pub(super) const FONT_PX: u32 = 16;

/// Decodes the terminal track and draws it.
pub(super) struct TerminalScreen {
    decoder: TerminalDecoder,
    renderer: TerminalRenderer,
    picture: Picture,
    damage: Damage,
    /// Nothing of the picture counts: draw all rows.
    is_stale: bool,
    /// Offset of the chunk that was loaded last.
    stand: Option<u64>,
}

impl TerminalScreen {
    /// An empty terminal as it stands at the start of the recording; black until something is played.
    ///
    /// # Errors
    /// [`recording::Error::LimitReached`] where the picture would be too large.
    pub(super) fn new(facts: &Facts) -> Result<Self> {
        let renderer = TerminalRenderer::new(facts.theme.as_ref(), FONT_PX);
        let picture = blank(&renderer, facts)?;
        let damage = Damage::all(picture.size());
        Ok(Self { decoder: TerminalDecoder::new(), renderer, picture, damage, is_stale: true, stand: None })
    }
}

fn blank(renderer: &TerminalRenderer, facts: &Facts) -> Result<Picture> {
    Picture::new(renderer.picture_size(limits::terminal_size(facts.size)))
}

impl TerminalScreen {
    fn reset(&mut self, facts: &Facts) -> Result<()> {
        self.picture = blank(&self.renderer, facts)?;
        self.damage = Damage::all(self.picture.size());
        self.decoder = TerminalDecoder::new();
        self.is_stale = true;
        Ok(())
    }

    /// Loads what is planned and plays it; gives the offset of the last chunk that was loaded.
    fn play(&mut self, plan: &Plan, time: Timestamp, chunks: &Chunks<'_>) -> Result<Option<u64>, Stop> {
        let mut offset = self.stand.take();
        if plan.keys.is_empty()
            && let Err(error) = self.decoder.play_to(time)
        {
            let entries = chunks.recording.entries(Track::Terminal);
            let loaded = offset.and_then(|offset| entries.iter().find(|entry| entry.offset == offset));
            return Err(
                loaded.map_or_else(|| Stop::Failed(error.clone()), |entry| Stop::of(*entry, error.clone()))
            );
        }
        for step in &plan.keys {
            let entry = step.entry();
            self.is_stale = true;
            let key = chunks.read(entry)?;
            self.decoder.load_key(&key.payload).map_err(|error| Stop::of(*entry, error))?;
            offset = Some(entry.offset);
        }
        for step in &plan.units {
            let entry = step.entry();
            let unit = chunks.read(entry)?;
            self.decoder
                .load_unit(&unit.payload)
                .and_then(|()| self.decoder.play_to(time))
                .map_err(|error| Stop::of(*entry, error))?;
            offset = Some(entry.offset);
        }
        Ok(offset)
    }

    fn render(&mut self) -> Result<()> {
        let rows = self.decoder.take_changed_rows();
        let rows = (!std::mem::take(&mut self.is_stale)).then_some(rows.as_slice());
        let drawn = self.renderer.render(self.decoder.terminal(), rows, &mut self.picture)?;
        if drawn.size() == self.damage.size() {
            drawn.tiles().for_each(|tile| self.damage.add_tile(tile));
        } else {
            self.damage = Damage::all(drawn.size());
        }
        Ok(())
    }
}

impl PictureTrack for TerminalScreen {
    fn prepare(&mut self, plan: &Plan, _time: Timestamp, chunks: &mut Chunks<'_>) -> Result<Ready, Stop> {
        chunks.require(plan.entries()).map(|()| Ready::Yes)
    }

    fn show(
        &mut self,
        plan: &Plan,
        time: Timestamp,
        chunks: &Chunks<'_>,
        facts: &Facts,
    ) -> Result<Outcome, Stop> {
        if plan.is_lost {
            self.stand = None;
            self.reset(facts).map_err(Stop::Failed)?;
            return Ok(Outcome {
                frame_time: Timestamp::ZERO,
                next_time: None,
                is_damaged: true,
                unknown: Unknown::default(),
                stand: None,
            });
        }
        // What the decoder holds counts for nothing until all of the plan has succeeded.
        let offset = self.play(plan, time, chunks)?;
        self.render().map_err(Stop::Failed)?;
        self.stand = offset;
        let is_damaged = plan.broken.is_some();
        Ok(Outcome {
            frame_time: self.decoder.shown(),
            next_time: self.decoder.next_time().filter(|_| !is_damaged),
            is_damaged,
            unknown: Unknown::default(),
            stand: offset.map(|offset| Stand { offset, time, is_partial: false }),
        })
    }

    fn picture(&self) -> &Picture {
        &self.picture
    }

    fn unknown(&self) -> Vec<Rect> {
        Vec::new()
    }

    fn take_damage(&mut self) -> Damage {
        let none = Damage::none(self.picture.size());
        std::mem::replace(&mut self.damage, none)
    }

    fn background(&self) -> [u8; 3] {
        self.renderer.background()
    }

    fn text(&self) -> Option<ScreenText> {
        Some(ScreenText::of(self.decoder.terminal()))
    }

    fn set_glyph_source(&mut self, source: Box<dyn GlyphSource>) {
        self.renderer.set_glyph_source(source);
        self.is_stale = true;
    }

    fn set_cache_bytes(&mut self, _bytes: u64) {}
}
