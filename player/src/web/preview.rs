//! Previews and the storyboard: answered at once where the thumbnails are there, else when they were fetched.

use super::frames;
use super::message::{Failure, Message};
use super::origin::Origin;
use super::player::with;
use super::show::keep;
use super::stage::Stage;
use crate::engine::Preview;
use js_sys::{Array, Uint8Array};
use recording::Error;
use recording::units::Timestamp;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Most pictures of a storyboard: there are no more thumbnails in a recording that was closed.
const MOST_PICTURES: f64 = 256.0;

/// Something that takes the storyboard.
#[derive(Clone, Copy)]
pub(super) enum Request {
    /// The preview of a time in seconds.
    Preview { id: f64, time: f64 },
    /// So many previews, evenly over the recording.
    Storyboard { id: f64, count: f64 },
}

impl Request {
    fn id(self) -> f64 {
        match self {
            Self::Preview { id, .. } | Self::Storyboard { id, .. } => id,
        }
    }
}

/// What is asked of the storyboard while it is being fetched.
#[derive(Default)]
pub(super) struct Waiting {
    requests: Vec<Request>,
    is_fetching: bool,
}

/// What comes of asking for the storyboard.
enum Loaded {
    /// It is there.
    Yes,
    /// These ranges have to be fetched first.
    Fetch(Rc<Origin>, Vec<Range<u64>>),
    /// It cannot be had.
    Failed(Failure),
}

/// Answers the request, now or later.
pub(super) fn ask(request: Request) {
    let is_open =
        with(|player| player.stage.as_mut().map(|stage| stage.previews.requests.push(request)).is_some());
    if is_open { load() } else { Failure::closed().answer(request.id()).post() }
}

/// Fetches the storyboard, if it is not there or on its way, and answers what waits for it.
pub(super) fn load() {
    let loaded = with(|player| {
        let stage = player.stage.as_mut().filter(|stage| !stage.previews.is_fetching)?;
        let loaded = loaded(stage);
        stage.previews.is_fetching = matches!(loaded, Loaded::Fetch(..));
        Some((player.generation, loaded))
    });
    match loaded {
        Some((generation, Loaded::Fetch(origin, ranges))) => {
            spawn_local(fetch(generation, origin, ranges));
        }
        Some((generation, loaded)) => answer(generation, loaded),
        None => {}
    }
}

async fn fetch(generation: u32, origin: Rc<Origin>, ranges: Vec<Range<u64>>) {
    let mut ranges = ranges;
    loop {
        let loaded = match origin.read(&ranges).await {
            Ok(pieces) => {
                keep(generation, pieces);
                with(|player| player.stage.as_mut().filter(|_| player.generation == generation).map(loaded))
            }
            Err(failure) => Some(Loaded::Failed(failure)),
        };
        match loaded {
            Some(Loaded::Fetch(_, more)) => ranges = more,
            Some(loaded) => return answer(generation, loaded),
            // The page was told when the recording was closed.
            None => return,
        }
    }
}

fn loaded(stage: &mut Stage) -> Loaded {
    match stage.engine.preview_times() {
        Ok(_) => Loaded::Yes,
        Err(Error::Missing { .. }) => Loaded::Fetch(Rc::clone(&stage.origin), stage.engine.needs()),
        Err(error) => Loaded::Failed(error.into()),
    }
}

fn answer(generation: u32, loaded: Loaded) {
    let requests = with(|player| {
        let stage = player.stage.as_mut().filter(|_| player.generation == generation)?;
        stage.previews.is_fetching = false;
        Some(std::mem::take(&mut stage.previews.requests))
    });
    for request in requests.into_iter().flatten() {
        match (&loaded, request) {
            (Loaded::Failed(failure), request) => failure.answer(request.id()).post(),
            (_, Request::Preview { id, time }) => tell(id, preview(Timestamp::from_secs_f64(time))),
            (_, Request::Storyboard { id, count }) => spawn_local(storyboard(generation, id, count)),
        }
    }
}

fn tell(id: f64, preview: Result<Option<Preview>, Failure>) {
    let (value, transfer) = match preview {
        Ok(Some(preview)) => {
            let (picture, pixels) = picture(&preview);
            (picture, Array::of1(&pixels))
        }
        Ok(None) => (JsValue::NULL, Array::new()),
        Err(failure) => return failure.answer(id).post(),
    };
    Message::new("answer").with("id", id).with("value", value).post_with(&transfer);
}

fn preview(time: Timestamp) -> Result<Option<Preview>, Failure> {
    with(|player| {
        let stage = player.stage.as_mut().ok_or_else(Failure::closed)?;
        Ok(stage.engine.preview(time)?)
    })
}

/// Previews of at most `count` moments, as [`crate::Engine::storyboard`] chooses them. Other messages are heard in
/// between: drawing those of a terminal takes a while.
async fn storyboard(generation: u32, id: f64, count: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
    let count = count.clamp(0.0, MOST_PICTURES) as u32;
    let times = with(|player| {
        let stage = player.stage.as_mut().filter(|_| player.generation == generation)?;
        Some(stage.engine.storyboard(count))
    });
    let times = match times {
        Some(Ok(times)) => times,
        Some(Err(error)) => return Failure::from(error).answer(id).post(),
        // The page was told when the recording was closed.
        None => return,
    };
    let (pictures, transfer) = (Array::new(), Array::new());
    for time in times {
        let found = with(|player| player.generation == generation).then(|| preview(time));
        match found {
            Some(Ok(Some(preview))) => {
                let (picture, pixels) = picture(&preview);
                pictures.push(&picture);
                transfer.push(&pixels);
            }
            Some(Ok(None)) => {}
            Some(Err(failure)) => return failure.answer(id).post(),
            // The page was told when the recording was closed.
            None => return,
        }
        frames::breathe().await;
    }
    Message::new("answer").with("id", id).with("value", pictures).post_with(&transfer);
}

/// The picture as the page is told it, and its pixels, which are to be handed over.
fn picture(preview: &Preview) -> (JsValue, JsValue) {
    let pixels = JsValue::from(Uint8Array::from(preview.picture.rgba()).buffer());
    let size = preview.picture.size();
    let picture = Message::new("picture")
        .with("time", preview.time.as_secs_f64())
        .with("width", size.width)
        .with("height", size.height)
        .with("pixels", pixels.clone());
    (picture.into_value(), pixels)
}
