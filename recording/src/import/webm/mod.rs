//! WebM videos of desktop sessions: the container is read here, the pictures are for a decoder of VP8 or VP9.
//!
//! WebM is a Matroska file (RFC 9559) of EBML elements (RFC 8794). What recorders of live sessions write is all that
//! is needed: clusters of unknown size, no index, no duration, and an end anywhere. Of the tracks the first with video
//! counts.

mod ebml;
mod reader;

pub use reader::{Codec, Packet, Video, WebmReader};

/// Whether a file that starts with `head` is made of EBML elements, as WebM and Matroska are (RFC 8794 section 8.1).
pub fn is_webm(head: &[u8]) -> bool {
    head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3])
}
