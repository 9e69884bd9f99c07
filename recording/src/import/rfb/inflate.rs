//! zlib streams that go on from rectangle to rectangle.

use super::reader::{Step, Stop};
use flate2::{Decompress, FlushDecompress, Status};

/// What is wrong with a stream that cannot be inflated.
const DAMAGED: Stop = Stop::Damaged("compressed pixels that cannot be unpacked");

/// The state of one stream (RFC 1950).
pub(super) struct Inflater(Decompress);

impl Inflater {
    /// A stream that starts.
    pub(super) fn new() -> Self {
        Self(Decompress::new(true))
    }

    /// The stream starts over.
    pub(super) fn reset(&mut self) {
        self.0.reset(true);
    }

    /// Fills `output` as far as `input` reaches. Answers how many bytes were taken and how many came out; where fewer
    /// came out than there is room for, all of the input was taken.
    pub(super) fn inflate(&mut self, input: &[u8], output: &mut [u8]) -> Step<(usize, usize)> {
        let (mut taken, mut filled) = (0, 0);
        loop {
            let (before_in, before_out) = (self.0.total_in(), self.0.total_out());
            let (rest, room) = (input.get(taken..).unwrap_or_default(), output.get_mut(filled..));
            let Some(room) = room.filter(|room| !room.is_empty()) else { return Ok((taken, filled)) };
            let status = self.0.decompress(rest, room, FlushDecompress::Sync).map_err(|_| DAMAGED)?;
            let more_in = usize::try_from(self.0.total_in() - before_in).map_err(|_| DAMAGED)?;
            let more_out = usize::try_from(self.0.total_out() - before_out).map_err(|_| DAMAGED)?;
            (taken, filled) = (taken + more_in, filled + more_out);
            if status == Status::StreamEnd && taken < input.len() {
                // the stream of a session has no end
                return Err(DAMAGED);
            }
            if more_in == 0 && more_out == 0 {
                return Ok((taken, filled));
            }
        }
    }

    /// Fills all of `output`.
    pub(super) fn fill(&mut self, input: &mut &[u8], output: &mut [u8]) -> Step {
        let (taken, filled) = self.inflate(input, output)?;
        *input = input.get(taken..).unwrap_or_default();
        if filled == output.len() { Ok(()) } else { Err(Stop::Damaged("compressed pixels that end early")) }
    }

    /// Takes what is left of a rectangle's data, so that the next one finds the stream where it belongs.
    pub(super) fn skip(&mut self, input: &[u8]) -> Step {
        let mut rest = input;
        let mut room = [0; 4096];
        loop {
            let (taken, filled) = self.inflate(rest, &mut room)?;
            rest = rest.get(taken..).unwrap_or_default();
            if filled < room.len() {
                return Ok(());
            }
        }
    }
}
