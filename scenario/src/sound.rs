//! Tones, computed with additions and multiplications alone, so that they are the same on every machine.

/// Samples a second.
pub(crate) const RATE: u32 = 16_000;
/// A third of full scale.
const LOUDNESS: f64 = 10_000.0;
/// Samples over which a tone rises and falls, so that it does not click.
const RAMP: u64 = 160;

/// `seconds` of a sine of `hz`, mono.
pub(crate) fn tone(hz: u32, samples: u64) -> Vec<i16> {
    let value = |at: u64| {
        // turns since the start, less whole ones: exact, since it is counted in samples
        let of_turn = (at * u64::from(hz)) % u64::from(RATE);
        let turn = of_turn as f64 / f64::from(RATE);
        let edge = at.min(samples - 1 - at).min(RAMP) as f64 / RAMP as f64;
        (sine(turn) * edge * LOUDNESS).round()
    };
    #[expect(clippy::cast_possible_truncation, reason = "within a third of full scale")]
    let samples = (0..samples).map(|at| value(at) as i16).collect();
    samples
}

/// The sine of a turn from 0 to 1: Taylor's series of a quarter turn, mirrored.
fn sine(turn: f64) -> f64 {
    let folded = if turn < 0.25 {
        turn
    } else if turn < 0.75 {
        0.5 - turn
    } else {
        turn - 1.0
    };
    let x = folded * std::f64::consts::TAU;
    let square = x * x;
    let series = 1.0 - square / 72.0 * (1.0 - square / 110.0);
    x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * series)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_sine() {
        for step in 0..100 {
            let turn = f64::from(step) / 100.0;
            assert!((sine(turn) - (turn * std::f64::consts::TAU).sin()).abs() < 1e-6, "{turn}");
        }
    }

    #[test]
    fn a_tone_crosses_zero_twice_a_turn() {
        let samples = tone(440, u64::from(RATE));
        let crossings = samples.windows(2).filter(|pair| (pair[0] < 0) != (pair[1] < 0)).count();
        assert!((878..=880).contains(&crossings), "{crossings}");
    }
}
