//! The terminal track: output as it came, resizes, and the emulator's state as keyframes.
//!
//! `docs/terminal-codec.md` specifies the bytes. The emulator is `avt`; a keyframe is its state written as the
//! escape sequences that restore it, so that any other terminal emulator can start there as well.

mod decode;
mod emulator;
mod encode;
mod payload;
#[cfg(test)]
mod tests;

pub use decode::TerminalDecoder;
pub use emulator::Emulator;
pub use encode::TerminalEncoder;
pub use payload::{decode_terminal, event_sizes};
