//! The query of the address, read and changed without a change of page.

use gloo::events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;
use yew_nested_router::History;

/// The value of `name` in the address's query.
pub(crate) fn query(name: &str) -> Option<String> {
    let search = gloo::utils::window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Replaces `name` in the address's query by `value`, or takes it out. History gains no entry and no page is told.
pub(crate) fn replace_query(name: &str, value: Option<&str>) {
    replace_queries(&[(name, value)]);
}

/// As [`replace_query`], for several names at once.
pub(crate) fn replace_queries(values: &[(&str, Option<&str>)]) {
    let Some(target) = with_queries(values) else { return };
    // A change takes milliseconds, as another process notes it.
    if target == current() {
        return;
    }
    // Browsers refuse more than a few hundred changes in a minute; the next one then carries the moment.
    if let Ok(history) = gloo::utils::window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        history.replace_state_with_url(&state, "", Some(&target)).ok();
    }
}

/// As [`replace_query`], as a further entry of the history.
pub(crate) fn push_query(name: &str, value: Option<&str>) {
    push_queries(&[(name, value)]);
}

/// As [`push_query`], for several names at once.
pub(crate) fn push_queries(values: &[(&str, Option<&str>)]) {
    let Some(target) = with_queries(values) else { return };
    if target == current() {
        return;
    }
    if let Ok(history) = gloo::utils::window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        // Refused, the view is shown without an address of its own.
        history.push_state_with_url(&state, "", Some(&target)).ok();
    }
}

/// Goes to another page of the console, by its path and query, as a further entry of the history.
pub(crate) fn go(href: &str) {
    if History::push_state(JsValue::NULL, href).is_err() {
        // Browsers refuse more than a few hundred entries in a minute: then the page is loaded.
        gloo::utils::window().location().set_href(href).ok();
    }
}

/// Where the console comes from: scheme, name and port.
pub(crate) fn origin() -> String {
    gloo::utils::window().location().origin().unwrap_or_default()
}

/// Loads this page afresh.
pub(crate) fn reload() {
    gloo::utils::window().location().reload().ok();
}

/// Loads a page of this console by its path, afresh.
pub(crate) fn load(path: &str) {
    // a browser that refuses stays where it is, which can be seen
    gloo::utils::window().location().replace(path).ok();
}

/// Path and query of the address.
pub(crate) fn current() -> String {
    let location = gloo::utils::window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// What stands behind the `#` of the address, which is taken out of it: neither the history nor a picture of the screen
/// keeps it.
pub(crate) fn take_fragment() -> Option<String> {
    let fragment = gloo::utils::window().location().hash().ok()?;
    let history = gloo::utils::window().history().ok()?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(&current())).ok();
    fragment.strip_prefix('#').map(str::to_owned)
}

/// Calls back whenever one goes back or forward in the history, until the listener is dropped.
pub(crate) fn on_travel(callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(&gloo::utils::window(), "popstate", move |_| callback())
}

/// Calls back whenever what stands behind the `#` of the address changes, until the listener is dropped.
pub(crate) fn on_fragment(callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(&gloo::utils::window(), "hashchange", move |_| callback())
}

/// The address with other values of these names in its query.
fn with_queries(values: &[(&str, Option<&str>)]) -> Option<String> {
    let location = gloo::utils::window().location();
    let search = location.search().unwrap_or_default();
    let query = UrlSearchParams::new_with_str(&search).ok()?;
    for (name, value) in values {
        match value {
            Some(value) => query.set(name, value),
            None => query.delete(name),
        }
    }
    let query = String::from(query.to_string());
    let mut target = location.pathname().unwrap_or_default();
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query);
    }
    Some(target)
}
