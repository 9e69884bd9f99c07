//! Keys pressed anywhere on the page, and where the focus was.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// A key press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyPress {
    /// As the browser names it: `ArrowLeft`, `f`, a space.
    pub(crate) key: String,
    pub(crate) has_shift: bool,
    pub(crate) has_alt: bool,
    /// Whether control or the command key is down: such keys are the browser's.
    pub(crate) has_modifier: bool,
    pub(crate) place: Place,
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing that takes keys.
    Page,
    /// A button or a link: it takes space and enter.
    Control,
    /// A slider.
    Slider,
    /// Something one writes in or chooses from.
    Field,
    /// A dialog or a menu: it takes all keys.
    Overlay,
}

/// Calls back for each key pressed, until the listener is dropped. Where the answer is true the browser does nothing
/// more with the key.
pub(crate) fn on_press(callback: impl Fn(&KeyPress) -> bool + 'static) -> EventListener {
    let active = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&gloo::utils::window(), "keydown", active, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>().filter(|event| !event.default_prevented()) else {
            return;
        };
        if callback(&press(event)) {
            event.prevent_default();
        }
    })
}

/// A key press as the browser tells it.
pub(crate) fn press(event: &KeyboardEvent) -> KeyPress {
    KeyPress {
        key: event.key(),
        has_shift: event.shift_key(),
        has_alt: event.alt_key(),
        has_modifier: event.ctrl_key() || event.meta_key(),
        place: place(event),
    }
}

fn place(event: &KeyboardEvent) -> Place {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Place::Page;
    };
    let within = |selector: &str| target.closest(selector).ok().flatten().is_some();
    // behind an open dialog nothing is to be reached, also where the focus is on nothing
    let is_covered = gloo::utils::document().query_selector("dialog[open]").ok().flatten().is_some();
    if is_covered || within("dialog, [role=menu]") {
        Place::Overlay
    } else if within("input, select, textarea, [contenteditable]") {
        Place::Field
    } else if within("[role=slider]") {
        Place::Slider
    } else if within("button, a[href], summary") {
        Place::Control
    } else {
        Place::Page
    }
}
