//! The worker's start: takes messages from the page, and tells it when it has to give up.

use super::message::{Command, Message, scope};
use super::player::handle;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MessageEvent;

/// Starts the worker. The page is told with a `ready` message.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        // The worker is of no use after this; the page starts another when something is opened next.
        Message::new("crashed").with("message", info.to_string()).post();
    }));
    let take = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(command) = Command::read(&event.data()) {
            handle(command);
        }
    });
    scope().set_onmessage(Some(take.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    take.forget();
    Message::new("ready").post();
}
