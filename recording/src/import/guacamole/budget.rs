//! What a recording may cost: pixels held at once, and pixels gone through.

use crate::error::{Error, Result};
use crate::import::work::Work;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what a recording costs.
pub(super) struct Budget {
    held_px: Arc<AtomicU64>,
    held_limit_px: u64,
    work: Work,
}

/// A number of pixels that is held until it is dropped.
pub(super) struct Held {
    counter: Arc<AtomicU64>,
    limit_px: u64,
    pixels: u64,
}

impl Budget {
    /// A budget that lets `held_limit_px` pixels be held at once.
    pub(super) fn new(held_limit_px: u64) -> Self {
        Self { held_px: Arc::default(), held_limit_px, work: Work::default() }
    }

    /// Counts pixels as held.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where they are too many.
    pub(super) fn hold(&self, pixels: u64) -> Result<Held> {
        let counter = Arc::clone(&self.held_px);
        let mut held = Held { counter, limit_px: self.held_limit_px, pixels: 0 };
        held.resize(pixels)?;
        Ok(held)
    }

    /// The most pixels that one more thing may have.
    pub(super) fn held_limit_px(&self) -> u64 {
        self.held_limit_px
    }

    /// Counts pixels that are gone through.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where they are too many for the size of the recording.
    pub(super) fn work(&mut self, pixels: u64) -> Result<()> {
        self.work.add(pixels)
    }

    /// Tells how many bytes of the recording have been taken.
    pub(super) fn set_taken_bytes(&mut self, taken_bytes: u64) {
        self.work.set_taken_bytes(taken_bytes);
    }
}

impl Held {
    /// Holds another number of pixels.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where they are too many; it holds what it held before then.
    pub(super) fn resize(&mut self, pixels: u64) -> Result<()> {
        let others = self.counter.load(Ordering::Relaxed).saturating_sub(self.pixels);
        let held = others.saturating_add(pixels);
        if pixels > self.pixels && held > self.limit_px {
            return Err(Error::LimitReached {
                what: "area of all layers of the Guacamole recording in pixels",
                limit: self.limit_px,
            });
        }
        self.counter.store(held, Ordering::Relaxed);
        self.pixels = pixels;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.counter.fetch_sub(self.pixels, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_up_to_the_limit_and_lets_go() {
        let budget = Budget::new(100);
        let mut one = budget.hold(60).unwrap();
        assert!(budget.hold(41).is_err());
        let other = budget.hold(40).unwrap();
        assert!(one.resize(61).is_err());
        drop(other);
        one.resize(100).unwrap();
        drop(one);
        assert_eq!(budget.held_px.load(Ordering::Relaxed), 0);
    }
}
