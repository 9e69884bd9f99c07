//! What analysis tells of a recording is what the recording shows: random sessions against brute force, through the
//! recorder, the container and a source that has to be fetched.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "analysis/activity.rs"]
mod activity;
#[cfg(test)]
#[path = "analysis/fetch.rs"]
mod fetch;
#[cfg(test)]
#[path = "analysis/happened.rs"]
mod happened;
#[cfg(test)]
#[path = "../src/long.rs"]
mod long;
#[cfg(test)]
#[path = "analysis/region.rs"]
mod region;
#[cfg(test)]
#[allow(dead_code, reason = "each test takes what it needs of it")]
#[path = "seek/session.rs"]
mod session;
#[cfg(test)]
#[path = "analysis/terminal.rs"]
mod terminal;
