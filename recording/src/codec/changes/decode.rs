//! From chunks to frames.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::encode::{ALL, AS_BEFORE, BLOCKS, DIRECTORY, EDGES, MASK};
use super::frame::{BlockEdges, TileChanges, all_blocks, tile_rect};
use crate::codec::packed;
use crate::codec::varint::Fields;
use crate::error::{Error, Result};
use crate::limits;
use crate::units::{Size, Timestamp};
use std::collections::HashMap;
use std::ops::Range;

const WHAT: &str = "changes chunk";

/// A chunk of blocks: frame by frame what changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Size of the picture before the first frame; 0x0 where it is the first of the recording.
    pub size: Size,
    /// The frames, by time.
    pub frames: Vec<Changed>,
    /// The changed tiles of all of them.
    pub tiles: Vec<TileChanges>,
}

/// A frame in a chunk of blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// When it is shown.
    pub time: Timestamp,
    /// Size of its picture, where it is the first one or of another size than the frame before: all of it is new.
    pub new_size: Option<Size>,
    /// Its tiles among those of the chunk.
    pub tiles: Range<usize>,
}

impl Blocks {
    /// What a frame of this chunk changed, tile by tile; nothing where all of its picture is new.
    pub fn of(&self, frame: &Changed) -> &[TileChanges] {
        self.tiles.get(frame.tiles.clone()).unwrap_or_default()
    }
}

/// A chunk of edges: for each changed block of tiles with edges ([`TileChanges::edges`]) in the chunk of blocks that it
/// belongs to, in the order there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    rows: Vec<u8>,
    columns: Vec<u8>,
}

impl Edges {
    /// Of the block with this number among them.
    pub fn of(&self, block: usize) -> Option<BlockEdges> {
        let (rows, columns) = self.rows.get(block).zip(self.columns.get(block))?;
        Some(BlockEdges { rows: *rows, columns: *columns })
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What the other chunks of the track are, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory(Vec<(u8, Timestamp, Timestamp)>);

/// A chunk of blocks as the directory tells of it, and its chunk of edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Place of the chunk of blocks among the chunks of the track.
    pub blocks: usize,
    /// The same of the chunk of edges.
    pub edges: usize,
    /// Time of its first frame.
    pub first: Timestamp,
    /// Time of its last frame.
    pub last: Timestamp,
}

impl Directory {
    /// Number of chunks that it tells of.
    pub fn chunks(&self) -> usize {
        self.0.len()
    }

    /// The chunks of blocks, by time.
    pub fn listed(&self) -> impl Iterator<Item = Listed> {
        let of_kind = |wanted| self.0.iter().enumerate().filter(move |(_, (kind, ..))| *kind == wanted);
        of_kind(BLOCKS).zip(of_kind(EDGES)).map(|((blocks, (_, first, last)), (edges, _))| Listed {
            blocks,
            edges,
            first: *first,
            last: *last,
        })
    }
}

/// Reads a chunk of blocks.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Unsupported`] and [`Error::LimitReached`].
pub fn decode_blocks(payload: &[u8]) -> Result<Blocks> {
    let unpacked = packed::unpack(payload, WHAT, limits::TRACK_CHUNK_BYTES)?;
    let mut fields = open(&unpacked, BLOCKS)?;
    let size = size(&mut fields)?;
    let count = fields.varint()?;
    let (mut frames, mut heads) = (Vec::new(), Vec::new());
    let mut time = Timestamp::ZERO;
    for _ in 0..count {
        let us = time.as_us().checked_add(fields.varint()?).ok_or_else(|| fields.malformed())?;
        time = Timestamp::from_us(us);
        let head = fields.varint()?;
        let new_size = if head & 1 == 1 { Some(self::size(&mut fields)?) } else { None };
        heads.push(head >> 1);
        frames.push(Changed { time, new_size, tiles: 0..0 });
    }
    let mut reader = Tiles { size, is_masked: Vec::new(), tiles: Vec::new(), known: HashMap::new() };
    for (frame, count) in frames.iter_mut().zip(&heads) {
        if let Some(size) = frame.new_size {
            reader.size = size;
        }
        frame.tiles = reader.frame(&mut fields, *count, frame.new_size.is_some())?;
    }
    reader.masks(&mut fields, &frames, size)?;
    fields.end()?;
    Ok(Blocks { size, frames, tiles: reader.tiles })
}

/// The tiles of a chunk of blocks on their way.
struct Tiles {
    size: Size,
    tiles: Vec<TileChanges>,
    is_masked: Vec<u64>,
    known: HashMap<u32, u64>,
}

impl Tiles {
    /// The numbers of a frame's tiles, and how their blocks are told.
    fn frame(&mut self, fields: &mut Fields<'_>, count: u64, is_new: bool) -> Result<Range<usize>> {
        let first = self.tiles.len();
        let mut next = 0_u64;
        for _ in 0..count {
            let head = fields.varint()?;
            let tile = next.checked_add(head >> 2).and_then(|tile| u32::try_from(tile).ok());
            let tile = tile.filter(|_| !is_new).ok_or_else(|| fields.malformed())?;
            if tile_rect(self.size, tile).is_empty() {
                return Err(fields.malformed());
            }
            self.tiles.push(TileChanges { tile, blocks: 0 });
            self.is_masked.push(head & 3);
            next = u64::from(tile) + 1;
        }
        // A frame changes something.
        if first == self.tiles.len() && !is_new {
            return Err(fields.malformed());
        }
        Ok(first..self.tiles.len())
    }

    /// Their blocks.
    fn masks(&mut self, fields: &mut Fields<'_>, frames: &[Changed], mut size: Size) -> Result<()> {
        for frame in frames {
            if let Some(new_size) = frame.new_size {
                size = new_size;
                self.known.clear();
            }
            let tiles = self.tiles.get_mut(frame.tiles.clone()).unwrap_or_default();
            let how = self.is_masked.get(frame.tiles.clone()).unwrap_or_default();
            for (tile, how) in tiles.iter_mut().zip(how) {
                let all = all_blocks(tile_rect(size, tile.tile));
                tile.blocks = match *how {
                    ALL => all,
                    AS_BEFORE => self.known.get(&tile.tile).copied().unwrap_or(0),
                    MASK => {
                        let bytes = fields.take(8)?.first_chunk::<8>().copied();
                        u64::from_le_bytes(bytes.ok_or_else(|| fields.malformed())?)
                    }
                    _ => 0,
                };
                if tile.blocks == 0 || tile.blocks & !all != 0 {
                    return Err(fields.malformed());
                }
                self.known.insert(tile.tile, tile.blocks);
            }
        }
        Ok(())
    }
}

/// Reads a chunk of edges.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Unsupported`] and [`Error::LimitReached`].
pub fn decode_edges(payload: &[u8]) -> Result<Edges> {
    let unpacked = packed::unpack(payload, WHAT, limits::CHANGES_EDGES_BYTES)?;
    let mut fields = open(&unpacked, EDGES)?;
    let blocks = fields.varint()?;
    let (rows, columns) = (fields.take(blocks)?.to_vec(), fields.take(blocks)?.to_vec());
    fields.end()?;
    if rows.iter().chain(&columns).any(|edges| *edges == 0) {
        return Err(fields.malformed());
    }
    Ok(Edges { rows, columns })
}

/// Reads the directory.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Unsupported`] and [`Error::LimitReached`].
pub fn decode_directory(payload: &[u8]) -> Result<Directory> {
    let unpacked = packed::unpack(payload, WHAT, limits::TRACK_CHUNK_BYTES)?;
    let mut fields = open(&unpacked, DIRECTORY)?;
    let count = fields.varint()?;
    let mut list: Vec<(u8, Timestamp, Timestamp)> = Vec::new();
    let mut before = 0_u64;
    for _ in 0..count {
        let kind = fields.byte()?;
        let first = before.checked_add_signed(fields.signed()?);
        let span = fields.varint()?;
        let last = first.and_then(|first| first.checked_add(span));
        let Some((first, last)) = first.zip(last).filter(|_| matches!(kind, BLOCKS | EDGES)) else {
            return Err(fields.malformed());
        };
        list.push((kind, Timestamp::from_us(first), Timestamp::from_us(last)));
        before = last;
    }
    fields.end()?;
    let of_kind = |wanted| {
        list.iter().filter(move |(kind, ..)| *kind == wanted).map(|(_, first, last)| (*first, *last))
    };
    // By time, and edges as blocks.
    if !of_kind(BLOCKS).eq(of_kind(EDGES)) || !of_kind(BLOCKS).is_sorted_by(|one, next| one.1 <= next.0) {
        return Err(fields.malformed());
    }
    Ok(Directory(list))
}

/// The fields of a chunk of this kind, behind that.
fn open(unpacked: &[u8], kind: u8) -> Result<Fields<'_>> {
    let mut fields = Fields::new(unpacked, WHAT);
    if fields.byte()? == kind { Ok(fields) } else { Err(Error::Malformed { what: WHAT, offset: 0 }) }
}

fn size(fields: &mut Fields<'_>) -> Result<Size> {
    let size = Size::new(fields.u32()?, fields.u32()?);
    let is_long = size.width > limits::PICTURE_SIDE_PX || size.height > limits::PICTURE_SIDE_PX;
    if is_long || size.area() > limits::PICTURE_AREA_PX {
        return Err(Error::LimitReached { what: "picture area", limit: limits::PICTURE_AREA_PX });
    }
    Ok(size)
}
