//! A WebSocket to where the page comes from.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, WebSocket};

/// An open WebSocket, or one that opens. Dropping it closes it, and nothing more is told.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Connects to `path`. `None` where the browser refuses.
    pub(crate) fn open(
        path: &str,
        on_open: impl Fn() + 'static,
        on_text: impl Fn(String) + 'static,
        on_close: impl Fn() + 'static,
    ) -> Option<Self> {
        let location = gloo::utils::window().location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{path}", location.host().ok()?)).ok()?;
        let text = move |event: &web_sys::Event| {
            let data = event.dyn_ref::<MessageEvent>().and_then(|message| message.data().as_string());
            if let Some(data) = data {
                on_text(data);
            }
        };
        let listeners = [
            EventListener::new(&socket, "open", move |_| on_open()),
            EventListener::new(&socket, "message", text),
            EventListener::new(&socket, "close", move |_| on_close()),
        ];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a text; one that does not open yet is told when it does.
    pub(crate) fn send(&self, text: &str) {
        if self.socket.ready_state() == WebSocket::OPEN {
            // refused, it is closed, which is told
            self.socket.send_with_str(text).ok();
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.close().ok();
    }
}
