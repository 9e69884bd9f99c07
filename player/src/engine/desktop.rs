//! The screen track: pictures of a desktop.

use super::chunks::{Chunks, Decoded, What};
use super::plan::{Plan, Stand, Step};
use super::playback::Stop;
use super::route::{Leg, Route, Run, Standing, Start};
use super::track::{Outcome, PictureTrack, Ready};
use super::unknown::{self, Unknown};
use crate::analysis::ScreenText;
use crate::terminal::GlyphSource;
use recording::changes::ChangedBlocks;
use recording::codec::screen::{KeyPicture, ScreenDecoder, ScreenKey, ScreenPixels, ScreenUnit};
use recording::facts::Facts;
use recording::format::Entry;
use recording::picture::{Damage, Picture};
use recording::units::{Rect, Size, Timestamp};
use recording::{Error, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Up to this many bytes all that may be of use is fetched at once, before it is known what is: it lies side by side, so
/// that it takes one request, and nearly all of it is of use where the encoder found no keyframe worth its bytes. Where
/// there is more, so much of what comes last is.
const AT_ONCE_BYTES: u64 = 4 * 1024 * 1024;
/// At least so much of what comes last is fetched first, however large the keyframes are.
const LAST_BYTES: u64 = 512 * 1024;
/// So much of what comes before that is fetched next, where it may be of use.
const BEFORE_BYTES: u64 = 8 * 1024 * 1024;

/// Decodes the screen track: finds out what is live at a time, and decodes that alone.
pub(super) struct Desktop {
    pub(super) decoder: ScreenDecoder,
    decoded: Decoded,
    /// Shown until the first keyframe is loaded.
    blank: Picture,
    is_blank: bool,
    /// Damage that the decoder does not know of: the size changed, or the picture was reset.
    is_all_damaged: bool,
    pub(super) standing: Option<Standing>,
    route: Option<Route>,
    /// What damaged chunks changed, by their offsets, as far as that was looked for.
    changed: BTreeMap<u64, Option<Arc<ChangedBlocks>>>,
    /// What is shown of a picture of which part is not known.
    hatched: Option<Picture>,
}

impl Desktop {
    /// A black picture of this size.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where it is too large.
    pub(super) fn new(size: Size) -> Result<Self> {
        Ok(Self {
            decoder: ScreenDecoder::new(),
            decoded: Decoded::default(),
            blank: Picture::new(size)?,
            is_blank: true,
            is_all_damaged: true,
            standing: None,
            route: None,
            changed: BTreeMap::new(),
            hatched: None,
        })
    }

    /// The operation lists of a unit.
    pub(super) fn unit(&mut self, entry: &Entry, chunks: &Chunks<'_>) -> Result<Arc<ScreenUnit>, Stop> {
        let standing = self.standing.as_ref().filter(|standing| standing.step.entry() == entry);
        if let Some(unit) = standing.and_then(|standing| standing.unit.as_ref()) {
            return Ok(Arc::clone(unit));
        }
        if let Some(What::Unit(unit)) = self.decoded.get(entry) {
            return Ok(unit);
        }
        let chunk = chunks.read(entry)?;
        let unit = ScreenUnit::read(&chunk.payload).map_err(|error| Stop::of(*entry, error))?;
        let unit = Arc::new(unit);
        self.decoded.insert(entry, What::Unit(Arc::clone(&unit)));
        Ok(unit)
    }

    /// The pixels of a unit.
    fn pixels(
        &mut self,
        entry: &Entry,
        unit: &ScreenUnit,
        chunks: &Chunks<'_>,
    ) -> Result<Arc<ScreenPixels>, Stop> {
        if let Some(pixels) = self.standing.as_ref().and_then(|standing| standing.pixels_of(entry)) {
            return Ok(Arc::clone(pixels));
        }
        if let Some(What::Pixels(pixels)) = self.decoded.get(entry) {
            return Ok(pixels);
        }
        let chunk = chunks.read(entry)?;
        let pixels = ScreenPixels::read(&chunk.payload, unit).map_err(|error| Stop::of(*entry, error))?;
        let pixels = Arc::new(pixels);
        self.decoded.insert(entry, What::Pixels(Arc::clone(&pixels)));
        Ok(pixels)
    }

    /// Size of the picture at the start of the recording.
    pub(super) fn first_size(&self) -> Size {
        self.blank.size()
    }

    /// Size of the picture that a full keyframe shows.
    pub(super) fn key_size(&mut self, entry: &Entry, chunks: &mut Chunks<'_>) -> Result<Size, Stop> {
        if !self.decoded.holds(entry) {
            chunks.require(std::iter::once(entry))?;
        }
        Ok(self.key(entry, chunks)?.size())
    }

    /// What a damaged chunk changed, or a few blocks more; `None` where that is not known.
    pub(super) fn changed(
        &mut self,
        entry: &Entry,
        chunks: &mut Chunks<'_>,
    ) -> Result<Option<Arc<ChangedBlocks>>, Stop> {
        if let Some(changed) = self.changed.get(&entry.offset) {
            return Ok(changed.clone());
        }
        let changed = chunks.changed(entry)?.map(Arc::new);
        self.changed.insert(entry.offset, changed.clone());
        Ok(changed)
    }

    /// Whether part of what is shown is not known.
    pub(super) fn is_partial(&self) -> bool {
        self.hatched.is_some()
    }

    fn key(&mut self, entry: &Entry, chunks: &Chunks<'_>) -> Result<Arc<ScreenKey>, Stop> {
        if let Some(What::Key(key)) = self.decoded.get(entry) {
            return Ok(key);
        }
        let chunk = chunks.read(entry)?;
        let key = ScreenKey::read(entry.part, &chunk.payload).map_err(|error| Stop::of(*entry, error))?;
        let key = Arc::new(key);
        self.decoded.insert(entry, What::Key(Arc::clone(&key)));
        Ok(key)
    }

    /// The picture that keyframes show: a full one, or a full and a light one.
    fn key_picture(&mut self, keys: &[Step], chunks: &Chunks<'_>) -> Result<Option<KeyPicture>, Stop> {
        let mut loaded = Vec::with_capacity(2);
        for step in keys {
            loaded.push(self.key(step.entry(), chunks)?);
        }
        let mut loaded = loaded.into_iter();
        let (Some(full), light, Some(last)) = (loaded.next(), loaded.next(), keys.last()) else {
            return Ok(None);
        };
        KeyPicture::new(full, light).map(Some).map_err(|error| Stop::of(*last.entry(), error))
    }

    /// Fetches what playing on from what is shown takes, and all that may be of use beside that.
    fn require_ahead(&self, plan: &Plan, chunks: &mut Chunks<'_>) -> Result<(), Stop> {
        let standing = self.standing.as_ref().map(|standing| &standing.step);
        let units = || plan.units.iter().chain(standing).filter(|step| matches!(step, Step::Unit(..)));
        if units()
            .map(Step::entry)
            .all(|entry| !self.is_wanted(entry, chunks) || chunks.lacks(entry).is_none())
        {
            // It can be told what is live: no more than that is fetched.
            return Ok(());
        }
        let all: Vec<Entry> =
            units().flat_map(Step::entries).filter(|entry| self.is_wanted(entry, chunks)).copied().collect();
        chunks.require(all.iter())
    }

    /// Fetches what a walk back from the end of the plan takes that came to a unit whose lists are lacking, and what may be
    /// of use beside that: what comes last, or all before it where that was not enough. Lists are small and lie
    /// between pixels, so that to fetch them alone would take a request for each, and another round trip for the pixels.
    fn require_back(&self, plan: &Plan, chunks: &mut Chunks<'_>) -> Result<(), Stop> {
        let size = |step: &Step| step.entries().map(|entry| u64::from(entry.len)).sum::<u64>();
        // By what there is rather than by what is lacking, so that it is the same the second time.
        let last_bytes = AT_ONCE_BYTES.saturating_sub(plan.keys.iter().map(size).sum()).max(LAST_BYTES);
        let mut wanted: Vec<&Entry> = plan.keys.iter().map(Step::entry).collect();
        let (mut passed_bytes, mut found_bytes, mut limit_bytes) = (0, 0, None);
        for step in plan.units.iter().rev().filter(|step| matches!(step, Step::Unit(..))) {
            let is_lacking = self.is_wanted(step.entry(), chunks) && chunks.lacks(step.entry()).is_some();
            if limit_bytes.is_none() && is_lacking {
                let left_bytes = last_bytes.saturating_sub(passed_bytes);
                limit_bytes = Some(if size(step) <= left_bytes || passed_bytes == 0 {
                    left_bytes
                } else {
                    BEFORE_BYTES
                });
            }
            if limit_bytes
                .is_some_and(|limit_bytes| found_bytes > 0 && found_bytes + size(step) > limit_bytes)
            {
                break;
            }
            passed_bytes += size(step);
            if limit_bytes.is_some() {
                found_bytes += size(step);
                wanted.extend(step.entries());
            }
        }
        wanted.retain(|entry| self.is_wanted(entry, chunks));
        chunks.require(wanted.into_iter())
    }

    /// Whether it has to be read, where it is needed.
    fn is_wanted(&self, entry: &Entry, chunks: &Chunks<'_>) -> bool {
        !chunks.is_bad(entry)
            && !self.decoded.holds(entry)
            && !self.standing.as_ref().is_some_and(|standing| standing.holds(entry))
    }

    /// Fetches and decodes what the legs of a route take.
    fn load(&mut self, route: &mut Route, keys: &[Step], chunks: &mut Chunks<'_>) -> Result<(), Stop> {
        let needs_key = route.legs.is_empty() || route.legs.iter().any(|leg| leg.start == Start::Key);
        let keys = if needs_key { keys } else { &[] };
        let runs = || route.legs.iter().flat_map(Leg::units);
        let is_bad = |entry: &&Entry| chunks.is_bad(entry);
        let pixels = runs().filter(|run| run.live.needs_pixels()).filter_map(|run| run.step.entries().nth(1));
        let pixels = pixels.filter(|entry| !is_bad(entry));
        let wanted: Vec<Entry> = keys
            .iter()
            .map(Step::entry)
            .chain(pixels)
            .filter(|entry| !self.decoded.holds(entry))
            .filter(|entry| !self.standing.as_ref().is_some_and(|standing| standing.holds(entry)))
            .copied()
            .collect();
        chunks.require(wanted.iter())?;
        route.key = self.key_picture(keys, chunks)?;
        for run in route.legs.iter_mut().flat_map(Leg::units_mut) {
            if run.live.needs_pixels()
                && let Some(entry) = run.step.entries().nth(1)
                && !chunks.is_bad(entry)
            {
                run.pixels = Some(self.pixels(entry, &run.unit, chunks)?);
            }
        }
        route.check_key()
    }

    fn run(&mut self, leg: &Leg, key: Option<&KeyPicture>) -> Result<(), Stop> {
        let failed = |error: Error| leg.blame(error);
        match (leg.start, key) {
            (Start::Shown, _) => {}
            (Start::LightKey(time), _) => self.decoder.pass_key(time),
            (Start::Key, Some(key)) => self.decoder.start(key.clone(), &leg.need).map_err(failed)?,
            (Start::Nothing, _) | (Start::Key, None) => {
                self.decoder.start_without_key(&leg.need).map_err(failed)?;
            }
        }
        for run in &leg.runs {
            match run {
                Run::Unit(run) => self
                    .decoder
                    .run(&run.unit, run.pixels.as_deref(), &run.live)
                    .map_err(|error| Stop::of(*run.step.entry(), error))?,
                Run::Key(time) => self.decoder.pass_needed_key(*time),
                Run::Loss(area) => self.decoder.lose(area).map_err(Stop::Failed)?,
            }
        }
        Ok(())
    }

    /// Draws over what is not known, where that may be anything. Answers how much that is.
    fn hatch(&mut self, has_losses: bool) -> Unknown {
        if !has_losses && !self.is_partial() {
            return Unknown::default();
        }
        let picture = self.decoder.picture();
        let mut hatched = self.hatched.take().filter(|hatched| hatched.size() == picture.size());
        match &mut hatched {
            Some(hatched) => hatched.rgba_mut().copy_from_slice(picture.rgba()),
            None => hatched = Some(picture.clone()),
        }
        let unknown = hatched.as_mut().map_or_else(Unknown::default, unknown::hatch);
        self.hatched = hatched.filter(|_| unknown.pixels > 0);
        unknown
    }
}

impl PictureTrack for Desktop {
    fn prepare(&mut self, plan: &Plan, time: Timestamp, chunks: &mut Chunks<'_>) -> Result<Ready, Stop> {
        self.route = None;
        let is_from_key = plan.is_lost || !plan.keys.is_empty();
        let route = if is_from_key {
            let known = chunks.needs.len();
            match Route::from_key(self, plan, time, chunks) {
                Err(Stop::Failed(error @ Error::Missing { .. })) if chunks.needs.len() == known => {
                    self.require_back(plan, chunks)?;
                    return Err(Stop::Failed(error));
                }
                route => Some(route?),
            }
        } else {
            self.require_ahead(plan, chunks)?;
            Route::from_shown(self, plan, time, chunks)?
        };
        let Some(mut route) = route else { return Ok(Ready::NotFromHere) };
        self.load(&mut route, &plan.keys, chunks)?;
        self.route = Some(route);
        Ok(Ready::Yes)
    }

    fn show(
        &mut self,
        plan: &Plan,
        time: Timestamp,
        _chunks: &Chunks<'_>,
        _facts: &Facts,
    ) -> Result<Outcome, Stop> {
        if plan.is_lost && plan.units.is_empty() {
            // Nothing was recorded of it.
            return Ok(Outcome {
                frame_time: Timestamp::ZERO,
                next_time: None,
                is_damaged: false,
                unknown: Unknown::default(),
                stand: None,
            });
        }
        let route = self.route.take().unwrap_or_default();
        // What is shown counts for nothing until all of the route was gone.
        let before = self.picture().size();
        let standing = self.standing.take();
        for leg in &route.legs {
            self.run(leg, route.key.as_ref())?;
        }
        self.is_all_damaged |= self.is_blank || self.decoder.picture().size() != before;
        self.is_blank = false;
        let frame_time = route.frame_time.unwrap_or_else(|| self.decoder.shown());
        self.decoder.settle(frame_time);
        self.standing = match (route.standing, standing) {
            (Some(mut now), Some(before)) if now.pixels.is_none() && now.step == before.step => {
                now.pixels = before.pixels;
                Some(now)
            }
            (now, before) => now.or(before),
        };
        let unknown = self.hatch(route.has_losses);
        let is_damaged = unknown.pixels > 0;
        let next_time = self.standing.as_ref().and_then(Standing::next_time);
        let stand = self.standing.as_ref().map(|standing| Stand {
            offset: standing.step.entry().offset,
            time,
            is_partial: is_damaged,
        });
        Ok(Outcome { frame_time, next_time, is_damaged, unknown, stand })
    }

    fn picture(&self) -> &Picture {
        match &self.hatched {
            Some(hatched) => hatched,
            None if self.is_blank => &self.blank,
            None => self.decoder.picture(),
        }
    }

    fn unknown(&self) -> Vec<Rect> {
        if self.is_partial() { unknown::rects(self.decoder.picture()) } else { Vec::new() }
    }

    fn take_damage(&mut self) -> Damage {
        let damage = self.decoder.take_damage();
        if std::mem::take(&mut self.is_all_damaged) || damage.size() != self.picture().size() {
            return Damage::all(self.picture().size());
        }
        damage
    }

    fn background(&self) -> [u8; 3] {
        [0; 3]
    }

    fn text(&self) -> Option<ScreenText> {
        None
    }

    fn set_glyph_source(&mut self, _source: Box<dyn GlyphSource>) {}

    fn set_cache_bytes(&mut self, bytes: u64) {
        self.decoded.set_limit(bytes);
    }
}
