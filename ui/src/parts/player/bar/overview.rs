//! The whole recording in a strip above a zoomed bar, with the part that the bar shows.

use super::super::span::Span;
use super::under::Marks;
use super::window::{Window, WindowAction};
use crate::browser::pointer;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct OverviewProps {
    pub(super) window: Window,
    pub(super) at_us: u64,
    pub(super) marks: Marks,
    pub(super) on_window: Callback<WindowAction>,
}

/// Empty while the bar shows everything; its place is kept, so that nothing moves. By keyboard one moves the bar
/// itself.
#[component]
pub(super) fn Overview(props: &OverviewProps) -> Html {
    let node = use_node_ref();
    let is_held = use_state(|| false);
    let OverviewProps { window, at_us, marks, on_window } = props;
    if window.is_whole() {
        return html! { <div class="overview" /> };
    }
    let whole = Window::whole(window.duration_us);
    let go = {
        let (node, on_window) = (node.clone(), on_window.clone());
        move |event: &PointerEvent| {
            if let Some((share, _)) = pointer::place(event, &node) {
                on_window.emit(WindowAction::Center { at_us: whole.at(share) });
            }
        }
    };
    let onpointerdown = {
        let (go, node, is_held) = (go.clone(), node.clone(), is_held.setter());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                pointer::capture(&event, &node);
                is_held.set(true);
                go(&event);
            }
        })
    };
    let onpointermove = {
        let is_held = *is_held;
        Callback::from(move |event: PointerEvent| {
            if is_held {
                go(&event);
            }
        })
    };
    let let_go = {
        let is_held = is_held.setter();
        Callback::from(move |_: PointerEvent| is_held.set(false))
    };
    let (start, length) = whole.percent(Span::new(window.start_us, window.end_us())).unwrap_or((0.0, 100.0));
    html! {
        <div
            class="overview is-shown"
            ref={node}
            title="The whole recording; drag to move what the bar shows"
            {onpointerdown}
            {onpointermove}
            onpointerup={let_go.clone()}
            onpointercancel={let_go}
        >
            { for marks.idle.iter().filter_map(|span| whole.percent(*span)).map(|(start, length)| html! {
                <div class="overview__idle" style={format!("--start: {start:.3}%; --length: {length:.3}%")} />
            }) }
            <div class="overview__position" style={format!("--start: {:.3}%", whole.share(*at_us) * 100.0)} />
            <div class="overview__window" style={format!("--start: {start:.3}%; --length: {length:.3}%")} />
        </div>
    }
}
