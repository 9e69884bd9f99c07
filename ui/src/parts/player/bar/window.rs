//! The part of the recording that the bar shows: all of it, or less after zooming.

use super::super::span::Span;
use super::fingers::Pinch;
use std::rc::Rc;
use yew::Reducible;

/// The shortest part that can be shown: a handful of frames of a fast recording.
const SHORTEST_US: u64 = 200_000;

/// Where the position comes to stand when the bar turns over to it, as a share of the bar.
const TURNED_SHARE: f64 = 0.1;

/// The part of the recording that the bar shows. All times are microseconds from the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start_us: u64,
    pub(crate) length_us: u64,
    pub(crate) duration_us: u64,
}

impl Window {
    /// All of a recording.
    pub(crate) fn whole(duration_us: u64) -> Self {
        Self { start_us: 0, length_us: duration_us, duration_us }
    }

    pub(crate) fn is_whole(self) -> bool {
        self.length_us >= self.duration_us
    }

    pub(crate) fn end_us(self) -> u64 {
        self.start_us.saturating_add(self.length_us)
    }

    /// Where a moment stands: 0 at the left edge, 1 at the right one, also beyond them.
    pub(crate) fn share(self, at_us: u64) -> f64 {
        if self.length_us == 0 {
            return 0.0;
        }
        (at_us as f64 - self.start_us as f64) / self.length_us as f64
    }

    /// The moment at a share of the bar, within what it shows.
    pub(crate) fn at(self, share: f64) -> u64 {
        // A product of a share between 0 and 1 and a u64 stays within the u64.
        let offset_us = (share.clamp(0.0, 1.0) * self.length_us as f64).round() as u64;
        self.start_us.saturating_add(offset_us).min(self.duration_us)
    }

    /// Start and length of a span on the bar, in percent, as far as it is shown; `None` where it is not.
    pub(crate) fn percent(self, span: Span) -> Option<(f64, f64)> {
        let (start, end) = (self.share(span.start_us), self.share(span.end_us));
        if end < 0.0 || start > 1.0 {
            return None;
        }
        let (start, end) = (start.max(0.0), end.min(1.0));
        Some((start * 100.0, (end - start) * 100.0))
    }

    /// How much time `pixels` stand for on a bar of that width.
    pub(crate) fn slack_us(self, pixels: f64, width_px: f64) -> u64 {
        if width_px > 0.0 { (self.length_us as f64 * pixels / width_px).ceil() as u64 } else { 0 }
    }

    /// Shows `factor` times less around a moment, which stays where it stands.
    fn zoomed(self, around_us: u64, factor: f64) -> Self {
        let shortest_us = SHORTEST_US.min(self.duration_us);
        let length_us = (self.length_us as f64 / factor).round() as u64;
        let length_us = length_us.clamp(shortest_us, self.duration_us);
        let share = self.share(around_us).clamp(0.0, 1.0);
        let before_us = (share * length_us as f64).round() as u64;
        Self { length_us, ..self }.starting_at(around_us.saturating_sub(before_us))
    }

    /// Zoomed and moved so that what was under two fingers stays under them.
    fn pinched(self, Pinch { from, to }: Pinch) -> Self {
        /// Fingers that are nearer than this share of the bar do not zoom any further.
        const NEAREST: f64 = 0.02;
        let apart = |(one, other): (f64, f64)| (one - other).abs().max(NEAREST);
        let middle = |(one, other): (f64, f64)| f64::midpoint(one, other);
        let around_us = self.start_us as f64 + middle(from) * self.length_us as f64;
        let length_us = (self.length_us as f64 * apart(from) / apart(to)).round() as u64;
        let length_us = length_us.clamp(SHORTEST_US.min(self.duration_us), self.duration_us);
        // Below the start saturates to it.
        let start_us = (around_us - middle(to) * length_us as f64).round() as u64;
        Self { length_us, ..self }.starting_at(start_us)
    }

    fn starting_at(self, start_us: u64) -> Self {
        Self { start_us: start_us.min(self.duration_us.saturating_sub(self.length_us)), ..self }
    }

    /// Moved by a share of what it shows; negative toward the start.
    fn panned(self, by_share: f64) -> Self {
        let by_us = (by_share * self.length_us as f64).round() as i64;
        self.starting_at(self.start_us.saturating_add_signed(by_us))
    }

    /// Turned so that a moment is shown.
    fn showing(self, at_us: u64) -> Self {
        if (self.start_us..=self.end_us()).contains(&at_us) {
            return self;
        }
        let before_us = (self.length_us as f64 * TURNED_SHARE) as u64;
        self.starting_at(at_us.saturating_sub(before_us))
    }
}

/// What happens to the part that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum WindowAction {
    /// Another recording of this length: all of it.
    Opened { duration_us: u64 },
    /// Shows `factor` times less (below 1: more) around a moment.
    Zoom { around_us: u64, factor: f64 },
    /// Two fingers slid.
    Pinch(Pinch),
    /// Moves by a share of what is shown.
    Pan { by_share: f64 },
    /// Brings a moment to the middle.
    Center { at_us: u64 },
    /// Turns to a moment if it is not shown.
    Show { at_us: u64 },
    /// Shows everything.
    All,
}

impl Reducible for Window {
    type Action = WindowAction;

    fn reduce(self: Rc<Self>, action: WindowAction) -> Rc<Self> {
        let now = match action {
            WindowAction::Opened { duration_us } => Self::whole(duration_us),
            WindowAction::Zoom { around_us, factor } => self.zoomed(around_us, factor),
            WindowAction::Pinch(pinch) => self.pinched(pinch),
            WindowAction::Pan { by_share } => self.panned(by_share),
            WindowAction::Center { at_us } => self.starting_at(at_us.saturating_sub(self.length_us / 2)),
            WindowAction::Show { at_us } => self.showing(at_us),
            WindowAction::All => Self::whole(self.duration_us),
        };
        if now == *self { self } else { Rc::new(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_US: u64 = 3_600_000_000;

    fn after(window: Window, action: WindowAction) -> Window {
        *Rc::new(window).reduce(action)
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let mut window = Window::whole(HOUR_US);
        let around_us = 1_234_567_890;
        let share = window.share(around_us);
        for _ in 0..30 {
            window = after(window, WindowAction::Zoom { around_us, factor: 1.5 });
            assert!((window.share(around_us) - share).abs() < 1e-3, "{window:?}");
            assert!(window.end_us() <= HOUR_US);
        }
        assert_eq!(window.length_us, SHORTEST_US);
        for _ in 0..40 {
            window = after(window, WindowAction::Zoom { around_us, factor: 1.0 / 1.5 });
        }
        assert_eq!(window, Window::whole(HOUR_US));
    }

    #[test]
    fn whatever_happens_it_stays_within_the_recording() {
        let mut window = Window::whole(HOUR_US);
        let mut seed = 3_u64;
        for _ in 0..2_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at_us = (seed >> 20) % (2 * HOUR_US);
            let amount = (seed >> 33) as f64 / f64::from(1_u32 << 31) * 8.0;
            let action = match seed >> 61 {
                0..=2 => WindowAction::Zoom { around_us: at_us, factor: amount.max(0.1) },
                3 => WindowAction::Pan { by_share: amount - 4.0 },
                4 => WindowAction::Pinch(Pinch { from: (amount / 8.0, 0.5), to: (0.3, amount - 4.0) }),
                5 => WindowAction::Center { at_us },
                _ => WindowAction::Show { at_us },
            };
            window = after(window, action);
            assert!(window.end_us() <= HOUR_US && window.length_us >= SHORTEST_US, "{action:?}: {window:?}");
        }
    }

    #[test]
    fn pinching_keeps_the_moments_under_the_fingers() {
        let window = Window { start_us: HOUR_US / 4, length_us: HOUR_US / 4, duration_us: HOUR_US };
        let (from, to) = ((0.3, 0.5), (0.2, 0.8));
        let pinched = after(window, WindowAction::Pinch(Pinch { from, to }));
        assert_eq!(pinched.length_us, HOUR_US / 12);
        for (before, now) in [(from.0, to.0), (from.1, to.1)] {
            assert!((pinched.share(window.at(before)) - now).abs() < 1e-6, "{pinched:?}");
        }
        // Two fingers in step move it.
        let moved = after(window, WindowAction::Pinch(Pinch { from: (0.2, 0.4), to: (0.5, 0.7) }));
        assert_eq!(moved.length_us, window.length_us);
        assert!((moved.share(window.at(0.2)) - 0.5).abs() < 1e-6, "{moved:?}");
    }

    #[test]
    fn a_share_and_its_moment_agree() {
        let window =
            after(Window::whole(HOUR_US), WindowAction::Zoom { around_us: 900_000_000, factor: 10.0 });
        for share in [0.0, 0.25, 0.5, 1.0] {
            assert!((window.share(window.at(share)) - share).abs() < 1e-6);
        }
        assert_eq!(window.at(-3.0), window.start_us);
        assert_eq!(window.at(7.0), window.end_us());
    }

    #[test]
    fn it_turns_over_only_when_the_position_leaves() {
        let window = after(Window::whole(HOUR_US), WindowAction::Zoom { around_us: 0, factor: 60.0 });
        assert_eq!(after(window, WindowAction::Show { at_us: 30_000_000 }), window);
        let turned = after(window, WindowAction::Show { at_us: 61_000_000 });
        assert_eq!(turned.start_us, 55_000_000);
        assert_eq!(after(turned, WindowAction::Show { at_us: HOUR_US }).end_us(), HOUR_US);
    }

    #[test]
    fn spans_are_cut_at_the_edges() {
        let window = Window { start_us: 100, length_us: 100, duration_us: 1_000 };
        assert_eq!(window.percent(Span::new(50, 150)), Some((0.0, 50.0)));
        assert_eq!(window.percent(Span::new(150, 500)), Some((50.0, 50.0)));
        assert_eq!(window.percent(Span::new(0, 99)), None);
        assert_eq!(window.percent(Span::new(201, 300)), None);
    }

    #[test]
    fn an_empty_recording_has_a_bar_too() {
        let window = after(Window::whole(0), WindowAction::Zoom { around_us: 0, factor: 2.0 });
        assert_eq!((window.share(5), window.at(0.5), window.is_whole()), (0.0, 0, true));
    }
}
