//! Where a text stood on a terminal.

use super::replay::Replay;
use super::task::Task;
use avt::Terminal;
use recording::Result;
use recording::format::{Recording, Source};
use recording::units::Timestamp;
use std::collections::{HashMap, HashSet};
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
    /// The line that it stands in, with what it goes on with in the rows below. Of a longer one 1,000 characters around
    /// the place.
    pub line: Rc<str>,
    /// Where in `line` it stands, in bytes. Columns do not tell that: a character can take two of them, and `row` can be
    /// a further row of the line.
    pub range: Range<usize>,
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
    places: Vec<Place>,
}

/// Where the text stands.
#[derive(Clone, PartialEq, Eq)]
struct Place {
    row: usize,
    column: usize,
    /// In columns.
    length: usize,
    /// In bytes of the line.
    range: Range<usize>,
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
        // What stands there now was there before, if its line has moved, or, of what is left, if the line has changed
        // but not here. A line that moved away leaves its place to the next.
        let mut were: HashMap<(&str, usize), Vec<(usize, usize)>> = HashMap::new();
        for (line, place) in places(&before) {
            were.entry((&line.text, place.range.start)).or_default().push((place.row, place.column));
        }
        let mut others = Vec::new();
        for (line, place) in places(&self.lines) {
            match were.get_mut(&(&*line.text, place.range.start)).filter(|same| !same.is_empty()) {
                Some(same) => {
                    let here = same.iter().position(|at| *at == (place.row, place.column));
                    same.swap_remove(here.unwrap_or_default());
                }
                None => others.push((line, place)),
            }
        }
        let mut left: HashSet<(usize, usize)> = were.into_values().flatten().collect();
        for (line, place) in others {
            if left.remove(&(place.row, place.column)) {
                continue;
            }
            if self.found.hits.len() >= HITS {
                self.found.is_cut = true;
                return;
            }
            let (line, range) = around(&line.text, &place.range);
            let Place { row, column, length, .. } = *place;
            self.found.hits.push(Hit { time, row, column, length, line, range });
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
    // Row, column, width and start in the text of each character.
    let mut cells: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (row, line) in rows.clone().zip(screen) {
        for (column, cell) in line.cells().iter().enumerate().filter(|(_, cell)| cell.width() > 0) {
            cells.push((row, column, cell.width().into(), text.len()));
            text.push(cell.char());
            characters.push(fold(cell.char()));
        }
    }
    text.truncate(text.trim_end().len());
    let end = text.chars().count();
    let mut places = Vec::new();
    for (start, window) in characters.get(..end).unwrap_or_default().windows(query.len().max(1)).enumerate() {
        if window == query
            && let Some(found) = cells.get(start..start + window.len())
            && let Some((row, column, _, first)) = found.first().copied()
        {
            let after = cells.get(start + window.len()).map_or(text.len(), |(.., after)| *after);
            let length = found.iter().map(|(_, _, width, _)| width).sum();
            places.push(Place { row, column, length, range: first..after.min(text.len()) });
        }
    }
    Line { rows, text: text.into(), places }
}

/// All places on the screen, each with its line.
fn places(lines: &[Line]) -> impl Iterator<Item = (&Line, &Place)> {
    lines.iter().flat_map(|line| line.places.iter().map(move |place| (line, place)))
}

/// What of a line is told with a place in it, and where the place is in that.
fn around(text: &Rc<str>, range: &Range<usize>) -> (Rc<str>, Range<usize>) {
    let characters = text.chars().count();
    if characters <= LINE_CHARACTERS {
        return (Rc::clone(text), range.clone());
    }
    let place = text.get(..range.start).map_or(0, |before| before.chars().count());
    let first = place.saturating_sub(LINE_CHARACTERS / 2).min(characters - LINE_CHARACTERS);
    let byte_of = |character| text.char_indices().nth(character).map_or(text.len(), |(at, _)| at);
    let (start, end) = (byte_of(first), byte_of(first + LINE_CHARACTERS));
    let line = text.get(start..end).unwrap_or_default();
    (line.into(), range.start.saturating_sub(start)..range.end.min(end).saturating_sub(start))
}
