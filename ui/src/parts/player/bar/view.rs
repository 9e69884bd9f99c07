//! The bar, and what the pointer does on it.

use super::super::driver::Driver;
use super::super::moment::spoken_position;
use super::axis;
use super::events::EventLane;
use super::fingers::Fingers;
use super::lanes::{ActivityRow, Spans};
use super::overview::Overview;
use super::tip::Tip;
use super::under::{Marks, under};
use super::window::{Window, WindowAction};
use crate::browser::{pointer, width};
use crate::format;
use yew::prelude::*;

/// How much a turn of the wheel by one notch (100 pixels) zooms.
const ZOOM_PER_NOTCH: f64 = 1.35;

/// How near, in pixels, the pointer must be to something narrow.
const SLACK_PX: f64 = 3.0;

#[derive(Properties)]
pub(crate) struct BarProps {
    pub(crate) driver: Driver,
    pub(crate) marks: Marks,
    pub(crate) window: Window,
    pub(crate) on_window: Callback<WindowAction>,
}

impl PartialEq for BarProps {
    fn eq(&self, other: &Self) -> bool {
        // The driver's parts stay the same while its state changes.
        self.driver.state == other.driver.state
            && self.marks == other.marks
            && self.window == other.window
            && self.on_window == other.on_window
    }
}

/// A slider over what the window shows of the recording. Its keys are the player's.
#[component]
pub(crate) fn Bar(props: &BarProps) -> Html {
    let BarProps { driver, marks, window, on_window } = props;
    let window = *window;
    let node = use_node_ref();
    let hovered = use_state(|| None::<f64>);
    let width_px = width::use_width(&node);
    let state = &driver.state;
    let (shown_us, duration_us, is_ready) = (state.shown_us(), state.duration_us, state.is_ready());

    use_effect_with((node.clone(), window, is_ready), {
        let on_window = on_window.clone();
        move |(node, window, is_ready)| {
            let (window, is_ready) = (*window, *is_ready);
            let listener = pointer::on_wheel(node, move |wheel| {
                if !is_ready {
                    return;
                }
                on_window.emit(if wheel.is_sideways {
                    WindowAction::Pan { by_share: wheel.by_px / width_px.max(1.0) }
                } else {
                    let factor = ZOOM_PER_NOTCH.powf(-wheel.by_px / 100.0);
                    WindowAction::Zoom { around_us: window.at(wheel.share), factor }
                });
            });
            move || drop(listener)
        }
    });

    let share = |event: &PointerEvent, node: &NodeRef| pointer::place(event, node).map(|(share, _)| share);
    let scrub = {
        let (node, driver) = (node.clone(), driver.clone());
        move |event: &PointerEvent| {
            if let Some(share) = share(event, &node) {
                driver.scrub(window.at(share));
            }
        }
    };
    // A second finger ends dragging where it began: then the window follows both.
    let fingers = use_mut_ref(Fingers::default);
    let taken_us = use_mut_ref(|| 0_u64);
    let onpointerdown = {
        let (node, scrub, driver) = (node.clone(), scrub.clone(), driver.clone());
        let (fingers, hovered) = (fingers.clone(), hovered.setter());
        Callback::from(move |event: PointerEvent| {
            if !is_ready || event.button() != 0 {
                return;
            }
            pointer::capture(&event, &node);
            let place = share(&event, &node).filter(|_| pointer::is_touch(&event));
            let count = place.map_or(1, |share| fingers.borrow_mut().put(event.pointer_id(), share));
            if count == 1 {
                taken_us.replace(driver.state.shown_us());
                driver.take_handle();
                scrub(&event);
            } else if driver.state.is_dragging {
                driver.give_back(*taken_us.borrow());
                hovered.set(None);
            }
        })
    };
    let onpointermove = {
        let (node, hovered, driver) = (node.clone(), hovered.setter(), driver.clone());
        let (fingers, on_window) = (fingers.clone(), on_window.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(share) = share(&event, &node).filter(|_| pointer::is_touch(&event)) {
                if let Some(pinch) = fingers.borrow_mut().slide(event.pointer_id(), share) {
                    on_window.emit(WindowAction::Pinch(pinch));
                }
                if !driver.state.is_dragging {
                    return;
                }
            }
            hovered.set(share(&event, &node).map(|share| share.clamp(0.0, 1.0)));
            if driver.state.is_dragging {
                scrub(&event);
            }
        })
    };
    let let_go = {
        let (driver, hovered) = (driver.clone(), hovered.setter());
        Callback::from(move |event: PointerEvent| {
            driver.let_go();
            fingers.borrow_mut().lift(event.pointer_id());
            if pointer::is_touch(&event) {
                hovered.set(None);
            }
        })
    };
    let onpointerleave = {
        let hovered = hovered.setter();
        Callback::from(move |_: PointerEvent| hovered.set(None))
    };

    let hovered = hovered.filter(|_| is_ready);
    let played = window.share(shown_us);
    let style = format!(
        "--played: {:.4}%; --pointer: {:.4}%",
        played.clamp(0.0, 1.0) * 100.0,
        hovered.unwrap_or_default() * 100.0
    );
    let class = classes!(
        "bar",
        (!is_ready).then_some("is-resting"),
        state.is_dragging.then_some("is-held"),
        hovered.is_some().then_some("is-hovered"),
        (!(0.0..=1.0).contains(&played)).then_some("is-elsewhere")
    );
    // Widths of a window in pixels.
    let columns = width_px as usize;
    html! {
        <div class="bars">
            <Overview {window} at_us={shown_us} marks={marks.clone()} on_window={on_window.clone()} />
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
                <EventLane {window} width_px={columns} events={marks.events.clone()} />
                <ActivityRow
                    {window}
                    width_px={columns}
                    activity={marks.activity.clone()}
                    changes_us={marks.changes_us.clone()}
                    parts_us={marks.parts_us.clone()}
                />
                <div class="bar__track">
                    <div class="bar__played" />
                    <div class="bar__ahead" />
                    <Spans class="bar__idle" {window} spans={marks.idle.clone()} />
                    <Spans class="bar__damage" {window} spans={marks.damaged.clone()} />
                </div>
                <div class="bar__watched">
                    <Spans class="bar__seen" {window} spans={marks.watched.clone()} />
                </div>
                <div class="bar__handle" />
                if let Some(share) = hovered {
                    <div class="bar__pointer" />
                    <Tip
                        element={driver.element.clone()}
                        at_us={window.at(share)}
                        time={time(window.at(share), window)}
                        found={under(marks, window.at(share), window.slack_us(SLACK_PX, width_px))}
                    />
                }
            </div>
            { axis(window, width_px) }
        </div>
    }
}

/// A moment on the bar: with milliseconds where a pixel is less than half a second.
fn time(at_us: u64, window: Window) -> String {
    if window.length_us < 500_000_000 { format::clock_ms(at_us) } else { format::clock(at_us) }
}

/// Times along the bar.
fn axis(window: Window, width_px: f64) -> Html {
    let marks = axis::marks(window, width_px);
    html! {
        <div class="axis" aria-hidden="true">
            { for marks.into_iter().map(|(at_us, text)| {
                let style = format!("--start: {:.4}%", window.share(at_us) * 100.0);
                let class = classes!("axis__mark", (at_us == window.start_us).then_some("is-first"));
                html! { <span {class} {style}>{ text }</span> }
            }) }
        </div>
    }
}
