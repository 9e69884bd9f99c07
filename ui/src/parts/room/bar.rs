//! The bar of the room: one lane for each recording, all on the same wall clock.

use super::wall::Lane;
use super::words::{self, letter};
use crate::browser::width::use_width;
use crate::browser::{pointer, zone};
use crate::format;
use crate::parts::player::{ActivityRow, Span, Spans, Window, axis_places};
use std::rc::Rc;
use yew::prelude::*;

/// What a lane shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LaneShown {
    pub(super) place: usize,
    pub(super) name: AttrValue,
    /// `None` where the recording has no place on the clock.
    pub(super) lane: Option<Lane>,
    /// Activity in equal parts, 0 to 1.
    pub(super) activity: Rc<[f32]>,
    pub(super) idle: Rc<[Span]>,
}

/// What the pointer does with the handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grip {
    Take,
    /// To this wall time.
    Drag(u64),
    LetGo,
}

#[derive(PartialEq, Properties)]
pub(super) struct BarProps {
    pub(super) lanes: Vec<LaneShown>,
    /// From the first start to the last end.
    pub(super) bounds: (u64, u64),
    pub(super) wall_us: u64,
    pub(super) is_held: bool,
    pub(super) on_grip: Callback<Grip>,
}

#[component]
pub(super) fn RoomBar(props: &BarProps) -> Html {
    let node = use_node_ref();
    let width_px = use_width(&node);
    let hovered = use_state(|| None::<f64>);
    let (start_us, end_us) = props.bounds;
    let window = Window { start_us, length_us: end_us - start_us, duration_us: end_us };
    let grip_at = {
        let (node, on_grip) = (node.clone(), props.on_grip.clone());
        move |event: &PointerEvent| {
            if let Some((share, _)) = pointer::place(event, &node) {
                on_grip.emit(Grip::Drag(window.at(share)));
            }
        }
    };
    let onpointerdown = {
        let (node, on_grip, grip_at) = (node.clone(), props.on_grip.clone(), grip_at.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                pointer::capture(&event, &node);
                on_grip.emit(Grip::Take);
                grip_at(&event);
            }
        })
    };
    let onpointermove = {
        let (node, hovered, is_held) = (node.clone(), hovered.setter(), props.is_held);
        Callback::from(move |event: PointerEvent| {
            let share = pointer::place(&event, &node).map(|(share, _)| share.clamp(0.0, 1.0));
            hovered.set(share.filter(|_| is_held || !pointer::is_touch(&event)));
            if is_held {
                grip_at(&event);
            }
        })
    };
    let let_go = {
        let (hovered, on_grip) = (hovered.setter(), props.on_grip.clone());
        Callback::from(move |event: PointerEvent| {
            on_grip.emit(Grip::LetGo);
            if pointer::is_touch(&event) {
                hovered.set(None);
            }
        })
    };
    let onpointerleave = {
        let hovered = hovered.setter();
        Callback::from(move |_: PointerEvent| hovered.set(None))
    };
    let played = window.share(props.wall_us).clamp(0.0, 1.0);
    let pointer_at = hovered.unwrap_or_default();
    let style = format!("--played: {:.4}%; --pointer: {:.4}%", played * 100.0, pointer_at * 100.0);
    let seconds = |us: u64| (us / 1_000_000).to_string();
    html! {
        <div class={classes!("lanes", props.is_held.then_some("is-held"))} {style}>
            <ul class="lanes__names" role="list">
                { for props.lanes.iter().map(|lane| html! {
                    <li class={classes!("lanes__name", format!("is-lane-{}", lane.place))}>
                        <span class="lane-tag">{ letter(lane.place) }</span>
                        <span class="lanes__text" title={lane.name.clone()}>{ &lane.name }</span>
                    </li>
                }) }
            </ul>
            <div
                class="lanes__area"
                ref={node}
                role="slider"
                tabindex="0"
                aria-label="Time of all recordings"
                aria-valuemin="0"
                aria-valuemax={seconds(window.length_us)}
                aria-valuenow={seconds(props.wall_us.saturating_sub(start_us))}
                aria-valuetext={format::wall_moment(props.wall_us, zone::offset_minutes)}
                {onpointerdown}
                {onpointermove}
                onpointerup={let_go.clone()}
                onpointercancel={let_go}
                {onpointerleave}
            >
                { for props.lanes.iter().map(|shown| lane(shown, window, width_px)) }
                <div class="lanes__handle" />
                if let Some(share) = *hovered {
                    <div class="lanes__pointer" />
                    <div class="lanes__tip">{ format::wall_moment(window.at(share), zone::offset_minutes) }</div>
                }
            </div>
            <span class="lanes__zone">{ zone_of(start_us) }</span>
            { axis(window, width_px) }
        </div>
    }
}

/// The recording's part of the wall clock, with what happens in it.
fn lane(shown: &LaneShown, window: Window, width_px: f64) -> Html {
    let class = classes!("lanes__lane", format!("is-lane-{}", shown.place));
    let part = shown.lane.and_then(|lane| {
        let (start, length) = window.percent(Span::new(lane.start_us(), lane.end_us()))?;
        Some((lane, start, length))
    });
    html! {
        <div {class}>
            if let Some((lane, start, length)) = part {
                <div class="lanes__part" style={format!("--start: {start:.4}%; --length: {length:.4}%")}>
                    <ActivityRow
                        window={Window::whole(lane.duration_us)}
                        width_px={(width_px * length / 100.0) as usize}
                        activity={shown.activity.clone()}
                        changes_us={Rc::default()}
                        parts_us={Rc::default()}
                    />
                    <Spans class="bar__idle" window={Window::whole(lane.duration_us)} spans={shown.idle.clone()} />
                </div>
            }
        </div>
    }
}

/// The user's zone at a wall time.
fn zone_of(wall_us: u64) -> String {
    i64::try_from(wall_us / 1_000).map(|at_ms| format::zone(zone::offset_minutes(at_ms))).unwrap_or_default()
}

/// Round times of the user's zone along the bar. Across a change to summer time they keep the zone of the start.
fn axis(window: Window, width_px: f64) -> Html {
    let offset_min = i64::try_from(window.start_us / 1_000).map(zone::offset_minutes).unwrap_or_default();
    let local_us = |us: u64| us.saturating_add_signed(i64::from(offset_min) * 60_000_000);
    let local = Window {
        start_us: local_us(window.start_us),
        length_us: window.length_us,
        duration_us: local_us(window.duration_us),
    };
    html! {
        <div class="axis lanes__axis" aria-hidden="true">
            { for axis_places(local, width_px).into_iter().map(|(at_us, step_us)| {
                let style = format!("--start: {:.4}%", local.share(at_us) * 100.0);
                let class = classes!("axis__mark", (at_us == local.start_us).then_some("is-first"));
                html! { <span {class} {style}>{ words::tick((at_us, step_us)) }</span> }
            }) }
        </div>
    }
}
