//! The times along the bar.

use super::window::Window;
use crate::format;

/// Room for one time, with some air.
const ROOM_PX: f64 = 110.0;

/// Distances between times, in microseconds: such as people count in.
const STEPS_US: [u64; 24] = [
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    15_000_000,
    30_000_000,
    60_000_000,
    120_000_000,
    300_000_000,
    600_000_000,
    900_000_000,
    1_800_000_000,
    3_600_000_000,
    7_200_000_000,
    14_400_000_000,
    21_600_000_000,
    43_200_000_000,
    86_400_000_000,
];

/// Moments that are named on a bar of this width, each with its name; none where there is no room.
pub(super) fn marks(window: Window, width_px: f64) -> Vec<(u64, String)> {
    places(window, width_px).into_iter().map(|(at_us, step_us)| (at_us, name(at_us, step_us))).collect()
}

/// Round moments for which there is room on a bar of this width, each with the distance between them.
pub(crate) fn places(window: Window, width_px: f64) -> Vec<(u64, u64)> {
    let most = (width_px / ROOM_PX).floor();
    if most < 1.0 || window.length_us == 0 {
        return Vec::new();
    }
    let least_us = window.length_us as f64 / most;
    let step_us = STEPS_US.into_iter().find(|step_us| *step_us as f64 >= least_us);
    // Longer than the longest step: whole days, as many as are needed.
    let day_us = 86_400_000_000_u64;
    let step_us =
        step_us.unwrap_or_else(|| ((least_us / day_us as f64).ceil() as u64).saturating_mul(day_us));
    let first = window.start_us.div_ceil(step_us);
    let last = window.end_us() / step_us;
    let half_us = window.slack_us(ROOM_PX / 2.0, width_px);
    (first..=last)
        .map(|place| place.saturating_mul(step_us))
        // What does not fit at the edges is left out, but for the very start, which is drawn from its place on.
        .filter(|at_us| {
            at_us.saturating_add(half_us) <= window.end_us()
                && (at_us.saturating_sub(window.start_us) >= half_us || *at_us == window.start_us)
        })
        .map(|at_us| (at_us, step_us))
        .collect()
}

fn name(at_us: u64, step_us: u64) -> String {
    if step_us < 1_000_000 { format::clock_ms(at_us) } else { format::clock(at_us) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_round_and_have_room() {
        let hour = Window::whole(3_600_000_000);
        let names: Vec<String> = marks(hour, 800.0).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["00:00:00", "00:10:00", "00:20:00", "00:30:00", "00:40:00", "00:50:00"]);
        let zoomed = Window { start_us: 60_100_000, length_us: 400_000, duration_us: 3_600_000_000 };
        let names: Vec<String> = marks(zoomed, 500.0).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["00:01:00.100", "00:01:00.200", "00:01:00.300", "00:01:00.400"]);
    }

    #[test]
    fn no_two_times_overlap_whatever_the_window() {
        for length_us in [1, 7, 200_000, 3_333_333, 59_000_000, 86_400_000_000, 10_u64.pow(15)] {
            for start_us in [0, 1, 12_345_678] {
                for width_px in [0.0, 90.0, 366.0, 1_400.0] {
                    let window = Window { start_us, length_us, duration_us: start_us + length_us };
                    let marks = marks(window, width_px);
                    assert!(marks.len() as f64 <= width_px / ROOM_PX + 1.0, "{window:?}: {marks:?}");
                    let at: Vec<f64> =
                        marks.iter().map(|(at_us, _)| window.share(*at_us) * width_px).collect();
                    assert!(at.windows(2).all(|pair| pair[1] - pair[0] > ROOM_PX * 0.99), "{at:?}");
                }
            }
        }
    }
}
