//! The importer: blocks in, frames out.

use super::blocks::{Blocks, Piece};
use super::session::Session;
use crate::error::Result;
use crate::import::{Importer, Output, Report};
use crate::limits;
use crate::units::Timestamp;

/// Imports an RFB recording (an FBS file): the picture, the pointer's shape, and its place where the server told it.
///
/// A frame has the time of the block in which its last byte lies.
pub struct RfbImporter {
    blocks: Blocks,
    session: Session,
    now: Timestamp,
}

impl RfbImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(name: Option<&str>) -> Self {
        Self::with_area_limit(name, limits::RFB_AREA_PX)
    }

    /// The same with another limit for the area of the screen, in pixels. A pixel takes 4 bytes.
    pub fn with_area_limit(name: Option<&str>, area_limit_px: u64) -> Self {
        Self { blocks: Blocks::new(), session: Session::new(name, area_limit_px), now: Timestamp::ZERO }
    }
}

impl Importer for RfbImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        let Self { blocks, session, now } = self;
        session.set_taken_bytes(blocks.offset() + bytes.len() as u64);
        blocks.feed(bytes, &mut |piece| match piece {
            Piece::Bytes(bytes) => {
                session.push(bytes);
                Ok(())
            }
            Piece::Time { ms, offset } => {
                let time = Timestamp::from_ms(ms.into());
                if time < *now {
                    session.report.note("time that falls back", offset);
                } else if time > Timestamp::from_ms(limits::DURATION_SECONDS * 1000) {
                    session.report.note("time beyond the longest recording", offset);
                } else {
                    *now = time;
                }
                session.run(*now, offset, output)
            }
            Piece::Damage { what, offset } => session.damage(what, offset),
        })
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        if self.blocks.is_inside() {
            self.session.report.truncated = true;
        }
        self.session.finish(self.now, self.blocks.offset(), output)
    }
}
