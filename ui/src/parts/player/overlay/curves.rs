//! The curves below the bar: each quantity along the part of the recording that the bar shows.

use super::super::bar::Window;
use super::logic::{Quantity, curve};
use crate::browser::width;
use events::Performance;
use std::rc::Rc;
use yew::prelude::*;

/// Width of one column.
const STEP_PX: usize = 2;
/// Height of a curve.
const HEIGHT_PX: usize = 18;

#[derive(PartialEq, Properties)]
pub(in super::super) struct CurvesProps {
    /// By rising time.
    pub(in super::super) performance: Rc<[Performance]>,
    pub(in super::super) window: Window,
    /// The position that is shown, in microseconds.
    pub(in super::super) at_us: u64,
}

/// A row for each quantity, in line with the bar above them.
#[component]
pub(in super::super) fn Curves(props: &CurvesProps) -> Html {
    let node = use_node_ref();
    // Widths of a window in pixels.
    let width_px = width::use_width(&node) as usize;
    let share = props.window.share(props.at_us);
    let style = format!("--played: {:.4}%", share.clamp(0.0, 1.0) * 100.0);
    html! {
        <div class="curves" ref={node} {style}>
            { for Quantity::ALL.map(|quantity| html! {
                <Curve
                    performance={props.performance.clone()}
                    window={props.window}
                    {width_px}
                    {quantity}
                />
            }) }
            if (0.0..=1.0).contains(&share) {
                <div class="curves__position" aria-hidden="true" />
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct CurveProps {
    performance: Rc<[Performance]>,
    window: Window,
    width_px: usize,
    quantity: Quantity,
}

/// One row. It is apart from the position, which moves while this rests.
#[component]
fn Curve(props: &CurveProps) -> Html {
    let CurveProps { performance, window, width_px, quantity } = props;
    let top = quantity.written(quantity.top(performance));
    let path = curve(*quantity, performance, *window, (*width_px, STEP_PX), HEIGHT_PX);
    let view_box = format!("0 -1 {} {}", (*width_px).max(1), HEIGHT_PX + 2);
    let said = format!("{}, up to {top}", quantity.label());
    html! {
        <div class="curves__row" role="img" aria-label={said.clone()}>
            <svg viewBox={view_box} preserveAspectRatio="none" aria-hidden="true">
                <path class="curves__line" d={path} />
            </svg>
            <span class="curves__label" aria-hidden="true">{ said }</span>
        </div>
    }
}
