//! The theme on the document and in the browser's storage. `static/start/theme.js` applies the same rule before the
//! first paint.

use super::kept;
use crate::theme::ThemeChoice;
use gloo::events::EventListener;
use web_sys::MediaQueryList;

const KEY: &str = "afterimage.theme";

/// The choice kept from earlier; the system's where there is none or storage is refused.
pub(crate) fn stored() -> ThemeChoice {
    kept::get(KEY).map_or(ThemeChoice::System, |word| ThemeChoice::from_word(&word))
}

/// Keeps the choice. Where storage is refused it holds until the page is closed.
pub(crate) fn store(choice: ThemeChoice) {
    kept::set(KEY, choice.word());
}

/// Puts the choice on the document.
pub(crate) fn apply(choice: ThemeChoice) {
    let is_dark = match choice {
        ThemeChoice::System => system().is_some_and(|query| query.matches()),
        ThemeChoice::Light => false,
        ThemeChoice::Dark => true,
    };
    if let Some(root) = gloo::utils::document().document_element() {
        root.set_attribute("data-theme", if is_dark { "dark" } else { "light" }).ok();
        root.class_list().toggle_with_force("pf-v6-theme-dark", is_dark).ok();
    }
}

/// Calls back whenever the system's preference changes, until the listener is dropped.
pub(crate) fn on_system_change(callback: impl Fn() + 'static) -> Option<EventListener> {
    system().map(|query| EventListener::new(&query, "change", move |_| callback()))
}

fn system() -> Option<MediaQueryList> {
    gloo::utils::window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}
