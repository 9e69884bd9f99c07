//! The `<afterimage-player>` element: its properties, methods and events as Rust has them.
//!
//! The element is a module of its own that is loaded when it is first needed; it draws the picture and nothing else.

mod analysis;

pub(crate) use analysis::{Hit, IdleRule, Preview, Rect, Search};

use super::files::LocalFile;
use api::{Kind, SizeOnScreen};
use gloo::events::EventListener;
use js_sys::{Promise, Reflect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, Event, HtmlElement};
use yew::{AttrValue, Callback, NodeRef};

/// Where the element's module is served.
const MODULE: &str = "/player/afterimage-player.js";

// The one thing that the bindings cannot say: a module that is loaded when it is needed.
#[wasm_bindgen(inline_js = "export const import_module = (address) => import(address);")]
extern "C" {
    fn import_module(address: &str) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = HtmlElement)]
    #[derive(Clone)]
    type PlayerElement;
    #[wasm_bindgen(method, getter, js_name = currentTime)]
    fn current_time(this: &PlayerElement) -> f64;
    #[wasm_bindgen(method, getter)]
    fn duration(this: &PlayerElement) -> f64;
    #[wasm_bindgen(method, getter, js_name = videoWidth)]
    fn video_width(this: &PlayerElement) -> f64;
    #[wasm_bindgen(method, getter, js_name = videoHeight)]
    fn video_height(this: &PlayerElement) -> f64;
    #[wasm_bindgen(method, setter, js_name = playbackRate)]
    fn set_playback_rate(this: &PlayerElement, rate: f64);
    #[wasm_bindgen(method, getter)]
    fn kind(this: &PlayerElement) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn facts(this: &PlayerElement) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn report(this: &PlayerElement) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn faults(this: &PlayerElement) -> JsValue;
    #[wasm_bindgen(method, catch)]
    fn open(this: &PlayerElement, source: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn play(this: &PlayerElement) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn pause(this: &PlayerElement);
    #[wasm_bindgen(method, catch)]
    fn seek(this: &PlayerElement, seconds: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn scrub(this: &PlayerElement, seconds: f64);
    #[wasm_bindgen(method, catch)]
    fn step(this: &PlayerElement, by: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = nextChange)]
    fn next_change(this: &PlayerElement, by: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, setter, js_name = skipIdle)]
    fn set_skip_idle(this: &PlayerElement, skips: bool);
    #[wasm_bindgen(method, setter, js_name = cacheBytes)]
    fn set_cache_bytes(this: &PlayerElement, bytes: f64);
    #[wasm_bindgen(method, getter, js_name = hasAudio)]
    fn has_audio(this: &PlayerElement) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn muted(this: &PlayerElement) -> bool;
    #[wasm_bindgen(method, setter)]
    fn set_muted(this: &PlayerElement, is_muted: bool);
}

/// What is played.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Media {
    /// A recording of the gateway, by the address of its bytes.
    Address(AttrValue),
    /// A file of this machine, imported in the browser.
    File(LocalFile),
}

/// What the element tells. Times are microseconds from the start.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PlayerEvent {
    /// Length, size in pixels and facts are known; the first picture follows.
    Opened {
        duration_us: u64,
        size: (u32, u32),
        facts: Rc<MediaFacts>,
    },
    /// The first picture is there.
    Shown,
    /// The picture has another size.
    Resized {
        size: (u32, u32),
    },
    /// The position moved.
    Position {
        at_us: u64,
    },
    Played,
    Paused,
    /// The end was reached.
    Ended,
    /// How far reading has come.
    Progress(Progress),
    /// All spans met so far that cannot be shown, each from start to end.
    Damaged(Vec<(u64, u64)>),
    /// Whether there is sound, and whether it is heard.
    Sound {
        is_there: bool,
        is_muted: bool,
    },
    /// Playing waits for bytes, or goes on.
    Waiting(bool),
    /// Nothing can be shown.
    Failed {
        code: String,
        message: String,
    },
}

/// What the recording says of itself, and what its import passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct MediaFacts {
    pub(crate) kind: Option<Kind>,
    /// Size at the start: pixels for a desktop, cells for a terminal.
    pub(crate) size: Option<SizeOnScreen>,
    /// Wall-clock start in milliseconds since 1970-01-01 UTC.
    pub(crate) started_at_ms: Option<i64>,
    pub(crate) title: Option<String>,
    /// Of an import in the browser.
    #[serde(skip)]
    pub(crate) report: Option<ImportReport>,
}

/// What an import passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ImportReport {
    /// Whether the source ended in the middle of something.
    pub(crate) is_truncated: bool,
    pub(crate) notes: Vec<ImportNote>,
}

/// One kind of thing that was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct ImportNote {
    pub(crate) what: String,
    /// How often.
    pub(crate) count: u64,
}

/// How far reading has come, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) stage: Stage,
    pub(crate) loaded: u64,
    /// 0 where it is not known.
    pub(crate) total: u64,
}

impl Progress {
    /// Whole percent read; `None` where the whole is not known.
    pub(crate) fn percent(&self) -> Option<u64> {
        let done = u128::from(self.loaded.min(self.total)) * 100;
        done.checked_div(u128::from(self.total)).and_then(|percent| u64::try_from(percent).ok())
    }
}

/// What is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// A file, to make a recording of it.
    Import,
    /// A recording.
    Fetch,
    /// The recording, for changes in a region.
    History,
}

/// The element in the page.
#[derive(Clone)]
pub(crate) struct Player(PlayerElement);

impl Player {
    /// The element behind a node; `None` while it is not in the page.
    pub(crate) fn of(node: &NodeRef) -> Option<Self> {
        node.get().map(|node| Self(node.unchecked_into()))
    }

    /// Opens a recording and shows the moment `at_us`. Gives the time of the frame shown; `None` where an event tells
    /// why there is none.
    ///
    /// # Errors
    /// The failure to report where the element itself cannot be loaded.
    pub(crate) async fn open(&self, media: &Media, at_us: u64) -> Result<Option<u64>, PlayerEvent> {
        load_module().await?;
        let source = match media {
            Media::Address(address) => JsValue::from_str(address),
            Media::File(file) => file.to_js(),
        };
        let options = js_sys::Object::new();
        Reflect::set(&options, &"at".into(), &(at_us as f64 / 1e6).into()).ok();
        let Ok(promise) = self.0.open(&source, &options) else { return Ok(None) };
        let shown: Result<JsValue, JsValue> = JsFuture::from(Promise::resolve(&promise)).await;
        Ok(shown.ok().and_then(|frame| frame.as_f64()).map(microseconds))
    }

    pub(crate) fn play(&self) {
        settle(self.0.play());
    }

    pub(crate) fn pause(&self) {
        self.0.pause();
    }

    /// Sets the speed: seconds of the recording in one second.
    pub(crate) fn set_rate(&self, rate: f64) {
        self.0.set_playback_rate(rate);
    }

    /// Whether playing jumps over idle periods.
    pub(crate) fn set_skip_idle(&self, skips: bool) {
        self.0.set_skip_idle(skips);
    }

    /// How much decoded picture the player may keep.
    pub(crate) fn set_cache_bytes(&self, bytes: u64) {
        self.0.set_cache_bytes(bytes as f64);
    }

    pub(crate) fn set_muted(&self, is_muted: bool) {
        self.0.set_muted(is_muted);
    }

    /// Whether the recording has sound that can be played here.
    pub(crate) fn has_audio(&self) -> bool {
        self.0.has_audio().as_bool() == Some(true)
    }

    /// Shows a place while the handle is dragged, when and as far as it can be had; a seek ends that.
    pub(crate) fn scrub(&self, at_us: u64) {
        self.0.scrub(at_us as f64 / 1e6);
    }

    /// Goes by frames, negative toward the start, and gives the time of the frame shown.
    pub(crate) async fn step(&self, by: i32) -> Option<u64> {
        time_of(self.0.step(by)).await
    }

    /// Goes to where the picture changes before or after what is shown, and gives the time of that frame.
    pub(crate) async fn next_change(&self, by: i32) -> Option<u64> {
        time_of(self.0.next_change(by)).await
    }

    /// Shows the last frame at or before `at_us` and gives its time; `None` where that failed, which an event tells.
    pub(crate) async fn seek(&self, at_us: u64) -> Option<u64> {
        time_of(self.0.seek(at_us as f64 / 1e6)).await
    }

    /// Calls back with everything the element tells, until the answer is dropped.
    pub(crate) fn listen(&self, callback: &Callback<PlayerEvent>) -> Vec<EventListener> {
        const NAMES: [&str; 14] = [
            "loadedmetadata",
            "loadeddata",
            "canplay",
            "resize",
            "timeupdate",
            "play",
            "pause",
            "playing",
            "waiting",
            "ended",
            "progress",
            "faultschange",
            "volumechange",
            "error",
        ];
        let listen = |name: &'static str| {
            let (player, callback) = (self.clone(), callback.clone());
            EventListener::new(&self.0, name, move |event| {
                if let Some(event) = player.read(name, event) {
                    callback.emit(event);
                }
            })
        };
        NAMES.map(listen).into()
    }

    fn read(&self, name: &str, event: &Event) -> Option<PlayerEvent> {
        let detail = event.dyn_ref::<CustomEvent>().map_or(JsValue::NULL, CustomEvent::detail);
        let field = |name: &str| Reflect::get(&detail, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let number = |name: &str| field(name).as_f64().unwrap_or(0.0);
        Some(match name {
            "loadedmetadata" => PlayerEvent::Opened {
                duration_us: microseconds(self.0.duration()),
                size: self.size(),
                facts: Rc::new(self.facts()),
            },
            "loadeddata" => PlayerEvent::Shown,
            "playing" => PlayerEvent::Waiting(false),
            "waiting" => PlayerEvent::Waiting(true),
            "resize" => PlayerEvent::Resized { size: self.size() },
            "timeupdate" => PlayerEvent::Position { at_us: microseconds(self.0.current_time()) },
            "play" => PlayerEvent::Played,
            "pause" => PlayerEvent::Paused,
            "ended" => PlayerEvent::Ended,
            "progress" => PlayerEvent::Progress(Progress {
                stage: match field("stage").as_string().as_deref() {
                    Some("import") => Stage::Import,
                    Some("history") => Stage::History,
                    Some(_) | None => Stage::Fetch,
                },
                loaded: number("loaded") as u64,
                total: number("total") as u64,
            }),
            "faultschange" => PlayerEvent::Damaged(self.damaged()),
            "canplay" | "volumechange" => {
                PlayerEvent::Sound { is_there: self.has_audio(), is_muted: self.0.muted() }
            }
            "error" => PlayerEvent::Failed {
                code: field("code").as_string().unwrap_or_else(|| "unknown".into()),
                message: field("message").as_string().unwrap_or_default(),
            },
            _ => return None,
        })
    }

    /// What the element knows of the recording; what cannot be read is left out.
    fn facts(&self) -> MediaFacts {
        let mut facts: MediaFacts = read_json(&self.0.facts()).unwrap_or_default();
        facts.report = read_json(&self.0.report());
        if let Some(kind) = self.0.kind().as_string() {
            facts.kind = Some(if kind == "terminal" { Kind::Terminal } else { Kind::Desktop });
        }
        facts
    }

    fn damaged(&self) -> Vec<(u64, u64)> {
        #[derive(Deserialize)]
        struct Fault {
            start: Option<f64>,
            end: Option<f64>,
        }
        let faults: Vec<Fault> = read_json(&self.0.faults()).unwrap_or_default();
        let times = |fault: &Fault| Some((microseconds(fault.start?), microseconds(fault.end?)));
        faults.iter().filter_map(times).collect()
    }

    fn size(&self) -> (u32, u32) {
        (self.0.video_width() as u32, self.0.video_height() as u32)
    }
}

/// A plain object of the element as a Rust type; `None` where it is none.
fn read_json<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    let text = js_sys::JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}

/// The time that a promise brings; `None` where it fails, which an event tells.
async fn time_of(answer: Result<JsValue, JsValue>) -> Option<u64> {
    let shown: JsValue = JsFuture::from(Promise::resolve(&answer.ok()?)).await.ok()?;
    shown.as_f64().map(microseconds)
}

/// Seconds of the element to microseconds; what is no time is 0.
fn microseconds(seconds: f64) -> u64 {
    // `as` from f64 saturates: negative and not-a-number become 0.
    (seconds * 1e6).round() as u64
}

/// A method's promise that fails would be reported as unhandled, though an event tells the same.
fn settle(answer: Result<JsValue, JsValue>) {
    if let Ok(promise) = answer {
        wasm_bindgen_futures::spawn_local(async move {
            let _told_by_an_event: Result<JsValue, JsValue> =
                JsFuture::from(Promise::resolve(&promise)).await;
        });
    }
}

/// Loads the element's module once.
async fn load_module() -> Result<(), PlayerEvent> {
    thread_local! {
        static FAILED_TIMES: Cell<u32> = const { Cell::new(0) };
    }
    let failed_times = FAILED_TIMES.get();
    // A browser remembers that a module could not be loaded; under another address it tries again.
    let address =
        if failed_times == 0 { MODULE.to_owned() } else { format!("{MODULE}?again={failed_times}") };
    let outcome: Result<JsValue, JsValue> = JsFuture::from(Promise::resolve(&import_module(&address))).await;
    outcome.map(drop).map_err(|_| {
        FAILED_TIMES.set(failed_times + 1);
        PlayerEvent::Failed {
            code: "player_missing".into(),
            message: "the player itself could not be loaded from the gateway".into(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_known_where_the_whole_is() {
        let progress = |loaded, total| Progress { stage: Stage::Import, loaded, total };
        assert_eq!(progress(34, 100).percent(), Some(34));
        assert_eq!(progress(u64::MAX, 3).percent(), Some(100));
        assert_eq!(progress(5, 0).percent(), None);
    }
}
