//! How a tile is kept in step with the clock.
//!
//! The clock leads and waits for nobody but shortly after a jump: one recording that is slow or damaged must not hold up
//! the others. A tile that lags plays a little faster until it is there, one that lags far is sought to the clock. The
//! tile whose sound is heard is only ever sought, since sound is heard at the usual speed only.

use super::wall::{Lane, Place};
use crate::browser::player::Pace;

/// A tile is out of step from here on, in seconds of the page.
const DRIFT_S: f64 = 0.06;
/// It is in step again from here on.
const CLOSE_S: f64 = 0.02;
/// Beyond this it is sought.
const FAR_S: f64 = 0.4;
/// The same where its sound is heard.
const FAR_HEARD_S: f64 = 0.1;
/// Seeks that mend a drift are at least so far apart, in milliseconds of the page.
const APART_MS: f64 = 1_000.0;
/// The most by which a tile plays faster or slower.
const MOST_NUDGE: f64 = 0.25;
/// The fastest and slowest that the player plays.
const RATES: (f64, f64) = (1.0 / 64.0, 64.0);
/// What two times of the same moment may differ by, in microseconds: the player tells seconds.
const SAME_US: u64 = 1_000;

/// What a tile is told, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Step {
    pub(crate) rate: Option<f64>,
    /// To this presentation time.
    pub(crate) seek_us: Option<u64>,
    /// Whether to play.
    pub(crate) plays: Option<bool>,
}

/// What the clock does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lead {
    pub(crate) wall_us: u64,
    pub(crate) rate: f64,
    pub(crate) is_playing: bool,
}

/// How far a tile is ahead of the clock, in seconds of the page; below 0 it lags. `None` where it has nothing to follow.
pub(crate) fn drift_s(lane: Lane, pace: Pace, lead: Lead) -> Option<f64> {
    let Place::Within { own_us } = lane.place(lead.wall_us) else { return None };
    Some((pace.at_us as f64 - own_us as f64) / 1e6 / lead.rate)
}

/// What to tell a tile. `sought_ms` is how long ago it was sought, in milliseconds of the page; `is_waiting` tells that it
/// waits for bytes.
pub(crate) fn step(
    lane: Lane,
    pace: Pace,
    lead: Lead,
    is_heard: bool,
    is_waiting: bool,
    sought_ms: f64,
) -> Step {
    if !pace.is_ready || pace.is_seeking {
        return Step::default();
    }
    let target_us = lane.nearest_us(lead.wall_us);
    let off_us = pace.at_us.abs_diff(target_us);
    let is_within = matches!(lane.place(lead.wall_us), Place::Within { .. });
    // At its very end there is nothing to play, and playing would begin anew.
    if !lead.is_playing || !is_within || target_us.saturating_add(SAME_US) >= lane.duration_us {
        return Step {
            plays: (!pace.is_paused).then_some(false),
            seek_us: (off_us > SAME_US).then_some(target_us),
            rate: None,
        };
    }
    let usual = (pace.rate != lead.rate).then_some(lead.rate);
    let drift_s = (pace.at_us as f64 - target_us as f64) / 1e6 / lead.rate;
    if pace.is_paused {
        let seek_us = (drift_s.abs() > CLOSE_S).then_some(target_us);
        return Step { rate: usual, seek_us, plays: Some(true) };
    }
    let wanted = lead.rate * (1.0 - drift_s.clamp(-MOST_NUDGE, MOST_NUDGE));
    let can_nudge = !is_heard && (RATES.0..=RATES.1).contains(&wanted);
    let far_s = if can_nudge { FAR_S } else { FAR_HEARD_S };
    if drift_s.abs() > far_s && sought_ms >= APART_MS && !is_waiting {
        return Step { rate: usual, seek_us: Some(target_us), plays: None };
    }
    if !can_nudge {
        return Step { rate: usual, ..Step::default() };
    }
    let is_nudged = usual.is_some();
    let needs_nudge = drift_s.abs() > if is_nudged { CLOSE_S } else { DRIFT_S };
    Step { rate: if needs_nudge { Some(wanted) } else { usual }, ..Step::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAST_ENOUGH_MS: f64 = f64::INFINITY;

    fn lane() -> Lane {
        Lane::new(Some(10_000), 60_000_000, 0).unwrap()
    }

    fn lead(own_us: u64) -> Lead {
        Lead { wall_us: 10_000_000 + own_us, rate: 1.0, is_playing: true }
    }

    fn playing(at_us: u64) -> Pace {
        Pace { at_us, rate: 1.0, is_paused: false, is_seeking: false, is_ready: true }
    }

    fn usual(pace: Pace, lead: Lead) -> Step {
        step(lane(), pace, lead, false, false, FAST_ENOUGH_MS)
    }

    #[test]
    fn a_tile_in_step_is_left_alone() {
        assert_eq!(usual(playing(5_030_000), lead(5_000_000)), Step::default());
    }

    #[test]
    fn one_that_lags_plays_faster_until_it_is_there() {
        let rate = usual(playing(4_800_000), lead(5_000_000)).rate.unwrap();
        assert!(rate > 1.1 && rate <= 1.25, "{rate}");
        // On its way it is led on, though by now it is within what starts it.
        let nudged = Pace { rate: 1.2, ..playing(4_960_000) };
        assert!(usual(nudged, lead(5_000_000)).rate.unwrap() > 1.0);
        let there = Pace { rate: 1.2, ..playing(4_990_000) };
        assert_eq!(usual(there, lead(5_000_000)).rate, Some(1.0));
        assert!(usual(playing(5_200_000), lead(5_000_000)).rate.unwrap() < 1.0);
    }

    #[test]
    fn one_that_lags_far_is_sought_but_not_over_and_over() {
        let far = playing(1_000_000);
        assert_eq!(usual(far, lead(5_000_000)).seek_us, Some(5_000_000));
        assert_eq!(step(lane(), far, lead(5_000_000), false, false, 300.0).seek_us, None);
        // While it waits for bytes a seek would only make it fetch others.
        assert_eq!(step(lane(), far, lead(5_000_000), false, true, FAST_ENOUGH_MS).seek_us, None);
    }

    #[test]
    fn what_is_heard_keeps_its_speed() {
        let late = playing(4_850_000);
        let heard = step(lane(), late, lead(5_000_000), true, false, FAST_ENOUGH_MS);
        assert_eq!(heard, Step { seek_us: Some(5_000_000), ..Step::default() });
        let nearly = step(lane(), playing(4_930_000), lead(5_000_000), true, false, FAST_ENOUGH_MS);
        assert_eq!(nearly, Step::default());
    }

    #[test]
    fn outside_of_its_time_a_tile_rests_at_its_edge() {
        let after = Lead { wall_us: 90_000_000, ..lead(0) };
        assert_eq!(
            usual(playing(59_000_000), after),
            Step { plays: Some(false), seek_us: Some(60_000_000), rate: None }
        );
        let before = Lead { wall_us: 3, ..lead(0) };
        let resting = Pace { is_paused: true, ..playing(0) };
        assert_eq!(usual(resting, before), Step::default());
        // When its time comes it sets in.
        let begun = Lead { wall_us: 10_050_000, ..before };
        assert_eq!(usual(resting, begun), Step { plays: Some(true), seek_us: Some(50_000), rate: None });
    }

    #[test]
    fn at_rest_every_tile_shows_the_moment() {
        let rests = Lead { is_playing: false, ..lead(5_000_000) };
        assert_eq!(usual(playing(5_000_100), rests), Step { plays: Some(false), ..Step::default() });
        let off = Pace { is_paused: true, ..playing(4_000_000) };
        assert_eq!(usual(off, rests), Step { seek_us: Some(5_000_000), ..Step::default() });
        assert_eq!(usual(Pace { is_seeking: true, ..off }, rests), Step::default());
        assert_eq!(usual(Pace { is_ready: false, ..off }, rests), Step::default());
    }

    #[test]
    fn no_rate_is_asked_for_that_the_player_does_not_have() {
        let fastest = Lead { rate: 64.0, ..lead(30_000_000) };
        let late = Pace { rate: 64.0, ..playing(10_000_000) };
        assert_eq!(usual(late, fastest), Step { seek_us: Some(30_000_000), ..Step::default() });
    }

    #[test]
    fn a_lagging_tile_comes_within_the_bound_and_stays() {
        // A player that plays as it is told, begun 350 ms late.
        let (mut pace, mut at_s) = (playing(0), -0.35_f64);
        for tick in 0..100 {
            let own_s = 5.0 + f64::from(tick) * 0.1;
            pace.at_us = ((own_s + at_s) * 1e6) as u64;
            let told = usual(pace, lead((own_s * 1e6) as u64));
            assert_eq!((told.seek_us, told.plays), (None, None));
            pace.rate = told.rate.unwrap_or(pace.rate);
            at_s += (pace.rate - 1.0) * 0.1;
            assert!(tick < 40 || at_s.abs() < 0.06, "{tick}: {at_s}");
        }
        assert_eq!(pace.rate, 1.0);
    }
}
