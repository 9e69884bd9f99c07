//! The browser's decoder of video (WebCodecs).
//!
//! `web-sys` has it only as an unstable interface, which every build would have to be told of; what is needed is
//! declared here.

use super::message::{Failure, get, reason};
use js_sys::{Object, Promise, Reflect, Uint8Array};
use recording::import::webm::{Codec, Video};
use recording::picture::Picture;
use recording::units::{Size, Timestamp};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type VideoDecoder;
    #[wasm_bindgen(constructor, catch)]
    fn new(callbacks: &Object) -> Result<VideoDecoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn configure(this: &VideoDecoder, config: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &VideoDecoder, chunk: &EncodedVideoChunk) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn flush(this: &VideoDecoder) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &VideoDecoder) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = decodeQueueSize)]
    fn queue_size(this: &VideoDecoder) -> u32;
    #[wasm_bindgen(method, setter)]
    fn set_ondequeue(this: &VideoDecoder, call: &JsValue);

    type EncodedVideoChunk;
    #[wasm_bindgen(constructor, catch)]
    fn new(init: &Object) -> Result<EncodedVideoChunk, JsValue>;

    type VideoFrame;
    #[wasm_bindgen(method, getter)]
    fn timestamp(this: &VideoFrame) -> f64;
    #[wasm_bindgen(method, getter, js_name = visibleRect)]
    fn visible_rect(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = copyTo)]
    fn copy_to(this: &VideoFrame, target: &Uint8Array, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &VideoFrame);
}

/// Packets that may wait in the decoder.
const QUEUE: u32 = 4;

/// A decoder that is under way.
pub(super) struct Decoder {
    decoder: VideoDecoder,
    state: Rc<RefCell<State>>,
    // live as long as the decoder that calls them
    _output: Closure<dyn FnMut(VideoFrame)>,
    _error: Closure<dyn FnMut(JsValue)>,
    _dequeue: Closure<dyn FnMut()>,
}

/// What the decoder told.
#[derive(Default)]
struct State {
    frames: VecDeque<Frame>,
    failure: Option<String>,
    waker: Option<Waker>,
}

/// A decoded picture that the decoder lends: it decodes no more where too many are kept.
pub(super) struct Frame(VideoFrame);

/// A decoded picture and its presentation time.
pub(super) struct Decoded {
    pub(super) time: Timestamp,
    pub(super) picture: Picture,
}

impl Decoder {
    /// A decoder of a video whose first picture is `first`.
    ///
    /// # Errors
    /// `unsupported` where the browser cannot decode it.
    pub(super) fn new(video: Video, first: &[u8]) -> Result<Self, Failure> {
        if Reflect::get(&js_sys::global(), &"VideoDecoder".into()).is_ok_and(|found| found.is_undefined()) {
            let message = "this browser has no decoder of video (WebCodecs): use a newer one";
            return Err(Failure::new("unsupported", message));
        }
        let state: Rc<RefCell<State>> = Rc::default();
        let told = Rc::clone(&state);
        let output = Closure::<dyn FnMut(VideoFrame)>::new(move |frame| {
            told.borrow_mut().frames.push_back(Frame(frame));
            wake(&told);
        });
        let told = Rc::clone(&state);
        let error = Closure::<dyn FnMut(JsValue)>::new(move |error: JsValue| {
            told.borrow_mut().failure = Some(reason(&error));
            wake(&told);
        });
        let told = Rc::clone(&state);
        let dequeue = Closure::<dyn FnMut()>::new(move || wake(&told));
        let callbacks = object(&[("output", output.as_ref()), ("error", error.as_ref())]);
        let decoder = VideoDecoder::new(&callbacks).map_err(|error| undecodable(&reason(&error)))?;
        decoder.set_ondequeue(dequeue.as_ref());
        let config = object(&[
            ("codec", &JsValue::from_str(&codec_name(video.codec, first))),
            ("codedWidth", &video.size.width.into()),
            ("codedHeight", &video.size.height.into()),
        ]);
        decoder.configure(&config).map_err(|error| undecodable(&reason(&error)))?;
        Ok(Self { decoder, state, _output: output, _error: error, _dequeue: dequeue })
    }

    /// Hands a packet over.
    ///
    /// # Errors
    /// `unsupported` where the decoder has given up.
    #[expect(clippy::cast_precision_loss, reason = "no time of a recording is beyond 2^53 microseconds")]
    pub(super) fn decode(&mut self, time: Timestamp, is_key: bool, data: &[u8]) -> Result<(), Failure> {
        let init = object(&[
            ("type", &JsValue::from_str(if is_key { "key" } else { "delta" })),
            ("timestamp", &JsValue::from_f64(time.as_us() as f64)),
            ("data", &Uint8Array::from(data)),
        ]);
        let chunk = EncodedVideoChunk::new(&init).map_err(|error| undecodable(&reason(&error)))?;
        self.decoder.decode(&chunk).map_err(|error| undecodable(&reason(&error)))
    }

    /// Waits until few packets wait in the decoder.
    ///
    /// # Errors
    /// `unsupported` where the decoder has given up.
    pub(super) async fn keep_up(&mut self) -> Result<(), Failure> {
        let Self { decoder, state, .. } = self;
        std::future::poll_fn(|context| {
            let mut state = state.borrow_mut();
            if let Some(failure) = &state.failure {
                return Poll::Ready(Err(undecodable(failure)));
            }
            if !state.frames.is_empty() || decoder.queue_size() <= QUEUE {
                return Poll::Ready(Ok(()));
            }
            state.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// Waits until all packets are decoded.
    ///
    /// # Errors
    /// `unsupported` where the decoder has given up.
    pub(super) async fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.decoder.flush().map_err(|error| undecodable(&reason(&error)))?;
        match JsFuture::from(flushed).await {
            Ok(_) => Ok(()),
            Err(error) => Err(undecodable(&reason(&error))),
        }
    }

    /// The next picture, where one is decoded.
    pub(super) fn next_picture(&mut self) -> Option<Frame> {
        self.state.borrow_mut().frames.pop_front()
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // one that gave up is closed already
        self.decoder.close().unwrap_or_default();
        self.decoder.set_ondequeue(&JsValue::NULL);
    }
}

impl Frame {
    /// Copies the pixels.
    ///
    /// # Errors
    /// `unavailable` where the browser does not hand them over, `limit` where there are too many.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole numbers; casts saturate"
    )]
    pub(super) async fn read(self) -> Result<Decoded, Failure> {
        let rect = self.0.visible_rect();
        let side = |name: &str| get(&rect, name).as_f64().unwrap_or(0.0) as u32;
        let mut picture = Picture::new(Size::new(side("width"), side("height")))?;
        let pixels = Uint8Array::new_with_length(u32::try_from(picture.rgba().len()).unwrap_or(u32::MAX));
        let failed = |error: JsValue| {
            let message = format!("a picture of the video cannot be read: {}", reason(&error));
            Failure::new("unavailable", message)
        };
        let options = object(&[("format", &JsValue::from_str("RGBA"))]);
        JsFuture::from(self.0.copy_to(&pixels, &options).map_err(failed)?).await.map_err(failed)?;
        pixels.copy_to(picture.rgba_mut());
        Ok(Decoded { time: Timestamp::from_us(self.0.timestamp() as u64), picture })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Goes on with what waits for the decoder.
fn wake(state: &RefCell<State>) {
    let waker = state.borrow_mut().waker.take();
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// The name of a codec as WebCodecs has it; `first` is a picture, which tells the profile of VP9.
fn codec_name(codec: Codec, first: &[u8]) -> String {
    let bits = first.first().copied().unwrap_or(0);
    match codec {
        Codec::Vp8 => "vp8".to_owned(),
        Codec::Vp9 => {
            let profile = (bits >> 5 & 1) | (bits >> 4 & 1) << 1;
            let depth = if profile < 2 { "08" } else { "10" };
            format!("vp09.0{profile}.51.{depth}")
        }
    }
}

fn undecodable(why: &str) -> Failure {
    Failure::new("unsupported", format!("this browser cannot decode the video: {why}"))
}

fn object(fields: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        let is_set = Reflect::set(&object, &JsValue::from_str(name), value);
        debug_assert!(is_set.is_ok(), "a fresh object takes any field");
    }
    object
}
