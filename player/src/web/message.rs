//! What the worker and the page tell each other: plain objects with a `type`.

use super::analysis::Question;
use super::files::LocalFile;
use super::sound::Hearing;
use js_sys::{Array, Object, Reflect};
use recording::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, OffscreenCanvas};

/// What the page asks for. Times are in seconds; `id` comes back in the answer.
pub(super) enum Command {
    /// Draw here. Comes once, before anything else.
    Canvas(OffscreenCanvas),
    /// Open a recording and show it at a time.
    Open { id: f64, what: Opening, at: f64 },
    /// Show a time.
    Seek { id: f64, time: f64 },
    /// Show the next or the previous frame.
    Step { id: f64, is_forward: bool },
    /// Keep at most so many bytes of what was decoded.
    CacheBytes(f64),
    /// Play on.
    Play,
    /// Stop playing.
    Pause,
    /// Play at another speed: 1 is real time.
    Rate(f64),
    /// Show a time that the bar is being dragged to, as far as it can be shown at once.
    Scrub(f64),
    /// Hand over the preview of a time.
    Preview { id: f64, time: f64 },
    /// Hand over so many previews of the whole recording.
    Storyboard { id: f64, count: f64 },
    /// Hand over the picture.
    Snapshot { id: f64 },
    /// Decode all of the recording, and tell how long that took.
    Measure { id: f64 },
    /// Tell something about the whole recording.
    Ask { id: f64, question: Question },
    /// Nobody waits for the answer to this request any more.
    Cancel { id: f64 },
    /// Whether playing jumps over idle periods.
    SkipIdle(bool),
    /// Hand over sound.
    Hear(Hearing),
    /// Forget the recording.
    Close,
}

/// What to open.
pub(super) enum Opening {
    /// An address, to be fetched in ranges.
    Url(String),
    /// A file of the user, with its name where it has one.
    Blob(Blob, Option<String>),
    /// Files of the user that make one recording.
    Files(Vec<LocalFile>),
}

impl Command {
    /// Reads a message; `None` for one that is none of ours.
    pub(super) fn read(message: &JsValue) -> Option<Self> {
        let number = |name: &str| get(message, name).as_f64();
        let id = number("id").unwrap_or(-1.0);
        Some(match get(message, "type").as_string()?.as_str() {
            "canvas" => Self::Canvas(get(message, "canvas").dyn_into().ok()?),
            "open" => {
                let what = match get(message, "blob").dyn_into::<Blob>() {
                    Ok(blob) => Opening::Blob(blob, get(message, "name").as_string()),
                    Err(_) => match get(message, "files").dyn_into::<Array>() {
                        Ok(files) => {
                            Opening::Files(files.iter().filter_map(|file| local_file(&file)).collect())
                        }
                        Err(_) => Opening::Url(get(message, "url").as_string()?),
                    },
                };
                Self::Open { id, what, at: number("at").unwrap_or(0.0) }
            }
            "seek" => Self::Seek { id, time: number("time")? },
            "step" => Self::Step { id, is_forward: number("by")? > 0.0 },
            "cache" => Self::CacheBytes(number("bytes")?),
            "play" => Self::Play,
            "pause" => Self::Pause,
            "rate" => Self::Rate(number("rate")?),
            "scrub" => Self::Scrub(number("time")?),
            "preview" => Self::Preview { id, time: number("time")? },
            "storyboard" => Self::Storyboard { id, count: number("count")? },
            "snapshot" => Self::Snapshot { id },
            "measure" => Self::Measure { id },
            "cancel" => Self::Cancel { id },
            "skip-idle" => Self::SkipIdle(get(message, "skips").as_bool()?),
            "hear" => Self::Hear(Hearing {
                id,
                from: number("from")?,
                to: number("to")?,
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "was an offset")]
                after: number("after").map(|after| after as u64),
                is_decoded: get(message, "isDecoded").is_truthy(),
            }),
            "close" => Self::Close,
            kind => Self::Ask { id, question: Question::read(kind, message)? },
        })
    }
}

/// A file in a message: `{blob, name}`.
fn local_file(file: &JsValue) -> Option<LocalFile> {
    let blob = get(file, "blob").dyn_into().ok()?;
    Some(LocalFile { blob, name: get(file, "name").as_string().unwrap_or_default() })
}

/// A message to the page.
pub(super) struct Message(Object);

impl Message {
    /// A message of this type.
    pub(super) fn new(kind: &str) -> Self {
        Self(Object::new()).with("type", kind)
    }

    /// With another field.
    pub(super) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        let is_set = Reflect::set(&self.0, &JsValue::from_str(name), &value.into());
        debug_assert!(is_set.is_ok(), "a fresh object takes any field");
        self
    }

    /// The object, to be part of another message.
    pub(super) fn into_value(self) -> JsValue {
        self.0.into()
    }

    /// Sends it.
    pub(super) fn post(self) {
        self.post_with(&Array::new());
    }

    /// Sends it with what is handed over rather than copied.
    pub(super) fn post_with(self, transfer: &Array) {
        if let Err(error) = scope().post_message_with_transfer(&self.0, transfer) {
            // The page cannot be told: what is left is the console of the browser.
            web_sys::console::error_2(&JsValue::from_str("the player cannot reach its page"), &error);
        }
    }
}

/// What went wrong, as the page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which kind: `malformed`, `unsupported`, `limit`, `altered`, `truncated`, `empty`, `unavailable`, `network`,
    /// `denied`, `busy`, `aborted`, `closed` or `error`.
    pub code: &'static str,
    /// What happened, to what, and what to do, for people.
    pub message: String,
}

impl Failure {
    /// A failure of this kind.
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// What was asked for was overtaken by something else.
    pub(super) fn aborted() -> Self {
        Self::new("aborted", "another recording was opened meanwhile")
    }

    /// There is no recording to do it with.
    pub(super) fn closed() -> Self {
        Self::new("closed", "no recording is open: open one first")
    }

    /// The failure as an answer to the request with this id.
    pub(super) fn answer(&self, id: f64) -> Message {
        self.message("failed").with("id", id)
    }

    /// The failure of nothing that was asked for.
    pub(super) fn event(&self) -> Message {
        self.message("error")
    }

    /// Tells only who looks into the browser's console: it goes on without.
    pub(super) fn warn(&self) {
        web_sys::console::warn_1(&JsValue::from_str(&self.message));
    }

    fn message(&self, kind: &str) -> Message {
        Message::new(kind).with("code", self.code).with("message", self.message.as_str())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::Malformed { .. } => "malformed",
            Error::Unsupported { .. } => "unsupported",
            Error::LimitReached { .. } => "limit",
            Error::Altered { .. } => "altered",
            Error::Truncated { .. } => "truncated",
            Error::Empty { .. } => "empty",
            Error::Unavailable { .. } | Error::Missing { .. } => "unavailable",
            _ => "error",
        };
        Self::new(code, error.to_string())
    }
}

/// The worker's global scope.
pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// A field of an object, or undefined.
pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// What an exception says.
pub(super) fn reason(exception: &JsValue) -> String {
    match exception.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => get(exception, "message").as_string().unwrap_or_else(|| "no reason given".to_owned()),
    }
}
