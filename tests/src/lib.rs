//! The harness of the whole-system tests and of the benchmark: the built program, a browser, and what they share.
//!
//! Everything here works from outside: the program through its command line and HTTP, the console through a
//! browser. The tests themselves are in `tests/tests/`.

pub mod browser;
pub mod environment;
pub mod files;
pub mod formats;
pub mod gateway;
pub mod memory;
pub mod npm;
pub mod packing;
pub mod pixels;
pub mod player;
pub mod process;
pub mod proxy;
