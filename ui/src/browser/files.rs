//! Files of this machine: dropped on the window, alone or as a folder, or chosen in the browser's dialog.

use super::folder;
use gloo::events::{EventListener, EventListenerOptions};
use js_sys::Array;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};
use yew::{Callback, Event, TargetCast};

/// What the user handed over at once: a file, or several that make one recording. Their bytes stay with the browser until
/// they are read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LocalFile {
    first: File,
    others: Vec<File>,
}

impl LocalFile {
    /// The files in a list; `None` where it is empty.
    fn of(list: &FileList) -> Option<Self> {
        Self::of_several((0..list.length()).filter_map(|place| list.get(place)))
    }

    fn of_several(files: impl IntoIterator<Item = File>) -> Option<Self> {
        let mut files = files.into_iter();
        Some(Self { first: files.next()?, others: files.collect() })
    }

    /// Name without its folder; that of the first of several.
    pub(crate) fn name(&self) -> String {
        self.first.name()
    }

    /// Length of all of it in bytes.
    pub(crate) fn size_bytes(&self) -> u64 {
        // A length is a whole number far below 2^53.
        std::iter::once(&self.first).chain(&self.others).map(|file| file.size() as u64).sum()
    }

    /// The file, or an array of them, for the player.
    pub(crate) fn to_js(&self) -> JsValue {
        if self.others.is_empty() {
            return self.first.clone().into();
        }
        std::iter::once(&self.first).chain(&self.others).collect::<Array>().into()
    }
}

/// What happens to files that are dragged over the window.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Drag {
    /// Files are over the window.
    Over,
    /// They have left it, or what was dropped held no file.
    Left,
    /// They were dropped.
    Dropped(LocalFile),
}

/// Listens to files dragged over the window, until the answer is dropped. The browser does not navigate to them.
pub(crate) fn on_window_drop(callback: Callback<Drag>) -> Vec<EventListener> {
    let window = gloo::utils::window();
    let active = EventListenerOptions::enable_prevent_default();
    // Entering a child arrives before leaving its parent: the depth tells when the window itself is left.
    let depth = Rc::new(Cell::new(0_i32));
    let listen = |name: &'static str, act: Box<dyn Fn(&DragEvent)>| {
        EventListener::new_with_options(&window, name, active, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>().filter(|event| holds_files(event)) {
                event.prevent_default();
                act(event);
            }
        })
    };
    let (enter_depth, enter) = (depth.clone(), callback.clone());
    let (leave_depth, leave) = (depth.clone(), callback.clone());
    vec![
        listen(
            "dragenter",
            Box::new(move |_| {
                enter_depth.set(enter_depth.get() + 1);
                if enter_depth.get() == 1 {
                    enter.emit(Drag::Over);
                }
            }),
        ),
        listen("dragover", Box::new(|_| {})),
        listen(
            "dragleave",
            Box::new(move |_| {
                leave_depth.set((leave_depth.get() - 1).max(0));
                if leave_depth.get() == 0 {
                    leave.emit(Drag::Left);
                }
            }),
        ),
        listen(
            "drop",
            Box::new(move |event| {
                depth.set(0);
                let Some(data) = event.data_transfer() else { return callback.emit(Drag::Left) };
                let listed = data.files().and_then(|files| LocalFile::of(&files));
                // entries are to be asked for now: they are gone after the event
                let entries = folder::entries(&data);
                if entries.iter().any(web_sys::FileSystemEntry::is_directory) {
                    let callback = callback.clone();
                    spawn_local(async move {
                        // a folder that holds nothing or cannot be read is refused as a file would be
                        let found = LocalFile::of_several(folder::files_in(entries).await).or(listed);
                        callback.emit(found.map_or(Drag::Left, Drag::Dropped));
                    });
                } else {
                    callback.emit(listed.map_or(Drag::Left, Drag::Dropped));
                }
            }),
        ),
    ]
}

/// What was chosen in an `<input type="file">`; the input is emptied, so that the same file can be chosen again.
pub(crate) fn chosen(event: &Event) -> Option<LocalFile> {
    let input = event.target_dyn_into::<HtmlInputElement>()?;
    let file = input.files().and_then(|files| LocalFile::of(&files));
    input.set_value("");
    file
}

fn holds_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
