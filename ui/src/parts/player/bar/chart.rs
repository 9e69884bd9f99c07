//! What is drawn on the bar, as paths of SVG: activity as a row of bars, moments as ticks.

use super::window::Window;
use std::fmt::Write as _;

/// How far off the place of a moment in a list can be by rounding.
const ROUNDING: f64 = 1e-6;

/// The activity in each of `columns` equal parts of the window, 0 to 1: the highest of what falls into it.
///
/// `activity` divides the whole recording into equal parts.
pub(super) fn columns(activity: &[f32], window: Window, columns: usize) -> Vec<f32> {
    if activity.is_empty() || window.duration_us == 0 {
        return Vec::new();
    }
    // Shares of a list and of a recording: far below 2^53.
    let place = |at_us: f64| at_us / window.duration_us as f64 * activity.len() as f64;
    let width_us = window.length_us as f64 / columns.max(1) as f64;
    (0..columns)
        .map(|column| {
            let start_us = window.start_us as f64 + column as f64 * width_us;
            // `as` saturates, and a place beyond the list finds nothing.
            let first = ((place(start_us) + ROUNDING).floor() as usize).min(activity.len() - 1);
            let end =
                ((place(start_us + width_us) - ROUNDING).ceil() as usize).clamp(first + 1, activity.len());
            activity.get(first..end).unwrap_or_default().iter().copied().fold(0.0, f32::max).clamp(0.0, 1.0)
        })
        .collect()
}

/// Bars of `step_px` that stand on the line `height_px` below the top. What is little is still seen: heights go with
/// the square root, and anything at all is at least a pixel high.
pub(super) fn bars(heights: &[f32], step_px: usize, height_px: usize) -> String {
    let mut path = String::new();
    for (place, height) in heights.iter().enumerate().filter(|(_, height)| **height > 0.0) {
        let tall_px = (height.sqrt() * height_px as f32).round().max(1.0);
        let (x, y) = (place * step_px, height_px as f32 - tall_px);
        // Writing to a string cannot fail.
        write!(path, "M{x} {height_px}V{y}h{step_px}V{height_px}z").ok();
    }
    path
}

/// The pixels, out of `width_px`, at which the sorted moments stand; each once.
pub(super) fn ticks(times_us: &[u64], window: Window, width_px: usize) -> Vec<usize> {
    let from = times_us.partition_point(|at_us| *at_us < window.start_us);
    let to = times_us.partition_point(|at_us| *at_us <= window.end_us());
    let last = width_px.saturating_sub(1);
    let mut pixels: Vec<usize> = times_us
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .map(|at_us| ((window.share(*at_us) * width_px as f64) as usize).min(last))
        .collect();
    pixels.dedup();
    pixels
}

/// Ticks of one pixel from the top to `height_px`.
pub(super) fn lines(pixels: &[usize], height_px: usize) -> String {
    let mut path = String::new();
    for x in pixels {
        write!(path, "M{x} 0h1v{height_px}h-1z").ok();
    }
    path
}

/// A flag at each place, on a pole to `height_px`: unlike a tick it cannot be taken for a moment of activity.
pub(super) fn flags(pixels: &[usize], height_px: usize) -> String {
    let mut path = String::new();
    for x in pixels {
        write!(path, "M{x} 0h9l-3 4l3 4h-7V{height_px}h-2z").ok();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_happened_is_lost_in_a_column() {
        let mut activity = vec![0.0; 10_000];
        activity[7_777] = 1.0;
        let drawn = columns(&activity, Window::whole(1_000_000), 300);
        assert_eq!(drawn.len(), 300);
        assert_eq!(drawn.iter().filter(|height| **height == 1.0).count(), 1);
        assert_eq!(drawn.iter().position(|height| *height == 1.0), Some(233));
    }

    #[test]
    fn a_zoomed_bar_shows_its_part_only() {
        let activity: Vec<f32> = (0..100).map(|place| place as f32 / 100.0).collect();
        let window = Window { start_us: 500, length_us: 100, duration_us: 1_000 };
        let drawn = columns(&activity, window, 5);
        assert_eq!(drawn, [0.51, 0.53, 0.55, 0.57, 0.59]);
        let wide = columns(&[0.5], window, 3);
        assert_eq!(wide, [0.5, 0.5, 0.5]);
    }

    #[test]
    fn whatever_the_numbers_there_is_a_height_for_each_column() {
        let odd = [f32::NAN, -1.0, 7.0, f32::INFINITY];
        for count in [0, 1, 3, 1_000] {
            let drawn = columns(&odd, Window::whole(9), count);
            assert_eq!(drawn.len(), count);
            assert!(drawn.iter().all(|height| (0.0..=1.0).contains(height)), "{drawn:?}");
        }
        assert!(columns(&[], Window::whole(9), 5).is_empty());
    }

    #[test]
    fn the_smallest_activity_is_a_pixel_high() {
        assert_eq!(bars(&[0.0, 1e-9, 1.0], 2, 20), "M2 20V19h2V20zM4 20V0h2V20z");
    }

    #[test]
    fn ticks_fall_together_where_there_is_no_room() {
        let times: Vec<u64> = (0..1_000).collect();
        let window = Window::whole(999);
        assert_eq!(ticks(&times, window, 10), (0..10).collect::<Vec<_>>());
        let zoomed = Window { start_us: 100, length_us: 4, duration_us: 999 };
        assert_eq!(ticks(&times, zoomed, 400), [0, 100, 200, 300, 399]);
        assert_eq!(lines(&[3], 8), "M3 0h1v8h-1z");
        assert_eq!(flags(&[3], 24), "M3 0h9l-3 4l3 4h-7V24h-2z");
    }
}
