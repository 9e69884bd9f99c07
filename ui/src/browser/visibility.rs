//! Whether the page is seen.

use gloo::events::EventListener;

/// Whether the page is seen: its tab is in front and its window not minimised.
pub(crate) fn is_seen() -> bool {
    !gloo::utils::document().hidden()
}

/// Calls back whenever the page comes into view or goes out of it, until the listener is dropped.
pub(crate) fn on_change(callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(&gloo::utils::document(), "visibilitychange", move |_| callback())
}
