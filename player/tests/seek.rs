//! Seeking equals playing, and both equal what was recorded: random sessions, random times, through the recorder
//! and the container.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "seek/damaged.rs"]
mod damaged;
#[cfg(test)]
#[path = "seek/desktop.rs"]
mod desktop;
#[cfg(test)]
#[path = "seek/events_only.rs"]
mod events_only;
#[cfg(test)]
#[path = "../src/long.rs"]
mod long;
#[cfg(test)]
#[path = "seek/one_percent.rs"]
mod one_percent;
#[cfg(test)]
#[path = "seek/preview.rs"]
mod preview;
#[cfg(test)]
#[allow(dead_code, reason = "each test takes what it needs of it")]
#[path = "seek/session.rs"]
mod session;
#[cfg(test)]
#[path = "seek/sound.rs"]
mod sound;
#[cfg(test)]
#[path = "seek/terminal.rs"]
mod terminal;
