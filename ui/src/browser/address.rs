//! The query of the address, read and replaced without a change of page.

use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// The value of `name` in the address's query.
pub(crate) fn query(name: &str) -> Option<String> {
    let search = gloo::utils::window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Replaces `name` in the address's query by `value`, or takes it out. History gains no entry and no page is told.
pub(crate) fn replace_query(name: &str, value: Option<&str>) {
    let window = gloo::utils::window();
    let location = window.location();
    let search = location.search().unwrap_or_default();
    let Ok(query) = UrlSearchParams::new_with_str(&search) else { return };
    match value {
        Some(value) => query.set(name, value),
        None => query.delete(name),
    }
    let query = String::from(query.to_string());
    let mut target = location.pathname().unwrap_or_default();
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query);
    }
    // Browsers refuse more than a few hundred changes in a minute; the next one then carries the moment.
    let state = window.history().and_then(|history| history.state()).unwrap_or(JsValue::NULL);
    if let Ok(history) = window.history() {
        history.replace_state_with_url(&state, "", Some(&target)).ok();
    }
}
