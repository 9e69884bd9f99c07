//! The way to a time on the screen track: what is live of it.

use super::chunks::Chunks;
use super::desktop::Desktop;
use super::plan::{Plan, Step};
use super::playback::Stop;
use super::walk::Walk;
use recording::Error;
use recording::codec::screen::{KeyPicture, LiveOperations, Liveness, ScreenPixels, ScreenUnit};
use recording::format::Entry;
use recording::units::{Rect, Timestamp};
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
    /// It leads over damage, so that part of the picture may not be known.
    pub(super) has_losses: bool,
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

/// One thing to do on the way.
pub(super) enum Run {
    /// Draws what is live of a unit.
    Unit(UnitRun),
    /// Passes the keyframe of this time, of which something is needed later, but which is of no use itself.
    Key(Timestamp),
    /// From here on this area is not known: a damaged chunk changed it.
    Loss(Vec<Rect>),
}

/// What is live of a unit.
pub(super) struct UnitRun {
    pub(super) step: Step,
    pub(super) unit: Arc<ScreenUnit>,
    pub(super) live: LiveOperations,
    /// Left out where they are not needed, or damaged.
    pub(super) pixels: Option<Arc<ScreenPixels>>,
}

/// The last unit of which frames are shown, or the keyframe before all units.
pub(super) struct Standing {
    /// Damaged where there is no unit and it is no keyframe: all that it did is passed.
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
    /// Its units.
    pub(super) fn units(&self) -> impl DoubleEndedIterator<Item = &UnitRun> {
        self.runs.iter().filter_map(|run| match run {
            Run::Unit(unit) => Some(unit),
            Run::Key(_) | Run::Loss(_) => None,
        })
    }

    /// Its units.
    pub(super) fn units_mut(&mut self) -> impl Iterator<Item = &mut UnitRun> {
        self.runs.iter_mut().filter_map(|run| match run {
            Run::Unit(unit) => Some(unit),
            Run::Key(_) | Run::Loss(_) => None,
        })
    }

    /// An error that its first unit is to blame for.
    pub(super) fn blame(&self, error: Error) -> Stop {
        match self.units().next() {
            Some(run) => Stop::of(*run.step.entry(), error),
            None => Stop::Failed(error),
        }
    }
}

impl Route {
    /// The way from the planned keyframes, over damage too: what is still to be seen of it is not known then.
    pub(super) fn from_key(
        desktop: &mut Desktop,
        plan: &Plan,
        time: Timestamp,
        chunks: &mut Chunks<'_>,
    ) -> Result<Self, Stop> {
        let Walk { need, runs, last, has_losses, .. } = Walk::back(desktop, plan, time, chunks)?;
        let is_done = need.as_deref().is_some_and(Liveness::is_done);
        let start = if is_done { Start::Nothing } else { Start::Key };
        let frame_time = last.as_ref().and_then(|last| match &last.unit {
            Some(unit) => unit.frame_time(last.played.checked_sub(1)?),
            None => Some(last.step.entry().start),
        });
        let key = plan.keys.last().map(|step| Standing { step: *step, unit: None, pixels: None, played: 0 });
        let legs = need.map(|need| Leg { start, need: *need, runs });
        Ok(Self {
            legs: legs.into_iter().collect(),
            key: None,
            frame_time,
            standing: last.or(key),
            has_losses,
        })
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
            // Within a unit nothing is passed, and no unit reaches across a keyframe. A keyframe knows more than what is
            // shown where that is not all known.
            let is_barred = is_inside || desktop.is_partial();
            if passes_key && (is_barred || first.frame_time(0).is_some_and(|time| time < first.key_time())) {
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
                    runs.push(Run::Unit(UnitRun { step: *step, unit: Arc::clone(unit), live, pixels: None }));
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
            let last = self.legs.last().and_then(|leg| leg.units().next_back());
            let last = last.filter(|run| run.step.entry() == standing.step.entry());
            standing.pixels = last.and_then(|run| run.pixels.clone());
        }
        Ok(())
    }
}
