//! The screen track: pictures of a desktop.

use super::track::PictureTrack;
use crate::analysis::ScreenText;
use crate::terminal::GlyphSource;
use recording::chunk::Part;
use recording::codec::screen::ScreenDecoder;
use recording::facts::Facts;
use recording::picture::{Damage, Picture};
use recording::units::{Size, Timestamp};
use recording::{Error, Result};

/// Decodes the screen track.
pub(super) struct Desktop {
    decoder: ScreenDecoder,
    /// Shown until the first keyframe is loaded.
    blank: Picture,
    is_blank: bool,
    /// Damage that the decoder does not know of: the size changed, or the picture was reset.
    is_all_damaged: bool,
}

impl Desktop {
    /// A black picture of this size.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where it is too large.
    pub(super) fn new(size: Size) -> Result<Self> {
        Ok(Self {
            decoder: ScreenDecoder::new(),
            blank: Picture::new(size)?,
            is_blank: true,
            is_all_damaged: true,
        })
    }
}

impl PictureTrack for Desktop {
    fn reset(&mut self, facts: &Facts) -> Result<()> {
        *self = Self::new(facts.size)?;
        Ok(())
    }

    fn load_key(&mut self, part: Part, payload: &[u8]) -> Result<()> {
        let before = self.picture().size();
        self.decoder.load_key(part, payload)?;
        self.is_all_damaged |= self.is_blank || self.decoder.picture().size() != before;
        self.is_blank = false;
        Ok(())
    }

    fn load_unit(&mut self, first: &[u8], second: Option<&[u8]>) -> Result<()> {
        let pixels = second.ok_or(Error::Malformed { what: "unit without its pixels", offset: 0 })?;
        self.decoder.load_unit(first, pixels)
    }

    fn play_to(&mut self, time: Timestamp) -> Result<()> {
        self.decoder.play_to(time)
    }

    fn next_time(&self) -> Option<Timestamp> {
        self.decoder.next_time()
    }

    fn shown(&self) -> Timestamp {
        if self.is_blank { Timestamp::ZERO } else { self.decoder.shown() }
    }

    fn render(&mut self) -> Result<()> {
        Ok(())
    }

    fn picture(&self) -> &Picture {
        if self.is_blank { &self.blank } else { self.decoder.picture() }
    }

    fn take_damage(&mut self) -> Damage {
        let damage = self.decoder.take_damage();
        if std::mem::take(&mut self.is_all_damaged) || damage.size() != self.picture().size() {
            return Damage::all(self.picture().size());
        }
        damage
    }

    fn background(&self) -> [u8; 3] {
        [0; 3]
    }

    fn text(&self) -> Option<ScreenText> {
        None
    }

    fn set_glyph_source(&mut self, _source: Box<dyn GlyphSource>) {}
}
