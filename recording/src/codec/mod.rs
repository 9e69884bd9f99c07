//! How each track is encoded. A codec turns what happened into chunks and back; it knows nothing of files.

pub mod activity;
pub mod audio;
pub mod changes;
pub(crate) mod content;
pub mod event;
pub mod input;
pub mod performance;
pub mod pointer;
pub mod screen;
pub mod terminal;
pub mod thumbnail;

mod packed;
mod timed;
mod varint;
pub(crate) mod zstd;
