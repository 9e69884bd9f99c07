//! The bar: where one is, where one could be, and what cannot be shown.

use super::moment::{at_share, percent, spoken_position, under_pointer};
use super::state::{DamagedSpan, PlayerState};
use crate::browser::pointer;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct BarProps {
    pub(super) state: UseReducerHandle<PlayerState>,
    /// The place asked for, in microseconds.
    pub(super) on_seek: Callback<u64>,
    /// The handle was taken or let go.
    pub(super) on_drag: Callback<bool>,
}

/// A slider over the whole recording. Its keys are the player's.
#[component]
pub(super) fn Bar(props: &BarProps) -> Html {
    let node = use_node_ref();
    let hovered = use_state(|| None::<f64>);
    let state = &props.state;
    let (shown_us, duration_us, is_ready) = (state.shown_us(), state.duration_us, state.is_ready());

    let seek = {
        let (node, on_seek) = (node.clone(), props.on_seek.clone());
        move |event: &PointerEvent| {
            if let Some(share) = pointer::share(event, &node) {
                on_seek.emit(at_share(share, duration_us));
            }
        }
    };
    let onpointerdown = {
        let (node, seek, on_drag) = (node.clone(), seek.clone(), props.on_drag.clone());
        Callback::from(move |event: PointerEvent| {
            if is_ready && event.button() == 0 {
                pointer::capture(&event, &node);
                on_drag.emit(true);
                seek(&event);
            }
        })
    };
    let onpointermove = {
        let (node, hovered, is_dragging) = (node.clone(), hovered.setter(), state.is_dragging);
        Callback::from(move |event: PointerEvent| {
            hovered.set(pointer::share(&event, &node).map(|share| share.clamp(0.0, 1.0)));
            if is_dragging {
                seek(&event);
            }
        })
    };
    let let_go = props.on_drag.reform(|_: PointerEvent| false);
    let onpointerleave = {
        let hovered = hovered.setter();
        Callback::from(move |_: PointerEvent| hovered.set(None))
    };

    let hovered = hovered.filter(|_| is_ready);
    let style = format!(
        "--played: {:.4}%; --pointer: {:.4}%",
        percent(shown_us, duration_us),
        hovered.unwrap_or_default() * 100.0
    );
    let class = classes!(
        "bar",
        (!is_ready).then_some("is-idle"),
        state.is_dragging.then_some("is-held"),
        hovered.is_some().then_some("is-hovered")
    );
    html! {
        <div
            {class}
            {style}
            ref={node}
            role="slider"
            tabindex={if is_ready { "0" } else { "-1" }}
            aria-label="Position"
            aria-disabled={(!is_ready).then_some("true")}
            aria-valuemin="0"
            aria-valuemax={(duration_us / 1_000_000).to_string()}
            aria-valuenow={(shown_us / 1_000_000).to_string()}
            aria-valuetext={spoken_position(shown_us, duration_us)}
            {onpointerdown}
            {onpointermove}
            onpointerup={let_go.clone()}
            onpointercancel={let_go}
            {onpointerleave}
        >
            <div class="bar__track">
                <div class="bar__played" />
                <div class="bar__ahead" />
                { for state.damaged.iter().map(|span| damage(*span, duration_us)) }
            </div>
            <div class="bar__handle" />
            if let Some(share) = hovered {
                <div class="bar__pointer" />
                <div class="bar__time">{ under_pointer(at_share(share, duration_us), duration_us) }</div>
            }
        </div>
    }
}

fn damage(span: DamagedSpan, duration_us: u64) -> Html {
    let start = percent(span.start_us, duration_us);
    let length = percent(span.end_us, duration_us) - start;
    html! { <div class="bar__damage" style={format!("--start: {start:.4}%; --length: {length:.4}%")} /> }
}
