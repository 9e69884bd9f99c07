//! What changed when on a desktop, from the changes track of a closed recording ([`crate::codec::changes`]).

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use crate::chunk::Track;
use crate::codec::changes::{
    Blocks, Edges, bits, block_rect, decode_blocks, decode_directory, decode_edges, tile_rect,
};
use crate::error::{Error, Result};
use crate::format::{Entry, Recording, Source};
use crate::units::{Rect, Size, Timestamp};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The changes track of a recording: which of its chunks cover which time.
///
/// It tells what the recorder saw, also where chunks of the screen track are damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangesTrack {
    chunks: Vec<ChangesChunk>,
}

/// A chunk of blocks and its chunk of edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangesChunk {
    /// Tells the changed blocks.
    pub blocks: Entry,
    /// Tells where in these the changed pixels lie.
    pub edges: Entry,
    /// Time of its first frame.
    pub first: Timestamp,
    /// Time of its last frame.
    pub last: Timestamp,
}

impl ChangesTrack {
    /// Reads the track's directory; of the index, loads what that takes. `None` where there is no such track, or not
    /// all of it: it is of a terminal, the recording was not closed, or something is damaged.
    ///
    /// # Errors
    /// [`Error::Missing`] with one range that is needed: fetch it and call again. Those of the source.
    pub fn open<S: Source + ?Sized>(recording: &mut Recording, source: &S) -> Result<Option<Self>> {
        if !recording.is_closed() {
            return Ok(None);
        }
        recording.load_index(source, recording.duration(), Timestamp::MAX)?;
        let Some(last) = recording.entries(Track::Changes).last().copied() else { return Ok(None) };
        let Some(directory) = read(recording, source, &last, decode_directory)? else { return Ok(None) };
        // Of a long recording, some chunks stand earlier.
        if recording.entries(Track::Changes).len() <= directory.chunks() {
            recording.load_whole_index(source)?;
        }
        let entries = recording.entries(Track::Changes);
        if entries.len() != directory.chunks() + 1 {
            return Ok(None);
        }
        let chunk = |listed: crate::codec::changes::Listed| {
            Some(ChangesChunk {
                blocks: *entries.get(listed.blocks)?,
                edges: *entries.get(listed.edges)?,
                first: listed.first,
                last: listed.last,
            })
        };
        Ok(Some(Self { chunks: directory.listed().filter_map(chunk).collect() }))
    }

    /// Its chunks, by time.
    pub fn chunks(&self) -> &[ChangesChunk] {
        &self.chunks
    }

    /// The blocks that any frame with a time in `span`, both ends included, changed; all of the picture where one is the
    /// first or of another size than before. `None` where that is not known.
    ///
    /// # Errors
    /// [`Error::Missing`] with all bytes that are needed, in one range: fetch it and call again. Those of the source.
    pub fn changed_blocks<S: Source + ?Sized>(
        &self,
        recording: &Recording,
        source: &S,
        span: &RangeInclusive<Timestamp>,
    ) -> Result<Option<ChangedBlocks>> {
        let wanted = self.wanted(span);
        all_there(source, wanted)?;
        let (mut size, mut is_all) = (Size::new(0, 0), false);
        let mut masks = BTreeMap::<u32, u64>::new();
        for chunk in wanted {
            let Some(blocks) = chunk.read_blocks(recording, source)? else { return Ok(None) };
            if size != blocks.size {
                (size, is_all) = (blocks.size, false);
                masks.clear();
            }
            for frame in blocks.frames.iter().take_while(|frame| frame.time <= *span.end()) {
                let is_asked = frame.time >= *span.start();
                if let Some(new_size) = frame.new_size {
                    (size, is_all) = (new_size, is_asked);
                    masks.clear();
                }
                for tile in blocks.of(frame).iter().filter(|_| is_asked) {
                    *masks.entry(tile.tile).or_default() |= tile.blocks;
                }
            }
        }
        let rects = if is_all {
            vec![Rect::of(size)]
        } else {
            masks.iter().flat_map(|(tile, mask)| rects(tile_rect(size, *tile), *mask)).collect()
        };
        Ok(Some(ChangedBlocks { size, rects }))
    }

    /// The chunks that tell of a span. The last one tells the size, also where the span is after it.
    fn wanted(&self, span: &RangeInclusive<Timestamp>) -> &[ChangesChunk] {
        let after = self.chunks.partition_point(|chunk| chunk.first <= *span.end());
        let before = self.chunks.partition_point(|chunk| chunk.last < *span.start());
        self.chunks.get(before.min(after.saturating_sub(1))..after).unwrap_or_default()
    }
}

/// What changed of a picture in a span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedBlocks {
    /// Size of the picture at the end of the span; 0x0 before the first frame.
    pub size: Size,
    /// Rectangles of whole blocks, cut off by the picture's edge, which do not overlap.
    pub rects: Vec<Rect>,
}

/// The blocks of a tile, joined into rows.
fn rects(tile: Rect, mask: u64) -> Vec<Rect> {
    let mut rects: Vec<Rect> = Vec::new();
    for block in bits(mask).map(|bit| block_rect(tile, bit)).filter(|block| !block.is_empty()) {
        match rects.last_mut() {
            Some(last) if last.y == block.y && last.right() == block.x => last.width += block.width,
            _ => rects.push(block),
        }
    }
    rects
}

impl ChangesChunk {
    /// Reads the chunk of blocks; `None` where it is damaged.
    ///
    /// # Errors
    /// [`Error::Missing`] and those of the source.
    pub fn read_blocks<S: Source + ?Sized>(
        &self,
        recording: &Recording,
        source: &S,
    ) -> Result<Option<Blocks>> {
        read(recording, source, &self.blocks, decode_blocks)
    }

    /// Reads the chunk of edges; `None` where it is damaged.
    ///
    /// # Errors
    /// [`Error::Missing`] and those of the source.
    pub fn read_edges<S: Source + ?Sized>(&self, recording: &Recording, source: &S) -> Result<Option<Edges>> {
        read(recording, source, &self.edges, decode_edges)
    }
}

/// Names all bytes that the chunks of blocks take, where one of them is missing.
fn all_there<S: Source + ?Sized>(source: &S, chunks: &[ChangesChunk]) -> Result<()> {
    let mut missing: Option<(u64, u64)> = None;
    for entry in chunks.iter().map(|chunk| &chunk.blocks) {
        if let Err(Error::Missing { offset, len }) = source.read(entry.offset, entry.len.into()) {
            let end = offset.saturating_add(len);
            let (start, stop) = missing.unwrap_or((offset, end));
            missing = Some((start.min(offset), stop.max(end)));
        }
    }
    missing.map_or(Ok(()), |(offset, end)| Err(Error::Missing { offset, len: end - offset }))
}

/// Reads a chunk; `None` where it is damaged.
fn read<T, S: Source + ?Sized>(
    recording: &Recording,
    source: &S,
    entry: &Entry,
    decode: impl FnOnce(&[u8]) -> Result<T>,
) -> Result<Option<T>> {
    match recording.chunk(source, entry) {
        Ok(chunk) => Ok(decode(&chunk.payload).ok()),
        Err(error @ (Error::Missing { .. } | Error::Unavailable { .. })) => Err(error),
        Err(_) => Ok(None),
    }
}
