//! Sessions of Devolutions Gateway: a folder with `recording.json` and parts that are played in order.
//!
//! A part is a new connection to the session: a WebM video of a desktop, or an asciicast or a TRP file of a terminal.
//! TRP is what the gateway's terminals write: records of 8 bytes and a payload, all little-endian:
//!
//! | field | |
//! |---|---|
//! | `u32` | milliseconds since the record before |
//! | `u16` | 0 output, 1 input, 2 size (`u16` columns, `u16` rows), 4 the terminal is set up; others mean nothing here |
//! | `u16` | bytes of payload |

mod importer;
mod manifest;
mod placed;
mod trp;

pub use importer::DevolutionsImporter;
pub(super) use manifest::{is_manifest, likely_companions, part_names};
pub use trp::TrpImporter;
pub(super) use trp::is_trp;
