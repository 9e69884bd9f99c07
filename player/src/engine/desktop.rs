//! The screen track: pictures of a desktop.

use super::chunks::{Chunks, Decoded, What};
use super::plan::{Plan, Stand, Step};
use super::playback::Stop;
use super::route::{Leg, Route, Standing, Start};
use super::track::{Outcome, PictureTrack, Ready};
use crate::analysis::ScreenText;
use crate::terminal::GlyphSource;
use recording::codec::screen::{KeyPicture, ScreenDecoder, ScreenKey, ScreenPixels, ScreenUnit};
use recording::facts::Facts;
use recording::format::Entry;
use recording::picture::{Damage, Picture};
use recording::units::{Size, Timestamp};
use recording::{Error, Result};
use std::sync::Arc;

/// Up to this many bytes all that may be of use is fetched at once, before it is known what is.
const AT_ONCE_BYTES: u64 = 512 * 1024;

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

    /// The picture that keyframes show: a full one, or a full and a light one.
    fn key_picture(&mut self, keys: &[Step], chunks: &Chunks<'_>) -> Result<Option<KeyPicture>, Stop> {
        let mut loaded = Vec::with_capacity(2);
        for step in keys {
            let entry = step.entry();
            if let Some(What::Key(key)) = self.decoded.get(entry) {
                loaded.push(key);
                continue;
            }
            let chunk = chunks.read(entry)?;
            let key = ScreenKey::read(entry.part, &chunk.payload).map_err(|error| Stop::of(*entry, error))?;
            let key = Arc::new(key);
            self.decoded.insert(entry, What::Key(Arc::clone(&key)));
            loaded.push(key);
        }
        let mut loaded = loaded.into_iter();
        let (Some(full), light, Some(last)) = (loaded.next(), loaded.next(), keys.last()) else {
            return Ok(None);
        };
        KeyPicture::new(full, light).map(Some).map_err(|error| Stop::of(*last.entry(), error))
    }

    /// Fetches what planning takes: all that may be of use where that is little, else the operation lists.
    fn require_lists(&self, plan: &Plan, chunks: &mut Chunks<'_>) -> Result<(), Stop> {
        let standing = self.standing.as_ref().filter(|_| plan.keys.is_empty()).map(|standing| &standing.step);
        let steps = || plan.keys.iter().chain(standing).chain(&plan.units);
        let is_wanted = |entry: &&Entry| {
            !chunks.is_bad(entry)
                && !self.decoded.holds(entry)
                && !self.standing.as_ref().is_some_and(|standing| standing.holds(entry))
        };
        let lists: Vec<Entry> =
            plan.units.iter().chain(standing).map(Step::entry).filter(is_wanted).copied().collect();
        let has_lists = lists.iter().all(|entry| chunks.lacks(entry).is_none());
        if has_lists {
            // It can be told what is live: no more than that is fetched.
            return Ok(());
        }
        let all: Vec<Entry> = steps().flat_map(Step::entries).filter(is_wanted).copied().collect();
        let lacking: u64 =
            all.iter().filter_map(|entry| chunks.lacks(entry)).map(|range| range.end - range.start).sum();
        if lacking <= AT_ONCE_BYTES {
            return chunks.require(all.iter());
        }
        chunks.require(lists.iter())
    }

    /// Fetches and decodes what the legs of a route take.
    fn load(&mut self, route: &mut Route, keys: &[Step], chunks: &mut Chunks<'_>) -> Result<(), Stop> {
        let needs_key = route.legs.is_empty() || route.legs.iter().any(|leg| leg.start == Start::Key);
        let keys = if needs_key { keys } else { &[] };
        let runs = || route.legs.iter().flat_map(|leg| &leg.runs);
        let pixels = runs().filter(|run| run.live.needs_pixels()).filter_map(|run| run.step.entries().nth(1));
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
        for run in route.legs.iter_mut().flat_map(|leg| &mut leg.runs) {
            if run.live.needs_pixels()
                && let Some(entry) = run.step.entries().nth(1)
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
            self.decoder
                .run(&run.unit, run.pixels.as_deref(), &run.live)
                .map_err(|error| Stop::of(*run.step.entry(), error))?;
        }
        Ok(())
    }
}

impl PictureTrack for Desktop {
    fn prepare(&mut self, plan: &Plan, time: Timestamp, chunks: &mut Chunks<'_>) -> Result<Ready, Stop> {
        self.route = None;
        self.require_lists(plan, chunks)?;
        let is_from_key = plan.is_lost || !plan.keys.is_empty();
        let route = if is_from_key {
            Some(Route::from_key(self, plan, time, chunks)?)
        } else {
            Route::from_shown(self, plan, time, chunks)?
        };
        let Some(mut route) = route else { return Ok(Ready::NotFromHere) };
        self.load(&mut route, &plan.keys, chunks)?;
        self.route = Some(route);
        Ok(Ready::Yes)
    }

    fn show(
        &mut self,
        _plan: &Plan,
        time: Timestamp,
        _chunks: &Chunks<'_>,
        facts: &Facts,
    ) -> Result<Outcome, Stop> {
        let route = self.route.take().unwrap_or_default();
        if route.is_lost {
            self.standing = None;
            if !self.is_blank {
                self.decoder = ScreenDecoder::new();
                self.blank = Picture::new(facts.size).map_err(Stop::Failed)?;
                self.is_blank = true;
                self.is_all_damaged = true;
            }
            return Ok(Outcome {
                frame_time: Timestamp::ZERO,
                next_time: None,
                is_damaged: true,
                stand: None,
            });
        }
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
        let next_time = self.standing.as_ref().and_then(Standing::next_time).filter(|_| !route.is_damaged);
        let stand = self.standing.as_ref().map(|standing| Stand {
            offset: standing.step.entry().offset,
            time: if route.is_damaged { frame_time } else { time },
        });
        Ok(Outcome { frame_time, next_time, is_damaged: route.is_damaged, stand })
    }

    fn picture(&self) -> &Picture {
        if self.is_blank { &self.blank } else { self.decoder.picture() }
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
