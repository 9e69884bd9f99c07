//! Questions about the whole recording: answered in pieces between the frames, while it plays.

use super::happened::{self, Happened};
use super::job::Job;
use super::message::{Failure, Message, get};
use super::player::look;
use crate::analysis::{
    CellHistory, GatherPackets, Hit, IdleRules, LoadIndex, RegionHistory, Run, TextSearch, histogram,
    idle_periods,
};
use js_sys::{Array, Float32Array, Float64Array};
use recording::codec::activity::Packet;
use recording::facts::Kind;
use recording::format::{RangeCache, Recording};
use recording::units::{Rect, Size, Span, Timestamp};
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// What is asked about a recording.
pub(super) enum Question {
    /// How much happens in each of so many equal parts.
    Activity { buckets: usize },
    /// The idle periods; by these rules playing skips from then on.
    Idle(IdleRules),
    /// When the picture changed in a rectangle, in its pixels.
    History(Rect),
    /// What stands on the terminal that is shown.
    Text,
    /// Where a text stood on the terminal.
    Search(String),
    /// Everything that happened.
    Events,
    /// Everything that was measured.
    Performance,
    /// What the overlay shows at a time.
    Overlay(Timestamp),
    /// What the events come to, by a query in JSON.
    Statistics(String),
}

impl Question {
    /// Reads a message; `None` for one that asks none of these.
    pub(super) fn read(kind: &str, message: &JsValue) -> Option<Self> {
        let number = |name: &str| get(message, name).as_f64();
        Some(match kind {
            "activity" => Self::Activity { buckets: whole(number("buckets")?) as usize },
            "idle" => Self::Idle(IdleRules {
                threshold: span(number("thresholdSeconds")?),
                active_within: span(number("activeSeconds")?),
                active_packets: whole(number("activePackets")?),
                packet_bytes: whole(number("packetBytes")?),
            }),
            "history" => {
                let side = |name: &str| number(name).map(whole);
                Self::History(Rect::new(side("x")?, side("y")?, side("width")?, side("height")?))
            }
            "text" => Self::Text,
            "search" => Self::Search(get(message, "query").as_string()?),
            "events" => Self::Events,
            "performance" => Self::Performance,
            "overlay" => Self::Overlay(Timestamp::from_secs_f64(number("time")?)),
            "statistics" => Self::Statistics(get(message, "query").as_string()?),
            _ => return None,
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
fn whole(number: f64) -> u32 {
    number as u32
}

fn span(seconds: f64) -> Span {
    Span::from_us(Timestamp::from_secs_f64(seconds).as_us())
}

/// What is known of the whole recording that is open, and what was fetched to find out.
pub(super) struct Analysis {
    pub(super) cache: RangeCache,
    /// What happened and what was measured.
    pub(super) happened: Happened,
    index: Option<Recording>,
    packets: Option<Rc<[Packet]>>,
    rules: IdleRules,
    /// The idle periods by these rules, once they are known.
    idle: Rc<[Range<Timestamp>]>,
    /// Requests that nobody waits for any more.
    pub(super) cancelled: HashSet<u64>,
}

impl Analysis {
    /// Nothing is known of a recording of this many bytes.
    pub(super) fn new(bytes: u64) -> Self {
        Self {
            cache: RangeCache::new(bytes),
            happened: Happened::default(),
            index: None,
            packets: None,
            rules: IdleRules::default(),
            idle: Rc::new([]),
            cancelled: HashSet::new(),
        }
    }

    /// The idle period that `time` lies in, where they are known.
    pub(super) fn idle_at(&self, time: Timestamp) -> Option<&Range<Timestamp>> {
        let after = self.idle.partition_point(|period| period.start <= time);
        self.idle.get(after.checked_sub(1)?).filter(|period| period.contains(&time))
    }

    /// Of a recording of events only nobody knows what else was done.
    fn find_idle(&mut self, kind: Kind, duration: Timestamp) {
        if kind == Kind::Events {
            return;
        }
        let packets = self.packets.as_deref().unwrap_or_default();
        self.idle = idle_periods(packets, duration, &self.rules).into();
    }
}

/// Answers a question about the recording that is open.
pub(super) fn ask(generation: u32, id: f64, question: Question) {
    spawn_local(async move {
        let job = Job { generation, id };
        let answer = match question {
            Question::Activity { buckets } => activity(&job, buckets).await,
            Question::Idle(rules) => idle(&job, rules).await,
            Question::History(rect) => history(&job, rect).await,
            Question::Text => text(&job).await,
            Question::Search(query) => search(&job, &query).await,
            Question::Events => happened::events(&job).await,
            Question::Performance => happened::performance(&job).await,
            Question::Overlay(time) => happened::overlay(&job, time).await,
            Question::Statistics(query) => happened::statistics(&job, &query).await,
        };
        match answer {
            Ok(value) => Message::new("answer").with("id", id).with("value", value).post(),
            Err(failure) => failure.answer(id).post(),
        }
    });
}

/// Nobody waits for the answer to this request any more.
pub(super) fn cancel(generation: u32, id: f64) {
    look(generation, |stage| stage.analysis.cancelled.insert(id.to_bits())).ok();
}

/// Finds out the idle periods, to be skipped.
pub(super) fn prepare_idle(generation: u32) {
    spawn_local(async move {
        let job = Job { generation, id: -1.0 };
        match gather(&job).await {
            Ok(_) => {}
            Err(failure) if failure.code == "aborted" => {}
            Err(failure) => failure.warn(),
        }
    });
}

async fn activity(job: &Job, buckets: usize) -> Result<JsValue, Failure> {
    let levels = histogram(&index(job).await?, buckets);
    Ok(Float32Array::from(levels.as_slice()).into())
}

async fn idle(job: &Job, rules: IdleRules) -> Result<JsValue, Failure> {
    gather(job).await?;
    let periods = job
        .look(|stage| {
            stage.analysis.rules = rules;
            let (kind, duration) = (stage.engine.kind(), stage.engine.duration());
            stage.analysis.find_idle(kind, duration);
            Rc::clone(&stage.analysis.idle)
        })
        .await?;
    let seconds: Vec<f64> =
        periods.iter().flat_map(|period| [period.start.as_secs_f64(), period.end.as_secs_f64()]).collect();
    Ok(Float64Array::from(seconds.as_slice()).into())
}

async fn history(job: &Job, rect: Rect) -> Result<JsValue, Failure> {
    let index = index(job).await?;
    let shown = job.look(|stage| (stage.engine.text().map(|text| text.size), stage.engine.size())).await?;
    let times = match shown {
        (Some(cells), pixels) => {
            job.run("history", CellHistory::new(index, cells_of(rect, cells, pixels))).await?
        }
        (None, _) => job.run("history", RegionHistory::new(index, rect)).await?,
    };
    let seconds: Vec<f64> = times.iter().map(|time| time.as_secs_f64()).collect();
    Ok(Float64Array::from(seconds.as_slice()).into())
}

/// The cells that a rectangle touches in the picture of a terminal.
fn cells_of(rect: Rect, cells: Size, pixels: Size) -> Rect {
    let width = (pixels.width / cells.width.max(1)).max(1);
    let height = (pixels.height / cells.height.max(1)).max(1);
    let (left, top) = (rect.x / width, rect.y / height);
    let (right, bottom) = (rect.right().div_ceil(width), rect.bottom().div_ceil(height));
    Rect::new(left, top, right - left, bottom - top)
}

/// Columns, rows and lines of the terminal; nothing for a desktop.
async fn text(job: &Job) -> Result<JsValue, Failure> {
    let Some(text) = job.look(|stage| stage.engine.text()).await? else { return Ok(JsValue::NULL) };
    let run = |run: &Run| {
        Message::new("run").with("text", run.text.as_str()).with("columns", number(run.columns)).into_value()
    };
    let line = |line: &Vec<Run>| JsValue::from(line.iter().map(run).collect::<Array>());
    let message = Message::new("text")
        .with("columns", text.size.width)
        .with("rows", text.size.height)
        .with("lines", text.lines.iter().map(line).collect::<Array>());
    Ok(message.into_value())
}

async fn search(job: &Job, query: &str) -> Result<JsValue, Failure> {
    let refused = match job.look(|stage| stage.engine.kind()).await? {
        Kind::Terminal => None,
        Kind::Desktop => Some("only terminals have text to search: this is the recording of a desktop"),
        Kind::Events => Some("only terminals have text to search: this recording has events only"),
    };
    if let Some(message) = refused {
        return Err(Failure::new("unsupported", message));
    }
    let found = job.run("search", TextSearch::new(index(job).await?, query)).await?;
    let hit = |hit: &Hit| {
        Message::new("hit")
            .with("time", hit.time.as_secs_f64())
            .with("row", number(hit.row))
            .with("column", number(hit.column))
            .with("length", number(hit.length))
            .with("line", &*hit.line)
            .with("start", utf16_units(&hit.line, hit.range.start))
            .with("end", utf16_units(&hit.line, hit.range.end))
            .into_value()
    };
    let hits = found.hits.iter().map(hit).collect::<Array>();
    Ok(Message::new("hits").with("hits", hits).with("isCut", found.is_cut).into_value())
}

/// How many units JavaScript counts in the first `bytes` of a text.
fn utf16_units(text: &str, bytes: usize) -> f64 {
    number(text.get(..bytes).unwrap_or(text).encode_utf16().count())
}

#[expect(clippy::cast_precision_loss, reason = "counts of cells")]
fn number(count: usize) -> f64 {
    count as f64
}

/// The whole index.
pub(super) async fn index(job: &Job) -> Result<Recording, Failure> {
    let known = job.look(|stage| stage.analysis.index.clone()).await?;
    if let Some(index) = known {
        return Ok(index);
    }
    let begun = job.look(|stage| stage.engine.recording().clone()).await?;
    let index = job.run("index", LoadIndex::new(begun)).await?;
    job.look(|stage| stage.analysis.index = Some(index.clone())).await?;
    Ok(index)
}

/// The packets, and with them the idle periods.
async fn gather(job: &Job) -> Result<(), Failure> {
    if job.look(|stage| stage.analysis.packets.is_some()).await? {
        return Ok(());
    }
    let begun = job
        .look(|stage| stage.analysis.index.clone().unwrap_or_else(|| stage.engine.recording().clone()))
        .await?;
    let packets: Rc<[Packet]> = job.run("activity", GatherPackets::new(begun)).await?.into();
    job.look(|stage| {
        stage.analysis.packets = Some(Rc::clone(&packets));
        let (kind, duration) = (stage.engine.kind(), stage.engine.duration());
        stage.analysis.find_idle(kind, duration);
    })
    .await
}
