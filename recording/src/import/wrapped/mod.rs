//! Compression around a source, taken off while it comes: gzip, bzip2, xz and zstd.

mod bzip2;
mod gzip;
mod kind;
mod packed;
mod unwrapper;
mod xz;
mod zstd;

pub(super) use packed::{Packed, unwrap_head};
pub(super) use unwrapper::Unwrapper;

use crate::error::Result;

/// Size of the piece in which unpacked bytes are handed on.
const PIECE_BYTES: usize = 128 * 1024;

/// One layer of compression.
trait Layer {
    /// What notes call damage of it.
    fn damage(&self) -> &'static str;

    /// Unpacks from the start of `input`, which is not empty, into `piece`, which is empty and has room for
    /// [`PIECE_BYTES`].
    ///
    /// # Errors
    /// [`crate::Error::LimitReached`] where it takes too much memory. Damage is told by the answer.
    fn unpack(&mut self, input: &[u8], piece: &mut Vec<u8>) -> Result<Unpacked>;

    /// There is no more input: unpacks what is left, as [`Layer::unpack`] does.
    ///
    /// # Errors
    /// As [`Layer::unpack`].
    fn finish(&mut self, piece: &mut Vec<u8>) -> Result<Finished>;
}

/// How far a step came.
enum Unpacked {
    /// So many bytes of the input are done with. There may be more to hand on without any.
    Used(usize),
    /// What follows cannot be unpacked.
    Damaged,
}

/// How a layer ended.
enum Finished {
    /// There is more to hand on.
    More,
    /// All of it is there.
    Whole,
    /// Something is missing.
    Cut,
    /// What was left cannot be unpacked.
    Damaged,
}
