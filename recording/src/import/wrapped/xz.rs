//! xz, of any number of streams.

use super::{Finished, Layer, Unpacked};
use crate::error::{Error, Result};
use crate::limits;
use liblzma::stream::{Action, CONCATENATED, Error as XzError, Status, Stream};

pub(super) struct Xz(Stream);

impl Xz {
    /// # Errors
    /// [`Error::Unavailable`] without memory.
    pub(super) fn new() -> Result<Self> {
        let stream = Stream::new_stream_decoder(limits::XZ_MEMORY_BYTES, CONCATENATED)
            .map_err(|error| Error::Unavailable { doing: "setting up xz", reason: error.to_string() })?;
        Ok(Self(stream))
    }
}

/// The error of a stream that asks for more memory than it may have.
fn over_limit() -> Error {
    Error::LimitReached { what: "memory to unpack xz data", limit: limits::XZ_MEMORY_BYTES }
}

impl Layer for Xz {
    fn damage(&self) -> &'static str {
        "damaged xz data"
    }

    fn unpack(&mut self, input: &[u8], piece: &mut Vec<u8>) -> Result<Unpacked> {
        let before = self.0.total_in();
        let status = self.0.process_vec(input, piece, Action::Run);
        let used = usize::try_from(self.0.total_in().saturating_sub(before)).unwrap_or(input.len());
        match status {
            Ok(_) => Ok(Unpacked::Used(used)),
            Err(XzError::MemLimit) => Err(over_limit()),
            Err(_) => Ok(Unpacked::Damaged),
        }
    }

    fn finish(&mut self, piece: &mut Vec<u8>) -> Result<Finished> {
        match self.0.process_vec(&[], piece, Action::Finish) {
            Ok(Status::StreamEnd) => Ok(Finished::Whole),
            Ok(_) if piece.is_empty() => Ok(Finished::Cut),
            Ok(_) => Ok(Finished::More),
            Err(XzError::MemLimit) => Err(over_limit()),
            // it had all it could use: what it lacks is the rest
            Err(XzError::Data | XzError::Program) => Ok(Finished::Cut),
            Err(_) => Ok(Finished::Cut),
        }
    }
}
