//! The pointer, input and event tracks: what goes in comes out, and damaged chunks are refused or read, never more.

mod audio;
#[path = "../../src/long.rs"]
mod long;
mod pointer;
mod random;
mod timed;
