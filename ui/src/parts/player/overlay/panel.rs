//! The overlay on the picture.

use super::logic::Quantity;
use super::place::Place;
use crate::browser::{keys, pointer};
use events::{Performance, overlay_at};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(in super::super) struct OverlayPanelProps {
    /// By rising time.
    pub(in super::super) performance: Rc<[Performance]>,
    /// The position that is shown, in microseconds.
    pub(in super::super) at_us: u64,
}

/// Round trip, network, processors and memory at the position, semitransparent over the picture. Its handle moves it.
#[component]
pub(in super::super) fn OverlayPanel(props: &OverlayPanelProps) -> Html {
    let (room, panel) = (use_node_ref(), use_node_ref());
    let place = use_state(Place::kept);
    // Where the pointer took the handle, and where the overlay lay then.
    let taken = use_mut_ref(|| None::<((f64, f64), Place)>);
    let onpointerdown = {
        let (taken, place) = (taken.clone(), place.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                pointer::capture_by_target(&event);
                let at = (f64::from(event.client_x()), f64::from(event.client_y()));
                taken.replace(Some((at, *place)));
            }
        })
    };
    let onpointermove = {
        let (taken, place, room, panel) = (taken.clone(), place.setter(), room.clone(), panel.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(((x, y), from)) = *taken.borrow() else { return };
            if let Some(free) = pointer::free_room(&room, &panel) {
                let by = (f64::from(event.client_x()) - x, f64::from(event.client_y()) - y);
                place.set(from.moved(by, free));
            }
        })
    };
    let let_go = {
        let place = place.clone();
        Callback::from(move |_: PointerEvent| {
            if taken.take().is_some() {
                place.keep();
            }
        })
    };
    let onkeydown = {
        let place = place.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(moved) = place.stepped(&keys::press(&event).key) {
                event.prevent_default();
                event.stop_propagation();
                moved.keep();
                place.set(moved);
            }
        })
    };
    let overlay = overlay_at(&props.performance, props.at_us);
    let style = format!("--across: {:.2}%; --down: {:.2}%", place.across * 100.0, place.down * 100.0);
    let row = |quantity: Quantity| {
        let value = quantity.shown(&overlay).map_or_else(|| "-".to_owned(), |value| quantity.written(value));
        html! {
            <div class="overlay__row">
                <dt>{ quantity.label() }</dt>
                <dd>{ value }</dd>
            </div>
        }
    };
    html! {
        <div class="overlay" ref={room}>
            <section class="overlay__panel" ref={panel} {style} aria-label="Performance">
                <button
                    type="button"
                    class="overlay__handle"
                    aria-label="Move the performance data: drag, or arrow keys"
                    title="Drag to move, or use the arrow keys"
                    {onpointerdown}
                    {onpointermove}
                    onpointerup={let_go.clone()}
                    onpointercancel={let_go}
                    {onkeydown}
                >
                    <svg viewBox="0 0 26 8" aria-hidden="true" focusable="false">
                        { for (0..8).map(|dot: u32| {
                            let (x, y) = (4 + dot % 4 * 6, 1 + dot / 4 * 5);
                            html! { <circle cx={x.to_string()} cy={y.to_string()} r="1" /> }
                        }) }
                    </svg>
                </button>
                <dl class="overlay__list">{ for Quantity::ALL.map(row) }</dl>
            </section>
        </div>
    }
}
