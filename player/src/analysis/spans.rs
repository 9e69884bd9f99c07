//! The screen track, cut into what has to be looked at to tell what a rectangle showed at some times.

use super::decide::Spans;
use crate::engine::{Step, steps};
use recording::chunk::Track;
use recording::format::{Entry, Recording};
use recording::units::Timestamp;

/// A keyframe and units that follow it, as the index tells.
pub(super) struct Keyed {
    /// The full keyframe.
    pub(super) key: Entry,
    /// A light keyframe that the units follow, where they do not follow the full one.
    pub(super) light: Option<Entry>,
    /// Units: operations and pixels.
    pub(super) units: Vec<(Entry, Entry)>,
    /// Something is missing after these units.
    pub(super) is_cut: bool,
    /// What is asked about them.
    pub(super) asked: (Timestamp, Timestamp),
    /// Number of the full keyframe.
    pub(super) number: usize,
    /// The units start at the full keyframe.
    pub(super) is_first: bool,
    /// The units go on to the next full keyframe.
    pub(super) is_last: bool,
    /// When the last frame before the next full keyframe is shown.
    pub(super) end: Timestamp,
}

impl Keyed {
    /// When the keyframe is shown that the units follow.
    pub(super) fn key_time(&self) -> Timestamp {
        self.light.map_or(self.key.start, |light| light.start)
    }
}

/// A full keyframe and what follows up to the next.
struct Whole {
    key: Entry,
    units: Vec<(Entry, Entry)>,
    /// Light keyframes, and how many units stand before each.
    lights: Vec<(usize, Entry)>,
    is_cut: bool,
}

impl Whole {
    fn end(&self) -> Timestamp {
        self.units.last().map_or(self.key.start, |(unit, _)| unit.end.max(self.key.start))
    }

    /// The last light keyframe before a time.
    fn light_before(&self, time: Timestamp) -> Option<(usize, Entry)> {
        self.lights.iter().rfind(|(_, light)| light.start < time).copied()
    }
}

/// What of a recording has to be looked at where this is asked.
pub(super) fn asked_spans(recording: &Recording, asked: &Spans) -> Vec<Keyed> {
    let wholes = wholes(recording);
    let mut spans = Vec::new();
    for (number, whole) in wholes.iter().enumerate() {
        let next = wholes.get(number + 1).map(|next| next.key.start);
        add(&mut spans, number, whole, asked, next.filter(|next| asked.contains(*next)));
    }
    spans
}

/// Adds what has to be looked at between two full keyframes. `closing` is the time of the next one, where that is asked.
fn add(spans: &mut Vec<Keyed>, number: usize, whole: &Whole, asked: &Spans, closing: Option<Timestamp>) {
    let end = whole.end();
    let first = spans.len();
    let with_closing = closing.map(|time| (time, time));
    for (from, to) in asked.within(whole.key.start, end).chain(with_closing) {
        let light = whole.light_before(from);
        let is_closing = closing.is_some_and(|time| from == time && to == time && time >= end);
        let start = light.map_or(whole.key.start, |(_, light)| light.start);
        match spans.get_mut(first..).and_then(<[Keyed]>::last_mut) {
            Some(before) if start < before.asked.1 || start <= before.key_time() => {
                before.asked.1 = before.asked.1.max(to);
                before.is_last |= is_closing;
            }
            _ => spans.push(Keyed {
                key: whole.key,
                light: light.map(|(_, light)| light),
                units: Vec::new(),
                is_cut: false,
                asked: (from, to),
                number,
                is_first: light.is_none(),
                is_last: is_closing,
                end,
            }),
        }
    }
    for span in spans.get_mut(first..).unwrap_or_default() {
        span.is_last |= span.asked.1 >= end;
        let from = span.light.and_then(|light| whole.lights.iter().find(|(_, other)| *other == light));
        let units = whole.units.get(from.map_or(0, |(units, _)| *units)..).unwrap_or_default();
        let (is_last, last) = (span.is_last, span.asked.1);
        span.units = units.iter().take_while(|(unit, _)| is_last || unit.start <= last).copied().collect();
        span.is_cut = is_last && whole.is_cut;
    }
}

/// The screen track, cut at its full keyframes. Of what a damaged place follows nothing is kept up to the next one.
fn wholes(recording: &Recording) -> Vec<Whole> {
    let mut spans: Vec<Whole> = Vec::new();
    let mut faults: Vec<u64> = recording.faults().iter().map(|fault| fault.offset).collect();
    faults.sort_unstable();
    for step in steps(recording.entries(Track::Screen)) {
        match (step, spans.last_mut()) {
            (Step::Key(key), _) => {
                spans.push(Whole { key, units: Vec::new(), lights: Vec::new(), is_cut: false });
            }
            (Step::Unit(operations, Some(pixels)), Some(span)) => {
                let last = span.units.last().map_or(span.key.offset, |(_, pixels)| pixels.offset);
                let after = faults.partition_point(|fault| *fault <= last);
                span.is_cut |= faults.get(after).is_some_and(|fault| *fault < pixels.offset);
                if !span.is_cut {
                    span.units.push((operations, pixels));
                }
            }
            (Step::Unit(_, None), Some(span)) => span.is_cut = true,
            (Step::LightKey(light), Some(span)) if !span.is_cut => {
                span.lights.push((span.units.len(), light));
            }
            (Step::Unit(..), None) | (Step::LightKey(_), _) => {}
        }
    }
    spans
}
