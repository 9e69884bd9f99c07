//! Turns the passing of time into positions in a recording.

use recording::units::{Span, Timestamp};

/// Slowest and fastest rate that a clock takes.
const RATES: std::ops::RangeInclusive<f64> = 1.0 / 64.0..=64.0;

/// The clock of a player: paused or running at a rate, between the start and the end of the recording.
///
/// It never asks for the time: `now` is passed in, read from any clock that does not run backwards, and is taken
/// as no earlier than the latest one it has seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    duration: Timestamp,
    rate: f64,
    is_running: bool,
    /// Position at `anchor_now`.
    anchor: Timestamp,
    anchor_now: Timestamp,
}

impl Clock {
    /// A paused clock at the start of a recording of this duration, at rate 1.
    pub fn new(duration: Timestamp) -> Self {
        Self { duration, rate: 1.0, is_running: false, anchor: Timestamp::ZERO, anchor_now: Timestamp::ZERO }
    }

    /// Position at `now`, at most the duration.
    pub fn position(&self, now: Timestamp) -> Timestamp {
        if !self.is_running {
            return self.anchor;
        }
        let passed = now.since(self.anchor_now).as_secs_f64() * self.rate;
        let moved = Span::from_us(Timestamp::from_secs_f64(passed).as_us());
        self.anchor.plus(moved).min(self.duration)
    }

    /// Starts to run from where it stands. At the end it stays there: [`Clock::seek`] to the start plays again.
    pub fn play(&mut self, now: Timestamp) {
        if self.is_running {
            return;
        }
        self.anchor_now = self.anchor_now.max(now);
        self.is_running = true;
    }

    /// Stops where it stands.
    pub fn pause(&mut self, now: Timestamp) {
        self.settle(now);
        self.is_running = false;
    }

    /// Goes to `position`, at most the duration; runs on where it ran.
    pub fn seek(&mut self, position: Timestamp, now: Timestamp) {
        self.settle(now);
        self.anchor = position.min(self.duration);
    }

    /// Sets the rate without a jump: 1 is real time. Clamped to 1/64..=64; what is not a number is ignored.
    pub fn set_rate(&mut self, rate: f64, now: Timestamp) {
        if rate.is_nan() {
            return;
        }
        self.settle(now);
        self.rate = rate.clamp(*RATES.start(), *RATES.end());
    }

    /// Sets another duration, as of a recording that grew. A position beyond it moves to its end.
    pub fn set_duration(&mut self, duration: Timestamp, now: Timestamp) {
        self.settle(now);
        self.duration = duration;
        self.anchor = self.anchor.min(duration);
    }

    /// Length of the recording.
    pub fn duration(&self) -> Timestamp {
        self.duration
    }

    /// Seconds of the recording that pass in one second.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Whether it runs. It counts as running at the end too, until it is paused.
    pub fn is_running(&self) -> bool {
        self.is_running
    }

    /// Whether the end is reached at `now`.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.position(now) >= self.duration
    }

    /// How long from `now` until `position` is reached; `None` while paused. Zero where it is reached already.
    pub fn until(&self, position: Timestamp, now: Timestamp) -> Option<Span> {
        if !self.is_running {
            return None;
        }
        let left = position.since(self.position(now)).as_secs_f64() / self.rate;
        Some(Span::from_us(Timestamp::from_secs_f64(left).as_us()))
    }

    fn settle(&mut self, now: Timestamp) {
        self.anchor = self.position(now);
        self.anchor_now = self.anchor_now.max(now);
    }
}

// proptest is there natively only
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::Clock;
    use crate::long::scaled;
    use proptest::prelude::*;
    use recording::units::{Span, Timestamp};

    const fn s(seconds: u64) -> Timestamp {
        Timestamp::from_ms(seconds * 1000)
    }

    #[test]
    fn plays_pauses_and_ends() {
        let mut clock = Clock::new(s(10));
        assert_eq!(clock.position(s(100)), s(0));
        clock.play(s(100));
        assert_eq!(clock.position(s(103)), s(3));
        clock.set_rate(2.0, s(103));
        assert_eq!(clock.position(s(104)), s(5), "the rate changes from here on only");
        assert_eq!(clock.until(s(9), s(104)), Some(Span::from_secs(2)));
        clock.pause(s(104));
        assert_eq!(clock.position(s(200)), s(5));
        assert_eq!(clock.until(s(9), s(200)), None);
        clock.play(s(200));
        assert!(!clock.has_ended(s(202)));
        assert!(clock.has_ended(s(203)));
        assert_eq!(clock.position(s(900)), s(10));
        clock.seek(s(1), s(901));
        assert_eq!(clock.position(s(902)), s(3), "it runs on after a seek");
    }

    #[test]
    fn takes_any_rate_within_bounds() {
        let mut clock = Clock::new(s(1000));
        clock.set_rate(f64::NAN, s(0));
        assert!((clock.rate() - 1.0).abs() < f64::EPSILON);
        clock.set_rate(1e9, s(0));
        assert!((clock.rate() - 64.0).abs() < f64::EPSILON);
        clock.set_rate(-1.0, s(0));
        assert!(clock.rate() > 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(scaled(256)))]

        /// While it only plays, the position never falls, never jumps and never passes the end.
        #[test]
        fn never_runs_backwards(steps in proptest::collection::vec((0u64..3_000_000, 0.01f64..80.0, any::<bool>()), 1..50)) {
            let mut clock = Clock::new(s(20));
            let mut now = 0;
            let mut before = Timestamp::ZERO;
            let mut is_running = false;
            for (passed, rate, toggle) in steps {
                now += passed;
                let at = Timestamp::from_us(now);
                let position = clock.position(at);
                prop_assert!(position >= before && position <= s(20));
                prop_assert!(is_running || position == before);
                before = position;
                clock.set_rate(rate, at);
                prop_assert!(clock.position(at) == position);
                if toggle && position < s(20) {
                    if is_running { clock.pause(at) } else { clock.play(at) }
                    is_running = !is_running;
                }
            }
        }
    }
}
