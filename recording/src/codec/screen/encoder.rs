//! From pictures to chunks.

use super::blocks::{bounding_box, changed_blocks};
use super::cost::{Due, KeyCost, KeyRules, LightKey, bytes_ns, draw_ns};
use super::motion::{ChangedTile, Motion};
use super::operation::{BlockBox, Coding, CopyOperation, OperationWriter, UNIT_FRAMES, tile_rect};
use super::pack::Packer;
use super::payload::{KeyHead, UnitHead};
use super::unit::{BUSY_UNIT, IDLE_PIXEL_BYTES, IDLE_UNIT, UNIT_OPERATION_BYTES, UNIT_PIXEL_BYTES};
use crate::chunk::{Chunk, Part, Track};
use crate::codec::changes::{FrameChanges, TileChanges};
use crate::codec::zstd::Compressor;
use crate::error::Result;
use crate::picture::{Damage, Picture, TILE_PX};
use crate::units::{Rect, Size, Span, Timestamp};

/// A box that covers more blocks of its tile than this is written as the whole tile: it costs little, and a seek
/// need not look for anything older there.
const WHOLE_TILE_BLOCKS: u32 = 40;

/// Encodes the screen track: takes pictures, gives chunks in the order of the file.
///
/// # Limits
/// Holds three pictures, and one unit of at most 256 KiB of pixels and one more frame.
pub struct ScreenEncoder {
    level: i32,
    compressor: Option<Compressor>,
    /// The last frame.
    picture: Option<Picture>,
    /// What the last full keyframe holds, and its time.
    full_key: Picture,
    full_key_time: Timestamp,
    /// What the last keyframe holds, full or light, and its time.
    key: Picture,
    key_time: Timestamp,
    /// Time of the last frame that was encoded.
    last: Timestamp,
    cost: KeyCost,
    unit: Unit,
    motion: Motion,
    packer: Packer,
    changed: Vec<ChangedTile>,
    /// What the last call of [`ScreenEncoder::frame`] changed.
    changes: FrameChanges,
}

/// The unit being filled.
#[derive(Default)]
struct Unit {
    start: Timestamp,
    frames: usize,
    operations: OperationWriter,
    pixels: Vec<u8>,
}

impl Unit {
    fn clear(&mut self) {
        self.frames = 0;
        self.operations.clear();
        self.pixels.clear();
    }
}

impl ScreenEncoder {
    /// An encoder that compresses at a zstd level: 1 to 19, where 3 is meant for live recording.
    pub fn new(level: i32) -> Self {
        Self::with_rules(level, KeyRules::default())
    }

    /// An encoder that decides otherwise when a keyframe is due.
    pub(super) fn with_rules(level: i32, rules: KeyRules) -> Self {
        Self {
            level,
            compressor: None,
            picture: None,
            full_key: Picture::default(),
            full_key_time: Timestamp::ZERO,
            key: Picture::default(),
            key_time: Timestamp::ZERO,
            last: Timestamp::ZERO,
            cost: KeyCost::new(rules),
            unit: Unit::default(),
            motion: Motion::new(),
            packer: Packer::new(),
            changed: Vec::new(),
            changes: FrameChanges::default(),
        }
    }

    /// The screen shows `picture` from `time` on; `damage` holds at least the tiles that differ from the frame
    /// before (it is not looked at where the size differs). Chunks that are complete go to `out`. A picture that
    /// shows nothing new takes no bytes. A time before that of the last frame counts as that.
    ///
    /// # Errors
    /// [`crate::Error::LimitReached`] where a chunk would be too large, [`crate::Error::Unavailable`] where
    /// compression finds no memory.
    pub fn frame(
        &mut self,
        time: Timestamp,
        picture: &Picture,
        damage: &Damage,
        out: &mut Vec<Chunk>,
    ) -> Result<()> {
        let time = time.max(self.last);
        self.changes.tiles.clear();
        self.changes.edges.clear();
        self.changes.is_new_picture = false;
        let Some(mut before) = self.picture.take() else { return self.first_frame(time, picture, out) };
        if before.size() != picture.size() {
            self.flush(out)?;
            return self.first_frame(time, picture, out);
        }
        let outcome = self.next_frame(time, &mut before, picture, damage, out);
        self.picture = Some(before);
        outcome
    }

    /// The last frame.
    pub fn shown(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }

    /// What the last frame that it was told changed; `None` where it showed nothing new.
    pub fn changes(&self) -> Option<&FrameChanges> {
        Some(&self.changes).filter(|changes| changes.is_new_picture || !changes.tiles.is_empty())
    }

    /// Completes the unit being filled, so that everything up to the last frame has gone to `out`.
    ///
    /// # Errors
    /// Those of [`Self::frame`].
    pub fn flush(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        if self.unit.frames == 0 {
            return Ok(());
        }
        let size = self.key.size();
        let operations = self.compress(Stream::Operations)?;
        let pixels = self.compress(Stream::Pixels)?;
        self.cost.unit(self.unit.pixels.len(), operations.len() + pixels.len());
        let head = UnitHead { size, time: self.unit.start, key: self.key_time };
        let chunk = |part, payload| Chunk {
            track: Track::Screen,
            part,
            start: self.unit.start,
            end: self.last,
            payload,
        };
        out.push(chunk(Part::Operations, head.with(&operations)));
        out.push(chunk(Part::Data, pixels));
        self.unit.clear();
        Ok(())
    }

    /// Nothing has changed up to `time`: completes the unit, and writes a keyframe where the pause makes one worth it.
    ///
    /// # Errors
    /// Those of [`Self::frame`].
    pub fn rest(&mut self, time: Timestamp, out: &mut Vec<Chunk>) -> Result<()> {
        self.flush(out)?;
        let Some(picture) = self.picture.take() else { return Ok(()) };
        let outcome = self.due_key(time, &picture, out);
        self.picture = Some(picture);
        outcome
    }

    /// There are no more frames.
    ///
    /// # Errors
    /// Those of [`Self::frame`].
    pub fn finish(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        self.flush(out)
    }

    fn first_frame(&mut self, time: Timestamp, picture: &Picture, out: &mut Vec<Chunk>) -> Result<()> {
        let chunk = self.full_key_chunk(time, picture)?;
        self.full_key(chunk, picture, false, out);
        self.picture = Some(picture.clone());
        self.changes.time = time;
        self.changes.size = picture.size();
        self.changes.is_new_picture = true;
        Ok(())
    }

    fn next_frame(
        &mut self,
        time: Timestamp,
        before: &mut Picture,
        picture: &Picture,
        damage: &Damage,
        out: &mut Vec<Chunk>,
    ) -> Result<()> {
        self.due_key(time, before, out)?;
        self.find_changes(before, picture, damage);
        if self.changed.is_empty() {
            return Ok(());
        }
        let mut changed = std::mem::take(&mut self.changed);
        self.changes.time = time;
        for tile in &changed {
            self.changes.add(TileChanges { tile: tile.tile, blocks: tile.blocks }, before, picture);
        }
        let copies = self.motion.explain(before, picture, &mut changed);
        changed.retain(|tile| tile.blocks != 0);
        let boxes: Vec<_> = changed.iter().map(|tile| (tile, box_of(tile))).collect();
        let intra_px = boxes.iter().filter(|(_, blocks)| blocks.is_none()).map(|(tile, _)| area(tile)).sum();
        // A keyframe at the time of the frame before it repeats that frame.
        if time > self.last && KeyCost::is_scene_change(intra_px, picture.size()) {
            self.flush(out)?;
            let chunk = self.full_key_chunk(time, picture)?;
            self.full_key(chunk, picture, false, out);
        } else {
            self.add_to_unit(time, picture, &copies, &boxes, out)?;
        }
        self.last = time;
        self.changed = changed;
        update(before, picture, damage);
        Ok(())
    }

    fn find_changes(&mut self, before: &Picture, picture: &Picture, damage: &Damage) {
        self.changed.clear();
        for tile in damage_on(damage, picture.size()).tiles() {
            let rect = tile_rect(picture.size(), tile as u32);
            let blocks = changed_blocks(before, picture, rect);
            if blocks != 0 {
                self.changed.push(ChangedTile { tile: tile as u32, rect, blocks });
            }
        }
    }

    fn add_to_unit(
        &mut self,
        time: Timestamp,
        picture: &Picture,
        copies: &[CopyOperation],
        boxes: &[(&ChangedTile, Option<BlockBox>)],
        out: &mut Vec<Chunk>,
    ) -> Result<()> {
        let span = if self.unit.pixels.len() < IDLE_PIXEL_BYTES { IDLE_UNIT } else { BUSY_UNIT };
        if time.since(self.unit.start) >= span {
            self.flush(out)?;
        }
        if self.unit.frames == 0 {
            self.unit.start = time;
        }
        let since = if self.unit.frames == 0 { time } else { self.last };
        let unit = &mut self.unit;
        unit.frames += 1;
        unit.operations.frame(time.since(since), copies, boxes.len());
        self.cost.frame(copies);
        let mut next_tile = 0;
        for (tile, blocks) in boxes {
            let rect = blocks.map_or(tile.rect, |blocks| blocks.placed(tile.rect));
            let coding = if shows_the_same(&self.key, picture, rect) {
                Coding::AsKey
            } else {
                self.packer.pack(picture, rect, &mut unit.pixels)
            };
            unit.operations.tile_box(tile.tile - next_tile, coding, *blocks);
            self.cost.tile_box(tile.tile, *blocks, rect, coding);
            next_tile = tile.tile + 1;
        }
        if unit.pixels.len() >= UNIT_PIXEL_BYTES
            || unit.operations.bytes().len() >= UNIT_OPERATION_BYTES
            || unit.frames == UNIT_FRAMES
        {
            self.last = time;
            self.flush(out)?;
        }
        Ok(())
    }

    /// A keyframe of `picture`, the last frame, where it saves more than it costs. Nothing changed up to `time`.
    fn due_key(&mut self, time: Timestamp, picture: &Picture, out: &mut Vec<Chunk>) -> Result<()> {
        let pause = time.since(self.last);
        // Before that it is not certain that no more frames come at the time of the last one.
        if pause == Span::ZERO || !self.cost.is_key_due(pause) {
            return Ok(());
        }
        self.flush(out)?;
        let size = picture.size();
        let mut tiles = all_tiles(size);
        tiles.retain(|tile| changed_blocks(&self.full_key, picture, tile_rect(size, *tile)) != 0);
        let drawing_ns = self.pack_key(picture, &tiles);
        let areas = tiles.iter().map(|tile| tile_rect(size, *tile)).map(|rect| rect.width * rect.height);
        let head = KeyHead { size, time: self.last, base: self.full_key_time };
        let ns = drawing_ns + bytes_ns(self.unit.pixels.len());
        let chunk = self.key_chunk(Part::LightKey, head)?;
        let light = LightKey { bytes: chunk.payload.len() as u64, ns, px: areas.map(u64::from).sum() };
        let full = if self.cost.may_be_full(light, size) {
            Some(self.full_key_chunk(self.last, picture)?)
        } else {
            None
        };
        let full_bytes = full.as_ref().map(|chunk| chunk.payload.len() as u64);
        match (self.cost.decide(light, full_bytes, pause), full) {
            (Due::Full, Some(full)) => self.full_key(full, picture, true, out),
            (Due::Light | Due::Full, _) => {
                out.push(chunk);
                self.cost.light_key(size, light.bytes);
                self.key.clone_from(picture);
                self.key_time = head.time;
            }
            (Due::Nothing, _) => {}
        }
        Ok(())
    }

    /// Makes a full keyframe of `picture`, shown from `time` on. The unit is empty.
    fn full_key_chunk(&mut self, time: Timestamp, picture: &Picture) -> Result<Chunk> {
        let size = picture.size();
        self.pack_key(picture, &all_tiles(size));
        self.key_chunk(Part::Key, KeyHead { size, time, base: time })
    }

    /// Writes a full keyframe of `picture`; because one was due, or because it could not be left out.
    fn full_key(&mut self, chunk: Chunk, picture: &Picture, was_due: bool, out: &mut Vec<Chunk>) {
        let time = chunk.start;
        self.cost.full_key(picture.size(), chunk.payload.len() as u64, was_due);
        out.push(chunk);
        self.full_key.clone_from(picture);
        self.full_key_time = time;
        self.key.clone_from(picture);
        self.key_time = time;
        self.last = time;
    }

    /// Packs these tiles, in rising order, into the unit, which is empty. Answers how long drawing them takes, in
    /// nanoseconds.
    fn pack_key(&mut self, picture: &Picture, tiles: &[u32]) -> u64 {
        self.unit.operations.key(tiles.len());
        let mut next_tile = 0;
        let mut ns = 0;
        for tile in tiles {
            let rect = tile_rect(picture.size(), *tile);
            let coding = self.packer.pack(picture, rect, &mut self.unit.pixels);
            self.unit.operations.tile_box(tile - next_tile, coding, None);
            next_tile = tile + 1;
            ns += draw_ns(coding, rect);
        }
        ns
    }

    /// The keyframe of the tiles packed into the unit, which is emptied.
    fn key_chunk(&mut self, part: Part, head: KeyHead) -> Result<Chunk> {
        let operations = self.compress(Stream::Operations)?;
        let pixels = self.compress(Stream::Pixels)?;
        self.unit.clear();
        let payload = head.with(&operations, &pixels)?;
        Ok(Chunk { track: Track::Screen, part, start: head.time, end: head.time, payload })
    }

    fn compress(&mut self, stream: Stream) -> Result<Vec<u8>> {
        let compressor = match &mut self.compressor {
            Some(compressor) => compressor,
            slot @ None => slot.insert(Compressor::new(self.level)?),
        };
        compressor.compress(match stream {
            Stream::Operations => self.unit.operations.bytes(),
            Stream::Pixels => &self.unit.pixels,
        })
    }
}

/// The two streams of a unit.
#[derive(Clone, Copy)]
enum Stream {
    Operations,
    Pixels,
}

/// The numbers of all tiles of a picture.
fn all_tiles(size: Size) -> Vec<u32> {
    (0..size.width.div_ceil(TILE_PX) * size.height.div_ceil(TILE_PX)).collect()
}

/// The box of a tile's changed blocks; `None` where the whole tile had better be written.
fn box_of(tile: &ChangedTile) -> Option<BlockBox> {
    let blocks = bounding_box(tile.blocks);
    let is_whole = blocks.placed(tile.rect) == tile.rect;
    (!is_whole && u32::from(blocks.columns * blocks.rows) <= WHOLE_TILE_BLOCKS).then_some(blocks)
}

/// Whether both pictures show the same in `rect`, which lies inside both.
fn shows_the_same(one: &Picture, other: &Picture, rect: Rect) -> bool {
    one.rows(rect).zip(other.rows(rect)).is_some_and(|(one, other)| one.eq(other))
}

fn area(tile: &ChangedTile) -> u64 {
    u64::from(tile.rect.width) * u64::from(tile.rect.height)
}

/// The damage, or all of the picture where it is of another size.
fn damage_on(damage: &Damage, size: Size) -> std::borrow::Cow<'_, Damage> {
    if damage.size() == size {
        std::borrow::Cow::Borrowed(damage)
    } else {
        std::borrow::Cow::Owned(Damage::all(size))
    }
}

/// Makes `before` the same as `picture`, which differs in the damage only.
fn update(before: &mut Picture, picture: &Picture, damage: &Damage) {
    for run in damage_on(damage, picture.size()).runs() {
        for y in run.y..run.bottom() {
            if let (Some(to), Some(from)) =
                (before.row_mut(run.x, y, run.width), picture.row(run.x, y, run.width))
            {
                to.copy_from_slice(from);
            }
        }
    }
}
