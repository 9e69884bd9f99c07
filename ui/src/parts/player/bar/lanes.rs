//! What the bar marks, drawn. It is apart from the position, which moves while this rests.

use super::super::span::Span;
use super::chart;
use super::window::Window;
use std::rc::Rc;
use yew::prelude::*;

/// Width of one bar of the activity.
const STEP_PX: usize = 2;

/// Height of the row of activity.
const HEIGHT_PX: usize = 24;

#[derive(PartialEq, Properties)]
pub(crate) struct ActivityRowProps {
    pub(crate) window: Window,
    /// Width of the bar in pixels.
    pub(crate) width_px: usize,
    pub(crate) activity: Rc<[f32]>,
    pub(crate) changes_us: Rc<[u64]>,
    pub(crate) parts_us: Rc<[u64]>,
}

/// The row of activity with the changes in a region over it.
#[component]
pub(crate) fn ActivityRow(props: &ActivityRowProps) -> Html {
    let ActivityRowProps { window, width_px, activity, changes_us, parts_us } = props;
    let heights = chart::columns(activity, *window, width_px / STEP_PX);
    let view_box = format!("0 0 {} {HEIGHT_PX}", (*width_px).max(1));
    let changes = chart::ticks(changes_us, *window, *width_px);
    let parts = chart::ticks(parts_us, *window, *width_px);
    html! {
        <svg class="bar__activity" viewBox={view_box} preserveAspectRatio="none" aria-hidden="true">
            <path class="bar__bars" d={chart::bars(&heights, STEP_PX, HEIGHT_PX)} />
            <path class="bar__changes" d={chart::lines(&changes, HEIGHT_PX)} />
            <path class="bar__parts" d={chart::flags(&parts, HEIGHT_PX)} />
        </svg>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct SpansProps {
    /// For the style sheet.
    pub(crate) class: &'static str,
    pub(crate) window: Window,
    pub(crate) spans: Rc<[Span]>,
}

/// Spans of one kind, as far as the window shows them.
#[component]
pub(crate) fn Spans(props: &SpansProps) -> Html {
    let SpansProps { class, window, spans } = props;
    spans.iter().filter_map(|span| Some(block(class, window.percent(*span)?))).collect()
}

fn block(class: &'static str, (start, length): (f64, f64)) -> Html {
    html! { <div {class} style={format!("--start: {start:.4}%; --length: {length:.4}%")} /> }
}
