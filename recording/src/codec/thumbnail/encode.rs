//! From what shows to chunks of the thumbnail track.

use super::payload::write_thumbnails;
use super::picture::Thumbnail;
use super::shrink::Shrunk;
use super::storyboard::Storyboard;
use super::{Still, TerminalStill};
use crate::chunk::{Chunk, Part, Track};
use crate::codec::terminal::Emulator;
use crate::error::Result;
use crate::limits;
use crate::picture::{Damage, Picture};
use crate::units::Timestamp;

/// What shows at a moment.
#[derive(Clone, Copy)]
pub enum ShownNow<'a> {
    /// Nothing so far.
    Nothing,
    /// A desktop.
    Picture(&'a Picture),
    /// A terminal.
    Terminal(&'a Emulator),
}

impl<'a> From<Option<&'a Picture>> for ShownNow<'a> {
    fn from(picture: Option<&'a Picture>) -> Self {
        picture.map_or(Self::Nothing, Self::Picture)
    }
}

/// Encodes the thumbnail track: is told before and after each change, and looks at the picture only where a thumbnail
/// is due, at what was damaged since the one before.
///
/// While the session goes on, [`ThumbnailEncoder::flush`] writes what is new, so that a recording that is cut off has
/// thumbnails; [`ThumbnailEncoder::finish`] writes all of them once more, thinned, in one piece that is fetched at once.
///
/// # Limits
/// Holds at most [`limits::THUMBNAILS`] thumbnails, about 8 MiB.
pub struct ThumbnailEncoder {
    level: i32,
    board: Storyboard,
    /// The time of the last change, where no thumbnail was made of what shows since.
    since: Option<Timestamp>,
    last: Timestamp,
    shrunk: Option<Shrunk>,
    /// What differs between the picture and the shrunk one.
    damage: Option<Damage>,
    /// The time up to which thumbnails were written.
    written: Option<Timestamp>,
}

impl ThumbnailEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self {
            level,
            board: Storyboard::new(),
            since: None,
            last: Timestamp::ZERO,
            shrunk: None,
            damage: None,
            written: None,
        }
    }

    /// What `shown` is will change at `time`. Call it before the change. A time before the last one counts as that.
    ///
    /// # Errors
    /// [`crate::Error::LimitReached`] where the picture is too large, as none that was recorded is.
    pub fn before_change(&mut self, time: Timestamp, shown: ShownNow<'_>) -> Result<()> {
        match self.since {
            Some(since) if self.board.is_due(since, time.max(self.last)) => self.keep(since, shown),
            Some(_) | None => Ok(()),
        }
    }

    /// It changed at `time`; of a desktop at most in `damage`, of a terminal anywhere (`None`).
    pub fn changed(&mut self, time: Timestamp, damage: Option<&Damage>) {
        self.last = self.last.max(time);
        if let Some(new) = damage {
            match &mut self.damage {
                Some(damage) if damage.size() == new.size() => {
                    if new.is_empty() {
                        return;
                    }
                    new.tiles().for_each(|tile| damage.add_tile(tile));
                }
                slot => *slot = Some(Damage::all(new.size())),
            }
        }
        self.since = Some(self.last);
    }

    /// Writes the thumbnails that were not written so far.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        let stills = self.board.stills();
        let new = stills.partition_point(|(time, _)| self.written.is_some_and(|written| *time <= written));
        let new = stills.get(new..).unwrap_or_default();
        let (Some((start, _)), Some((end, _))) = (new.first(), new.last()) else { return Ok(()) };
        let (start, end) = (*start, *end);
        let payload = write_thumbnails(self.level, new)?;
        out.push(Chunk { track: Track::Thumbnail, part: Part::Data, start, end, payload });
        self.written = Some(end);
        Ok(())
    }

    /// Ends the track at `time`, with what `shown` is: writes all thumbnails as the track's keyframe.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, time: Timestamp, shown: ShownNow<'_>, out: &mut Vec<Chunk>) -> Result<()> {
        if let Some(since) = self.since {
            self.keep(since, shown)?;
        }
        if self.board.stills().is_empty() {
            return Ok(());
        }
        let payload = write_thumbnails(self.level, self.board.stills())?;
        let time = time.max(self.last);
        out.push(Chunk { track: Track::Thumbnail, part: Part::Key, start: time, end: time, payload });
        Ok(())
    }

    /// Length of the stretches of time that have a thumbnail each.
    #[cfg(test)]
    pub(super) fn interval(&self) -> crate::units::Span {
        self.board.interval()
    }

    /// Makes a thumbnail of what shows since `since`.
    fn keep(&mut self, since: Timestamp, shown: ShownNow<'_>) -> Result<()> {
        self.since = None;
        let still = match shown {
            ShownNow::Nothing => None,
            ShownNow::Picture(picture) => Some(Still::Picture(self.picture(picture)?)),
            ShownNow::Terminal(emulator) => terminal(emulator).map(Still::Terminal),
        };
        if let Some(still) = still {
            self.board.keep(since, still);
        }
        Ok(())
    }

    fn picture(&mut self, picture: &Picture) -> Result<Thumbnail> {
        let size = picture.size();
        let damage = self.damage.replace(Damage::none(size));
        let damage = damage.filter(|damage| damage.size() == size);
        let shrunk = match (&mut self.shrunk, damage) {
            (Some(shrunk), Some(damage)) if shrunk.full_size() == size => {
                shrunk.update(picture, &damage);
                shrunk
            }
            (slot, _) => slot.insert(Shrunk::of(picture, limits::THUMBNAIL_AREA_PX)?),
        };
        Ok(Thumbnail::of(shrunk.picture()))
    }
}

/// The state of a terminal; `None` where it is too long for a preview.
fn terminal(emulator: &Emulator) -> Option<TerminalStill> {
    let state = emulator.terminal().dump();
    (state.len() <= limits::THUMBNAIL_STATE_BYTES).then(|| TerminalStill { size: emulator.size(), state })
}
