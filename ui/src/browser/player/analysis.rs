//! What the element finds out about a recording beyond playing it: activity, idle periods, changes in a region, text,
//! previews. Times are microseconds from the start.

use super::{Player, microseconds, read_json};
use js_sys::{Float32Array, Float64Array, Promise, Reflect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::{AttrValue, NodeRef};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch)]
    fn activity(this: &super::PlayerElement, buckets: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = idlePeriods)]
    fn idle_periods(this: &super::PlayerElement, rule: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = regionHistory)]
    fn region_history(
        this: &super::PlayerElement,
        region: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn preview(this: &super::PlayerElement, seconds: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn search(this: &super::PlayerElement, query: &str) -> Result<JsValue, JsValue>;
    #[derive(Clone, Debug)]
    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);
    #[wasm_bindgen(method, getter)]
    fn parts(this: &super::PlayerElement) -> JsValue;
}

/// From when on nobody is thought to have done anything.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdleRule {
    /// How long nothing happens before it is idle, in seconds.
    pub(crate) threshold_seconds: f64,
    /// Within how many seconds so many packets are activity.
    pub(crate) active_seconds: f64,
    /// How many packets within that time are activity.
    pub(crate) active_packets: u32,
    /// A packet of the picture that has fewer bytes counts for nothing.
    pub(crate) packet_bytes: u32,
}

/// A rectangle on the picture, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Rect {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// A place where a text was found on a terminal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hit {
    /// When it came to stand there.
    pub(crate) at_us: u64,
    /// The line it stands in.
    pub(crate) line: AttrValue,
    /// Where in the line it starts and ends, in units of UTF-16.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// In the order of time.
    pub(crate) hits: Rc<[Hit]>,
    /// Whether there are more than are told.
    pub(crate) is_cut: bool,
}

/// A search that can be given up.
#[derive(Clone, Debug)]
pub(crate) struct Search(AbortController);

impl Search {
    pub(crate) fn new() -> Self {
        Self(AbortController::new())
    }

    /// Nobody waits for it any more.
    pub(crate) fn give_up(&self) {
        self.0.abort();
    }
}

/// A small picture of a moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Preview(ImageData);

impl Player {
    /// Activity in `buckets` equal parts of the recording, 0 to 1; `None` where it cannot be told.
    pub(crate) async fn activity(&self, buckets: u32) -> Option<Rc<[f32]>> {
        let told = fulfilled(self.0.activity(buckets)).await.ok()?;
        Some(told.dyn_into::<Float32Array>().ok()?.to_vec().into())
    }

    /// The idle periods by this rule, each from start to end; `None` where they cannot be told.
    pub(crate) async fn idle_periods(&self, rule: &IdleRule) -> Option<Vec<(u64, u64)>> {
        #[derive(Deserialize)]
        struct Period {
            start: f64,
            end: f64,
        }
        let told = fulfilled(self.0.idle_periods(&as_object(rule)?)).await.ok()?;
        let periods: Vec<Period> = read_json(&told)?;
        Some(periods.iter().map(|period| (microseconds(period.start), microseconds(period.end))).collect())
    }

    /// All moments at which something in the rectangle changed.
    ///
    /// # Errors
    /// Why they cannot be told, for people; also where the search was given up.
    pub(crate) async fn region_history(&self, region: Rect, search: &Search) -> Result<Rc<[u64]>, AttrValue> {
        let region = as_object(&region).ok_or("the rectangle cannot be handed to the player")?;
        let options = js_sys::Object::new();
        Reflect::set(&options, &"signal".into(), &search.0.signal()).ok();
        let told = fulfilled(self.0.region_history(&region, &options)).await;
        let told = told.map_err(|error| reason(&error))?;
        let seconds: Float64Array = told.dyn_into().map_err(|_| "the player answered no list of times")?;
        Ok(seconds.to_vec().into_iter().map(microseconds).collect())
    }

    /// A small picture of the moment; `None` where there is none.
    pub(crate) async fn preview(&self, at_us: u64) -> Option<Preview> {
        let image = fulfilled(self.0.preview(at_us as f64 / 1e6)).await.ok()?;
        Some(Preview(image.dyn_into().ok()?))
    }

    /// Where the text stood on the terminal, in the order of time.
    ///
    /// # Errors
    /// Why that cannot be told, for people.
    pub(crate) async fn search(&self, query: &str) -> Result<Found, AttrValue> {
        #[derive(Deserialize)]
        struct Told {
            time: f64,
            start: usize,
            end: usize,
            line: String,
        }
        let told = fulfilled(self.0.search(query)).await.map_err(|error| reason(&error))?;
        let is_cut = Reflect::get(&told, &"isCut".into()).is_ok_and(|is_cut| is_cut.is_truthy());
        let places: Vec<Told> = read_json(&told).ok_or("the player answered no list of places")?;
        let hit = |told: Told| Hit {
            at_us: microseconds(told.time),
            line: told.line.into(),
            start: told.start,
            end: told.end,
        };
        Ok(Found { hits: places.into_iter().map(hit).collect(), is_cut })
    }

    /// Starts of the files that play as one, sorted; empty where there is one file only.
    pub(crate) fn part_starts(&self) -> Rc<[u64]> {
        #[derive(Deserialize)]
        struct Part {
            start: f64,
        }
        let parts: Vec<Part> = read_json(&self.0.parts()).unwrap_or_default();
        parts.iter().skip(1).map(|part| microseconds(part.start)).collect()
    }
}

impl Preview {
    /// Draws it on a canvas, which takes its size.
    pub(crate) fn draw(&self, canvas: &NodeRef) {
        let Some(canvas) = canvas.cast::<HtmlCanvasElement>() else { return };
        canvas.set_width(self.0.width());
        canvas.set_height(self.0.height());
        let context = canvas.get_context("2d").ok().flatten();
        let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
        else {
            return;
        };
        // A picture that cannot be drawn leaves the canvas empty: the time beside it still stands.
        context.put_image_data(&self.0, 0.0, 0.0).ok();
    }
}

/// What a method's promise brings.
pub(super) async fn fulfilled(answer: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&answer?)).await
}

/// A value of ours as a plain object of JavaScript.
pub(super) fn as_object(value: &impl Serialize) -> Option<JsValue> {
    js_sys::JSON::parse(&serde_json::to_string(value).ok()?).ok()
}

/// What an exception says.
pub(super) fn reason(exception: &JsValue) -> AttrValue {
    let message = Reflect::get(exception, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the player gives no reason".into()).into()
}
