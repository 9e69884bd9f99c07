//! The push parser of frames.

use super::chain::DATE_SECONDS;
use super::header::{Channel, Frame, Header};
use crate::error::Result;
use crate::import::tty::Session;
use crate::import::{Format, Importer, Output, Report};
use crate::units::{Span, Timestamp};

/// Imports a ttyrec.
pub struct TtyrecImporter {
    header: Header,
    session: Session,
    /// Bytes of a header that is not complete.
    head: Vec<u8>,
    /// The frame whose content is being read, how much of it is to come, and when it came.
    frame: Option<(Frame, usize, Timestamp)>,
    offset: u64,
    /// The stamp of the frame before, in microseconds.
    before_us: Option<u64>,
    is_broken: bool,
}

impl TtyrecImporter {
    /// An importer of one source with these headers. `name` is the file's name without its folder, to be kept in the
    /// recording's facts.
    pub fn new(header: Header, name: Option<&str>) -> Self {
        let format = match header {
            Header::Plain => Format::Ttyrec,
            Header::WithChannel => Format::TtyrecWithChannels,
        };
        Self {
            header,
            session: Session::new(format, name),
            head: Vec::new(),
            frame: None,
            offset: 0,
            before_us: None,
            is_broken: false,
        }
    }

    /// Takes a header, which is complete; false where it is none.
    fn begin_frame(&mut self) -> bool {
        let Some(frame) = self.header.read(&self.head) else { return false };
        self.head.clear();
        let stamp_us = frame.stamp_us();
        let delay_us = match self.before_us {
            None => {
                if frame.seconds >= DATE_SECONDS {
                    self.session.facts.started_at_ms = i64::try_from(stamp_us / 1000).ok();
                }
                0
            }
            Some(before_us) if stamp_us < before_us => {
                self.session.report.note("clock was set back, taken for no time", self.offset);
                0
            }
            Some(before_us) => stamp_us - before_us,
        };
        self.before_us = Some(stamp_us);
        let time = self.session.now().plus(Span::from_us(delay_us));
        let time = self.session.within_limit(time, self.offset);
        self.session.wait_until(time);
        if frame.channel == Channel::Score {
            self.session.report.note("score of the game", self.offset);
        }
        // a length within the limit fits
        self.frame = Some((frame, usize::try_from(frame.len).unwrap_or(usize::MAX), time));
        true
    }

    /// Takes a part of a frame's content.
    fn content(
        &mut self,
        channel: Channel,
        time: Timestamp,
        bytes: &[u8],
        output: &mut dyn Output,
    ) -> Result<()> {
        match channel {
            Channel::Output => self.session.output(time, bytes, self.offset, output),
            // keys, of which those with Alt have the highest bit set
            Channel::Input => {
                let text = bytes.iter().copied().map(char::from).collect();
                self.session.input(time, text, self.offset, output)
            }
            Channel::Score => Ok(()),
        }
    }
}

impl Importer for TtyrecImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() && !self.is_broken {
            if let Some((frame, left, time)) = self.frame {
                let (content, after) = rest.split_at(left.min(rest.len()));
                self.content(frame.channel, time, content, output)?;
                self.offset = self.offset.saturating_add(content.len() as u64);
                rest = after;
                let left = left - content.len();
                self.frame = (left > 0).then_some((frame, left, time));
                continue;
            }
            let needed = self.header.bytes().saturating_sub(self.head.len());
            let (part, after) = rest.split_at(needed.min(rest.len()));
            self.head.extend_from_slice(part);
            rest = after;
            if self.head.len() < self.header.bytes() {
                break;
            }
            let start = self.offset;
            self.offset = start.saturating_add(self.header.bytes() as u64);
            if !self.begin_frame() {
                // without marks there is no telling where the next frame starts
                self.session.report.note("frame is broken, the rest is lost", start);
                self.is_broken = true;
            }
            if self.frame.is_some_and(|(_, left, _)| left == 0) {
                self.frame = None;
            }
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        self.session.report.truncated |= self.is_broken || self.frame.is_some() || !self.head.is_empty();
        self.session.finish(output)
    }
}
