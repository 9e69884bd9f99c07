//! ttyrec, the terminal recordings of NetHack servers: frames of a time, a length and what was output.
//!
//! A frame is `[u32 seconds][u32 microseconds][u32 bytes]`, little-endian, and its bytes. The variants of the NetHack
//! Learning Environment have a byte more in the header: 0 for output, 1 for input, 2 for the score. There is no mark of
//! the format, no size of the terminal and no charset.

mod chain;
mod header;
mod importer;

pub(super) use chain::detect;
pub use header::Header;
pub use importer::TtyrecImporter;
