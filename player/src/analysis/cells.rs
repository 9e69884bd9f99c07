//! When something in a rectangle of a terminal changed.

use super::replay::Replay;
use super::task::Task;
use avt::{Cell, Terminal};
use recording::Result;
use recording::format::{Recording, Source};
use recording::units::{Rect, Timestamp};
use std::ops::Range;

/// Times that one step plays.
const STEP_TIMES: usize = 32;

/// Finds every time at which cells in a rectangle of a terminal became others: their characters, colours or
/// attributes. A size of the terminal that cuts off another part of the rectangle is such a change, what shows first is
/// none. The cursor is not looked at. Stretches that are damaged tell nothing.
pub struct CellHistory {
    replay: Replay,
    rect: Rect,
    shown: Option<Vec<Vec<Cell>>>,
    times: Vec<Timestamp>,
}

impl CellHistory {
    /// The history of a rectangle in columns and rows, which may reach beyond the terminal, in a terminal recording
    /// whose whole index is loaded.
    pub fn new(recording: Recording, rect: Rect) -> Self {
        Self { replay: Replay::new(recording), rect, shown: None, times: Vec::new() }
    }
}

/// The cells of a rectangle, row by row.
fn cells_in(terminal: &Terminal, rect: Rect) -> Vec<Vec<Cell>> {
    let columns = rect.x as usize..rect.right() as usize;
    let rows = terminal.screen().visible_lines().skip(rect.y as usize).take(rect.height as usize);
    rows.map(|line| {
        let cells = line.cells();
        cells.get(columns.start.min(cells.len())..columns.end.min(cells.len())).unwrap_or_default().to_vec()
    })
    .collect()
}

impl Task for CellHistory {
    type Found = Vec<Timestamp>;

    fn step(&mut self, source: &impl Source) -> Result<Option<Vec<Timestamp>>> {
        for _ in 0..STEP_TIMES {
            let Some(time) = self.replay.advance(source)? else {
                return Ok(Some(std::mem::take(&mut self.times)));
            };
            let rows = self.rect.y as usize..self.rect.bottom() as usize;
            let changed = self.replay.decoder().take_changed_rows();
            // A resize changes all rows, but those that it cut off are not among them any more.
            let is_small = self.replay.decoder().size().height < self.rect.bottom();
            if self.shown.is_some() && !is_small && !changed.iter().any(|row| rows.contains(row)) {
                continue;
            }
            let cells = cells_in(self.replay.decoder().terminal(), self.rect);
            let is_known = time > self.replay.known_from();
            if is_known && self.shown.as_ref().is_some_and(|shown| *shown != cells) {
                self.times.push(time);
            }
            self.shown = Some(cells);
        }
        Ok(None)
    }

    fn needs(&self, source: &impl Source) -> Vec<Range<u64>> {
        self.replay.needs(source)
    }

    fn progress(&self) -> (u64, u64) {
        self.replay.progress()
    }
}
