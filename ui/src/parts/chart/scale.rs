//! Where the lines of the grid stand.

/// What a scale counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Whole things.
    Number,
    /// Lengths of time in microseconds.
    Duration,
}

/// Lengths between lines that a clock has, in milliseconds.
const CLOCK_MS: [i64; 19] = [
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
];

impl Scale {
    /// Values of the lines from 0 to `most`, about `count` of them.
    pub(super) fn ticks(self, most: f64, count: u32) -> Vec<f64> {
        let step = match self {
            Self::Number => decimal_step(most / f64::from(count.max(1))).max(1.0),
            Self::Duration => duration_step_us(most, count),
        };
        // whoever asks for more lines than a chart holds gets none
        let lines = (most / step).floor();
        if !lines.is_finite() || lines > 1_000.0 {
            return Vec::new();
        }
        (0..=lines as u32).map(|line| f64::from(line) * step).collect()
    }
}

/// The step of 1, 2 or 5 times a power of ten that is at least as long.
fn decimal_step(least: f64) -> f64 {
    if !least.is_finite() || least <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|step| step * power >= least * 0.999_999);
    step.unwrap_or(10.0) * power
}

fn duration_step_us(most_us: f64, count: u32) -> f64 {
    let least_ms = most_us / 1_000.0 / f64::from(count.max(1));
    if least_ms < 1_000.0 {
        return decimal_step(least_ms.max(0.001)) * 1_000.0;
    }
    let step = CLOCK_MS.into_iter().map(|ms| ms as f64).find(|ms| *ms >= least_ms);
    step.unwrap_or_else(|| decimal_step(least_ms / 86_400_000.0) * 86_400_000.0) * 1_000.0
}

/// Full seconds, minutes or hours of the clock between two times in milliseconds, at most `count` of them, where the
/// clock is `zone_ms` ahead; and how far they are apart.
pub(super) fn clock_ticks(start_ms: i64, end_ms: i64, zone_ms: i64, count: u32) -> (Vec<i64>, i64) {
    let length_ms = end_ms.saturating_sub(start_ms).max(1);
    let count = i64::from(count.max(1));
    let fits = |step: &i64| length_ms / *step < count;
    let days = || 86_400_000_i64.saturating_mul(length_ms / 86_400_000 / count + 1);
    let step = CLOCK_MS.into_iter().find(fits).unwrap_or_else(days);
    let local_ms = start_ms.saturating_add(zone_ms);
    let first = local_ms.div_euclid(step).saturating_mul(step).saturating_sub(zone_ms);
    let first = if first < start_ms { first.saturating_add(step) } else { first };
    let ticks = (0..=count).map(|tick| first.saturating_add(tick.saturating_mul(step)));
    (ticks.take_while(|tick| *tick <= end_ms).collect(), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole() {
        assert_eq!(Scale::Number.ticks(3.0, 6), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(Scale::Number.ticks(1_234.0, 6), [0.0, 500.0, 1_000.0]);
        assert_eq!(Scale::Number.ticks(0.0, 6), [0.0]);
    }

    #[test]
    fn lengths_of_time_are_those_of_a_clock() {
        let minutes: Vec<f64> = Scale::Duration.ticks(3_500e6, 6).into_iter().map(|us| us / 60e6).collect();
        assert_eq!(minutes, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(Scale::Duration.ticks(1_000.0, 2), [0.0, 500.0, 1_000.0]);
    }

    #[test]
    fn absurd_values_make_few_lines() {
        for most in [f64::NAN, f64::INFINITY, -1.0, f64::MAX, u64::MAX as f64] {
            for scale in [Scale::Number, Scale::Duration] {
                assert!(scale.ticks(most, 6).len() <= 8, "{scale:?} {most}");
            }
        }
        assert!(clock_ticks(i64::MIN, i64::MAX, 0, 8).0.len() <= 9);
        assert!(clock_ticks(5, 1, i64::MAX, 0).0.len() <= 2);
    }

    #[test]
    fn the_clock_has_full_hours_in_its_own_zone() {
        // 10:20 to 15:00 UTC, where it is half an hour later
        let hour = 3_600_000;
        let (ticks, step) = clock_ticks(10 * hour + hour / 3, 15 * hour, hour / 2, 6);
        assert_eq!(step, hour);
        let halves: Vec<i64> = ticks.into_iter().map(|ms| ms / (hour / 2)).collect();
        assert_eq!(halves, [21, 23, 25, 27, 29]);
    }
}
