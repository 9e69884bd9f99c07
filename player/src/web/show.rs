//! Showing what is asked for, and playing on: what is lacking is fetched, then it goes on.

use super::message::Failure;
use super::origin::Origin;
use super::player::{Player, look, with};
use super::scrub;
use super::stage::Step;
use recording::Error;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Up to this size the whole index is loaded once the first picture is shown.
const INDEX_BYTES: u64 = 1024 * 1024;

/// Shows what is asked for, once what else is asked for has been heard.
pub(super) fn show_target_later() {
    let is_asked = with(|player| match &player.later {
        Some(later) => later.ask(),
        None => false,
    });
    if !is_asked {
        show_target();
    }
}

/// Shows what is asked for, unless that is under way.
pub(super) fn show_target() {
    let start = with(|player| {
        let stage = player.stage.as_mut().filter(|stage| !stage.is_busy)?;
        stage.is_busy = true;
        Some(player.generation)
    });
    if let Some(generation) = start {
        let step = show_step(generation);
        if let Step::Fetch(origin, ranges) = step {
            spawn_local(fetch_and_show(generation, origin, ranges));
        } else {
            finish(generation, step);
        }
    }
}

async fn fetch_and_show(generation: u32, origin: Rc<Origin>, ranges: Vec<Range<u64>>) {
    let mut ranges = ranges;
    loop {
        let step = match origin.read(&ranges).await {
            Ok(pieces) => {
                keep(generation, pieces);
                show_step(generation)
            }
            Err(failure) => Step::Failed(failure),
        };
        match step {
            Step::Fetch(_, more) => ranges = more,
            step => return finish(generation, step),
        }
    }
}

fn show_step(generation: u32) -> Step {
    with(|player| {
        let Player { stage, surface, .. } = player;
        match stage {
            Some(stage) if player.generation == generation => {
                let step = stage.show_target(surface.as_mut());
                stage.tell_clock();
                step
            }
            Some(_) | None => Step::Idle,
        }
    })
}

/// Keeps fetched bytes.
pub(super) fn keep(generation: u32, pieces: Vec<(u64, Vec<u8>)>) {
    with(|player| {
        if player.generation != generation {
            return;
        }
        if let Some(stage) = &mut player.stage {
            for (offset, bytes) in pieces {
                stage.engine.source_mut().insert(offset, &bytes);
            }
        }
    });
}

fn finish(generation: u32, step: Step) {
    match step {
        Step::Drawn(message) => {
            let wants_index = with(|player| {
                let Some(stage) = &mut player.stage else { return false };
                stage.engine.source_mut().evict();
                if stage.is_playing() {
                    player.beat.ask();
                }
                std::mem::take(&mut stage.wants_index)
            });
            message.post();
            if wants_index {
                spawn_local(load_index(generation));
            }
        }
        Step::Failed(failure) => fail(generation, &failure),
        Step::Fetch(..) | Step::Idle => {}
    }
}

/// Loads the rest of the index while nobody waits for it, where it is small: a seek saves a round trip then.
async fn load_index(generation: u32) {
    loop {
        let lacking = look(generation, |stage| match stage.engine.load_index() {
            Err(Error::Missing { offset, len }) if len <= INDEX_BYTES => {
                Some((Rc::clone(&stage.origin), offset..offset.saturating_add(len)))
            }
            // What fails here is told where it is needed.
            Ok(()) | Err(_) => None,
        });
        let Ok(Some((origin, range))) = lacking else { return };
        let Ok(pieces) = origin.read(&[range]).await else { return };
        keep(generation, pieces);
    }
}

/// Tells who waits that it cannot be shown; playback stops.
fn fail(generation: u32, failure: &Failure) {
    let waiting = with(|player| {
        let stage = player.stage.as_mut().filter(|_| player.generation == generation)?;
        Some(stage.drop_target())
    });
    let Some(waiting) = waiting else { return };
    for id in &waiting {
        failure.answer(*id).post();
    }
    if waiting.is_empty() {
        failure.event().post();
    }
}

/// Plays on; called once per frame.
pub(super) fn tick() {
    if scrub::tick() {
        return;
    }
    let (generation, result, has_target, ahead) = with(|player| {
        let Player { stage, surface, beat, generation, .. } = player;
        let Some(stage) = stage else { return (*generation, Ok(false), false, None) };
        let result = stage.tick(surface.as_mut());
        stage.tell_clock();
        if matches!(result, Ok(true)) {
            beat.ask();
        }
        let ranges = if stage.is_ahead_due() { stage.ahead() } else { Vec::new() };
        let ahead = (!ranges.is_empty()).then(|| {
            stage.is_fetching_ahead = true;
            (Rc::clone(&stage.origin), ranges)
        });
        (*generation, result, stage.has_target(), ahead)
    });
    if let Some((origin, ranges)) = ahead {
        spawn_local(fetch_ahead(generation, origin, ranges));
    }
    match result {
        Ok(_) if has_target => show_target(),
        Ok(_) => {}
        Err(failure) => fail(generation, &failure),
    }
}

/// Fetches ahead, piece after piece, until enough is there.
async fn fetch_ahead(generation: u32, origin: Rc<Origin>, ranges: Vec<Range<u64>>) {
    let mut ranges = ranges;
    while !ranges.is_empty() {
        // What fails here is asked for again when it is needed, and told then.
        let Ok(pieces) = origin.read(&ranges).await else { break };
        keep(generation, pieces);
        ranges = look(generation, |stage| {
            stage.engine.source_mut().evict();
            stage.ahead()
        })
        .unwrap_or_default();
    }
    // Where the recording is in use elsewhere its playing has ended.
    look(generation, |stage| stage.is_fetching_ahead = false).unwrap_or_default();
}
