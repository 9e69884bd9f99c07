//! What a chunk holds, apart from how strongly it is compressed: to compress it again, and to compare.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::packed;
use super::screen;
use super::zstd;
use crate::chunk::{Chunk, Part, Track};
use crate::error::Result;
use crate::limits;

/// A chunk's payload taken apart: one part as it stands, the others decompressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    /// The bytes that are not compressed: the head, or all of a payload that is not taken apart.
    pub(crate) head: Vec<u8>,
    /// What zstd frames hold, in the order of the payload.
    pub(crate) streams: Vec<Vec<u8>>,
    layout: Layout,
}

/// How a payload is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// All of it stands as it is: not compressed by zstd, or of a layout that this build does not know.
    AsIs,
    /// A head, then one frame.
    HeadAndFrame,
    /// The head of a picture's keyframe, the length of its first frame, both frames.
    PictureKey,
}

impl Content {
    /// Takes a payload apart. One of a layout that is not known, or that cannot be decompressed, stands as it is.
    pub(crate) fn of(chunk: &Chunk) -> Self {
        Self::taken_apart(chunk).unwrap_or_else(|_| Self::as_is(chunk))
    }

    fn as_is(chunk: &Chunk) -> Self {
        Self { head: chunk.payload.clone(), streams: Vec::new(), layout: Layout::AsIs }
    }

    fn taken_apart(chunk: &Chunk) -> Result<Self> {
        let payload = &chunk.payload;
        match chunk.track {
            Track::Screen => match chunk.part {
                Part::Operations => {
                    let (head, frame, limit) = screen::operations_parts(payload)?;
                    Self::head_and_frame(head, frame, limit)
                }
                Part::Data => Self::head_and_frame(&[], payload, screen::PIXELS_LIMIT_BYTES),
                Part::Key | Part::LightKey => {
                    let key = screen::key_parts(payload)?;
                    let lists = zstd::decompress(key.operations, key.operations_limit)?;
                    let pixels = zstd::decompress(key.pixels, key.pixels_limit)?;
                    Ok(Self {
                        head: key.head.to_vec(),
                        streams: vec![lists, pixels],
                        layout: Layout::PictureKey,
                    })
                }
            },
            Track::Terminal
            | Track::Pointer
            | Track::Input
            | Track::Event
            | Track::Performance
            | Track::Activity
            | Track::Changes => {
                let (version, frame) = packed::parts(payload)?;
                Self::head_and_frame(version, frame, limits::TERMINAL_KEY_BYTES)
            }
            Track::Audio | Track::Thumbnail | Track::Text => Ok(Self::as_is(chunk)),
        }
    }

    fn head_and_frame(head: &[u8], frame: &[u8], limit: usize) -> Result<Self> {
        let stream = zstd::decompress(frame, limit)?;
        Ok(Self { head: head.to_vec(), streams: vec![stream], layout: Layout::HeadAndFrame })
    }

    /// The payload, its streams compressed by `compressor`.
    ///
    /// # Errors
    /// Those of [`zstd::Compressor::compress`].
    pub(crate) fn compressed(&self, compressor: &mut zstd::Compressor) -> Result<Vec<u8>> {
        let mut payload = self.head.clone();
        for (number, stream) in self.streams.iter().enumerate() {
            let frame = compressor.compress(stream)?;
            if self.layout == Layout::PictureKey && number == 0 {
                payload.extend(screen::key_list_len(&frame)?);
            }
            payload.extend(frame);
        }
        Ok(payload)
    }
}
