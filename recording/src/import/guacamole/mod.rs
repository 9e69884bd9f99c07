//! Guacamole session recordings: the protocol's instructions, one after the other, with times in `sync` only.

mod importer;
mod parser;

pub use importer::GuacamoleImporter;
