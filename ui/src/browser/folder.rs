//! The files in a folder that is dropped.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// Files taken from one folder at most: far more than any recording has, and few enough to look into each.
const FILES: usize = 1000;

/// What is dropped, as entries that tell folders from files; nothing where the browser has none.
pub(super) fn entries(data: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = data.items();
    (0..items.length())
        .filter_map(|place| items.get(place))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect()
}

/// The files among the entries, and those that lie directly in folders among them, sorted by name; hidden files, which
/// systems leave in every folder, are left out, and so is what cannot be read.
pub(super) async fn files_in(entries: Vec<FileSystemEntry>) -> Vec<File> {
    let mut files = Vec::new();
    for entry in entries {
        let inside = match entry.dyn_ref::<FileSystemDirectoryEntry>() {
            Some(folder) => list(folder).await,
            None => vec![entry],
        };
        for entry in inside {
            files.extend(file(&entry).await);
        }
    }
    files.sort_by_key(File::name);
    files
}

async fn list(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    // a browser hands over some at a time, and none at the end
    while all.len() < FILES {
        let some =
            promised(|done, failed| reader.read_entries_with_callback_and_callback(done, failed)).await;
        let Some(some) = some.and_then(|some| some.dyn_into::<Array>().ok()).filter(|some| some.length() > 0)
        else {
            break;
        };
        all.extend(some.iter().filter_map(|entry| entry.dyn_into::<FileSystemEntry>().ok()));
    }
    all.retain(|entry| entry.is_file() && !entry.name().starts_with('.'));
    all
}

async fn file(entry: &FileSystemEntry) -> Option<File> {
    let entry: &FileSystemFileEntry = entry.dyn_ref()?;
    let file = promised(|done, failed| {
        entry.file_with_callback_and_callback(done, failed);
        Ok(())
    });
    file.await?.dyn_into().ok()
}

/// What a call with callbacks ends with; `None` where it fails.
async fn promised(call: impl FnOnce(&Function, &Function) -> Result<(), JsValue>) -> Option<JsValue> {
    let mut call = Some(call);
    let promise = Promise::new(&mut |done, failed| {
        if let Some(Err(error)) = call.take().map(|call| call(&done, &failed)) {
            // a promise that is settled already stays so
            failed.call1(&JsValue::UNDEFINED, &error).unwrap_or_default();
        }
    });
    JsFuture::from(promise).await.ok()
}
