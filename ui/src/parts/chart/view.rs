//! A chart in the page: the canvas, and a button over each bar.

use super::draw::{self, Lines, Span, Undrawn};
use super::layout::{AXIS_PX, Columns, Rows};
use super::scale::{Scale, clock_ticks};
use crate::browser::canvas::{Canvas, use_repaint};
use crate::browser::width::use_width;
use crate::format;
use std::rc::Rc;
use yew::prelude::*;

/// A horizontal bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    /// Its name.
    pub(crate) name: AttrValue,
    /// What it belongs to, where bars are of several kinds.
    pub(crate) kind: Option<AttrValue>,
    /// The token of its colour.
    pub(crate) token: &'static str,
    /// How long it is, in the units of the scale.
    pub(crate) value: f64,
    /// The value in words.
    pub(crate) said: AttrValue,
    /// What its button does, for those who hear it.
    pub(crate) action: AttrValue,
}

#[derive(PartialEq, Properties)]
pub(crate) struct BarChartProps {
    /// What the chart shows.
    pub(crate) label: AttrValue,
    pub(crate) bars: Rc<[Bar]>,
    pub(crate) scale: Scale,
    /// Which bar is opened, where bars open something.
    #[prop_or_default]
    pub(crate) opened: Option<Option<usize>>,
    pub(crate) on_pick: Callback<usize>,
}

#[component]
pub(crate) fn BarChart(props: &BarChartProps) -> Html {
    let (frame, canvas) = (use_node_ref(), use_node_ref());
    let width = use_width(&frame);
    let repaint = use_repaint();
    let is_undrawn = use_state_eq(|| false);
    let has_kinds = props.bars.iter().any(|bar| bar.kind.is_some());
    let rows = Rows::new(width, props.bars.len(), has_kinds);
    use_effect_with((rows, props.bars.clone(), props.scale, repaint, width > 0.0), {
        let (canvas, is_undrawn) = (canvas.clone(), is_undrawn.setter());
        move |(rows, bars, scale, _, is_placed)| {
            if *is_placed {
                is_undrawn.set(draw_bars(&canvas, rows, bars, *scale).is_err());
            }
        }
    });
    let most = longest(&props.bars);
    let button = |(place, bar): (usize, &Bar)| {
        let on_pick = props.on_pick.clone();
        let onclick = Callback::from(move |_: MouseEvent| on_pick.emit(place));
        let is_open = props.opened.map(|opened| opened == Some(place));
        let above = if rows.is_stacked() { 0 } else { rows.above };
        let name_px = if rows.is_stacked() { rows.width } else { rows.left.saturating_sub(12) };
        let style = format!(
            "top: {}px; height: {}px; --bar-top: {}px; --bar-end: {:.0}px; --bar-height: {}px; --name-top: {above}px; --name-width: {name_px}px",
            place * rows.row as usize,
            rows.row,
            rows.above,
            rows.end(bar.value / most),
            rows.bar,
        );
        html! {
            <li>
                <button
                    type="button"
                    class={classes!("chart__row", rows.is_stacked().then_some("is-stacked"), (is_open == Some(true)).then_some("is-open"))}
                    {style}
                    {onclick}
                    aria-expanded={is_open.map(|is_open| if is_open { "true" } else { "false" })}
                >
                    <span class="chart__name">{ &bar.name }</span>
                    <span class="only-read">{ ": " }</span>
                    <span class="chart__value">
                        { &bar.said }
                        if let Some(kind) = bar.kind.as_ref().filter(|_| !rows.is_stacked()) {
                            <span class="chart__kind">{ kind }</span>
                        }
                    </span>
                    if let Some(kind) = bar.kind.as_ref().filter(|_| rows.is_stacked()) {
                        <span class="chart__kind is-beside">{ kind }</span>
                    }
                    <span class="only-read">{ format!(". {}", bar.action) }</span>
                    <span class="chart__tip" aria-hidden="true">
                        <strong>{ &bar.name }</strong>
                        <span>{ &bar.said }</span>
                        if let Some(kind) = &bar.kind {
                            <span>{ kind }</span>
                        }
                        <span class="chart__action">{ &bar.action }</span>
                    </span>
                </button>
            </li>
        }
    };
    html! {
        <div class="chart" ref={frame} style={format!("height: {}px", rows.height)}>
            <canvas class="chart__canvas" ref={canvas} aria-hidden="true" />
            <ol class="chart__bars" aria-label={props.label.clone()}>
                { for props.bars.iter().enumerate().map(button) }
            </ol>
            { undrawn(*is_undrawn) }
        </div>
    }
}

pub(super) fn undrawn(is_undrawn: bool) -> Html {
    if !is_undrawn {
        return Html::default();
    }
    html! { <p class="chart__failure" role="alert">{ "This browser does not draw the chart. The table has the same numbers." }</p> }
}

fn longest(bars: &[Bar]) -> f64 {
    bars.iter().map(|bar| bar.value).fold(0.0, f64::max).max(1.0)
}

fn draw_bars(canvas: &NodeRef, rows: &Rows, bars: &[Bar], scale: Scale) -> Result<(), Undrawn> {
    let canvas = Canvas::fresh(canvas, (rows.width, rows.height)).map_err(Undrawn::BackendError)?;
    let values: Vec<(f64, &str)> = bars.iter().map(|bar| (bar.value, bar.token)).collect();
    let most = longest(bars);
    let said = |value: &f64| match scale {
        // at the very edge there is no room for it
        _ if rows.is_stacked() && *value <= 0.0 => String::new(),
        Scale::Number => format::grouped(*value as u64),
        Scale::Duration => format::clock(*value as u64),
    };
    let lines = Lines { at: scale.ticks(most, rows.ticks()), said: &said };
    draw::bars(canvas, rows, &values, most, lines)
}

/// A column over time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    /// When it starts, in milliseconds.
    pub(crate) start_ms: i64,
    /// How high it is.
    pub(crate) value: f64,
    /// When it is, in words.
    pub(crate) time: AttrValue,
    /// The value in words.
    pub(crate) said: AttrValue,
}

/// The time that columns stand over: milliseconds, in the same count as theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeAxis {
    pub(crate) start_ms: i64,
    pub(crate) end_ms: i64,
    /// How much time a column stands for.
    pub(crate) column_ms: i64,
    /// How far its clock is ahead.
    pub(crate) zone_ms: i64,
}

impl TimeAxis {
    /// Where a time is, from 0 at the start.
    fn at(&self, ms: i64) -> f64 {
        ms.saturating_sub(self.start_ms) as f64
    }

    fn length(&self) -> f64 {
        self.at(self.end_ms).max(1.0)
    }
}

/// What is written at a time of the axis, and how far apart the times are, in milliseconds.
type SayTime = Callback<(i64, i64), String>;
/// What is written at a value.
type SayValue = Callback<f64, String>;

#[derive(PartialEq, Properties)]
pub(crate) struct ColumnChartProps {
    /// What the chart shows.
    pub(crate) label: AttrValue,
    pub(crate) columns: Rc<[Column]>,
    pub(crate) axis: TimeAxis,
    /// The token of their colour.
    pub(crate) token: &'static str,
    /// What is written at a time of the axis; the second is how far apart the times are, in milliseconds.
    pub(crate) say_time: SayTime,
    /// What is written at a value.
    pub(crate) say_value: SayValue,
    /// What the buttons do, for those who hear it.
    pub(crate) action: AttrValue,
    pub(crate) on_pick: Callback<usize>,
}

#[component]
pub(crate) fn ColumnChart(props: &ColumnChartProps) -> Html {
    let (frame, canvas) = (use_node_ref(), use_node_ref());
    let width = use_width(&frame);
    let repaint = use_repaint();
    let is_undrawn = use_state_eq(|| false);
    let places = Columns::new(width);
    let drawn_from = (props.columns.clone(), props.axis, props.token, props.say_value.clone());
    use_effect_with((places, drawn_from, repaint, width > 0.0), {
        let (canvas, is_undrawn) = (canvas.clone(), is_undrawn.setter());
        let say_time = props.say_time.clone();
        move |(places, (columns, axis, token, say_value), _, is_placed)| {
            if *is_placed {
                let says = (&say_time, say_value);
                is_undrawn.set(draw_columns(&canvas, (places, *token), columns, *axis, says).is_err());
            }
        }
    });
    let (most, length) = (highest(&props.columns), props.axis.length());
    let button = |(place, column): (usize, &Column)| {
        let on_pick = props.on_pick.clone();
        let onclick = Callback::from(move |_: MouseEvent| on_pick.emit(place));
        let from = props.axis.at(column.start_ms) / length;
        let to = props.axis.at(column.start_ms.saturating_add(props.axis.column_ms)) / length;
        let (left, width) = places.across(from, to);
        let (top, _) = places.down(column.value / most);
        let style = format!(
            "left: {left:.0}px; width: {width:.0}px; height: {}px; --bar-top: {top:.0}px",
            places.height - AXIS_PX
        );
        let is_late = left > f64::from(places.width) / 2.0;
        html! {
            <li>
                <button
                    type="button"
                    class={classes!("chart__column", is_late.then_some("is-late"))}
                    {style}
                    {onclick}
                    aria-label={format!("{}: {}. {}", column.time, column.said, props.action)}
                >
                    <span class="chart__tip" aria-hidden="true">
                        <strong>{ &column.time }</strong>
                        <span>{ &column.said }</span>
                        <span class="chart__action">{ &props.action }</span>
                    </span>
                </button>
            </li>
        }
    };
    html! {
        <div class="chart" ref={frame} style={format!("height: {}px", places.height)}>
            <canvas class="chart__canvas" ref={canvas} aria-hidden="true" />
            <ol class="chart__bars" aria-label={props.label.clone()}>
                { for props.columns.iter().enumerate().map(button) }
            </ol>
            { undrawn(*is_undrawn) }
        </div>
    }
}

fn highest(columns: &[Column]) -> f64 {
    columns.iter().map(|column| column.value).fold(0.0, f64::max).max(1.0)
}

fn draw_columns(
    canvas: &NodeRef,
    (places, token): (&Columns, &str),
    columns: &[Column],
    axis: TimeAxis,
    (say_time, say_value): (&SayTime, &SayValue),
) -> Result<(), Undrawn> {
    let canvas = Canvas::fresh(canvas, (places.width, places.height)).map_err(Undrawn::BackendError)?;
    let (times, step_ms) = clock_ticks(axis.start_ms, axis.end_ms, axis.zone_ms, places.times());
    let time_said = |at: &f64| say_time.emit((axis.start_ms.saturating_add(at.round() as i64), step_ms));
    let times = Lines { at: times.into_iter().map(|ms| axis.at(ms)).collect(), said: &time_said };
    let most = highest(columns);
    let value_said = |value: &f64| say_value.emit(*value);
    let values = Lines { at: Scale::Number.ticks(most, 5), said: &value_said };
    let span = |column: &Column| Span {
        from: axis.at(column.start_ms),
        to: axis.at(column.start_ms.saturating_add(axis.column_ms)),
        value: column.value,
    };
    let spans: Vec<Span> = columns.iter().map(span).collect();
    draw::columns(canvas, (places, token), &spans, (axis.length(), most), (times, values))
}
