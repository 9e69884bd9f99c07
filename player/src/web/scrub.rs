//! Dragging along the bar: the newest position is shown once per display frame, as a frame where its bytes are there,
//! as a preview where they have to be fetched first.

use super::frames::now_ms;
use super::message::Failure;
use super::origin::Origin;
use super::player::with;
use super::preview;
use super::show::keep;
use super::stage::{Stage, told};
use super::surface::Surface;
use recording::Error;
use recording::units::{Span, Timestamp};
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// When the pointer rests, so much on either side of it is fetched, in seconds of the recording.
const AROUND_SECONDS: u64 = 4;
/// Most bytes that are fetched around the pointer at once.
const AROUND_BYTES: u64 = 2 * 1024 * 1024;

/// Where the bar was dragged to.
#[derive(Default)]
pub(super) struct Scrub {
    /// The position that is not shown as it was.
    target: Option<Timestamp>,
    /// The position that is shown as a preview, if it is.
    previewed: Option<Timestamp>,
    is_fetching: bool,
}

/// What comes of a display frame while dragging.
pub(super) enum Scrubbed {
    /// A frame is shown: in the next display frame there is time to look around.
    Shown,
    /// There is nothing more to do until something happens.
    Rest,
    /// These ranges are to be fetched; then it goes on.
    Fetch(Rc<Origin>, Vec<Range<u64>>),
    /// It cannot be shown.
    Failed(Failure),
}

impl Scrub {
    /// The bar was dragged to another position.
    pub(super) fn drag_to(&mut self, time: Timestamp) {
        self.target = Some(time);
    }

    /// Shows the position, the newest one.
    pub(super) fn show(&mut self, stage: &mut Stage, surface: Option<&mut Surface>) -> Scrubbed {
        let Some(target) = self.target else { return self.around(stage) };
        let began_ms = now_ms();
        match stage.engine.seek(target) {
            Ok(shown) => {
                self.target = None;
                self.previewed = None;
                match stage.draw(surface) {
                    Ok(()) => {}
                    Err(failure) => return Scrubbed::Failed(failure),
                }
                let message = told("scrubbed", shown).with("isPreview", false);
                message.with("tookMs", now_ms() - began_ms).post();
                Scrubbed::Shown
            }
            Err(Error::Missing { .. }) => {
                let needs = stage.engine.needs();
                if let Err(failure) = self.preview(target, stage, surface, began_ms) {
                    return Scrubbed::Failed(failure);
                }
                self.fetch(stage, needs)
            }
            Err(error) => Scrubbed::Failed(error.into()),
        }
    }

    /// Shows the thumbnail of a position in place of its frame.
    fn preview(
        &mut self,
        target: Timestamp,
        stage: &mut Stage,
        surface: Option<&mut Surface>,
        began_ms: f64,
    ) -> Result<(), Failure> {
        if self.previewed == Some(target) || !stage.engine.has_previews() {
            return Ok(());
        }
        let Some(preview) = stage.engine.preview(target)? else { return Ok(()) };
        if let Some(surface) = surface {
            surface.draw_preview(&preview.picture)?;
        }
        self.previewed = Some(target);
        let unknown = crate::engine::Unknown::default();
        let shown =
            crate::engine::Shown { time: target, frame_time: preview.time, is_damaged: false, unknown };
        told("scrubbed", shown).with("isPreview", true).with("tookMs", now_ms() - began_ms).post();
        Ok(())
    }

    /// Fetches what lies around the position that is shown.
    fn around(&mut self, stage: &mut Stage) -> Scrubbed {
        if matches!(*stage.origin, Origin::Memory) {
            return Scrubbed::Rest;
        }
        let span = Span::from_secs(AROUND_SECONDS);
        let time = stage.engine.shown().time;
        let from = Timestamp::from_us(time.as_us().saturating_sub(span.as_us()));
        let ranges = stage.engine.lacking(from, time.plus(span), AROUND_BYTES);
        self.fetch(stage, ranges)
    }

    /// One fetch at a time: the position may be elsewhere before a second one would be of use.
    fn fetch(&mut self, stage: &Stage, ranges: Vec<Range<u64>>) -> Scrubbed {
        if self.is_fetching || ranges.is_empty() {
            return Scrubbed::Rest;
        }
        self.is_fetching = true;
        Scrubbed::Fetch(Rc::clone(&stage.origin), ranges)
    }
}

/// The bar was dragged to a time, in seconds.
pub(super) fn drag_to(seconds: f64) {
    let is_new = with(|player| {
        let Some(stage) = &mut player.stage else { return false };
        stage.hold();
        let is_new = stage.scrub.is_none();
        stage.scrub.get_or_insert_default().drag_to(Timestamp::from_secs_f64(seconds));
        player.beat.ask();
        is_new && !stage.engine.has_previews()
    });
    if is_new {
        preview::load();
    }
}

/// Shows where the bar was dragged to; called once per frame. False where it is not being dragged.
pub(super) fn tick() -> bool {
    let done = with(|player| {
        let stage = player.stage.as_mut()?;
        let mut scrub = stage.scrub.take()?;
        let scrubbed = scrub.show(stage, player.surface.as_mut());
        stage.scrub = Some(scrub);
        if matches!(scrubbed, Scrubbed::Shown) {
            player.beat.ask();
        }
        Some((player.generation, scrubbed))
    });
    match done {
        None => return false,
        Some((_, Scrubbed::Shown | Scrubbed::Rest)) => {}
        Some((generation, Scrubbed::Fetch(origin, ranges))) => {
            spawn_local(fetch(generation, origin, ranges));
        }
        Some((_, Scrubbed::Failed(failure))) => failure.event().post(),
    }
    true
}

async fn fetch(generation: u32, origin: Rc<Origin>, ranges: Vec<Range<u64>>) {
    // What fails here is asked for again by the seek that ends the dragging, and told then.
    let pieces = origin.read(&ranges).await.unwrap_or_default();
    let is_fetched = !pieces.is_empty();
    keep(generation, pieces);
    with(|player| {
        let stage = player.stage.as_mut().filter(|_| player.generation == generation);
        let Some(stage) = stage else { return };
        stage.engine.source_mut().evict();
        if let Some(scrub) = &mut stage.scrub {
            scrub.is_fetching = false;
            if is_fetched && scrub.target.is_some() {
                player.beat.ask();
            }
        }
    });
}
