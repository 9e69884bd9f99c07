//! Which moments of a session thumbnails stand for: one for each stretch of time in which something changed, the
//! stretches twice as long whenever there would be too many.

use super::Still;
use crate::limits;
use crate::units::{Span, Timestamp};

/// Length of the stretches at first.
const FIRST_INTERVAL: Span = Span::from_secs(1);
/// The stretches become longer when the thumbnails take more memory than this.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The thumbnails of a session, thinned as it grows longer.
///
/// Time is cut into stretches of one length. The first frame has a thumbnail; besides, each stretch in which the
/// picture changed has one, of its last frame. So what is shown while nothing happens is exact.
#[derive(Debug)]
pub(super) struct Storyboard {
    interval: Span,
    stills: Vec<(Timestamp, Still)>,
    bytes: usize,
}

impl Storyboard {
    pub(super) fn new() -> Self {
        Self { interval: FIRST_INTERVAL, stills: Vec::new(), bytes: 0 }
    }

    /// The thumbnails, with times that rise.
    pub(super) fn stills(&self) -> &[(Timestamp, Still)] {
        &self.stills
    }

    /// Whether what showed from `since` on has to be kept before it changes at `now`.
    pub(super) fn is_due(&self, since: Timestamp, now: Timestamp) -> bool {
        now > since && (self.stills.is_empty() || self.stretch(since) != self.stretch(now))
    }

    /// Keeps what showed from `time` on, in place of what it kept of the same stretch.
    pub(super) fn keep(&mut self, time: Timestamp, still: Still) {
        match self.stills.last() {
            // At this size nothing changed.
            Some((_, last)) if *last == still => return,
            Some((at, last)) if self.stills.len() > 1 && self.stretch(*at) == self.stretch(time) => {
                self.bytes -= last.bytes();
                self.stills.pop();
            }
            Some(_) | None => {}
        }
        self.bytes += still.bytes();
        self.stills.push((time, still));
        while self.stills.len() > limits::THUMBNAILS || self.stills.len() > 2 && self.bytes > MOST_BYTES {
            self.thin();
        }
    }

    /// Length of the stretches.
    #[cfg(test)]
    pub(super) fn interval(&self) -> Span {
        self.interval
    }

    /// Makes the stretches twice as long.
    fn thin(&mut self) {
        self.interval = Span::from_us(self.interval.as_us().saturating_mul(2));
        let stretches: Vec<u64> = self.stills.iter().map(|(time, _)| self.stretch(*time)).collect();
        let mut places = 0..;
        self.stills.retain(|_| {
            let at = places.next().unwrap_or_default();
            at == 0 || stretches.get(at) != stretches.get(at + 1)
        });
        self.bytes = self.stills.iter().map(|(_, still)| still.bytes()).sum();
    }

    fn stretch(&self, time: Timestamp) -> u64 {
        time.as_us() / self.interval.as_us()
    }
}
