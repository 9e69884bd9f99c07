//! The worker's state, and what each message does to it.

use super::analysis;
use super::frames::{Beat, Later};
use super::glyphs::BrowserGlyphs;
use super::measure::measure;
use super::message::{Command, Failure, Message, Opening};
use super::open::{Opened, open};
use super::preview::{self, Request};
use super::scrub;
use super::show::{show_target, show_target_later, tick};
use super::sound::hear;
use super::stage::Stage;
use super::surface::Surface;
use js_sys::{Array, Uint8Array};
use recording::facts::Kind;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

thread_local! {
    // A worker has one canvas and plays one recording; what it waits for must find the state again afterwards.
    static PLAYER: RefCell<Player> = RefCell::new(Player::new());
}

/// All that the worker knows.
pub(super) struct Player {
    pub(super) surface: Option<Surface>,
    pub(super) stage: Option<Stage>,
    /// Counts what was opened, so that what is late can tell that it is.
    pub(super) generation: u32,
    abort: Option<AbortController>,
    rate: f64,
    skips_idle: bool,
    /// Bound of what the engine keeps of what it decoded, where one was set.
    cache_bytes: Option<u64>,
    pub(super) beat: Beat,
    /// `None` where the browser cannot put things off.
    pub(super) later: Option<Later>,
}

/// Does what the page asks for.
pub(super) fn handle(command: Command) {
    match command {
        Command::Canvas(canvas) => match Surface::new(canvas) {
            Ok(surface) => with(|player| player.surface = Some(surface)),
            Err(failure) => failure.event().post(),
        },
        Command::Open { id, what, at } => start_opening(id, what, at),
        Command::Seek { id, time } => {
            let is_open = with(|player| player.stage.as_mut().map(|stage| stage.ask(id, time)).is_some());
            if is_open { show_target_later() } else { Failure::closed().answer(id).post() }
        }
        Command::Step { id, is_forward } => {
            let is_open =
                with(|player| player.stage.as_mut().map(|stage| stage.ask_step(id, is_forward)).is_some());
            if is_open { show_target_later() } else { Failure::closed().answer(id).post() }
        }
        Command::CacheBytes(bytes) => with(|player| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "float casts saturate"
            )]
            let bytes = bytes as u64;
            player.cache_bytes = Some(bytes);
            player.stage.iter_mut().for_each(|stage| stage.set_cache_bytes(bytes));
        }),
        Command::Play => with(|player| {
            if let Some(stage) = &mut player.stage {
                stage.play();
                player.beat.ask();
            }
        }),
        Command::Pause => with(|player| {
            if let Some(stage) = &mut player.stage {
                stage.pause();
                stage.tell_paused();
            }
        }),
        Command::Rate(rate) => with(|player| {
            player.rate = rate;
            player.stage.iter_mut().for_each(|stage| stage.set_rate(rate));
        }),
        Command::Scrub(time) => scrub::drag_to(time),
        Command::Preview { id, time } => preview::ask(Request::Preview { id, time }),
        Command::Storyboard { id, count } => preview::ask(Request::Storyboard { id, count }),
        Command::Snapshot { id } => {
            match with(|player| player.stage.as_ref().map(|stage| snapshot(stage, id))) {
                Some((message, pixels)) => message.post_with(&Array::of1(&pixels)),
                None => Failure::closed().answer(id).post(),
            }
        }
        Command::Measure { id } => start_measuring(id),
        Command::Ask { id, question } => {
            match with(|player| player.stage.is_some().then_some(player.generation)) {
                Some(generation) => analysis::ask(generation, id, question),
                None => Failure::closed().answer(id).post(),
            }
        }
        Command::Cancel { id } => analysis::cancel(with(|player| player.generation), id),
        Command::SkipIdle(skips_idle) => {
            let generation = with(|player| {
                player.skips_idle = skips_idle;
                let stage = player.stage.as_mut()?;
                stage.skips_idle = skips_idle;
                skips_idle.then_some(player.generation)
            });
            if let Some(generation) = generation {
                analysis::prepare_idle(generation);
            }
        }
        Command::Hear(hearing) => hear(hearing),
        Command::Close => close(),
    }
    with(|player| player.stage.iter_mut().for_each(Stage::tell_clock));
}

/// Why the recording cannot be looked at.
pub(super) enum Look {
    /// It is in use elsewhere for a while.
    Taken,
    /// It was closed.
    Gone,
}

/// Lets someone look at the recording that was opened as this one.
///
/// # Errors
/// Where it is not there.
pub(super) fn look<R>(generation: u32, what: impl FnOnce(&mut Stage) -> R) -> Result<R, Look> {
    with(|player| match &mut player.stage {
        _ if player.generation != generation => Err(Look::Gone),
        Some(stage) => Ok(what(stage)),
        None => Err(Look::Taken),
    })
}

/// Works on the worker's state, for as long as nothing is waited for.
pub(super) fn with<R>(work: impl FnOnce(&mut Player) -> R) -> R {
    PLAYER.with_borrow_mut(work)
}

/// Which recording is open: another number for each.
pub(super) fn generation() -> u32 {
    with(|player| player.generation)
}

impl Player {
    fn new() -> Self {
        Self {
            surface: None,
            stage: None,
            generation: 0,
            abort: None,
            rate: 1.0,
            skips_idle: false,
            cache_bytes: None,
            beat: Beat::new(tick),
            later: Later::new(show_target).ok(),
        }
    }
}

/// Forgets the recording; what it waits for is told that it waits in vain.
fn close() {
    let (stage, abort) = with(|player| {
        player.generation = player.generation.wrapping_add(1);
        player.surface.iter_mut().for_each(Surface::forget);
        (player.stage.take(), player.abort.take())
    });
    if let Some(abort) = abort {
        abort.abort();
    }
    if let Some(mut stage) = stage {
        stage.origin.abort();
        for id in stage.take_waiting() {
            Failure::aborted().answer(id).post();
        }
    }
}

fn is_current(generation: u32) -> bool {
    with(|player| player.generation == generation)
}

fn start_opening(id: f64, what: Opening, at: f64) {
    close();
    let abort = match AbortController::new() {
        Ok(abort) => abort,
        Err(error) => {
            Failure::new("unsupported", super::message::reason(&error)).answer(id).post();
            return;
        }
    };
    let generation = with(|player| {
        player.abort = Some(abort.clone());
        player.generation
    });
    spawn_local(async move {
        let opened = open(what, abort, move || is_current(generation)).await;
        match opened {
            Ok(opened) if is_current(generation) => begin(opened, id, at),
            Ok(_) => Failure::aborted().answer(id).post(),
            Err(failure) => failure.answer(id).post(),
        }
    });
}

/// Tells what was opened, and shows its first picture.
fn begin(mut opened: Opened, id: f64, at: f64) {
    let facts = match serde_json::to_string(opened.engine.facts()) {
        Ok(facts) => facts,
        Err(error) => {
            Failure::new("error", format!("the facts of the recording cannot be told: {error}"))
                .answer(id)
                .post();
            return;
        }
    };
    if opened.engine.kind() == Kind::Terminal {
        match BrowserGlyphs::new() {
            Ok(glyphs) => opened.engine.set_glyph_source(Box::new(glyphs)),
            // The terminal is readable without.
            Err(failure) => failure.warn(),
        }
        if let Ok(glyphs) = BrowserGlyphs::new() {
            opened.engine.set_preview_glyph_source(Box::new(glyphs));
        }
    }
    let [red, green, blue] = opened.engine.background();
    let size = opened.engine.size();
    let message = Message::new("opened")
        .with("id", id)
        .with("duration", opened.engine.duration().as_secs_f64())
        .with("width", size.width)
        .with("height", size.height)
        .with("hasAudio", opened.engine.has_audio())
        .with("isComplete", opened.engine.recording().is_closed())
        .with("background", format!("rgb({red} {green} {blue})"))
        .with("facts", facts)
        .with("report", opened.report.as_ref().map_or(JsValue::NULL, report));
    message.post();
    let prepared = with(|player| {
        let mut stage = Stage::new(opened, player.rate, player.skips_idle);
        if let Some(bytes) = player.cache_bytes {
            stage.set_cache_bytes(bytes);
        }
        stage.ask(id, at);
        player.stage = Some(stage);
        player.skips_idle.then_some(player.generation)
    });
    show_target();
    if let Some(generation) = prepared {
        analysis::prepare_idle(generation);
    }
}

fn report(report: &recording::import::Report) -> JsValue {
    #[expect(clippy::cast_precision_loss, reason = "counts for people")]
    let notes = report.notes.iter().map(|note| {
        Message::new("note")
            .with("what", note.what.as_str())
            .with("count", note.count as f64)
            .with("firstOffset", note.first_offset as f64)
            .into_value()
    });
    Message::new("report")
        .with("isTruncated", report.truncated)
        .with("notes", notes.collect::<Array>())
        .into_value()
}

fn snapshot(stage: &Stage, id: f64) -> (Message, JsValue) {
    let picture = stage.engine.picture();
    let pixels = JsValue::from(Uint8Array::from(picture.rgba()).buffer());
    let size = picture.size();
    let message = Message::new("snapshot")
        .with("id", id)
        .with("width", size.width)
        .with("height", size.height)
        .with("pixels", pixels.clone());
    (message, pixels)
}

/// Decodes all of the recording, and shows again what was shown.
fn start_measuring(id: f64) {
    let taken = with(|player| player.stage.take().map(|stage| (player.generation, stage)));
    let Some((generation, mut stage)) = taken else { return Failure::closed().answer(id).post() };
    spawn_local(async move {
        let time = stage.engine.shown().time;
        let message = match measure(&mut stage.engine, &stage.origin).await {
            Ok(measured) => measured.with("id", id),
            Err(failure) => failure.answer(id),
        };
        with(|player| {
            if player.generation == generation {
                stage.ask(-1.0, time.as_secs_f64());
                stage.is_fetching_ahead = false;
                player.stage = Some(stage);
            }
        });
        show_target();
        message.post();
    });
}
