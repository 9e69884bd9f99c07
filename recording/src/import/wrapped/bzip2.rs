//! bzip2, of any number of streams.

use super::{Finished, Layer, Unpacked};
use crate::error::Result;
use bzip2::{Decompress, Status};

pub(super) struct Bzip2 {
    /// The stream that is under way; `None` between two.
    stream: Option<Box<Decompress>>,
}

impl Bzip2 {
    pub(super) fn new() -> Self {
        Self { stream: None }
    }
}

impl Layer for Bzip2 {
    fn damage(&self) -> &'static str {
        "damaged bzip2 data"
    }

    fn unpack(&mut self, input: &[u8], piece: &mut Vec<u8>) -> Result<Unpacked> {
        if input.is_empty() && self.stream.is_none() {
            return Ok(Unpacked::Used(0));
        }
        let stream = self.stream.get_or_insert_with(|| Box::new(Decompress::new(false)));
        let before = stream.total_in();
        let status = stream.decompress_vec(input, piece);
        let used = usize::try_from(stream.total_in().saturating_sub(before)).unwrap_or(input.len());
        Ok(match status {
            Ok(Status::StreamEnd) => {
                self.stream = None;
                Unpacked::Used(used)
            }
            Ok(_) => Unpacked::Used(used),
            Err(_) => Unpacked::Damaged,
        })
    }

    fn finish(&mut self, piece: &mut Vec<u8>) -> Result<Finished> {
        let Some(stream) = &mut self.stream else { return Ok(Finished::Whole) };
        Ok(match stream.decompress_vec(&[], piece) {
            Ok(Status::StreamEnd) => {
                self.stream = None;
                Finished::Whole
            }
            Ok(_) if piece.is_empty() => Finished::Cut,
            Ok(_) => Finished::More,
            Err(_) => Finished::Cut,
        })
    }
}
