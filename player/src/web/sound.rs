//! Handing sound to the page, which has the sound device.

use super::message::{Failure, Message};
use super::origin::Origin;
use super::player::{generation, look};
use super::show::keep;
use crate::engine::Sound;
use js_sys::{Array, Int16Array, Uint8Array, Uint32Array};
use recording::Error;
use recording::codec::audio::{AudioCodec, AudioSegment};
use recording::units::Timestamp;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// What the page asks to hear.
pub(super) struct Hearing {
    /// Comes back in the answer.
    pub(super) id: f64,
    /// From when to when, in seconds.
    pub(super) from: f64,
    pub(super) to: f64,
    /// The `last` of the answer before, where this goes on from there.
    pub(super) after: Option<u64>,
    /// Whether to decode FLAC here, as the browser cannot.
    pub(super) is_decoded: bool,
}

/// What comes of it.
enum Step {
    Heard(Sound),
    Fetch(Rc<Origin>, Vec<Range<u64>>),
    Failed(Failure),
}

/// Answers with the sound, once it is there.
pub(super) fn hear(hearing: Hearing) {
    let generation = generation();
    spawn_local(async move {
        loop {
            match step(generation, &hearing) {
                Step::Heard(sound) => return answer(&hearing, &sound),
                Step::Failed(failure) => return failure.answer(hearing.id).post(),
                Step::Fetch(origin, ranges) => match origin.read(&ranges).await {
                    Ok(pieces) => keep(generation, pieces),
                    Err(failure) => return failure.answer(hearing.id).post(),
                },
            }
        }
    });
}

fn step(generation: u32, hearing: &Hearing) -> Step {
    let (from, to) = (Timestamp::from_secs_f64(hearing.from), Timestamp::from_secs_f64(hearing.to));
    let step = look(generation, |stage| match stage.engine.audio(from, to, hearing.after) {
        Ok(sound) => Step::Heard(sound),
        Err(Error::Missing { .. }) => Step::Fetch(Rc::clone(&stage.origin), stage.engine.needs()),
        Err(error) => Step::Failed(error.into()),
    });
    step.unwrap_or_else(|_| Step::Failed(Failure::aborted()))
}

#[expect(clippy::cast_precision_loss, reason = "an offset, below 2^53 in any file")]
fn answer(hearing: &Hearing, sound: &Sound) {
    let segments = Array::new();
    let transfer = Array::new();
    for segment in &sound.segments {
        match describe(segment, hearing.is_decoded, &transfer) {
            Ok(described) => drop(segments.push(&described)),
            // The rest is heard without it.
            Err(error) => Failure::from(error).warn(),
        }
    }
    Message::new("audio")
        .with("id", hearing.id)
        .with("segments", segments)
        .with("last", sound.last.map_or(JsValue::NULL, |last| JsValue::from_f64(last as f64)))
        .post_with(&transfer);
}

#[expect(clippy::cast_precision_loss, reason = "samples of a recording of at most 1,000,000 s")]
fn describe(segment: &AudioSegment, is_decoded: bool, transfer: &Array) -> Result<JsValue, Error> {
    let message = Message::new("segment")
        .with(
            "codec",
            match segment.codec {
                AudioCodec::Flac => "flac",
                AudioCodec::Opus => "opus",
            },
        )
        .with("run", segment.run as f64)
        .with("rate", segment.format.rate())
        .with("channels", segment.format.channels())
        .with("start", segment.start().as_secs_f64())
        .with("first", segment.first as f64)
        .with("samples", segment.samples as f64);
    if is_decoded && segment.codec == AudioCodec::Flac {
        let values = Int16Array::from(segment.pcm()?.as_slice()).buffer();
        transfer.push(&values);
        return Ok(message.with("values", values).into_value());
    }
    let packets: Vec<u32> = segment
        .packets
        .iter()
        .flat_map(|packet| [packet.bytes as u64, packet.samples])
        .map(|number| u32::try_from(number).unwrap_or(u32::MAX))
        .collect();
    let data = Uint8Array::from(segment.data.as_slice()).buffer();
    transfer.push(&data);
    let header = segment.stream_header().map(|header| JsValue::from(Uint8Array::from(header.as_slice())));
    Ok(message
        .with("packets", Uint32Array::from(packets.as_slice()))
        .with("data", data)
        .with("header", header.unwrap_or(JsValue::UNDEFINED))
        .into_value())
}
