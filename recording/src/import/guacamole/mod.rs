//! Guacamole session recordings: the protocol's instructions, one after the other, with times in `sync` only.
//!
//! The instructions are carried out as the protocol's own browser client carries them out on its canvases
//! (guacamole-common-js: `Client`, `Display`, `Layer`); the reference of the instructions is the Guacamole manual,
//! chapter "Guacamole protocol reference".

mod affine;
mod arguments;
mod audio;
mod budget;
mod compositing;
mod draw;
mod exchange;
mod importer;
mod layers;
mod parser;
mod path;
mod pointer;
mod screen;
mod stream;
mod surface;
mod transfer;

pub use importer::GuacamoleImporter;
