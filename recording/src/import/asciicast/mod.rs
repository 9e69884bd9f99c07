//! asciicast, the terminal recordings of asciinema, in versions 1, 2 and 3.
//!
//! Where a file strays from its format, the line or event that does is passed over and counted; only a file
//! without a usable header or without anything to play is refused.

mod header;
mod importer;
mod session;
mod text;
mod v1;
mod v2;
mod v3;

pub use importer::{AsciicastImporter, Version};
