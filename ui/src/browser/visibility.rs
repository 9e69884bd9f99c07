//! Whether the page is seen.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::PageTransitionEvent;

/// Whether the page is seen: its tab is in front and its window not minimised.
pub(crate) fn is_seen() -> bool {
    !gloo::utils::document().hidden()
}

/// Calls back whenever the page comes into view or goes out of it, until the listener is dropped.
pub(crate) fn on_change(callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(&gloo::utils::document(), "visibilitychange", move |_| callback())
}

/// Calls back when the browser shows the page as it was left before, without loading it, until the listener is dropped.
pub(crate) fn on_restored(callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(&gloo::utils::window(), "pageshow", move |event| {
        if event.dyn_ref().is_some_and(PageTransitionEvent::persisted) {
            callback();
        }
    })
}
