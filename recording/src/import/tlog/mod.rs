//! tlog, the terminal recorder of the systems of Red Hat: messages of JSON, a line each, as its file writer leaves them
//! or inside the lines of a journal (`journalctl -o json`).
//!
//! A message holds text that was input and output, and a string of timing that tells in which portions it came. Messages
//! of several recordings may lie in one file; the first recording is imported, and the messages of the others are
//! counted.

mod importer;
mod message;
mod timing;

pub use importer::TlogImporter;
pub(super) use message::{is_among, starts};
