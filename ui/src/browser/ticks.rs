//! The page's own time, which no one sets.

use gloo::timers::callback::{Interval, Timeout};

/// Milliseconds since the page was opened; it never runs back. 0 where the browser does not tell.
pub(crate) fn now_ms() -> f64 {
    gloo::utils::window().performance().map_or(0.0, |performance| performance.now())
}

/// Calls back every `ms` milliseconds, less often while the page is not seen, until the answer is dropped.
pub(crate) fn every(ms: u32, callback: impl FnMut() + 'static) -> Interval {
    Interval::new(ms, callback)
}

/// Calls back once after `ms` milliseconds, unless the answer is dropped before.
pub(crate) fn later(ms: u32, callback: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(ms, callback)
}

/// Calls back once what was changed is drawn.
pub(crate) fn soon(callback: impl FnOnce() + 'static) {
    Timeout::new(0, callback).forget();
}
