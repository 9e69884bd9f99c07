//! The page's own time, which no one sets.

use gloo::timers::callback::Interval;

/// Milliseconds since the page was opened; it never runs back. 0 where the browser does not tell.
pub(crate) fn now_ms() -> f64 {
    gloo::utils::window().performance().map_or(0.0, |performance| performance.now())
}

/// Calls back every `ms` milliseconds, less often while the page is not seen, until the answer is dropped.
pub(crate) fn every(ms: u32, callback: impl FnMut() + 'static) -> Interval {
    Interval::new(ms, callback)
}
