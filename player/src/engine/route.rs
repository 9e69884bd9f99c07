//! The way to a time on the screen track: what is live of it.

use super::chunks::Chunks;
use super::desktop::Desktop;
use super::plan::{Plan, Step};
use super::playback::Stop;
use recording::Error;
use recording::codec::screen::{KeyPicture, LiveOperations, Liveness, ScreenPixels, ScreenUnit};
use recording::format::Entry;
use recording::units::Timestamp;
use std::sync::Arc;

/// What to decode to show a time, in order.
#[derive(Default)]
pub(super) struct Route {
    pub(super) legs: Vec<Leg>,
    /// What a leg that starts from a keyframe starts from.
    pub(super) key: Option<KeyPicture>,
    /// The frame that is shown then; that of the keyframe, or what is shown already, where there is none.
    pub(super) frame_time: Option<Timestamp>,
    pub(super) standing: Option<Standing>,
    /// Damage stands in the way: it leads to an earlier time only.
    pub(super) is_damaged: bool,
    /// It leads nowhere.
    pub(super) is_lost: bool,
}

/// A part of the way that is walked back at once.
pub(super) struct Leg {
    pub(super) start: Start,
    /// What is needed where it starts.
    pub(super) need: Liveness,
    pub(super) runs: Vec<Run>,
}

/// Where a leg starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// From what is shown.
    Shown,
    /// From what is shown, which is what the light keyframe of this time holds.
    LightKey(Timestamp),
    /// From the route's keyframe.
    Key,
    /// From nothing: all that is seen in the end is drawn.
    Nothing,
}

/// What is live of a unit.
pub(super) struct Run {
    pub(super) step: Step,
    pub(super) unit: Arc<ScreenUnit>,
    pub(super) live: LiveOperations,
    pub(super) pixels: Option<Arc<ScreenPixels>>,
}

/// The last unit of which frames are shown, or the keyframe before all units.
pub(super) struct Standing {
    pub(super) step: Step,
    pub(super) unit: Option<Arc<ScreenUnit>>,
    pub(super) pixels: Option<Arc<ScreenPixels>>,
    /// Frames of the unit that are shown.
    pub(super) played: usize,
}

impl Standing {
    /// Time of the frame of the unit that comes next.
    pub(super) fn next_time(&self) -> Option<Timestamp> {
        self.unit.as_ref().and_then(|unit| unit.frame_time(self.played))
    }

    /// Whether the chunk is at hand.
    pub(super) fn holds(&self, entry: &Entry) -> bool {
        (self.unit.is_some() && self.step.entry() == entry) || self.pixels_of(entry).is_some()
    }

    /// The pixels of this chunk, where they are at hand.
    pub(super) fn pixels_of(&self, entry: &Entry) -> Option<&Arc<ScreenPixels>> {
        self.pixels.as_ref().filter(|_| self.step.entries().nth(1) == Some(entry))
    }
}

impl Leg {
    /// An error that its first unit is to blame for.
    pub(super) fn blame(&self, error: Error) -> Stop {
        match self.runs.first() {
            Some(run) => Stop::of(*run.step.entry(), error),
            None => Stop::Failed(error),
        }
    }
}

impl Route {
    /// The way from the planned keyframes. Where it leads over a damaged chunk whose content is still to be seen then,
    /// it is the way to the last frame before that.
    pub(super) fn from_key(
        desktop: &mut Desktop,
        plan: &Plan,
        time: Timestamp,
        chunks: &Chunks<'_>,
    ) -> Result<Self, Stop> {
        let mut steps = plan.units.as_slice();
        let mut is_damaged = false;
        loop {
            match walk_back(desktop, steps, time, chunks, is_damaged)? {
                Walk::Blocked(at) => {
                    is_damaged = true;
                    steps = steps.get(..at).unwrap_or_default();
                }
                Walk::Done { need, runs, last } => {
                    let is_done = need.as_deref().is_some_and(Liveness::is_done);
                    let is_lost = plan.keys.is_empty() && !is_done;
                    let start = if is_done { Start::Nothing } else { Start::Key };
                    let frame_time = last
                        .as_ref()
                        .and_then(|last| last.unit.as_ref()?.frame_time(last.played.checked_sub(1)?));
                    let key = plan.keys.last().map(|step| Standing {
                        step: *step,
                        unit: None,
                        pixels: None,
                        played: 0,
                    });
                    let legs = need.map(|need| Leg { start, need: *need, runs });
                    return Ok(Self {
                        legs: legs.into_iter().collect(),
                        key: None,
                        frame_time,
                        standing: last.or(key),
                        is_damaged: is_damaged || is_lost,
                        is_lost,
                    });
                }
            }
        }
    }

    /// The way from what is shown; `None` where it cannot be gone from there.
    pub(super) fn from_shown(
        desktop: &mut Desktop,
        plan: &Plan,
        time: Timestamp,
        chunks: &Chunks<'_>,
    ) -> Result<Option<Self>, Stop> {
        let Some(standing) = &desktop.standing else { return Ok(None) };
        let (step, played) = (standing.step, standing.played);
        let is_played = standing.next_time().is_none();
        let size = desktop.decoder.picture().size();
        let mut units = Vec::new();
        for step in std::iter::once(&step).filter(|_| !is_played).chain(&plan.units) {
            let (Step::Unit(entry, _), false) = (step, chunks.is_bad(step.entry())) else { return Ok(None) };
            let unit = desktop.unit(entry, chunks)?;
            if unit.size() != size {
                return Ok(None);
            }
            units.push((*step, unit));
        }
        let mut route = Self::default();
        let mut key = desktop.decoder.key_time();
        let mut is_first = true;
        for group in units.chunk_by(|one, other| one.1.key_time() == other.1.key_time()) {
            let Some((_, first)) = group.first() else { continue };
            let is_inside = std::mem::take(&mut is_first) && !is_played;
            let passes_key = key.replace(first.key_time()) != Some(first.key_time());
            // Within a unit nothing is passed, and no unit reaches across a keyframe.
            if passes_key && (is_inside || first.frame_time(0).is_some_and(|time| time < first.key_time())) {
                return Ok(None);
            }
            let mut need = Liveness::new(size);
            let mut runs = Vec::with_capacity(group.len());
            for (at, (step, unit)) in group.iter().enumerate().rev() {
                if need.is_done() {
                    break;
                }
                let from = if is_inside && at == 0 { played } else { 0 };
                let Ok(live) = need.unit(unit, from..unit.frames_to(time).max(from)) else { return Ok(None) };
                let pixels = step.entries().nth(1);
                if live.needs_pixels() && pixels.is_none_or(|pixels| chunks.is_bad(pixels)) {
                    return Ok(None);
                }
                if !live.is_empty() {
                    runs.push(Run { step: *step, unit: Arc::clone(unit), live, pixels: None });
                }
            }
            runs.reverse();
            let knows_key = passes_key || desktop.decoder.knows_key(first.key_time());
            if need.needs_key() && !knows_key {
                return Ok(None);
            }
            let start = if passes_key { Start::LightKey(first.key_time()) } else { Start::Shown };
            route.legs.push(Leg { start, need, runs });
        }
        if let Some((step, unit)) = units.last() {
            let played = unit.frames_to(time);
            route.frame_time = played.checked_sub(1).and_then(|last| unit.frame_time(last));
            route.standing =
                Some(Standing { step: *step, unit: Some(Arc::clone(unit)), pixels: None, played });
        }
        Ok(Some(route))
    }

    /// Checks that the keyframe that was loaded is the one which the units refer to, and keeps the pixels of the last
    /// unit at hand.
    pub(super) fn check_key(&mut self) -> Result<(), Stop> {
        if let Some(key) = &self.key {
            if self.legs.is_empty() {
                self.legs.push(Leg { start: Start::Key, need: Liveness::new(key.size()), runs: Vec::new() });
            }
            for leg in self.legs.iter_mut().filter(|leg| leg.start == Start::Key) {
                let is_of_size = leg.need.size() == key.size();
                let passed = leg.need.pass_key(key.time());
                let other = Error::Malformed { what: "unit without its keyframe", offset: 0 };
                if let Err(error) = passed.and(if is_of_size { Ok(()) } else { Err(other) }) {
                    return Err(leg.blame(error));
                }
            }
        }
        if let Some(standing) = &mut self.standing {
            let last = self.legs.last().and_then(|leg| leg.runs.last());
            let last = last.filter(|run| run.step.entry() == standing.step.entry());
            standing.pixels = last.and_then(|run| run.pixels.clone());
        }
        Ok(())
    }
}

/// How a walk back has ended.
enum Walk {
    /// At a step that is damaged and still to be seen.
    Blocked(usize),
    /// Where nothing older matters, or at the first of the steps.
    Done {
        /// `None` where there was no unit.
        need: Option<Box<Liveness>>,
        runs: Vec<Run>,
        last: Option<Standing>,
    },
}

/// Walks back over steps from all that is shown at `time`.
fn walk_back(
    desktop: &mut Desktop,
    steps: &[Step],
    time: Timestamp,
    chunks: &Chunks<'_>,
    was_blocked: bool,
) -> Result<Walk, Stop> {
    let mut need: Option<Liveness> = None;
    let mut runs = Vec::new();
    let mut last = None;
    for (at, step) in steps.iter().enumerate().rev() {
        if need.as_ref().is_some_and(Liveness::is_done) {
            break;
        }
        let (entry, pixels) = match step {
            Step::LightKey(_) => continue,
            // A sound one would be what the walk leads back to.
            Step::Key(key) => {
                let before = steps.get(..at).unwrap_or_default();
                if repeats(desktop, key, before, need.as_ref(), chunks)? {
                    continue;
                }
                return Ok(Walk::Blocked(at));
            }
            Step::Unit(entry, _) if chunks.is_bad(entry) => return Ok(Walk::Blocked(at)),
            Step::Unit(entry, pixels) => (entry, pixels),
        };
        let unit = desktop.unit(entry, chunks)?;
        let frames = unit.frames_to(time);
        let need = need.get_or_insert_with(|| Liveness::new(unit.size()));
        let live = need.unit(&unit, 0..frames).map_err(|error| Stop::of(*entry, error))?;
        if last.is_none() {
            last =
                Some(Standing { step: *step, unit: Some(Arc::clone(&unit)), pixels: None, played: frames });
        }
        match pixels {
            _ if !live.needs_pixels() => {}
            Some(pixels) if !chunks.is_bad(pixels) => {}
            None if !was_blocked => {
                let error = Error::Malformed { what: "unit without its pixels", offset: 0 };
                return Err(Stop::of(*entry, error));
            }
            Some(_) | None => return Ok(Walk::Blocked(at)),
        }
        if !live.is_empty() {
            runs.push(Run { step: *step, unit, live, pixels: None });
        }
    }
    runs.reverse();
    Ok(Walk::Done { need: need.map(Box::new), runs, last })
}

/// Whether a damaged full keyframe only repeats what the unit before it leads to, so that nothing is lost with it: it is
/// of the time of that unit's last frame, and the units after it are of the same size.
fn repeats(
    desktop: &mut Desktop,
    key: &Entry,
    before: &[Step],
    need: Option<&Liveness>,
    chunks: &Chunks<'_>,
) -> Result<bool, Stop> {
    let before = before.iter().rev().find(|step| !matches!(step, Step::LightKey(_)));
    match (before, need) {
        (Some(Step::Unit(entry, _)), Some(need)) if entry.end == key.start && !chunks.is_bad(entry) => {
            Ok(desktop.unit(entry, chunks)?.size() == need.size())
        }
        _ => Ok(false),
    }
}
