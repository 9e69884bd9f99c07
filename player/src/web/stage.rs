//! The recording that is open: what is shown of it, what is asked for, and whether it plays.

use super::analysis::Analysis;
use super::bytes::Bytes;
use super::frames::{epoch_ms, now_ms};
use super::message::{Failure, Message};
use super::open::Opened;
use super::origin::Origin;
use super::preview::Waiting;
use super::scrub::Scrub;
use super::surface::Surface;
use crate::engine::{Clock, Engine, Shown};
use recording::Error;
use recording::format::Source;
use recording::units::{Size, Span, Timestamp};
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// How often the position is told while playing, in milliseconds.
const TELL_EVERY_MS: f64 = 100.0;
/// How often it is looked ahead while playing, in milliseconds.
const AHEAD_EVERY_MS: f64 = 250.0;
/// How far ahead bytes are fetched while playing, in seconds as they pass for who watches.
const AHEAD_SECONDS: f64 = 15.0;
/// How much is fetched ahead at once.
const AHEAD_BYTES: u64 = 4 * 1024 * 1024;
/// How much of what lies ahead is at hand at most; it has to fit into what is kept of the file.
const REACH_BYTES: u64 = 32 * 1024 * 1024;

/// What comes of asking for a picture.
pub(super) enum Step {
    /// It is on the canvas: tell so.
    Drawn(Message),
    /// These ranges have to be fetched first.
    Fetch(Rc<Origin>, Vec<Range<u64>>),
    /// It cannot be.
    Failed(Failure),
    /// Nothing is asked for.
    Idle,
}

/// The recording that is open.
pub(super) struct Stage {
    pub(super) engine: Engine<Bytes>,
    pub(super) origin: Rc<Origin>,
    pub(super) analysis: Analysis,
    /// Where the bar is being dragged to, until a time is asked for.
    pub(super) scrub: Option<Scrub>,
    /// What waits for the storyboard.
    pub(super) previews: Waiting,
    clock: Clock,
    told_clock: Option<Clock>,
    is_playing: bool,
    /// Whether playing jumps over idle periods.
    pub(super) skips_idle: bool,
    /// The time to show next, and the requests that wait for it. A later one replaces it; all of them are answered
    /// with what is shown in the end.
    target: Option<Timestamp>,
    /// Not the target is asked for, but so many frames after it, or before where less than zero.
    steps: i32,
    waiting: Vec<f64>,
    /// The target is being fetched for.
    pub(super) is_busy: bool,
    pub(super) is_fetching_ahead: bool,
    /// The index was not yet asked for as a whole.
    pub(super) wants_index: bool,
    told_ms: f64,
    ahead_ms: f64,
    told_size: Size,
    told_faults: usize,
}

impl Stage {
    /// An opened recording that shows nothing so far.
    pub(super) fn new(opened: Opened, rate: f64, skips_idle: bool) -> Self {
        let mut clock = Clock::new(opened.engine.duration());
        clock.set_rate(rate, now());
        Self {
            told_size: opened.engine.size(),
            analysis: Analysis::new(opened.engine.source().len()),
            engine: opened.engine,
            origin: opened.origin,
            scrub: None,
            previews: Waiting::default(),
            clock,
            told_clock: None,
            is_playing: false,
            skips_idle,
            target: None,
            steps: 0,
            waiting: Vec::new(),
            is_busy: false,
            is_fetching_ahead: false,
            wants_index: true,
            told_ms: f64::NEG_INFINITY,
            ahead_ms: f64::NEG_INFINITY,
            told_faults: 0,
        }
    }

    /// Asks for a time; the request with this id is answered when it is shown.
    pub(super) fn ask(&mut self, id: f64, seconds: f64) {
        self.scrub = None;
        self.clock.pause(now());
        self.target = Some(Timestamp::from_secs_f64(seconds));
        self.steps = 0;
        self.waiting.push(id);
    }

    /// Asks for the next or the previous frame; the request with this id is answered when it is shown.
    pub(super) fn ask_step(&mut self, id: f64, is_forward: bool) {
        self.scrub = None;
        self.clock.pause(now());
        self.target = self.target.or(Some(self.engine.shown().time));
        self.steps += if is_forward { 1 } else { -1 };
        self.waiting.push(id);
    }

    /// Stands still while the bar is being dragged: a time that is asked for then lets it play on, and answers what
    /// waits.
    pub(super) fn hold(&mut self) {
        self.clock.pause(now());
        self.target = None;
    }

    /// The requests that were not answered.
    pub(super) fn take_waiting(&mut self) -> Vec<f64> {
        std::mem::take(&mut self.waiting)
    }

    /// Whether it plays, or would if it did not wait for bytes.
    pub(super) fn is_playing(&self) -> bool {
        self.is_playing
    }

    /// Plays from what is shown; from the start where that is the end.
    pub(super) fn play(&mut self) {
        if self.is_playing {
            return;
        }
        self.is_playing = true;
        if self.target.is_none() {
            if self.clock.has_ended(now()) {
                self.clock.seek(Timestamp::ZERO, now());
            }
            self.clock.play(now());
        }
    }

    /// Stops where it stands.
    pub(super) fn pause(&mut self) {
        self.is_playing = false;
        self.clock.pause(now());
    }

    /// Tells which frame playing stopped at: the last time that was told may be some frames old. Where a target waits
    /// to be shown, that is told instead.
    pub(super) fn tell_paused(&self) {
        if self.target.is_none() {
            told("paused", self.engine.shown()).post();
        }
    }

    /// Plays at another speed.
    pub(super) fn set_rate(&mut self, rate: f64) {
        self.clock.set_rate(rate, now());
    }

    /// Keeps so many bytes of what was decoded, and of what was fetched in proportion.
    pub(super) fn set_cache_bytes(&mut self, bytes: u64) {
        self.engine.set_cache_bytes(bytes);
        self.engine.source_mut().set_cache_bytes(bytes);
    }

    /// Tells how the clock runs, where that changed: sound follows it.
    pub(super) fn tell_clock(&mut self) {
        if self.told_clock.as_ref() == Some(&self.clock) {
            return;
        }
        self.told_clock = Some(self.clock.clone());
        Message::new("clock")
            .with("position", self.clock.position(now()).as_secs_f64())
            .with("at", epoch_ms())
            .with("isRunning", self.clock.is_running())
            .with("rate", self.clock.rate())
            .post();
    }

    /// Shows the time that is asked for, or says what that takes.
    pub(super) fn show_target(&mut self, surface: Option<&mut Surface>) -> Step {
        let Some(target) = self.target else {
            self.is_busy = false;
            return Step::Idle;
        };
        let began_ms = now_ms();
        match self.show_steps(target) {
            Ok(shown) => {
                self.target = None;
                self.is_busy = false;
                self.clock.seek(shown.time, now());
                if self.is_playing {
                    self.clock.play(now());
                }
                if let Err(failure) = self.draw(surface) {
                    return Step::Failed(failure);
                }
                let ids: js_sys::Array = self.take_waiting().into_iter().map(JsValue::from_f64).collect();
                let took_ms = now_ms() - began_ms;
                Step::Drawn(told("seeked", shown).with("ids", ids).with("tookMs", took_ms))
            }
            Err(Error::Missing { .. }) => Step::Fetch(Rc::clone(&self.origin), self.engine.needs()),
            Err(error) => Step::Failed(error.into()),
        }
    }

    /// Shows the target, and goes on from it frame by frame.
    fn show_steps(&mut self, target: Timestamp) -> recording::Result<Shown> {
        let mut shown = self.engine.seek(target)?;
        while self.steps != 0 {
            shown = self.engine.step(self.steps > 0)?;
            self.steps -= self.steps.signum();
            // Where bytes are lacking it goes on from here.
            self.target = Some(shown.time);
        }
        Ok(shown)
    }

    /// Plays on to the moment. True while it goes on playing; false also where it waits for what it lacks, which
    /// is the target then.
    pub(super) fn tick(&mut self, surface: Option<&mut Surface>) -> Result<bool, Failure> {
        if !self.is_playing || self.target.is_some() || self.scrub.is_some() {
            return Ok(false);
        }
        let position = self.skip_idle(self.clock.position(now()));
        let shown = match self.engine.advance(position) {
            Ok(shown) => shown,
            Err(Error::Missing { .. }) => {
                self.clock.pause(now());
                self.target = Some(position);
                told("waiting", self.engine.shown()).post();
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        };
        self.draw(surface)?;
        // by the position that was shown: by now the clock may be past frames that were not
        if position >= self.clock.duration() {
            self.pause();
            told("ended", shown).post();
            return Ok(false);
        }
        if now_ms() - self.told_ms >= TELL_EVERY_MS {
            self.told_ms = now_ms();
            told("time", shown).post();
        }
        Ok(true)
    }

    /// Jumps to the end of the idle period at `position`, where that is wanted and the period is known.
    fn skip_idle(&mut self, position: Timestamp) -> Timestamp {
        let period = self.analysis.idle_at(position).filter(|_| self.skips_idle);
        let Some(end) = period.map(|period| period.end) else { return position };
        self.clock.seek(end, now());
        // The page counts on by itself between the times that it is told.
        self.told_ms = f64::NEG_INFINITY;
        end
    }

    /// Whether a target waits to be shown.
    pub(super) fn has_target(&self) -> bool {
        self.target.is_some()
    }

    /// Gives up on the target.
    pub(super) fn drop_target(&mut self) -> Vec<f64> {
        self.target = None;
        self.steps = 0;
        self.is_busy = false;
        self.pause();
        self.take_waiting()
    }

    /// Whether to look ahead again for what playing takes.
    pub(super) fn is_ahead_due(&self) -> bool {
        !self.is_fetching_ahead && now_ms() - self.ahead_ms >= AHEAD_EVERY_MS
    }

    /// What to fetch next while playing.
    pub(super) fn ahead(&mut self) -> Vec<Range<u64>> {
        if !self.is_playing || matches!(*self.origin, Origin::Memory) {
            return Vec::new();
        }
        self.ahead_ms = now_ms();
        let seconds = Timestamp::from_secs_f64(AHEAD_SECONDS * self.clock.rate());
        let until = self.engine.shown().time.plus(Span::from_us(seconds.as_us()));
        self.engine.prefetch(until, REACH_BYTES, AHEAD_BYTES)
    }

    /// Tells what was found to be damaged since it was told last.
    pub(super) fn tell_faults(&mut self) {
        let faults = self.engine.faults();
        if faults.len() != self.told_faults {
            self.told_faults = faults.len();
            let list: js_sys::Array = faults.iter().map(fault).collect();
            Message::new("faults").with("faults", list).post();
        }
    }

    /// Draws what changed.
    pub(super) fn draw(&mut self, surface: Option<&mut Surface>) -> Result<(), Failure> {
        let size = self.engine.size();
        if size != self.told_size {
            self.told_size = size;
            Message::new("resize").with("width", size.width).with("height", size.height).post();
        }
        self.tell_faults();
        let damage = self.engine.take_damage();
        match surface {
            Some(surface) => surface.draw(self.engine.picture(), &damage, self.engine.pointer()).map(drop),
            None => Ok(()),
        }
    }
}

/// A message with what is shown.
pub(super) fn told(kind: &str, shown: Shown) -> Message {
    let bounds = shown.unknown.bounds;
    let unknown = Message::new("unknown")
        .with("pixels", f64::from(u32::try_from(shown.unknown.pixels).unwrap_or(u32::MAX)))
        .with("x", bounds.x)
        .with("y", bounds.y)
        .with("width", bounds.width)
        .with("height", bounds.height);
    let unknown = if shown.unknown.pixels > 0 { unknown.into_value() } else { JsValue::NULL };
    Message::new(kind)
        .with("unknown", unknown)
        .with("time", shown.time.as_secs_f64())
        .with("frame", shown.frame_time.as_secs_f64())
        .with("isDamaged", shown.is_damaged)
}

fn fault(fault: &crate::engine::Fault) -> JsValue {
    Message::new(fault.track.name())
        .with("start", fault.start.as_secs_f64())
        .with("end", fault.end.as_secs_f64())
        .with("message", fault.reason.to_string())
        .into_value()
}

fn now() -> Timestamp {
    Timestamp::from_secs_f64(now_ms() / 1000.0)
}
