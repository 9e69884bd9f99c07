//! The beat of playback: the browser's frames, or a timer where it gives none.

use super::message::scope;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

/// A page in the background gets no frames: playing goes on at this pace then.
const WITHOUT_FRAMES: Duration = Duration::from_millis(250);

/// Milliseconds of a clock that never runs backwards.
pub(super) fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// The same in milliseconds since 1970, so that the page, whose clock starts at another moment, can tell it too.
pub(super) fn epoch_ms() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.time_origin() + performance.now())
}

/// Calls something once per frame, for as long as it asks to be called.
pub(super) struct Beat {
    call: Closure<dyn FnMut()>,
    pending: Rc<Cell<Option<Pending>>>,
}

/// What was asked of the browser; whichever comes first takes the other back.
#[derive(Clone, Copy)]
struct Pending {
    frame: Option<i32>,
    timer: Option<i32>,
}

impl Beat {
    /// A beat that calls `tick`; silent until [`Beat::ask`].
    pub(super) fn new(tick: impl Fn() + 'static) -> Self {
        let pending = Rc::new(Cell::new(None));
        let asked = Rc::clone(&pending);
        let call = Closure::new(move || {
            take_back(&asked);
            tick();
        });
        Self { call, pending }
    }

    /// Asks for one call; asking again before it comes changes nothing.
    pub(super) fn ask(&self) {
        if self.pending.get().is_some() {
            return;
        }
        let call = self.call.as_ref().unchecked_ref();
        let frame = scope().request_animation_frame(call).ok();
        let timer = set_timer(call, WITHOUT_FRAMES);
        self.pending.set(Some(Pending { frame, timer }));
    }
}

fn take_back(pending: &Cell<Option<Pending>>) {
    let Some(Pending { frame, timer }) = pending.take() else { return };
    if let Some(frame) = frame {
        // One that has been called already is no failure.
        scope().cancel_animation_frame(frame).unwrap_or_default();
    }
    if let Some(timer) = timer {
        scope().clear_timeout_with_handle(timer);
    }
}

/// Calls something after the messages that have arrived already, so that the last of several wins.
pub(super) struct Later {
    ask: MessagePort,
    is_asked: Rc<Cell<bool>>,
    // Lives as long as the port that calls it.
    _call: Closure<dyn FnMut()>,
}

impl Later {
    /// # Errors
    /// Where the browser has no message channels.
    pub(super) fn new(call: impl Fn() + 'static) -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let is_asked = Rc::new(Cell::new(false));
        let asked = Rc::clone(&is_asked);
        let call = Closure::<dyn FnMut()>::new(move || {
            asked.set(false);
            call();
        });
        channel.port1().set_onmessage(Some(call.as_ref().unchecked_ref()));
        Ok(Self { ask: channel.port2(), is_asked, _call: call })
    }

    /// Asks for one call; asking again before it comes changes nothing. False where it cannot be had.
    pub(super) fn ask(&self) -> bool {
        if !self.is_asked.replace(true) && self.ask.post_message(&JsValue::NULL).is_err() {
            self.is_asked.set(false);
        }
        self.is_asked.get()
    }
}

fn set_timer(call: &js_sys::Function, after: Duration) -> Option<i32> {
    let after_ms = i32::try_from(after.as_millis()).unwrap_or(i32::MAX);
    scope().set_timeout_with_callback_and_timeout_and_arguments_0(call, after_ms).ok()
}

/// Lets the messages and frames that wait have their turn.
pub(super) async fn breathe() {
    let promise = js_sys::Promise::new(&mut |resolve, _| match MessageChannel::new() {
        // A message of our own comes after those that have arrived; a timer would be held back for milliseconds.
        Ok(channel) => {
            channel.port1().set_onmessage(Some(&resolve));
            if channel.port2().post_message(&JsValue::NULL).is_err() {
                resolve.call0(&JsValue::UNDEFINED).unwrap_or_default();
            }
        }
        Err(_) => {
            resolve.call0(&JsValue::UNDEFINED).unwrap_or_default();
        }
    });
    JsFuture::from(promise).await.unwrap_or_default();
}

/// Waits for so long.
pub(super) async fn pause(span: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if set_timer(&resolve, span).is_none() {
            resolve.call0(&JsValue::UNDEFINED).unwrap_or_default();
        }
    });
    JsFuture::from(promise).await.unwrap_or_default();
}
