//! Full screen.

use gloo::events::EventListener;
use web_sys::HtmlElement;
use yew::NodeRef;

/// Whether the browser can show a part of the page in full screen.
pub(crate) fn is_possible() -> bool {
    gloo::utils::document().fullscreen_enabled()
}

/// Whether something is shown in full screen.
pub(crate) fn is_on() -> bool {
    gloo::utils::document().fullscreen_element().is_some()
}

/// Shows the element in full screen, or leaves it. Where the browser refuses, nothing changes.
pub(crate) fn toggle(node: &NodeRef) {
    if is_on() {
        gloo::utils::document().exit_fullscreen();
    } else if let Some(element) = node.cast::<HtmlElement>() {
        element.request_fullscreen().ok();
    }
}

/// Calls back whenever full screen begins or ends, until the listener is dropped.
pub(crate) fn on_change(callback: impl Fn(bool) + 'static) -> EventListener {
    EventListener::new(&gloo::utils::document(), "fullscreenchange", move |_| callback(is_on()))
}
