//! The pointer over an element.

use web_sys::{Element, PointerEvent};
use yew::NodeRef;

/// Sends all that the pointer does until it is let go to the element, also outside of it.
pub(crate) fn capture(event: &PointerEvent, node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        // Refused only where the pointer is gone already: then there is nothing to follow.
        element.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// How far along the element the pointer is: 0 at its left edge, 1 at its right one, also beyond them.
pub(crate) fn share(event: &PointerEvent, node: &NodeRef) -> Option<f64> {
    let area = node.cast::<Element>()?.get_bounding_client_rect();
    let share = (f64::from(event.client_x()) - area.left()) / area.width();
    share.is_finite().then_some(share)
}
