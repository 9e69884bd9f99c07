//! zstd, of any number of frames.

use super::{Finished, Layer, PIECE_BYTES, Unpacked};
use crate::error::{Error, Result};
use zstd_safe::{DCtx, InBuffer, OutBuffer};

pub(super) struct Zstd {
    context: Box<DCtx<'static>>,
    is_between_frames: bool,
}

impl Zstd {
    /// # Errors
    /// [`Error::Unavailable`] without memory.
    pub(super) fn new() -> Result<Self> {
        let context = DCtx::try_create()
            .ok_or_else(|| Error::Unavailable { doing: "setting up zstd", reason: "no memory".to_owned() })?;
        Ok(Self { context: Box::new(context), is_between_frames: true })
    }
}

impl Layer for Zstd {
    fn damage(&self) -> &'static str {
        "damaged zstd data"
    }

    fn unpack(&mut self, input: &[u8], piece: &mut Vec<u8>) -> Result<Unpacked> {
        let mut input = InBuffer::around(input);
        piece.resize(PIECE_BYTES, 0);
        let mut output = OutBuffer::around(piece.as_mut_slice());
        let hint = self.context.decompress_stream(&mut output, &mut input);
        let written = output.pos();
        piece.truncate(written);
        Ok(match hint {
            Ok(hint) => {
                self.is_between_frames = hint == 0;
                Unpacked::Used(input.pos())
            }
            Err(_) => Unpacked::Damaged,
        })
    }

    fn finish(&mut self, _: &mut Vec<u8>) -> Result<Finished> {
        Ok(if self.is_between_frames { Finished::Whole } else { Finished::Cut })
    }
}
