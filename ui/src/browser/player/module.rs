//! The element's module, which is loaded when it is first needed.

use super::PlayerEvent;
use js_sys::Promise;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Where the element's module is served.
const MODULE: &str = "/player/afterimage-player.js";

// The one thing that the bindings cannot say: a module that is loaded when it is needed.
#[wasm_bindgen(inline_js = "export const import_module = (address) => import(address);")]
extern "C" {
    fn import_module(address: &str) -> JsValue;
}

/// Loads the element's module once.
pub(super) async fn load_module() -> Result<(), PlayerEvent> {
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
