//! How far an element is scrolled.

use web_sys::Element;
use yew::NodeRef;

/// How far the element is scrolled down and how much of it is seen, in pixels; `None` while it is not drawn.
pub(crate) fn seen(node: &NodeRef) -> Option<(f64, f64)> {
    let element = node.cast::<Element>()?;
    Some((f64::from(element.scroll_top()), f64::from(element.client_height())))
}

/// Scrolls the element down to `top_px`.
pub(crate) fn to(node: &NodeRef, top_px: f64) {
    if let Some(element) = node.cast::<Element>() {
        // `as` saturates; the browser keeps it within what there is.
        element.set_scroll_top(top_px as i32);
    }
}
