//! What the changes track tells of a rectangle: when it changed, and when only the pixels can tell.

use super::task::lacking;
use recording::Result;
use recording::changes::ChangesTrack;
use recording::chunk::Track;
use recording::codec::changes::{Blocks, Changed, Edges, TileChanges, block_rect};
use recording::format::{Recording, Source};
use recording::picture::Damage;
use recording::units::{Rect, Size, Timestamp};
use std::ops::Range;

/// Chunks whose total is no more than this are fetched at once, without a look at the directory first.
const SMALL_BYTES: u64 = 512 * 1024;

/// Spans of time, both ends included, rising and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spans(Vec<(Timestamp, Timestamp)>);

impl Spans {
    /// All time.
    pub(super) fn all() -> Self {
        Self(vec![(Timestamp::ZERO, Timestamp::MAX)])
    }

    /// Those of a list in any order.
    fn new(mut list: Vec<(Timestamp, Timestamp)>) -> Self {
        list.sort_unstable();
        let mut spans: Vec<(Timestamp, Timestamp)> = Vec::new();
        for (first, last) in list {
            match spans.last_mut() {
                Some(before) if first <= before.1 => before.1 = before.1.max(last),
                _ => spans.push((first, last)),
            }
        }
        Self(spans)
    }

    pub(super) fn contains(&self, time: Timestamp) -> bool {
        self.within(time, time).next().is_some()
    }

    /// What of them lies between two times, both included.
    pub(super) fn within(
        &self,
        first: Timestamp,
        last: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let from = self.0.partition_point(|span| span.1 < first);
        let spans = self.0.get(from..).unwrap_or_default().iter();
        spans.take_while(move |span| span.0 <= last).map(move |span| (span.0.max(first), span.1.min(last)))
    }
}

/// What is known of a rectangle without its pixels.
#[derive(Debug, Default)]
pub(super) struct Decided {
    /// When it certainly changed.
    pub(super) times: Vec<Timestamp>,
    /// When the pixels have to decide.
    pub(super) open: Spans,
}

/// Goes through the changes track, chunk by chunk.
pub(super) struct Decider {
    recording: Recording,
    rect: Rect,
    track: Option<ChangesTrack>,
    next: usize,
    grid: Grid,
    moment: Option<Moment>,
    /// Moments whose edges decide, by chunk.
    cut: Vec<(usize, Vec<Moment>)>,
    next_cut: usize,
    /// Number of edges of each chunk.
    edges: Vec<usize>,
    times: Vec<Timestamp>,
    open: Vec<(Timestamp, Timestamp)>,
    /// Times of chunks that are damaged.
    damaged: Vec<(Timestamp, Timestamp)>,
}

/// The frames of one time.
#[derive(Default)]
struct Moment {
    time: Timestamp,
    /// How many of them touch the rectangle.
    touching: u32,
    /// A block that lies inside it changed.
    is_certain: bool,
    /// The part of the rectangle in the picture before.
    part: Rect,
    /// Only the pixels tell what of a block on its border changed.
    is_open: bool,
    /// The chunk of blocks, and changed blocks on its border with edges.
    chunk: usize,
    blocks: Vec<CutBlock>,
}

/// A changed block that lies in the rectangle in part.
struct CutBlock {
    /// Its number among the edges of the chunk.
    edges: usize,
    /// Rows and columns that lie in the rectangle.
    rows: u8,
    columns: u8,
}

/// Which blocks of which tile lie in the rectangle.
#[derive(Default)]
struct Grid {
    size: Size,
    /// The part of the rectangle in the picture.
    part: Rect,
    /// For each tile, the blocks inside and those on the border.
    tiles: Vec<(u64, u64)>,
}

impl Grid {
    fn new(rect: Rect, size: Size) -> Self {
        let part = rect.intersect(Rect::of(size));
        let part = if part.is_empty() { Rect::default() } else { part };
        let damage = Damage::none(size);
        let mut tiles = vec![(0, 0); damage.tile_count()];
        for tile in damage.tiles_of(part) {
            let Some((inside, border)) = tiles.get_mut(tile) else { continue };
            for bit in 0..u64::BITS {
                let block = block_rect(damage.tile_rect(tile), bit);
                let common = block.intersect(part);
                if common.is_empty() {
                    continue;
                }
                *(if common == block { &mut *inside } else { &mut *border }) |= 1 << bit;
            }
        }
        Self { size, part, tiles }
    }

    /// The block of a tile, and which of its rows and columns lie in the rectangle.
    fn cut(&self, tile: &TileChanges, bit: u32, edges: usize) -> CutBlock {
        let block = block_rect(recording::codec::changes::tile_rect(self.size, tile.tile), bit);
        let common = block.intersect(self.part);
        CutBlock {
            edges,
            rows: side(common.y - block.y, common.height),
            columns: side(common.x - block.x, common.width),
        }
    }
}

/// So many bits from one on.
fn side(from: u32, length: u32) -> u8 {
    let bits = ((1_u32 << length.min(8)) - 1) << from.min(8);
    bits.to_le_bytes()[0]
}

impl Decider {
    pub(super) fn new(recording: Recording, rect: Rect) -> Self {
        Self {
            recording,
            rect,
            track: None,
            next: 0,
            grid: Grid::default(),
            moment: None,
            cut: Vec::new(),
            next_cut: 0,
            edges: Vec::new(),
            times: Vec::new(),
            open: Vec::new(),
            damaged: Vec::new(),
        }
    }

    /// Does the next piece; `Some` once all is known.
    pub(super) fn step(&mut self, source: &impl Source) -> Result<Option<Decided>> {
        let Some(track) = &self.track else {
            let Some(track) = ChangesTrack::open(&mut self.recording, source)? else {
                return Ok(Some(Decided { times: Vec::new(), open: Spans::all() }));
            };
            self.track = Some(track);
            return Ok(None);
        };
        if let Some(chunk) = track.chunks().get(self.next).copied() {
            match chunk.read_blocks(&self.recording, source)? {
                Some(blocks) => self.blocks(&blocks),
                None => {
                    self.damaged.push((chunk.first, chunk.last));
                    self.close();
                    self.edges.push(0);
                }
            }
            self.next += 1;
            return Ok(None);
        }
        self.close();
        if let Some((chunk, moments)) = self.cut.get(self.next_cut) {
            let known = self.edges.get(*chunk).copied();
            let listed = self.track.as_ref().and_then(|track| track.chunks().get(*chunk));
            let edges = listed.map(|chunk| chunk.read_edges(&self.recording, source)).transpose()?.flatten();
            let edges = edges.filter(|edges| Some(edges.len()) == known);
            for moment in moments {
                match edges.as_ref().map(|edges| moment.decided(edges)) {
                    Some(Some(true)) => self.times.push(moment.time),
                    Some(Some(false)) => {}
                    Some(None) | None => self.open.push((moment.time, moment.time)),
                }
            }
            self.next_cut += 1;
            return Ok(None);
        }
        // What of the frames of one time is damaged may undo the others.
        let damaged = Spans::new(std::mem::take(&mut self.damaged));
        let mut times = std::mem::take(&mut self.times);
        times.retain(|time| !damaged.contains(*time));
        self.open.extend(damaged.0);
        Ok(Some(Decided { times, open: Spans::new(std::mem::take(&mut self.open)) }))
    }

    /// Takes a chunk of blocks.
    fn blocks(&mut self, blocks: &Blocks) {
        if self.grid.size != blocks.size {
            self.grid = Grid::new(self.rect, blocks.size);
        }
        let mut edges = 0;
        for frame in &blocks.frames {
            if self.moment.as_ref().is_none_or(|moment| moment.time != frame.time) {
                self.close();
            }
            self.frame(blocks, frame, &mut edges);
        }
        self.edges.push(edges);
    }

    fn frame(&mut self, blocks: &Blocks, frame: &Changed, edges: &mut usize) {
        let chunk = self.next;
        let part = self.grid.part;
        let begun = || Moment { time: frame.time, part, ..Moment::default() };
        let moment = self.moment.get_or_insert_with(begun);
        moment.chunk = chunk;
        if let Some(size) = frame.new_size {
            self.grid = Grid::new(self.rect, size);
            moment.is_open = true;
            moment.touching += u32::from(!self.grid.part.is_empty());
            return;
        }
        let mut is_touching = false;
        for tile in blocks.of(frame) {
            let (inside, border) = self.grid.tiles.get(tile.tile as usize).copied().unwrap_or_default();
            moment.is_certain |= tile.blocks & inside != 0;
            is_touching |= tile.blocks & (inside | border) != 0;
            let mut cut = tile.blocks & border;
            if tile.edges() == 0 {
                moment.is_open |= cut != 0;
                cut = 0;
            }
            while cut != 0 {
                let bit = cut.trailing_zeros();
                cut &= cut - 1;
                let before = (tile.blocks & ((1 << bit) - 1)).count_ones() as usize;
                moment.blocks.push(self.grid.cut(tile, bit, *edges + before));
            }
            *edges += tile.edges();
        }
        moment.touching += u32::from(is_touching);
    }

    /// Ends a moment: decides it, as far as blocks can.
    fn close(&mut self) {
        let Some(moment) = self.moment.take() else { return };
        if moment.part != self.grid.part || moment.touching == 1 && moment.is_certain {
            self.times.push(moment.time);
        } else if moment.touching == 1 && !moment.blocks.is_empty() {
            match self.cut.last_mut() {
                Some((chunk, moments)) if *chunk == moment.chunk => moments.push(moment),
                _ => self.cut.push((moment.chunk, vec![moment])),
            }
        } else if moment.touching > 0 {
            // Two frames of one time may undo each other.
            self.open.push((moment.time, moment.time));
        }
    }

    pub(super) fn needs(&self, source: &impl Source) -> Vec<Range<u64>> {
        let Some(track) = &self.track else {
            let entries = self.recording.entries(Track::Changes);
            let bytes: u64 = entries.iter().map(|entry| u64::from(entry.len)).sum();
            let wanted = if bytes <= SMALL_BYTES {
                entries
            } else {
                entries.last_chunk::<1>().map_or(&[][..], |last| last)
            };
            return lacking(source, wanted.iter());
        };
        let blocks = track.chunks().get(self.next..).unwrap_or_default().iter().map(|chunk| &chunk.blocks);
        let cut = self.cut.get(self.next_cut..).unwrap_or_default().iter();
        let edges = cut.filter_map(|(chunk, _)| track.chunks().get(*chunk)).map(|chunk| &chunk.edges);
        lacking(source, blocks.chain(edges))
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        let chunks = self.track.as_ref().map_or(0, |track| track.chunks().len());
        ((self.next + self.next_cut) as u64, (chunks + self.cut.len()).max(1) as u64)
    }
}

impl Moment {
    /// Whether it changed the rectangle; `None` where edges do not tell.
    fn decided(&self, edges: &Edges) -> Option<bool> {
        let mut is_open = self.is_open;
        for block in &self.blocks {
            let Some(of_block) = edges.of(block.edges) else {
                is_open = true;
                continue;
            };
            let (rows, columns) = (of_block.rows & block.rows, of_block.columns & block.columns);
            if rows == 0 || columns == 0 {
                continue;
            }
            // All its changed pixels lie in rows, or in columns, of the rectangle.
            if rows == of_block.rows || columns == of_block.columns {
                return Some(true);
            }
            is_open = true;
        }
        (!is_open).then_some(false)
    }
}
