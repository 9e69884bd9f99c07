//! gzip, of any number of members.

use super::{Finished, Layer, Unpacked};
use crate::error::Result;
use flate2::write::MultiGzDecoder;
use std::io::{ErrorKind, Write};

/// Compressed bytes unpacked at once: with a ratio of about 1000 to 1 at most, what comes out stays small.
const STEP_BYTES: usize = 4 * 1024;

pub(super) struct Gzip(Box<MultiGzDecoder<Vec<u8>>>);

impl Gzip {
    pub(super) fn new() -> Self {
        Self(Box::new(MultiGzDecoder::new(Vec::new())))
    }
}

impl Layer for Gzip {
    fn damage(&self) -> &'static str {
        "damaged gzip data"
    }

    fn unpack(&mut self, input: &[u8], piece: &mut Vec<u8>) -> Result<Unpacked> {
        let step = input.get(..STEP_BYTES).unwrap_or(input);
        let written = self.0.write_all(step);
        piece.append(self.0.get_mut());
        Ok(if written.is_ok() { Unpacked::Used(step.len()) } else { Unpacked::Damaged })
    }

    fn finish(&mut self, piece: &mut Vec<u8>) -> Result<Finished> {
        let finished = self.0.try_finish();
        piece.append(self.0.get_mut());
        Ok(match finished {
            Ok(()) => Finished::Whole,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Finished::Cut,
            Err(_) => Finished::Damaged,
        })
    }
}
