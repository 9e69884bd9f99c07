//! The bytes of a chunk of thumbnails; `docs/thumbnail-codec.md` specifies them.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::picture::Thumbnail;
use super::{Still, TerminalStill};
use crate::codec::varint::{self, Fields};
use crate::codec::zstd::{self, Compressor};
use crate::error::{Error, Result};
use crate::limits;
use crate::units::{Size, Span, Timestamp};

const WHAT: &str = "thumbnail chunk";
/// The layout that this build writes and reads.
const LAYOUT: u8 = 1;
const PICTURES: u8 = 1;
const TERMINALS: u8 = 2;
/// Most thumbnails in a group: it is decoded at once, within a few milliseconds.
const GROUP: usize = 32;
/// Side of the blocks that tell what changed: of the plane of brightness, and of those of colour.
const BLOCKS: [usize; 3] = [8, 4, 4];

/// Some thumbnails of a chunk that are decoded together, and without the others.
#[derive(Clone)]
pub struct ThumbnailGroup {
    times: Vec<Timestamp>,
    kind: u8,
    frame: Vec<u8>,
}

impl std::fmt::Debug for ThumbnailGroup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ThumbnailGroup({} in {} bytes)", self.times.len(), self.frame.len())
    }
}

impl ThumbnailGroup {
    /// The times that the thumbnails stand for, never falling; at least one.
    pub fn times(&self) -> &[Timestamp] {
        &self.times
    }

    /// Changes what is below the compression.
    #[cfg(test)]
    pub(super) fn alter(&mut self, change: impl FnOnce(&mut Vec<u8>)) {
        let mut fields = zstd::decompress(&self.frame, limits::THUMBNAIL_GROUP_BYTES).expect("a sound group");
        change(&mut fields);
        self.frame = zstd::compress(1, &fields).expect("fields are short");
    }

    /// The thumbnails, one for each time.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::LimitReached`].
    pub fn decode(&self) -> Result<Vec<Still>> {
        let fields = zstd::decompress(&self.frame, limits::THUMBNAIL_GROUP_BYTES)?;
        let mut fields = Fields::new(&fields, WHAT);
        let stills = match self.kind {
            PICTURES => read_pictures(self.times.len(), &mut fields)?,
            _ => read_terminals(self.times.len(), &mut fields)?,
        };
        fields.end()?;
        Ok(stills)
    }
}

/// Reads the payload of a chunk of the thumbnail track. The thumbnails themselves are decoded later.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Unsupported`] or [`Error::LimitReached`].
pub fn read_thumbnails(payload: &[u8]) -> Result<Vec<ThumbnailGroup>> {
    let mut fields = Fields::new(payload, WHAT);
    let layout = fields.byte()?;
    if layout != LAYOUT {
        return Err(Error::Unsupported { what: WHAT, found: format!("layout {layout}") });
    }
    let kind = fields.byte()?;
    if kind != PICTURES && kind != TERMINALS {
        return Err(Error::Unsupported { what: WHAT, found: format!("kind {kind}") });
    }
    let (mut heads, mut time, mut total) = (Vec::new(), Timestamp::ZERO, 0_usize);
    for _ in 0..fields.varint()? {
        let count = usize::try_from(fields.varint()?).ok().filter(|count| (1..=GROUP).contains(count));
        let count = count.ok_or_else(|| fields.malformed())?;
        total += count;
        if total > limits::THUMBNAILS_IN_CHUNK {
            return Err(Error::LimitReached {
                what: "number of thumbnails in a chunk",
                limit: limits::THUMBNAILS_IN_CHUNK as u64,
            });
        }
        let mut times = Vec::with_capacity(count);
        for _ in 0..count {
            time = time.plus(Span::from_us(fields.varint()?));
            times.push(time);
        }
        heads.push((times, fields.varint()?));
    }
    let mut groups = Vec::with_capacity(heads.len());
    for (times, len) in heads {
        groups.push(ThumbnailGroup { times, kind, frame: fields.take(len)?.to_vec() });
    }
    fields.end()?;
    Ok(groups)
}

/// The payload of a chunk with these thumbnails, all of one kind; at least one.
pub(super) fn write_thumbnails(level: i32, stills: &[(Timestamp, Still)]) -> Result<Vec<u8>> {
    let mut compressor = Compressor::new(level)?;
    let kind = match stills.first() {
        Some((_, Still::Terminal(_))) => TERMINALS,
        Some((_, Still::Picture(_))) | None => PICTURES,
    };
    let mut payload = vec![LAYOUT, kind];
    varint::put(&mut payload, stills.chunks(GROUP).len() as u64);
    let (mut frames, mut last) = (Vec::new(), Timestamp::ZERO);
    for group in stills.chunks(GROUP) {
        varint::put(&mut payload, group.len() as u64);
        for (time, _) in group {
            varint::put(&mut payload, time.since(last).as_us());
            last = *time;
        }
        let mut fields = Vec::new();
        if kind == PICTURES {
            write_pictures(group, &mut fields);
        } else {
            write_terminals(group, &mut fields);
        }
        let frame = compressor.compress(&fields)?;
        varint::put(&mut payload, frame.len() as u64);
        frames.extend_from_slice(&frame);
    }
    payload.append(&mut frames);
    Ok(payload)
}

fn write_terminals(stills: &[(Timestamp, Still)], fields: &mut Vec<u8>) {
    for (_, still) in stills {
        if let Still::Terminal(TerminalStill { size, state }) = still {
            varint::put(fields, size.width.into());
            varint::put(fields, size.height.into());
            varint::put(fields, state.len() as u64);
            fields.extend_from_slice(state.as_bytes());
        }
    }
}

fn read_terminals(count: usize, fields: &mut Fields<'_>) -> Result<Vec<Still>> {
    let mut stills = Vec::with_capacity(count);
    for _ in 0..count {
        let size = Size::new(fields.u32()?, fields.u32()?);
        if limits::terminal_size(size) != size {
            return Err(fields.malformed());
        }
        let state = fields.text()?.to_owned();
        stills.push(Still::Terminal(TerminalStill { size, state }));
    }
    Ok(stills)
}

/// First the sizes and what changed of each, then all their first planes, second planes, third planes: what is alike
/// lies together.
fn write_pictures(stills: &[(Timestamp, Still)], fields: &mut Vec<u8>) {
    let mut planes = [const { Vec::new() }; 3];
    let mut before: Option<&Thumbnail> = None;
    for (_, still) in stills {
        let Still::Picture(thumbnail) = still else { continue };
        let size = thumbnail.size();
        let changed = match before.filter(|before| before.size() == size) {
            Some(before) => {
                let changed = changed_blocks(before, thumbnail);
                varint::put(fields, 0);
                fields.extend(changed.chunks(8).map(|eight| {
                    eight.iter().rev().fold(0_u8, |byte, is_changed| byte << 1 | u8::from(*is_changed))
                }));
                changed
            }
            None => {
                varint::put(fields, size.width.into());
                varint::put(fields, size.height.into());
                vec![true; block_count(size)]
            }
        };
        let mut thumbnail_planes = thumbnail.planes.clone();
        let columns = thumbnail.plane_columns();
        let each = thumbnail_planes.iter_mut().zip(columns).zip(BLOCKS).zip(&mut planes);
        for (((plane, columns), side), out) in each {
            visit(plane, columns, side, &changed, |value, predicted| {
                out.push(value.wrapping_sub(predicted));
                Some(*value)
            });
        }
        before = Some(thumbnail);
    }
    planes.iter_mut().for_each(|plane| fields.append(plane));
}

fn read_pictures(count: usize, fields: &mut Fields<'_>) -> Result<Vec<Still>> {
    let mut changes: Vec<(Size, bool, Vec<bool>)> = Vec::with_capacity(count);
    for _ in 0..count {
        let width = fields.u32()?;
        let before = changes.last().map(|(size, ..)| *size);
        let change = if width == 0 {
            let size = before.ok_or_else(|| fields.malformed())?;
            let blocks = block_count(size);
            let bytes = fields.take(blocks.div_ceil(8) as u64)?;
            let mut changed: Vec<bool> =
                bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).collect();
            if changed.split_off(blocks).contains(&true) {
                return Err(fields.malformed());
            }
            (size, false, changed)
        } else {
            let size = Size::new(width, fields.u32()?);
            if size.is_empty() || size.area() > limits::THUMBNAIL_AREA_PX {
                return Err(fields.malformed());
            }
            (size, true, vec![true; block_count(size)])
        };
        changes.push(change);
    }
    let mut thumbnails: Vec<Thumbnail> = changes.iter().map(|(size, ..)| Thumbnail::blank(*size)).collect();
    for (number, side) in BLOCKS.into_iter().enumerate() {
        let mut before = Vec::new();
        for (thumbnail, (_, is_whole, changed)) in thumbnails.iter_mut().zip(&changes) {
            let [first, second, _] = thumbnail.plane_columns();
            let columns = if number == 0 { first } else { second };
            let Some(plane) = thumbnail.planes.get_mut(number) else { continue };
            if !is_whole {
                plane.clone_from(&before);
            }
            let is_complete = visit(plane, columns, side, changed, |_, predicted| {
                fields.byte().ok().map(|difference| difference.wrapping_add(predicted))
            });
            if !is_complete {
                return Err(fields.malformed());
            }
            before.clone_from(plane);
        }
    }
    Ok(thumbnails.into_iter().map(Still::Picture).collect())
}

/// Number of blocks of a thumbnail of this size.
fn block_count(size: Size) -> usize {
    let blocks = |px: u32| (px as usize).div_ceil(BLOCKS[0]);
    blocks(size.width) * blocks(size.height)
}

/// Which blocks of two thumbnails of one size differ in any plane.
fn changed_blocks(before: &Thumbnail, after: &Thumbnail) -> Vec<bool> {
    let across = (after.size().width as usize).div_ceil(BLOCKS[0]);
    let mut changed = vec![false; block_count(after.size())];
    let planes = before.planes.iter().zip(&after.planes).zip(after.plane_columns()).zip(BLOCKS);
    for (((before, after), columns), side) in planes {
        for (at, _) in before.iter().zip(after).enumerate().filter(|(_, (before, after))| before != after) {
            let block = at / columns / side * across + at % columns / side;
            if let Some(slot) = changed.get_mut(block) {
                *slot = true;
            }
        }
    }
    changed
}

/// Goes over the values of a plane that lie in changed blocks, row by row, each with what its neighbours let expect,
/// and puts in its place what `visit` gives. False where that gave nothing, and ended it.
fn visit(
    plane: &mut [u8],
    columns: usize,
    side: usize,
    changed: &[bool],
    mut visit: impl FnMut(&mut u8, u8) -> Option<u8>,
) -> bool {
    let columns = columns.max(1);
    let across = columns.div_ceil(side);
    let mut above: &[u8] = &[];
    for (y, row) in plane.chunks_mut(columns).enumerate() {
        let blocks = changed.chunks(across.max(1)).nth(y / side).unwrap_or_default();
        let mut left = 0;
        let mut corner = 0;
        for (x, value) in row.iter_mut().enumerate() {
            let up = above.get(x).copied();
            if blocks.get(x / side) == Some(&true) {
                let predicted = match up {
                    None => left,
                    Some(up) if x == 0 => up,
                    Some(up) => median(left, up, corner),
                };
                let Some(new) = visit(value, predicted) else { return false };
                *value = new;
            }
            left = *value;
            corner = up.unwrap_or(0);
        }
        above = row;
    }
    true
}

/// The median of `left`, `above` and `left + above - corner`.
fn median(left: u8, above: u8, corner: u8) -> u8 {
    let plane = i16::from(left) + i16::from(above) - i16::from(corner);
    plane.clamp(left.min(above).into(), left.max(above).into()).to_le_bytes()[0]
}
