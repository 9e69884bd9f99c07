//! A text that the browser keeps for this tab, until it is closed.

use gloo::storage::{SessionStorage, Storage};

/// What was kept under `key`, which is forgotten with that; `None` where there is nothing or storage is refused.
pub(crate) fn take(key: &str) -> Option<String> {
    let text = SessionStorage::raw().get_item(key).ok().flatten();
    SessionStorage::delete(key);
    text
}

/// Keeps `text` under `key`. Where storage is refused it is forgotten.
pub(crate) fn keep(key: &str, text: &str) {
    SessionStorage::raw().set_item(key, text).ok();
}
