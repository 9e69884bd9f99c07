//! The audio track: sound in segments, each readable on its own. `docs/audio.md` specifies the bytes.
//!
//! Samples are stored losslessly as frames of FLAC (RFC 9639). Our own writer knows the fixed predictors only: it is
//! small enough for the browser, and sound of a session is little beside its pictures. The reader takes every frame
//! of 16 bits. Packets of Opus are stored as they come.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod bits;
mod encoder;
mod flac;
mod frame;
mod opus;
mod residual;
mod segment;

pub use encoder::AudioEncoder;
pub use segment::{AudioCodec, AudioPacket, AudioSegment, decode_audio};
