//! The rectangle on the picture.

use super::logic::{Region, RegionAction, drawing_action};
use crate::browser::{document, keys, pointer};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct RegionLayerProps {
    pub(crate) state: UseReducerHandle<Region>,
}

/// Lies over the picture where the picture lies. While a rectangle is drawn it takes the pointer and the keys.
#[component]
pub(crate) fn RegionLayer(props: &RegionLayerProps) -> Html {
    let node = use_node_ref();
    let state = &props.state;
    use_effect_with((state.number, state.is_drawing()), {
        let node = node.clone();
        move |(_, is_drawing)| {
            if *is_drawing {
                document::focus(&node);
            }
        }
    });
    let Some((rect, (width, height))) = state.rect() else { return Html::default() };
    let act = |event: fn(u32, u32) -> RegionAction| {
        let (node, dispatcher) = (node.clone(), state.dispatcher());
        Callback::from(move |pressed: PointerEvent| {
            if let Some((x, y)) = pointer::place(&pressed, &node) {
                // Shares of a picture's size, which is far below 2^53; `as` saturates.
                let at = |share: f64, size: u32| (share.clamp(0.0, 1.0) * f64::from(size)).round() as u32;
                dispatcher.dispatch(event(at(x, width), at(y, height)));
            }
        })
    };
    let onpointerdown = {
        let (node, press) = (node.clone(), act(RegionAction::Press));
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                pointer::capture(&event, &node);
                press.emit(event);
            }
        })
    };
    let onpointerup = {
        let dispatcher = state.dispatcher();
        Callback::from(move |_: PointerEvent| dispatcher.dispatch(RegionAction::LetGo))
    };
    let onkeydown = {
        let dispatcher = state.dispatcher();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(action) = drawing_action(&keys::press(&event)) {
                event.prevent_default();
                dispatcher.dispatch(action);
            }
        })
    };
    let percent = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1)) * 100.0;
    let place = format!(
        "--x: {:.4}%; --y: {:.4}%; --w: {:.4}%; --h: {:.4}%",
        percent(rect.x, width),
        percent(rect.y, height),
        percent(rect.width, width),
        percent(rect.height, height)
    );
    let said = format!(
        "{} by {} pixels, {} from the left, {} from the top",
        rect.width, rect.height, rect.x, rect.y
    );
    let frame = html! { <div class="region__rectangle" style={place} /> };
    let shape = format!("--picture-width: {width}; --picture-height: {height}");
    html! {
        <div class={classes!("region", state.is_drawing().then_some("is-drawing"))} style={shape}>
            if state.is_drawing() {
                <div
                    class="region__picture"
                    ref={node.clone()}
                    role="application"
                    tabindex="0"
                    aria-label="Rectangle on the picture: arrows move it, with shift they size it, Enter looks for changes"
                    aria-describedby="region-place"
                    {onpointerdown}
                    onpointermove={act(RegionAction::Drag)}
                    {onpointerup}
                    {onkeydown}
                >
                    { frame }
                    <span class="only-read" id="region-place" aria-live="polite">{ said }</span>
                </div>
            } else {
                <div class="region__picture" ref={node.clone()}>{ frame }</div>
            }
        </div>
    }
}
