//! Texts that the browser keeps from one visit to the next.

use gloo::storage::{LocalStorage, Storage};

/// What was kept under `key`; `None` where there is nothing or storage is refused.
pub(crate) fn get(key: &str) -> Option<String> {
    LocalStorage::raw().get_item(key).ok().flatten()
}

/// Keeps nothing under `key` any more.
pub(crate) fn remove(key: &str) {
    LocalStorage::delete(key);
}

/// Keeps `text` under `key`. The answer tells whether it will be there on the next visit.
pub(crate) fn set(key: &str, text: &str) -> bool {
    LocalStorage::raw().set_item(key, text).is_ok()
}
