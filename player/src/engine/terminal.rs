//! The terminal track: cells, drawn as a picture.

use super::track::PictureTrack;
use crate::analysis::ScreenText;
use crate::terminal::{GlyphSource, TerminalRenderer};
use recording::chunk::Part;
use recording::codec::terminal::TerminalDecoder;
use recording::facts::Facts;
use recording::picture::{Damage, Picture};
use recording::units::Timestamp;
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
        Ok(Self { decoder: TerminalDecoder::new(), renderer, picture, damage, is_stale: true })
    }
}

fn blank(renderer: &TerminalRenderer, facts: &Facts) -> Result<Picture> {
    Picture::new(renderer.picture_size(limits::terminal_size(facts.size)))
}

impl PictureTrack for TerminalScreen {
    fn reset(&mut self, facts: &Facts) -> Result<()> {
        self.picture = blank(&self.renderer, facts)?;
        self.damage = Damage::all(self.picture.size());
        self.decoder = TerminalDecoder::new();
        self.is_stale = true;
        Ok(())
    }

    fn load_key(&mut self, _part: Part, payload: &[u8]) -> Result<()> {
        self.is_stale = true;
        self.decoder.load_key(payload)
    }

    fn load_unit(&mut self, first: &[u8], _second: Option<&[u8]>) -> Result<()> {
        self.decoder.load_unit(first)
    }

    fn play_to(&mut self, time: Timestamp) -> Result<()> {
        self.decoder.play_to(time)
    }

    fn next_time(&self) -> Option<Timestamp> {
        self.decoder.next_time()
    }

    fn shown(&self) -> Timestamp {
        self.decoder.shown()
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

    fn picture(&self) -> &Picture {
        &self.picture
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
}
