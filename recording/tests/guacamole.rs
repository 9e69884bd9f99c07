//! The Guacamole importer on recordings made by hand: what is drawn, when, and what of damaged and hostile ones.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../src/long.rs"]
mod long;

mod guacamole {
    pub(crate) mod audio;
    pub(crate) mod craft;
    pub(crate) mod drawing;
    pub(crate) mod images;
    pub(crate) mod rules;
    #[allow(dead_code, reason = "each test takes what it needs of it")]
    pub(crate) mod watcher;
    pub(crate) mod wrapping;
}
