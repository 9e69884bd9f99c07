//! What the element is doing at this moment, for one that keeps several in step.

use super::{Player, microseconds};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter)]
    fn paused(this: &super::PlayerElement) -> bool;
    #[wasm_bindgen(method, getter)]
    fn seeking(this: &super::PlayerElement) -> bool;
    #[wasm_bindgen(method, getter, js_name = readyState)]
    fn ready_state(this: &super::PlayerElement) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = playbackRate)]
    fn playback_rate(this: &super::PlayerElement) -> f64;
}

/// What a player is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Pace {
    /// Its presentation time in microseconds.
    pub(crate) at_us: u64,
    /// Seconds of the recording in one second.
    pub(crate) rate: f64,
    pub(crate) is_paused: bool,
    pub(crate) is_seeking: bool,
    /// Whether it shows a picture.
    pub(crate) is_ready: bool,
}

impl Player {
    /// What it is doing; nothing while the element itself is not loaded.
    pub(crate) fn pace(&self) -> Pace {
        // As `HTMLMediaElement` counts: the picture of the position is there.
        const HAVE_CURRENT_DATA: f64 = 2.0;
        let is_ready = self.0.ready_state().as_f64().is_some_and(|state| state >= HAVE_CURRENT_DATA);
        if !is_ready {
            return Pace::default();
        }
        Pace {
            at_us: microseconds(self.0.current_time()),
            rate: self.0.playback_rate(),
            is_paused: self.0.paused(),
            is_seeking: self.0.seeking(),
            is_ready,
        }
    }
}
