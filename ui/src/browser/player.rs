//! The `<afterimage-player>` element: its properties, methods and events as Rust has them.
//!
//! The element is a module of its own that is loaded when it is first needed; it draws the picture and nothing else.

mod analysis;
mod events;
mod facts;
mod happened;
mod module;
mod pace;

pub(crate) use analysis::{Found, Hit, IdleRule, Preview, Rect, Search};
pub(crate) use events::{DENIED, DamageHere, PlayerEvent, Progress, Stage};
pub(crate) use facts::MediaFacts;
pub(crate) use pace::Pace;

#[cfg(test)]
pub(crate) use facts::{ImportNote, ImportReport};

use super::files::LocalFile;
use js_sys::{Promise, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;
use yew::{AttrValue, NodeRef};

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
    #[wasm_bindgen(method, getter)]
    fn damaged(this: &PlayerElement) -> bool;
    #[wasm_bindgen(method, getter)]
    fn unknown(this: &PlayerElement) -> JsValue;
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
        module::load_module().await?;
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
