//! Seeking equals playing, and both equal what was recorded: random sessions, random times, through the recorder
//! and the container.

#![cfg(not(target_arch = "wasm32"))]

#[path = "seek/damaged.rs"]
mod damaged;
#[path = "seek/desktop.rs"]
mod desktop;
#[path = "seek/session.rs"]
mod session;
#[path = "seek/terminal.rs"]
mod terminal;
