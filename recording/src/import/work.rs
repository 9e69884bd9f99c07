//! How much an import may draw for each byte of its source.

use crate::error::{Error, Result};
use crate::limits;

/// Counts the pixels that an import goes through.
#[derive(Default)]
pub(super) struct Work {
    pixels: u64,
    taken_bytes: u64,
}

impl Work {
    /// Counts pixels that are gone through.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where they are too many for the size of the recording.
    pub(super) fn add(&mut self, pixels: u64) -> Result<()> {
        self.pixels = self.pixels.saturating_add(pixels);
        let allowed = self.taken_bytes.saturating_mul(limits::IMPORT_WORK_PX_PER_BYTE);
        if self.pixels > limits::IMPORT_WORK_PX.saturating_add(allowed) {
            return Err(Error::LimitReached {
                what: "number of pixels drawn for each byte of the recording",
                limit: limits::IMPORT_WORK_PX_PER_BYTE,
            });
        }
        Ok(())
    }

    /// Tells how many bytes of the recording have been taken.
    pub(super) fn set_taken_bytes(&mut self, taken_bytes: u64) {
        self.taken_bytes = taken_bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_bounded_by_the_size_of_the_recording() {
        let mut work = Work::default();
        work.add(limits::IMPORT_WORK_PX).unwrap();
        assert!(work.add(1).is_err());
        work.set_taken_bytes(2);
        work.add(2 * limits::IMPORT_WORK_PX_PER_BYTE - 1).unwrap();
        assert!(work.add(1).is_err());
    }
}
