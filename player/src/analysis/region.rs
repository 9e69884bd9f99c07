//! When something in a rectangle of a desktop changed.

use super::decide::{Decider, Spans};
use super::spans::{Keyed, asked_spans};
use super::task::{Task, lacking, read};
use recording::Result;
use recording::chunk::{Part, Track};
use recording::codec::screen::{
    OperationReader, RegionContent, RegionDecoder, RegionOutcome, RegionSpan, SpanEnds,
};
use recording::format::{Entry, Recording, Source};
use recording::units::{Rect, Size, Timestamp};
use std::collections::VecDeque;
use std::ops::Range;

/// Units whose lists one step reads.
const STEP_UNITS: usize = 4;
/// Spans are planned ahead until they take so many bytes of memory, so that what all of them need is fetched together.
const PLANNED_BYTES: usize = 16 * 1024 * 1024;

/// Finds every time at which the picture shows something else in a rectangle than before; a size of the picture that
/// cuts off another part of the rectangle is such a change, the first frame is none. The pointer is not looked at.
///
/// Exact: each pixel that differs counts, and nothing else does. Where the changes track tells which blocks changed,
/// that decides nearly all; for the rest, and where there is no such track, operation lists and pixels are read, which
/// rests on what `docs/screen-codec.md` asks of writers, that every operation changes something. What only pixels can
/// tell is not told where they are damaged.
pub struct RegionHistory {
    recording: Recording,
    rect: Rect,
    /// Goes through the changes track, at first.
    decider: Option<Decider>,
    /// What is left to the pixels, and where that is.
    open: Spans,
    spans: Vec<Keyed>,
    /// The span whose lists are read.
    next: usize,
    collecting: Option<Collected>,
    /// The span before it, which is planned once it is known how the next one starts.
    waiting: Option<Collected>,
    /// Spans that are planned, in their order, and the bytes of memory they take.
    planned: VecDeque<Planned>,
    planned_bytes: usize,
    /// The span that was planned last ends with a moment that reaches over the next keyframe.
    is_over_key: bool,
    /// The planned spans are run now, from the first to the last.
    is_running: bool,
    decoder: RegionDecoder,
    /// A moment that reaches over a keyframe: its time, and what the rectangle showed before.
    pending: Option<(Timestamp, RegionContent)>,
    times: Vec<Timestamp>,
    done: u64,
    total: u64,
}

/// A span whose lists were read.
struct Collected {
    at: usize,
    span: Option<RegionSpan>,
    size: Size,
    units: usize,
    is_cut: bool,
}

/// A span that is to be run, or is run now.
struct Planned {
    at: usize,
    span: RegionSpan,
    /// The next unit; `None` before the keyframe.
    unit: Option<usize>,
    /// A moment that reaches over the keyframe at its end.
    closes: Option<Timestamp>,
}

impl RegionHistory {
    /// The history of a rectangle in pixels, which may reach beyond the picture, in a desktop recording whose whole
    /// index is loaded.
    pub fn new(recording: Recording, rect: Rect) -> Self {
        Self {
            decider: Some(Decider::new(recording.clone(), rect)),
            recording,
            rect,
            open: Spans::default(),
            spans: Vec::new(),
            next: 0,
            collecting: None,
            waiting: None,
            planned: VecDeque::new(),
            planned_bytes: 0,
            is_over_key: false,
            is_running: false,
            decoder: RegionDecoder::new(),
            pending: None,
            times: Vec::new(),
            done: 0,
            total: 1,
        }
    }

    /// Looks at the changes track; what it leaves open is up to the pixels.
    fn decide(&mut self, source: &impl Source) -> Result<()> {
        let Some(decider) = &mut self.decider else { return Ok(()) };
        let decided = decider.step(source)?;
        (self.done, self.total) = decider.progress();
        if let Some(decided) = decided {
            self.times = decided.times;
            self.open = decided.open;
            self.spans = asked_spans(&self.recording, &self.open);
            self.total += self.spans.iter().map(|span| span.units.len() as u64 * 2 + 1).sum::<u64>();
            self.decider = None;
        }
        Ok(())
    }

    /// Reads the lists of some units; the span is moved on once it has all of them.
    fn collect(&mut self, source: &impl Source) -> Result<()> {
        let Some(keyed) = self.spans.get(self.next) else { return Ok(()) };
        let mut collected = match self.collecting.take() {
            Some(collected) => collected,
            None => match self.begin(source, keyed)? {
                Some(collected) => collected,
                None => {
                    // Nothing can be told from here to the next keyframe.
                    self.done += keyed.units.len() as u64 * 2 + 1;
                    self.next += 1;
                    let last = self.waiting.take();
                    self.plan(last, None);
                    return Ok(());
                }
            },
        };
        let mut left = STEP_UNITS;
        while let Some((operations, _)) = keyed.units.get(collected.units).filter(|_| !collected.is_cut) {
            if left == 0 {
                self.collecting = Some(collected);
                return Ok(());
            }
            left -= 1;
            let chunk = match read(&self.recording, source, operations) {
                Ok(chunk) => chunk,
                Err(error) => {
                    self.collecting = Some(collected);
                    return Err(error);
                }
            };
            let added = chunk.zip(collected.span.as_mut()).map(|(chunk, span)| span.add_unit(&chunk.payload));
            if matches!(added, Some(Ok(()))) {
                collected.units += 1;
                self.done += 1;
            } else {
                collected.is_cut = true;
            }
        }
        self.done += (keyed.units.len() - collected.units) as u64;
        collected.is_cut |= keyed.is_cut;
        self.next += 1;
        let before = self.waiting.replace(collected);
        let next = self.waiting.as_ref().map(|next| (next.at, next.size));
        self.plan(before, next);
        Ok(())
    }

    /// A span without units; `None` where it is damaged.
    fn begin(&self, source: &impl Source, keyed: &Keyed) -> Result<Option<Collected>> {
        // Its units tell the size as well, and are read anyway.
        let size = match keyed.units.first() {
            Some((operations, _)) => read(&self.recording, source, operations)?
                .and_then(|chunk| RegionSpan::size_of(&chunk.payload).ok()),
            None => None,
        };
        let size = match size {
            Some(size) => Some(size),
            None => read(&self.recording, source, &keyed.key)?
                .and_then(|chunk| OperationReader::read(Part::Key, &chunk.payload).ok())
                .map(|lists| lists.size()),
        };
        let span = size.and_then(|size| RegionSpan::new(self.rect, size, keyed.key_time()).ok());
        Ok(span.zip(size).map(|(span, size)| Collected {
            at: self.next,
            span: Some(span),
            size,
            units: 0,
            is_cut: false,
        }))
    }

    /// Plans a span, knowing place and size of the next one, where there is one.
    fn plan(&mut self, collected: Option<Collected>, next: Option<(usize, Size)>) {
        let Some(Collected { at, span: Some(mut span), size, is_cut, .. }) = collected else { return };
        let Some(keyed) = self.spans.get(at) else { return };
        let next = next.and_then(|(at, size)| Some((self.spans.get(at)?, size)));
        // A keyframe later than all frames is a frame of its own, as is one of another size. Others repeat what is
        // shown.
        let closes = next
            .filter(|(next, _)| keyed.is_last && next.is_first && next.number == keyed.number + 1)
            .filter(|(next, next_size)| !is_cut && (next.key.start > keyed.end || *next_size != size))
            .map(|(next, _)| next.key.start)
            .filter(|time| self.open.contains(*time));
        let opens = self.is_over_key && keyed.is_first;
        if opens && closes.is_some_and(|time| time <= keyed.key.start) {
            // All of it belongs to one moment, which goes on.
            self.done += keyed.units.len() as u64 + 1;
            return;
        }
        self.is_over_key = closes.is_some();
        let (first, last) = keyed.asked;
        let open = &self.open;
        let is_asked = |time| time >= first && time <= last && open.contains(time);
        self.times.extend(span.plan(SpanEnds { opens, closes_before: closes }, is_asked));
        if !opens && closes.is_none() && !span.has_any_work() {
            self.done += keyed.units.len() as u64 + 1;
            return;
        }
        self.planned_bytes += span.held_bytes();
        self.planned.push_back(Planned { at, span, unit: None, closes });
    }

    /// Runs the next part of the first span that is planned.
    fn run(&mut self, source: &impl Source) -> Result<()> {
        let Some(mut planned) = self.planned.pop_front() else { return Ok(()) };
        match self.run_part(source, &mut planned) {
            Ok(Some(outcome)) => {
                self.planned_bytes = self.planned_bytes.saturating_sub(planned.span.held_bytes());
                self.is_running = !self.planned.is_empty();
                self.end(&planned, outcome);
                Ok(())
            }
            Ok(None) => {
                self.planned.push_front(planned);
                Ok(())
            }
            Err(error) => {
                self.planned.push_front(planned);
                Err(error)
            }
        }
    }

    /// Runs the keyframe or a unit; `Some` once all is run, or something is damaged.
    fn run_part(
        &mut self,
        source: &impl Source,
        planned: &mut Planned,
    ) -> Result<Option<Option<RegionOutcome>>> {
        let Some(keyed) = self.spans.get(planned.at) else { return Ok(Some(None)) };
        let span = &planned.span;
        let Some(unit) = planned.unit else {
            let needed = |entry: &Entry| match span.needs_key() {
                true => read(&self.recording, source, entry),
                false => Ok(None),
            };
            let key = needed(&keyed.key)?.map(|chunk| chunk.payload);
            let light = keyed.light.as_ref().map(needed).transpose()?.flatten().map(|chunk| chunk.payload);
            let is_lacking = span.needs_key() && keyed.light.is_some() && light.is_none();
            let started = self.decoder.start(span, key.as_deref(), light.as_deref());
            self.done += 1;
            planned.unit = Some(0);
            return Ok((is_lacking || started.is_err()).then_some(None));
        };
        let Some(unit) = (unit..span.units()).find(|unit| span.has_work(*unit)) else {
            return Ok(Some(Some(self.decoder.finish(span))));
        };
        let pixels = match keyed.units.get(unit) {
            Some((_, pixels)) if span.needs_pixels(unit) => read(&self.recording, source, pixels)?,
            Some(_) | None => None,
        };
        let played = self.decoder.play(span, unit, pixels.as_ref().map(|chunk| chunk.payload.as_slice()));
        planned.unit = Some(unit + 1);
        if played.is_err() {
            // What was found up to the damage is found, what the rectangle shows after it is not known.
            planned.closes = None;
        }
        Ok(played.is_err().then(|| Some(RegionOutcome { opening: None, ..self.decoder.finish(span) })))
    }

    /// Takes what running a span told; nothing where it could not be started.
    fn end(&mut self, planned: &Planned, outcome: Option<RegionOutcome>) {
        let units = self.spans.get(planned.at).map_or(0, |keyed| keyed.units.len());
        self.done += units as u64;
        let Some(outcome) = outcome else {
            self.pending = None;
            return;
        };
        self.times.extend(&outcome.changes);
        if let Some(((time, before), after)) = self.pending.take().zip(outcome.opening)
            && before != after
        {
            self.times.push(time);
        }
        self.pending = planned.closes.map(|time| (time, outcome.closing));
    }
}

impl Task for RegionHistory {
    type Found = Vec<Timestamp>;

    fn step(&mut self, source: &impl Source) -> Result<Option<Vec<Timestamp>>> {
        if self.decider.is_some() {
            self.decide(source)?;
        } else if self.is_running {
            self.run(source)?;
        } else if self.planned_bytes > PLANNED_BYTES {
            self.is_running = true;
        } else if self.next < self.spans.len() {
            self.collect(source)?;
        } else if let Some(last) = self.waiting.take() {
            self.plan(Some(last), None);
        } else if !self.planned.is_empty() {
            self.is_running = true;
        } else {
            let mut times = std::mem::take(&mut self.times);
            let first = self.recording.entries(Track::Screen).iter().find(|entry| entry.part == Part::Key);
            let first = first.map_or(Timestamp::ZERO, |first| first.start);
            times.retain(|time| *time > first);
            times.sort_unstable();
            times.dedup();
            return Ok(Some(times));
        }
        Ok(None)
    }

    fn needs(&self, source: &impl Source) -> Vec<Range<u64>> {
        if let Some(decider) = &self.decider {
            return decider.needs(source);
        }
        if self.is_running {
            let entries = self.planned.iter().filter_map(|planned| {
                let keyed = self.spans.get(planned.at)?;
                let is_key_due = planned.unit.is_none() && planned.span.needs_key();
                let key = is_key_due.then_some([&keyed.key].into_iter().chain(&keyed.light));
                let units = keyed.units.iter().enumerate().skip(planned.unit.unwrap_or(0));
                let pixels = units.filter(|(unit, _)| planned.span.needs_pixels(*unit));
                Some(key.into_iter().flatten().chain(pixels.map(|(_, (_, pixels))| pixels)))
            });
            return lacking(source, entries.flatten());
        }
        let from = self.collecting.as_ref().map_or(0, |collecting| collecting.units);
        let spans = self.spans.iter().skip(self.next).enumerate();
        lacking(
            source,
            spans.flat_map(|(place, keyed)| {
                let from = if place == 0 { from } else { 0 };
                let key = keyed.units.is_empty().then_some(&keyed.key);
                key.into_iter().chain(keyed.units.iter().skip(from).map(|(operations, _)| operations))
            }),
        )
    }

    fn progress(&self) -> (u64, u64) {
        (self.done.min(self.total), self.total)
    }
}
