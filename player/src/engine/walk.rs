//! Walks back over steps of the screen track, from all that is shown at a time to what that comes from.

use super::chunks::Chunks;
use super::desktop::Desktop;
use super::plan::{Plan, Step};
use super::playback::Stop;
use super::route::{Run, Standing, UnitRun};
use recording::changes::ChangedBlocks;
use recording::codec::screen::{Liveness, ScreenUnit};
use recording::format::Entry;
use recording::units::{Rect, Size, Timestamp};
use std::sync::Arc;

/// A walk back.
#[derive(Default)]
pub(super) struct Walk {
    /// What is needed of the picture that it has led to; `None` where there was nothing on the way.
    pub(super) need: Option<Box<Liveness>>,
    /// What to do to come forward again, in that order.
    pub(super) runs: Vec<Run>,
    /// The last step of which something is shown.
    pub(super) last: Option<Standing>,
    /// There was damage on the way, and what was to be seen of it is not known.
    pub(super) has_losses: bool,
}

impl Walk {
    /// Walks back over the units of a plan from all that is shown at `time`, to its keyframe or to where nothing older
    /// matters.
    ///
    /// What a damaged step has done is taken for lost, from its start on: what still shows of it is not known. So what
    /// is known is the same whatever was found damaged elsewhere, and whichever sound keyframe it starts from.
    pub(super) fn back(
        desktop: &mut Desktop,
        plan: &Plan,
        time: Timestamp,
        chunks: &mut Chunks<'_>,
    ) -> Result<Self, Stop> {
        let mut walk = Self::default();
        for (at, step) in plan.units.iter().enumerate().rev() {
            if walk.is_done() {
                break;
            }
            let before = Before { steps: plan.units.get(..at).unwrap_or_default(), keys: &plan.keys };
            match step {
                Step::LightKey(key) => walk.meet_key(key.start),
                // A sound one would be what the walk leads back to.
                Step::Key(_) => walk.damaged_key(desktop, step, before, chunks)?,
                Step::Unit(entry, _) if chunks.is_bad(entry) => {
                    let changed = desktop.changed(entry, chunks)?;
                    let size = match (&walk.need, &changed) {
                        (Some(need), _) => need.size(),
                        (None, Some(changed)) => changed.size,
                        (None, None) => before.size(desktop, chunks)?,
                    };
                    walk.lose(step, size, changed.as_deref(), before.key_time());
                }
                Step::Unit(entry, pixels) => {
                    let unit = desktop.unit(entry, chunks)?;
                    if !walk.unit(step, unit, *pixels, time, chunks)? {
                        break;
                    }
                }
            }
        }
        if plan.keys.is_empty() && !plan.units.is_empty() && !walk.is_done() {
            walk.need(desktop.first_size());
            walk.lose_area(None, None);
        }
        walk.runs.reverse();
        Ok(walk)
    }

    fn is_done(&self) -> bool {
        self.need.as_deref().is_some_and(Liveness::is_done)
    }

    fn need(&mut self, size: Size) -> &mut Liveness {
        self.need.get_or_insert_with(|| Box::new(Liveness::new(size)))
    }

    fn meet_key(&mut self, time: Timestamp) {
        if self.need.as_mut().is_some_and(|need| need.meet_key(time)) {
            self.runs.push(Run::Key(time));
        }
    }

    /// Walks back over a unit whose lists are sound. False where it cannot be: what is lost has hidden that the picture
    /// got another size.
    fn unit(
        &mut self,
        step: &Step,
        unit: Arc<ScreenUnit>,
        pixels: Option<Entry>,
        time: Timestamp,
        chunks: &Chunks<'_>,
    ) -> Result<bool, Stop> {
        let entry = *step.entry();
        let frames = unit.frames_to(time);
        let has_losses = self.has_losses;
        let need = self.need(unit.size());
        if has_losses && need.size() != unit.size() {
            self.lose_area(None, None);
            return Ok(false);
        }
        let live = need.unit(&unit, 0..frames).map_err(|error| Stop::of(entry, error))?;
        if self.last.is_none() {
            let unit = Some(Arc::clone(&unit));
            self.last = Some(Standing { step: *step, unit, pixels: None, played: frames });
        }
        if live.needs_pixels() {
            self.has_losses |= match pixels {
                Some(pixels) => chunks.is_bad(&pixels),
                None => chunks.note_missing_pixels(&entry)?,
            };
        }
        if !live.is_empty() {
            self.runs.push(Run::Unit(UnitRun { step: *step, unit, live, pixels: None }));
        }
        Ok(true)
    }

    /// Walks back over a damaged full keyframe. One that only repeats what the unit before it leads to has hidden nothing:
    /// it is of the time of that unit's last frame, and of the same size.
    fn damaged_key(
        &mut self,
        desktop: &mut Desktop,
        step: &Step,
        before: Before<'_>,
        chunks: &mut Chunks<'_>,
    ) -> Result<(), Stop> {
        let key = step.entry();
        let changed = desktop.changed(key, chunks)?;
        let size =
            self.need.as_ref().map(|need| need.size()).or(changed.as_ref().map(|changed| changed.size));
        let is_of_size = size.is_some() && before.known_size(desktop, chunks)? == size;
        let last = before.steps.iter().rev().find(|step| !matches!(step, Step::LightKey(_)));
        if is_of_size && matches!(last, Some(Step::Unit(entry, _)) if entry.end == key.start) {
            self.meet_key(key.start);
            return Ok(());
        }
        let size = size.map_or_else(|| before.size(desktop, chunks), Ok)?;
        self.lose(step, size, changed.as_deref().filter(|_| is_of_size), None);
        Ok(())
    }

    /// Walks back over a damaged step, after which the picture is of this size, and which changed these blocks at
    /// most; maybe all, where that is not known. Units that refer to another keyframe than that of `key_time` mean one that is
    /// among what is lost, or this one.
    fn lose(
        &mut self,
        step: &Step,
        size: Size,
        changed: Option<&ChangedBlocks>,
        key_time: Option<Timestamp>,
    ) {
        self.need(size);
        if self.last.is_none() {
            self.last = Some(Standing { step: *step, unit: None, pixels: None, played: 0 });
        }
        let changed = changed.filter(|changed| changed.size == size);
        self.lose_area(changed.map(|changed| changed.rects.clone()), key_time);
    }

    /// What is needed of this area is lost, of all where there is none.
    fn lose_area(&mut self, area: Option<Vec<Rect>>, key_time: Option<Timestamp>) {
        if let Some(key) =
            self.need.as_ref().and_then(|need| need.needed_key()).filter(|key| Some(*key) != key_time)
        {
            self.meet_key(key);
        }
        let Some(need) = self.need.as_mut() else { return };
        let area = area.unwrap_or_else(|| vec![Rect::of(need.size())]);
        if need.lose(&area) {
            self.has_losses = true;
            self.runs.push(Run::Loss(area));
        }
    }
}

/// What comes before a step.
#[derive(Clone, Copy)]
struct Before<'a> {
    steps: &'a [Step],
    /// The keyframes before these.
    keys: &'a [Step],
}

impl Before<'_> {
    /// Time of the last keyframe.
    fn key_time(self) -> Option<Timestamp> {
        let mut steps = self.keys.iter().chain(self.steps).rev();
        let key = steps.find(|step| matches!(step, Step::Key(_) | Step::LightKey(_)));
        key.map(|step| step.entry().start)
    }

    /// Size of the picture; `None` where a damaged keyframe may have changed it, and where there is no keyframe.
    fn known_size(self, desktop: &mut Desktop, chunks: &mut Chunks<'_>) -> Result<Option<Size>, Stop> {
        for step in self.steps.iter().rev() {
            match step {
                Step::Unit(entry, _) if !chunks.is_bad(entry) => {
                    return Ok(Some(desktop.unit(entry, chunks)?.size()));
                }
                Step::Key(_) => return Ok(None),
                Step::Unit(..) | Step::LightKey(_) => {}
            }
        }
        self.keys.first().map(|key| desktop.key_size(key.entry(), chunks)).transpose()
    }

    /// Size of the picture; that of the sound keyframe before, or of the start, where it is not known.
    fn size(self, desktop: &mut Desktop, chunks: &mut Chunks<'_>) -> Result<Size, Stop> {
        if let Some(size) = self.known_size(desktop, chunks)? {
            return Ok(size);
        }
        match self.keys.first() {
            Some(key) => desktop.key_size(key.entry(), chunks),
            None => Ok(desktop.first_size()),
        }
    }
}
