//! What the engine asks of the decoder of a picture track.

use crate::analysis::ScreenText;
use crate::terminal::GlyphSource;
use recording::Result;
use recording::chunk::Part;
use recording::facts::Facts;
use recording::picture::{Damage, Picture};
use recording::units::Timestamp;

/// A decoder that holds a picture: of a desktop or of a terminal.
pub(super) trait PictureTrack {
    /// Forgets everything: a black picture as at the start of the recording.
    fn reset(&mut self, facts: &Facts) -> Result<()>;

    /// Starts from a keyframe. A light one follows on the full one that was loaded just before.
    fn load_key(&mut self, part: Part, payload: &[u8]) -> Result<()>;

    /// Loads a unit; the one before has been played to its end.
    fn load_unit(&mut self, first: &[u8], second: Option<&[u8]>) -> Result<()>;

    /// Applies what the loaded unit holds up to and at `time`.
    fn play_to(&mut self, time: Timestamp) -> Result<()>;

    /// Time of the next frame in the loaded unit.
    fn next_time(&self) -> Option<Timestamp>;

    /// Time of the frame that is shown.
    fn shown(&self) -> Timestamp;

    /// Brings the picture up to date; call before [`PictureTrack::picture`].
    fn render(&mut self) -> Result<()>;

    /// The picture.
    fn picture(&self) -> &Picture;

    /// What changed since it was taken last.
    fn take_damage(&mut self) -> Damage;

    /// The colour around the picture, as red, green, blue.
    fn background(&self) -> [u8; 3];

    /// The text on the screen; `None` for a desktop.
    fn text(&self) -> Option<ScreenText>;

    /// Draws with it what the bundled font lacks; of no use to a desktop.
    fn set_glyph_source(&mut self, source: Box<dyn GlyphSource>);
}
