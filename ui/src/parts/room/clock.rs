//! The one clock that all recordings follow. Times of the clock are wall times, microseconds since 1970-01-01 UTC; `now_ms`
//! is a time of the page, in milliseconds.

/// How long the clock waits for the pictures after a jump. One that takes longer catches up.
const PATIENCE_MS: f64 = 1_000.0;

/// The clock of the room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clock {
    start_us: u64,
    end_us: u64,
    /// What it showed at `since_ms`.
    at_us: u64,
    since_ms: f64,
    jumped_ms: f64,
    pub(crate) rate: f64,
    pub(crate) is_playing: bool,
}

impl Clock {
    /// At rest at a wall time.
    pub(crate) fn resting(at_us: u64) -> Self {
        let jumped_ms = f64::NEG_INFINITY;
        Self { start_us: 0, end_us: u64::MAX, at_us, since_ms: 0.0, jumped_ms, rate: 1.0, is_playing: false }
    }

    /// What it shows.
    pub(crate) fn at_us(&self, now_ms: f64) -> u64 {
        if !self.is_playing {
            return self.at_us;
        }
        // `as` saturates: a page's time that ran back moves nothing.
        let gone_us = ((now_ms - self.since_ms) * 1_000.0 * self.rate) as u64;
        self.at_us.saturating_add(gone_us).min(self.end_us)
    }

    /// From when to when there is something to show; it stays within.
    pub(crate) fn set_bounds(&mut self, (start_us, end_us): (u64, u64), now_ms: f64) {
        self.settle(now_ms);
        (self.start_us, self.end_us) = (start_us, end_us.max(start_us));
        self.at_us = self.at_us.clamp(self.start_us, self.end_us);
    }

    /// Runs on; from the start where the end was reached.
    pub(crate) fn play(&mut self, now_ms: f64) {
        if self.at_us >= self.end_us {
            self.jump(self.start_us, now_ms);
        }
        self.since_ms = now_ms;
        self.is_playing = true;
    }

    pub(crate) fn pause(&mut self, now_ms: f64) {
        self.settle(now_ms);
        self.is_playing = false;
    }

    /// Seconds of the recordings in one second.
    pub(crate) fn set_rate(&mut self, rate: f64, now_ms: f64) {
        self.settle(now_ms);
        self.rate = rate;
    }

    pub(crate) fn jump(&mut self, at_us: u64, now_ms: f64) {
        self.at_us = at_us.clamp(self.start_us, self.end_us);
        self.since_ms = now_ms;
        self.jumped_ms = now_ms;
    }

    /// A moment has passed. After a jump the clock waits, for a while, until no picture `is_sought` any more; at the end
    /// it rests.
    pub(crate) fn tick(&mut self, is_sought: bool, now_ms: f64) {
        if is_sought && now_ms - self.jumped_ms < PATIENCE_MS {
            self.since_ms = now_ms;
        }
        if self.is_playing && self.at_us(now_ms) >= self.end_us {
            self.pause(now_ms);
        }
    }

    fn settle(&mut self, now_ms: f64) {
        self.at_us = self.at_us(now_ms);
        self.since_ms = now_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        let mut clock = Clock::resting(5_000_000);
        clock.set_bounds((1_000_000, 9_000_000), 0.0);
        clock
    }

    #[test]
    fn it_runs_at_its_rate_and_rests_at_the_end() {
        let mut clock = clock();
        assert_eq!(clock.at_us(700.0), 5_000_000);
        clock.play(1_000.0);
        assert_eq!(clock.at_us(1_500.0), 5_500_000);
        clock.set_rate(2.0, 1_500.0);
        assert_eq!(clock.at_us(2_000.0), 6_500_000);
        clock.tick(false, 9_000.0);
        assert_eq!((clock.at_us(9_000.0), clock.is_playing), (9_000_000, false));
        clock.play(10_000.0);
        assert_eq!(clock.at_us(10_000.0), 1_000_000);
    }

    #[test]
    fn after_a_jump_it_waits_but_not_for_ever() {
        let mut clock = clock();
        clock.play(0.0);
        clock.jump(2_000_000, 100.0);
        for now_ms in [200.0, 600.0, 1_099.0] {
            clock.tick(true, now_ms);
            assert_eq!(clock.at_us(now_ms), 2_000_000);
        }
        clock.tick(true, 1_599.0);
        assert_eq!(clock.at_us(1_599.0), 2_500_000);
        clock.jump(3_000_000, 2_000.0);
        clock.tick(false, 2_100.0);
        assert_eq!(clock.at_us(2_100.0), 3_100_000);
    }

    #[test]
    fn other_bounds_keep_it_where_it_is_or_bring_it_in() {
        let mut clock = clock();
        clock.set_bounds((4_000_000, 6_000_000), 0.0);
        assert_eq!(clock.at_us(0.0), 5_000_000);
        clock.set_bounds((6_000_000, 7_000_000), 0.0);
        assert_eq!(clock.at_us(0.0), 6_000_000);
        clock.jump(0, 0.0);
        assert_eq!(clock.at_us(0.0), 6_000_000);
        clock.pause(-5.0);
        assert_eq!(clock.at_us(9.0), 6_000_000);
    }
}
