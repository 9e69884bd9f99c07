//! What the engine asks of the decoder of a picture track.

use super::chunks::Chunks;
use super::plan::{Plan, Stand};
use super::playback::Stop;
use super::unknown::Unknown;
use crate::analysis::ScreenText;
use crate::terminal::GlyphSource;
use recording::Result;
use recording::facts::Facts;
use recording::picture::{Damage, Picture};
use recording::units::{Rect, Timestamp};

/// What came of showing a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    /// Time of the frame that is shown.
    pub(super) frame_time: Timestamp,
    /// Time of the next frame, where it is known.
    pub(super) next_time: Option<Timestamp>,
    /// Damage stands in the way: part of the picture is not known, or what is shown is an earlier one, or black.
    pub(super) is_damaged: bool,
    /// How much of the picture is not known.
    pub(super) unknown: Unknown,
    /// Where the decoder stands now.
    pub(super) stand: Option<Stand>,
}

/// Whether a plan can be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ready {
    /// By [`PictureTrack::show`].
    Yes,
    /// Not by playing on: plan from a keyframe.
    NotFromHere,
}

/// A decoder that holds a picture: of a desktop or of a terminal.
pub(super) trait PictureTrack {
    /// Makes everything ready to show `time` as planned, and changes nothing of what is shown.
    ///
    /// # Errors
    /// [`Stop::Failed`] with [`recording::Error::Missing`] where bytes are lacking, all of them in
    /// [`Chunks::needs`].
    fn prepare(&mut self, plan: &Plan, time: Timestamp, chunks: &mut Chunks<'_>) -> Result<Ready, Stop>;

    /// Shows what was made ready last.
    fn show(
        &mut self,
        plan: &Plan,
        time: Timestamp,
        chunks: &Chunks<'_>,
        facts: &Facts,
    ) -> Result<Outcome, Stop>;

    /// The picture.
    fn picture(&self) -> &Picture;

    /// Where the picture is not known: each such pixel is in one of these, and no other.
    fn unknown(&self) -> Vec<Rect>;

    /// What changed since it was taken last.
    fn take_damage(&mut self) -> Damage;

    /// The colour around the picture, as red, green, blue.
    fn background(&self) -> [u8; 3];

    /// The text on the screen; `None` for a desktop.
    fn text(&self) -> Option<ScreenText>;

    /// Draws with it what the bundled font lacks; of no use to a desktop.
    fn set_glyph_source(&mut self, source: Box<dyn GlyphSource>);

    /// Keeps at most so many bytes of what was decoded; of no use to a terminal.
    fn set_cache_bytes(&mut self, bytes: u64);
}
