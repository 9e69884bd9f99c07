//! The pointer over an element.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent, WheelEvent};
use yew::{NodeRef, TargetCast};

/// Sends all that the pointer does until it is let go to the element, also outside of it.
pub(crate) fn capture(event: &PointerEvent, node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        // Refused only where the pointer is gone already: then there is nothing to follow.
        element.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// Sends all that the pointer does until it is let go to the element that it was pressed on.
pub(crate) fn capture_by_target(event: &PointerEvent) {
    if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Refused only where the pointer is gone already: then there is nothing to follow.
        element.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// How many pixels an element leaves free in another, across and down; less than 0 where it is larger.
pub(crate) fn free_room(outer: &NodeRef, inner: &NodeRef) -> Option<(f64, f64)> {
    let (outer, inner) = (outer.cast::<Element>()?, inner.cast::<Element>()?);
    let (outer, inner) = (outer.get_bounding_client_rect(), inner.get_bounding_client_rect());
    Some((outer.width() - inner.width(), outer.height() - inner.height()))
}

/// Whether it is a finger.
pub(crate) fn is_touch(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

/// Where on the element the pointer is, across and down: 0 at its left and upper edge, 1 at its right and lower one,
/// also beyond them.
pub(crate) fn place(event: &PointerEvent, node: &NodeRef) -> Option<(f64, f64)> {
    let area = node.cast::<Element>()?.get_bounding_client_rect();
    let across = (f64::from(event.client_x()) - area.left()) / area.width();
    let down = (f64::from(event.client_y()) - area.top()) / area.height();
    (across.is_finite() && down.is_finite()).then_some((across, down))
}

/// How many pixels from the left edge of the element that it is aimed at the pointer is; that element is what matches
/// `selector`, at the target or around it. Listeners stand at the root of the page and know no other.
pub(crate) fn across_px(event: &MouseEvent, selector: &str) -> Option<f64> {
    let element = event.target_dyn_into::<Element>()?.closest(selector).ok().flatten()?;
    Some(f64::from(event.client_x()) - element.get_bounding_client_rect().left())
}

/// A turn of the wheel over an element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wheel {
    /// How far along the element the pointer is, from 0 to 1.
    pub(crate) share: f64,
    /// How far it turns, in pixels of scrolling; positive is down or right.
    pub(crate) by_px: f64,
    /// Whether it turns sideways, or shift is held.
    pub(crate) is_sideways: bool,
}

/// Calls back for each turn of the wheel over the element, which then does not scroll the page, until the listener is
/// dropped.
pub(crate) fn on_wheel(node: &NodeRef, callback: impl Fn(Wheel) + 'static) -> Option<EventListener> {
    /// Pixels for a line, where the browser counts lines.
    const LINE_PX: f64 = 33.0;
    let element = node.cast::<Element>()?;
    let active = EventListenerOptions::enable_prevent_default();
    let area = element.clone();
    Some(EventListener::new_with_options(&element, "wheel", active, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
        event.prevent_default();
        let area = area.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - area.left()) / area.width();
        let unit_px = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE_PX };
        let (across, down) = (event.delta_x() * unit_px, event.delta_y() * unit_px);
        let is_sideways = event.shift_key() || across.abs() > down.abs();
        let by_px = if across.abs() > down.abs() { across } else { down };
        if share.is_finite() && by_px.is_finite() {
            callback(Wheel { share: share.clamp(0.0, 1.0), by_px, is_sideways });
        }
    }))
}
