//! What happened in the recording and what was measured of it: loaded once, then kept. All is answered as JSON.

use super::analysis::{Analysis, index};
use super::job::Job;
use super::message::Failure;
use crate::analysis::{LoadTrack, Loaded};
use events::statistics::{StatisticsQuery, answer};
use events::{Event, Performance, overlay_at};
use recording::format::Recording;
use recording::units::Timestamp;
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The entries of both tracks, as far as they were asked for.
#[derive(Default)]
pub(super) struct Happened {
    events: Slot<Event>,
    performance: Slot<Performance>,
}

/// The entries of a track.
#[derive(Default)]
enum Slot<T> {
    #[default]
    Unknown,
    /// A request is loading them; others wait for it.
    Loading,
    Known(Rc<[T]>),
}

/// Everything that happened, by rising time.
pub(super) async fn events(job: &Job) -> Result<JsValue, Failure> {
    json(&*load_events(job).await?)
}

/// Everything that was measured, by rising time.
pub(super) async fn performance(job: &Job) -> Result<JsValue, Failure> {
    json(&*load_performance(job).await?)
}

/// What the overlay shows at a time.
pub(super) async fn overlay(job: &Job, time: Timestamp) -> Result<JsValue, Failure> {
    json(&overlay_at(&load_performance(job).await?, time.as_us()))
}

/// What the events come to, by a query in JSON.
pub(super) async fn statistics(job: &Job, query: &str) -> Result<JsValue, Failure> {
    let query: StatisticsQuery = serde_json::from_str(query).map_err(|error| {
        let message =
            format!("there are no such statistics: {error}; ask for a kind that the player describes");
        Failure::new("unsupported", message)
    })?;
    let events = load_events(job).await?;
    let (duration, started_at_ms) =
        job.look(|stage| (stage.engine.duration(), stage.engine.facts().started_at_ms)).await?;
    json(&answer(&query, &events, duration.as_us(), started_at_ms))
}

async fn load_events(job: &Job) -> Result<Rc<[Event]>, Failure> {
    load(job, "events", |analysis| &mut analysis.happened.events, LoadTrack::events).await
}

async fn load_performance(job: &Job) -> Result<Rc<[Performance]>, Failure> {
    load(job, "performance", |analysis| &mut analysis.happened.performance, LoadTrack::performance).await
}

/// The entries of a track. One request loads them for all that come meanwhile.
async fn load<T>(
    job: &Job,
    stage: &'static str,
    slot: fn(&mut Analysis) -> &mut Slot<T>,
    task: fn(Recording) -> LoadTrack<T>,
) -> Result<Rc<[T]>, Failure> {
    loop {
        // `Some` where they are known or have to be loaded here
        let known = job
            .look(|stage| match slot(&mut stage.analysis) {
                Slot::Known(entries) => Some(Some(Rc::clone(entries))),
                Slot::Loading => None,
                unknown @ Slot::Unknown => {
                    *unknown = Slot::Loading;
                    Some(None)
                }
            })
            .await?;
        match known {
            Some(Some(entries)) => return Ok(entries),
            Some(None) => break,
            None => Job::wait().await,
        }
    }
    let loaded = async { job.run(stage, task(index(job).await?)).await }.await;
    match loaded {
        Ok(Loaded { entries, lost }) => {
            let entries: Rc<[T]> = entries.into();
            job.look(|stage| {
                for (chunk, reason) in &lost {
                    stage.engine.note_damage(chunk, reason.clone());
                }
                stage.tell_faults();
                *slot(&mut stage.analysis) = Slot::Known(Rc::clone(&entries));
            })
            .await?;
            Ok(entries)
        }
        Err(failure) => {
            // whoever waits for them has to load them itself
            let is_given_up = job.look(|stage| *slot(&mut stage.analysis) = Slot::Unknown).await;
            is_given_up.and(Err(failure))
        }
    }
}

fn json(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Failure> {
    let text = serde_json::to_string(value);
    let text = text.map_err(|error| Failure::new("error", format!("the answer cannot be told: {error}")))?;
    Ok(JsValue::from_str(&text))
}
