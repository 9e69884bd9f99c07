//! Lanes over the recording: a row for each name, with a sign wherever something of that name happened.

use super::draw::{self, Lines, Undrawn};
use super::lane::{Run, Sign, nearest, seen};
use super::layout::Rows;
use super::scale::Scale;
use super::view::undrawn;
use crate::browser::canvas::{Canvas, use_repaint};
use crate::browser::pointer;
use crate::browser::width::use_width;
use crate::format;
use std::rc::Rc;
use yew::prelude::*;

/// How far from a run one may point at it.
const REACH_PX: f64 = 8.0;

/// A row with a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lane {
    pub(crate) name: AttrValue,
    /// What its runs come to, in words.
    pub(crate) said: AttrValue,
    /// By rising beginning; there is at least one.
    pub(crate) runs: Vec<Run>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct LaneChartProps {
    /// What the chart shows.
    pub(crate) label: AttrValue,
    pub(crate) lanes: Rc<[Lane]>,
    /// Length of the recording in microseconds.
    pub(crate) duration_us: u64,
    /// What the signs stand for: those that occur, in the order in which they are told.
    pub(crate) legend: Vec<(Sign, &'static str)>,
    /// Goes to a moment, in microseconds.
    pub(crate) on_jump: Callback<u64>,
}

/// A lane and one of its runs.
type Place = (usize, usize);

#[component]
pub(crate) fn LaneChart(props: &LaneChartProps) -> Html {
    let (frame, canvas) = (use_node_ref(), use_node_ref());
    let width = use_width(&frame);
    let repaint = use_repaint();
    let is_undrawn = use_state_eq(|| false);
    let picked = use_state_eq(|| None::<Place>);
    let rows = Rows::new(width, props.lanes.len(), false);
    use_effect_with((rows, props.lanes.clone(), props.duration_us, repaint, width > 0.0), {
        let (canvas, is_undrawn) = (canvas.clone(), is_undrawn.setter());
        move |(rows, lanes, duration_us, _, is_placed)| {
            if *is_placed {
                is_undrawn.set(draw_lanes(&canvas, rows, lanes, *duration_us).is_err());
            }
        }
    });
    let row = |(place, lane): (usize, &Lane)| one_lane(props, rows, &picked, place, lane);
    let told = picked.and_then(|(lane, run)| props.lanes.get(lane)?.runs.get(run));
    let sign = |(sign, words): &(Sign, &'static str)| {
        html! { <li class="chart__sign">{ drawn_sign(*sign) }{ *words }</li> }
    };
    html! {
        <>
            <ul class="chart__legend" aria-label="Signs">{ for props.legend.iter().map(sign) }</ul>
            <div class="chart" ref={frame} style={format!("height: {}px", rows.height)}>
                <canvas class="chart__canvas" ref={canvas} aria-hidden="true" />
                <ol class="chart__bars" aria-label={props.label.clone()}>
                    { for props.lanes.iter().enumerate().map(row) }
                </ol>
                <p class="only-read" role="status">
                    if let Some(run) = told {
                        { format!("{}: {}", run.name, run.said) }
                    }
                </p>
                { undrawn(*is_undrawn) }
            </div>
        </>
    }
}

fn one_lane(
    props: &LaneChartProps,
    rows: Rows,
    picked: &UseStateHandle<Option<Place>>,
    place: usize,
    lane: &Lane,
) -> Html {
    let most = longest(props.duration_us);
    let pointed = {
        let (lanes, most) = (props.lanes.clone(), most);
        move |event: &MouseEvent| {
            let x = pointer::across_px(event, ".chart__row")?;
            // casts of floats saturate
            let at_us = (rows.share(x) * most) as u64;
            let reach_us = (REACH_PX / f64::from(rows.right() - rows.left) * most) as u64;
            nearest(&lanes.get(place)?.runs, at_us, reach_us)
        }
    };
    let run = picked.and_then(|(lane, run)| (lane == place).then_some(run));
    let onmousemove = {
        let (pointed, picked) = (pointed.clone(), picked.setter());
        Callback::from(move |event: MouseEvent| picked.set(pointed(&event).map(|run| (place, run))))
    };
    let onclick = {
        let (lanes, on_jump) = (props.lanes.clone(), props.on_jump.clone());
        Callback::from(move |event: MouseEvent| {
            // a press of a key has no place
            let run = if event.detail() > 0 { pointed(&event) } else { run }.unwrap_or(0);
            if let Some(run) = lanes.get(place).and_then(|lane| lane.runs.get(run)) {
                on_jump.emit(run.from_us);
            }
        })
    };
    let onkeydown = {
        let (picked, last) = (picked.setter(), lane.runs.len().saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            let next = match (event.key().as_str(), run) {
                ("ArrowRight", Some(run)) => last.min(run.saturating_add(1)),
                ("ArrowLeft", Some(run)) => run.saturating_sub(1),
                ("Home", _) | ("ArrowRight", None) => 0,
                ("End", _) | ("ArrowLeft", None) => last,
                _ => return,
            };
            event.prevent_default();
            picked.set(Some((place, next)));
        })
    };
    let leave = picked.setter();
    let onmouseleave = {
        let leave = leave.clone();
        Callback::from(move |_: MouseEvent| leave.set(None))
    };
    let onblur = Callback::from(move |_: FocusEvent| leave.set(None));
    let told = run.and_then(|run| lane.runs.get(run));
    let at = told.map_or(0.0, |run| rows.at(run.from_us as f64 / most));
    let above = if rows.is_stacked() { 0 } else { rows.above };
    let name_px = if rows.is_stacked() { rows.width } else { rows.left.saturating_sub(12) };
    let style = format!(
        "top: {}px; height: {}px; --bar-top: {}px; --bar-end: {:.0}px; --bar-height: {}px; --name-top: {above}px; --name-width: {name_px}px; --value-start: {}px",
        place * rows.row as usize,
        rows.row,
        rows.above,
        at,
        rows.bar,
        rows.right(),
    );
    let tip = match told {
        Some(run) => html! {
            <>
                <strong class="chart__code">{ &run.name }</strong>
                <span>{ &run.said }</span>
                <span class="chart__action">{ "Go there" }</span>
            </>
        },
        None => html! {
            <>
                <strong>{ &lane.name }</strong>
                <span>{ &lane.said }</span>
                <span class="chart__action">{ "Go to the first; arrow keys choose another" }</span>
            </>
        },
    };
    html! {
        <li>
            <button
                type="button"
                class={classes!("chart__row", "is-lane", rows.is_stacked().then_some("is-stacked"))}
                {style}
                {onclick}
                {onmousemove}
                {onmouseleave}
                {onblur}
                {onkeydown}
            >
                <span class="chart__name">{ &lane.name }</span>
                <span class="only-read">{ ": " }</span>
                <span class="chart__value">{ &lane.said }</span>
                <span class="only-read">{ ". Go to the first; arrow keys choose another" }</span>
                if told.is_some() {
                    <span class="chart__point" />
                }
                <span class="chart__tip" aria-hidden="true">{ tip }</span>
            </button>
        </li>
    }
}

/// The sign as it stands in the chart.
fn drawn_sign(sign: Sign) -> Html {
    let (class, path) = match sign {
        Sign::Done => ("is-done", "M4 1h8v14H4z"),
        Sign::Failed => ("is-failed", "M3 3l10 10M13 3L3 13"),
        Sign::Unknown => ("is-unknown", "M5 2h6v12H5z"),
    };
    html! {
        <svg class={classes!("chart__shape", class)} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={path} />
        </svg>
    }
}

fn longest(duration_us: u64) -> f64 {
    (duration_us as f64).max(1.0)
}

fn draw_lanes(canvas: &NodeRef, rows: &Rows, lanes: &[Lane], duration_us: u64) -> Result<(), Undrawn> {
    let canvas = Canvas::fresh(canvas, (rows.width, rows.height)).map_err(Undrawn::BackendError)?;
    let most = longest(duration_us);
    let pixel_us = most / f64::from(rows.right() - rows.left);
    let said = |value: &f64| match *value <= 0.0 && rows.is_stacked() {
        // at the very edge there is no room for it
        true => String::new(),
        false => format::clock(*value as u64),
    };
    let lines = Lines { at: Scale::Duration.ticks(most, rows.ticks()), said: &said };
    let signs: Vec<_> = lanes.iter().map(|lane| seen(&lane.runs, pixel_us)).collect();
    draw::lanes(canvas, rows, &signs, most, lines)
}
