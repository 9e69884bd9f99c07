//! From frames to chunks.

use super::frame::{FrameChanges, all_blocks, tile_count, tile_rect};
use crate::chunk::{Chunk, Part, Track};
use crate::codec::packed;
use crate::codec::varint;
use crate::error::Result;
use crate::units::{Size, Timestamp};

/// A chunk is closed when its blocks take this many bytes before compression.
const BLOCK_BYTES: usize = 192 * 1024;
/// The same for its edges.
const EDGE_BYTES: usize = 512 * 1024;
/// Beyond this many bytes chunks are not held back for the end of the recording.
const HELD_BYTES: usize = 4 * 1024 * 1024;

/// What a chunk holds: the first of its fields.
pub(super) const BLOCKS: u8 = 0;
pub(super) const EDGES: u8 = 1;
pub(super) const DIRECTORY: u8 = 2;

/// How the changed blocks of a tile are told: the low bits of a tile's number.
pub(super) const ALL: u64 = 0;
pub(super) const AS_BEFORE: u64 = 1;
pub(super) const MASK: u64 = 2;

/// Encodes the changes track. Its chunks wait for the end of the recording, so that they lie side by side.
///
/// # Limits
/// Holds at most about 2 MiB that are not compressed, and 5 MiB that are.
pub struct ChangesEncoder {
    level: i32,
    block_bytes: usize,
    open: Open,
    /// Last known blocks of each tile in the open chunk, 0 where there are none.
    known: Vec<u64>,
    /// Payloads that wait for the end of the recording: of blocks, and of edges.
    held: [Vec<Vec<u8>>; 2],
    /// First and last time of each of them.
    spans: Vec<(Timestamp, Timestamp)>,
    held_bytes: usize,
    /// Beyond this many bytes they do not wait.
    pub(super) held_limit: usize,
    /// What the directory tells of chunks that are written: kind, first and last time.
    directory: Vec<(u8, Timestamp, Timestamp)>,
    last: Timestamp,
}

/// Frames that are not in a chunk so far.
#[derive(Default)]
struct Open {
    /// Size of the picture before the first one.
    size: Size,
    /// Size of the picture of the last one.
    last_size: Size,
    frames: u64,
    first: Timestamp,
    last: Timestamp,
    heads: Vec<u8>,
    tiles: Vec<u8>,
    masks: Vec<u8>,
    rows: Vec<u8>,
    columns: Vec<u8>,
}

impl ChangesEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self::with_chunks(level, BLOCK_BYTES)
    }

    /// An encoder that closes a chunk when its blocks take this many bytes before compression, at most 512 KiB.
    pub fn with_chunks(level: i32, block_bytes: usize) -> Self {
        Self {
            level,
            block_bytes: block_bytes.min(512 * 1024),
            open: Open::default(),
            known: Vec::new(),
            held: [Vec::new(), Vec::new()],
            spans: Vec::new(),
            held_bytes: 0,
            held_limit: HELD_BYTES,
            directory: Vec::new(),
            last: Timestamp::ZERO,
        }
    }

    /// Takes what the next frame changed. Chunks go to `out` only where there are too many to hold.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn frame(&mut self, changes: &FrameChanges, out: &mut Vec<Chunk>) -> Result<()> {
        self.last = self.last.max(changes.time);
        let open = &mut self.open;
        if open.frames == 0 {
            open.first = changes.time;
        }
        let since = if open.frames == 0 { Timestamp::ZERO } else { open.last };
        varint::put(&mut open.heads, changes.time.since(since).as_us());
        varint::put(&mut open.heads, (changes.tiles.len() as u64) << 1 | u64::from(changes.is_new_picture));
        if changes.is_new_picture {
            varint::put(&mut open.heads, changes.size.width.into());
            varint::put(&mut open.heads, changes.size.height.into());
            open.last_size = changes.size;
            self.known.clear();
        }
        self.known.resize(tile_count(changes.size) as usize, 0);
        let mut next = 0;
        for tile in &changes.tiles {
            let all = all_blocks(tile_rect(changes.size, tile.tile));
            let known = self.known.get_mut(tile.tile as usize);
            let before = known.map_or(0, |known| std::mem::replace(known, tile.blocks));
            let how = if tile.blocks == all {
                ALL
            } else if tile.blocks == before {
                AS_BEFORE
            } else {
                open.masks.extend(tile.blocks.to_le_bytes());
                MASK
            };
            varint::put(&mut open.tiles, u64::from(tile.tile.saturating_sub(next)) << 2 | how);
            next = tile.tile + 1;
        }
        for edges in &changes.edges {
            open.rows.push(edges.rows);
            open.columns.push(edges.columns);
        }
        open.frames += 1;
        open.last = changes.time;
        if open.heads.len() + open.tiles.len() + open.masks.len() >= self.block_bytes
            || open.rows.len() >= EDGE_BYTES
        {
            self.close_chunk()?;
        }
        if self.held_bytes > self.held_limit {
            self.release(out);
        }
        Ok(())
    }

    /// Ends the track: its chunks go to `out`. Their time is `end`, the end of the recording.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, end: Timestamp, out: &mut Vec<Chunk>) -> Result<()> {
        self.last = self.last.max(end);
        self.close_chunk()?;
        self.release(out);
        if self.directory.is_empty() {
            return Ok(());
        }
        let mut fields = vec![DIRECTORY];
        varint::put(&mut fields, self.directory.len() as u64);
        let mut before = Timestamp::ZERO;
        for (kind, first, last) in self.directory.drain(..) {
            fields.push(kind);
            varint::put_signed(&mut fields, first.as_us().cast_signed() - before.as_us().cast_signed());
            varint::put(&mut fields, last.since(first).as_us());
            before = last;
        }
        let payload = packed::pack(&fields, self.level)?;
        out.push(chunk(self.last, payload));
        Ok(())
    }

    /// Compresses the frames that are not in a chunk so far.
    fn close_chunk(&mut self) -> Result<()> {
        if self.open.frames == 0 {
            return Ok(());
        }
        let size = self.open.last_size;
        let open = std::mem::replace(&mut self.open, Open { size, last_size: size, ..Open::default() });
        let mut blocks = vec![BLOCKS];
        varint::put(&mut blocks, open.size.width.into());
        varint::put(&mut blocks, open.size.height.into());
        varint::put(&mut blocks, open.frames);
        for part in [&open.heads, &open.tiles, &open.masks] {
            blocks.extend_from_slice(part);
        }
        let mut edges = vec![EDGES];
        varint::put(&mut edges, open.rows.len() as u64);
        edges.extend_from_slice(&open.rows);
        edges.extend_from_slice(&open.columns);
        for (held, fields) in self.held.iter_mut().zip([blocks, edges]) {
            let payload = packed::pack(&fields, self.level)?;
            self.held_bytes += payload.len();
            held.push(payload);
        }
        self.spans.push((open.first, open.last));
        self.known.fill(0);
        Ok(())
    }

    fn release(&mut self, out: &mut Vec<Chunk>) {
        self.held_bytes = 0;
        let time = self.last;
        for (kind, held) in [BLOCKS, EDGES].into_iter().zip(&mut self.held) {
            self.directory.extend(self.spans.iter().map(|(first, last)| (kind, *first, *last)));
            out.extend(held.drain(..).map(|payload| chunk(time, payload)));
        }
        self.spans.clear();
    }
}

fn chunk(time: Timestamp, payload: Vec<u8>) -> Chunk {
    Chunk { track: Track::Changes, part: Part::Data, start: time, end: time, payload }
}
