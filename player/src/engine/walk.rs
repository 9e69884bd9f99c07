//! Walks back over steps of the screen track, from all that is shown at a time to what that comes from.

use super::chunks::Chunks;
use super::desktop::Desktop;
use super::plan::{Plan, Step};
use super::playback::Stop;
use super::route::{Run, Standing, UnitRun};
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
                Step::Key(key) if walk.repeats(desktop, key, before, chunks)? => walk.meet_key(key.start),
                Step::Key(_) => {
                    // Nothing that is older tells what it has shown.
                    walk.lose_all(desktop, step, before, None, chunks)?;
                    break;
                }
                Step::Unit(entry, _) if chunks.is_bad(entry) => {
                    walk.lose_all(desktop, step, before, before.key_time(), chunks)?;
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
            walk.lose(None);
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
            self.lose(None);
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

    /// A damaged step may have changed all of the picture.
    fn lose_all(
        &mut self,
        desktop: &mut Desktop,
        step: &Step,
        before: Before<'_>,
        key_time: Option<Timestamp>,
        chunks: &mut Chunks<'_>,
    ) -> Result<(), Stop> {
        if self.need.is_none() {
            self.need(before.size(desktop, chunks)?);
        }
        if self.last.is_none() {
            self.last = Some(Standing { step: *step, unit: None, pixels: None, played: 0 });
        }
        self.lose(key_time);
        Ok(())
    }

    /// All that is needed is lost, but what the keyframe of `key_time` shows. Another one to which units refer was among
    /// what is lost.
    fn lose(&mut self, key_time: Option<Timestamp>) {
        let Some(need) = self.need.as_mut() else { return };
        if let Some(key) = need.needed_key().filter(|key| Some(*key) != key_time) {
            self.meet_key(key);
        }
        let Some(need) = self.need.as_mut() else { return };
        let area = vec![Rect::of(need.size())];
        if need.lose(&area) {
            self.has_losses = true;
            self.runs.push(Run::Loss(area));
        }
    }

    /// Whether a damaged full keyframe only repeats what the unit before it leads to, so that nothing is lost with it:
    /// it is of the time of that unit's last frame, and the units after it are of the same size.
    fn repeats(
        &self,
        desktop: &mut Desktop,
        key: &Entry,
        before: Before<'_>,
        chunks: &mut Chunks<'_>,
    ) -> Result<bool, Stop> {
        let last = before.steps.iter().rev().find(|step| !matches!(step, Step::LightKey(_)));
        match (last, &self.need) {
            (Some(Step::Unit(entry, _)), Some(need)) if entry.end == key.start => {
                Ok(before.known_size(desktop, chunks)? == Some(need.size()))
            }
            _ => Ok(false),
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
