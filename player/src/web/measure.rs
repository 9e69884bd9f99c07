//! How fast a recording is decoded here.

use super::bytes::Bytes;
use super::frames::now_ms;
use super::message::{Failure, Message};
use super::origin::Origin;
use crate::engine::Engine;
use recording::Error;
use recording::units::Timestamp;

/// Plays the whole recording, frame by frame and without drawing, as fast as it goes. Only decoding is timed, not
/// fetching. Tells the milliseconds, the frames, and the pixels of the tiles that they changed.
///
/// # Errors
/// Those of fetching and decoding.
pub(super) async fn measure(engine: &mut Engine<Bytes>, origin: &Origin) -> Result<Message, Failure> {
    let (mut took_ms, mut frames, mut pixels) = (0.0, 0_u32, 0_u64);
    let mut next = Some(Timestamp::ZERO);
    let (mut shown, mut has_fetched) = (None, false);
    while let Some(time) = next {
        let began_ms = now_ms();
        let result = engine.seek(time);
        took_ms += now_ms() - began_ms;
        match result {
            Ok(now) => {
                if shown.replace(now.frame_time) != Some(now.frame_time) {
                    frames += 1;
                }
                pixels += engine
                    .take_damage()
                    .iter()
                    .map(|rect| u64::from(rect.width) * u64::from(rect.height))
                    .sum::<u64>();
                next = engine.next_change();
                if std::mem::take(&mut has_fetched) {
                    engine.source_mut().evict();
                }
            }
            Err(Error::Missing { .. }) => {
                for (offset, bytes) in origin.read(&engine.needs()).await? {
                    engine.source_mut().insert(offset, &bytes);
                }
                has_fetched = true;
            }
            Err(error) => return Err(error.into()),
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a measurement")]
    let pixels = pixels as f64;
    Ok(Message::new("measured").with("tookMs", took_ms).with("frames", frames).with("pixels", pixels))
}
