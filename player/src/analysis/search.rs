//! Where a text stood on a terminal.

use super::replay::Replay;
use super::task::Task;
use avt::Terminal;
use recording::Result;
use recording::format::{Recording, Source};
use recording::units::Timestamp;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Most places that are told.
const HITS: usize = 10_000;
/// Characters of the line that are told with each.
const LINE_CHARACTERS: usize = 1_000;
/// Times that one step plays.
const STEP_TIMES: usize = 16;

/// A place where the text came to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// When it came to stand there.
    pub time: Timestamp,
    /// Row of its first character, from 0.
    pub row: usize,
    /// Column of its first character, from 0.
    pub column: usize,
    /// Columns that it takes; where the line goes on in the next row, over both.
    pub length: usize,
    /// The line that it stands in, with what it goes on with in the rows below; at most 1,000 characters.
    pub line: Rc<str>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The places, rising by time; at most 10,000.
    pub hits: Vec<Hit>,
    /// There are more.
    pub is_cut: bool,
}

/// Finds every time at which a text came to stand on the screen of a terminal: where it was not at the time before,
/// and not moved there with its line. Upper and lower case are the same. Looked at is what shows after all that is
/// written at one time; lines that wrap are read as one.
///
/// # Limits
/// Holds the screen and 10,000 places.
pub struct TextSearch {
    replay: Replay,
    query: Vec<char>,
    lines: Vec<Line>,
    found: Hits,
}

/// A line on the screen and where the text stands in it.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    rows: Range<usize>,
    text: Rc<str>,
    /// Row, column and length of each place.
    places: Vec<(usize, usize, usize)>,
}

impl TextSearch {
    /// A search in a terminal recording whose whole index is loaded. An empty query is found nowhere.
    pub fn new(recording: Recording, query: &str) -> Self {
        let query = query.chars().map(fold).collect();
        Self { replay: Replay::new(recording), query, lines: Vec::new(), found: Hits::default() }
    }

    /// Tells what is new on the screen.
    fn look(&mut self, time: Timestamp) {
        let changed = self.replay.decoder().take_changed_rows();
        if changed.is_empty() {
            return;
        }
        let before = std::mem::take(&mut self.lines);
        self.lines = lines(self.replay.decoder().terminal(), &self.query, &before, &changed);
        // How often a line with the text at this column was there: those may have moved.
        let mut was: HashMap<(&str, usize), usize> = HashMap::new();
        for line in &before {
            for (_, column, _) in &line.places {
                *was.entry((&line.text, *column)).or_default() += 1;
            }
        }
        let mut fresh = Vec::new();
        for line in &self.lines {
            for place in &line.places {
                let (row, column, _) = *place;
                let known = was.get_mut(&(&*line.text, column)).filter(|count| **count > 0);
                let stood =
                    |line: &Line| line.places.iter().any(|(at, from, _)| (*at, *from) == (row, column));
                match known {
                    Some(count) => *count -= 1,
                    // The line has changed, but not here.
                    None if before.iter().any(stood) => {}
                    None => fresh.push((*place, Rc::clone(&line.text))),
                }
            }
        }
        for ((row, column, length), text) in fresh {
            if self.found.hits.len() >= HITS {
                self.found.is_cut = true;
                return;
            }
            let end = text.char_indices().nth(LINE_CHARACTERS).map(|(end, _)| end);
            let line = end.and_then(|end| text.get(..end)).map_or(text.clone(), Rc::from);
            self.found.hits.push(Hit { time, row, column, length, line });
        }
    }
}

impl Task for TextSearch {
    type Found = Hits;

    fn step(&mut self, source: &impl Source) -> Result<Option<Hits>> {
        for _ in 0..STEP_TIMES {
            let time = if self.query.is_empty() { None } else { self.replay.advance(source)? };
            match time {
                Some(time) if !self.found.is_cut => self.look(time),
                Some(_) | None => return Ok(Some(std::mem::take(&mut self.found))),
            }
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

/// One character in the case that is compared.
fn fold(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

/// The lines of the screen; those of `before` that did not change are taken over.
fn lines(terminal: &Terminal, query: &[char], before: &[Line], changed: &[usize]) -> Vec<Line> {
    let mut lines = Vec::new();
    let screen: Vec<_> = terminal.screen().visible_lines().collect();
    let mut first = 0;
    while first < screen.len() {
        let goes_on = screen.iter().skip(first).take_while(|line| line.is_wrapped()).count();
        let rows = first..(first + goes_on + 1).min(screen.len());
        first = rows.end;
        let is_same = !changed.iter().any(|row| rows.contains(row));
        let known = before.iter().find(|line| is_same && line.rows == rows);
        lines.push(match known {
            Some(line) => line.clone(),
            None => read_line(screen.get(rows.clone()).unwrap_or_default(), rows, query),
        });
    }
    lines
}

fn read_line(screen: &[&avt::Line], rows: Range<usize>, query: &[char]) -> Line {
    let mut text = String::new();
    let mut characters: Vec<char> = Vec::new();
    // Row, column and width of each character.
    let mut cells: Vec<(usize, usize, usize)> = Vec::new();
    for (row, line) in rows.clone().zip(screen) {
        for (column, cell) in line.cells().iter().enumerate().filter(|(_, cell)| cell.width() > 0) {
            text.push(cell.char());
            characters.push(fold(cell.char()));
            cells.push((row, column, cell.width().into()));
        }
    }
    let text = text.trim_end();
    let end = text.chars().count();
    let mut places = Vec::new();
    for (start, window) in characters.get(..end).unwrap_or_default().windows(query.len().max(1)).enumerate() {
        if window == query
            && let Some(cells) = cells.get(start..start + window.len())
            && let Some((row, column, _)) = cells.first()
        {
            places.push((*row, *column, cells.iter().map(|(_, _, width)| width).sum()));
        }
    }
    Line { rows, text: text.into(), places }
}
