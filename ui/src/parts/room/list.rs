//! The stream of events beside the tiles. Only the rows in view are drawn, however many there are.

use super::stream::{self, Row};
use super::words::{self, letter};
use crate::browser::{document, scroll, zone};
use crate::parts::{Button, Icon, IconName};
use events::{Event, Severity};
use std::rc::Rc;
use yew::prelude::*;

/// Height of a row in pixels, as the style sheet has it.
const ROW_PX: f64 = 44.0;
/// Rows that are drawn before the height of the list is known.
const FIRST_PX: f64 = 900.0;
/// Rows in a page, for its keys.
const PAGE: usize = 10;

#[derive(PartialEq, Properties)]
pub(super) struct StreamProps {
    pub(super) rows: Rc<Vec<Row>>,
    pub(super) events: Rc<[Rc<[Event]>]>,
    /// The row that is current.
    pub(super) current: Option<usize>,
    /// Recordings whose events are still being read.
    pub(super) unread: usize,
    /// Recordings whose events cannot be told, each with its reason.
    pub(super) failures: Vec<AttrValue>,
    /// What the list is narrowed to.
    pub(super) text: AttrValue,
    pub(super) on_text: Callback<String>,
    /// To this wall time.
    pub(super) on_jump: Callback<u64>,
}

#[component]
pub(super) fn Stream(props: &StreamProps) -> Html {
    let node = use_node_ref();
    let seen = use_state_eq(|| (0.0_f64, FIRST_PX));
    // Off once the user scrolls or walks through the list by keyboard.
    let follows = use_state_eq(|| true);
    let active = use_state_eq(|| None::<usize>);
    let count = props.rows.len();
    let look = {
        let (node, seen) = (node.clone(), seen.setter());
        Callback::from(move |()| {
            if let Some(now) = scroll::seen(&node) {
                seen.set(now);
            }
        })
    };
    use_effect_with((props.current, count, *follows), {
        let (node, look) = (node.clone(), look.clone());
        move |(current, _, follows)| {
            if let Some(row) = current.filter(|_| *follows) {
                show(&node, row);
            }
            look.emit(());
        }
    });
    let jump = {
        let (rows, on_jump, follows, active) =
            (props.rows.clone(), props.on_jump.clone(), follows.setter(), active.setter());
        Callback::from(move |row: usize| {
            if let Some(found) = rows.get(row) {
                active.set(Some(row));
                follows.set(true);
                on_jump.emit(found.wall_us);
            }
        })
    };
    let onkeydown = {
        let (node, active, follows) = (node.clone(), active.clone(), follows.setter());
        let (current, jump) = (props.current, jump.clone());
        Callback::from(move |event: KeyboardEvent| {
            let from = active.or(current).unwrap_or_default();
            let to = match event.key().as_str() {
                "ArrowDown" => from.saturating_add(1),
                "ArrowUp" => from.saturating_sub(1),
                "PageDown" => from.saturating_add(PAGE),
                "PageUp" => from.saturating_sub(PAGE),
                "Home" => 0,
                "End" => usize::MAX,
                "Enter" => {
                    event.prevent_default();
                    jump.emit(from);
                    return;
                }
                _ => return,
            };
            // What the list takes is not the room's.
            event.prevent_default();
            let to = to.min(count.saturating_sub(1));
            follows.set(false);
            active.set(Some(to));
            show(&node, to);
        })
    };
    let stop_following = {
        let follows = follows.setter();
        move || follows.set(false)
    };
    let onwheel = {
        let stop = stop_following.clone();
        Callback::from(move |_: WheelEvent| stop())
    };
    let ontouchmove = Callback::from(move |_: TouchEvent| stop_following());
    let follow = {
        let follows = follows.setter();
        Callback::from(move |_: MouseEvent| follows.set(true))
    };
    let oninput = props.on_text.reform(|event: InputEvent| document::written(&event).unwrap_or_default());
    let (top_px, height_px) = *seen;
    let drawn = stream::drawn(top_px, height_px, ROW_PX, count);
    let marked = active.filter(|_| !*follows).or(props.current);
    let chosen = marked.filter(|row| drawn.contains(row)).map(row_id);
    html! {
        <div class="stream">
            <div class="stream__head">
                <h2 class="pane__title">{ "Events" }</h2>
                <span class="stream__count" role="status">{ said(props, count) }</span>
                if !*follows && count > 0 {
                    <Button label="Follow" on_click={follow} />
                }
            </div>
            <input
                class="stream__search"
                type="search"
                aria-label="Search the events"
                placeholder="Search the events"
                value={props.text.clone()}
                {oninput}
            />
            { for props.failures.iter().map(|failure| html! { <p class="stream__failure">{ failure }</p> }) }
            <div
                class="stream__list"
                ref={node}
                role="listbox"
                tabindex="0"
                aria-label="Events of all recordings"
                aria-activedescendant={chosen}
                onscroll={look.reform(|_: yew::Event| ())}
                {onkeydown}
                {onwheel}
                {ontouchmove}
            >
                <div class="stream__all" role="presentation" style={format!("block-size: {}px", count as f64 * ROW_PX)}>
                    { for drawn.filter_map(|row| {
                        let found = props.rows.get(row)?;
                        let event = props.events.get(found.lane)?.get(found.event)?;
                        let marks = (props.current == Some(row), marked == Some(row));
                        Some(view_row(row, *found, event, count, marks, &jump))
                    }) }
                </div>
            </div>
        </div>
    }
}

fn said(props: &StreamProps, count: usize) -> String {
    let counted = match count {
        1 => "1 event".to_owned(),
        count => format!("{count} events"),
    };
    match (props.unread, count) {
        (0, 0) if props.text.is_empty() => "None are in these recordings".to_owned(),
        (0, 0) => "None holds these words".to_owned(),
        (0, _) => counted,
        (unread, _) => format!("{counted}, {unread} still being read"),
    }
}

fn view_row(
    row: usize,
    found: Row,
    event: &Event,
    count: usize,
    (is_current, is_marked): (bool, bool),
    jump: &Callback<usize>,
) -> Html {
    let (label, detail) = stream::describe(event);
    let severity = event.severity.map(|severity| (severity, severity.label()));
    let class = classes!(
        "stream__row",
        format!("is-lane-{}", found.lane),
        is_current.then_some("is-current"),
        is_marked.then_some("is-marked")
    );
    html! {
        <div
            key={row}
            id={row_id(row)}
            {class}
            role="option"
            aria-selected={if is_current { "true" } else { "false" }}
            aria-setsize={count.to_string()}
            aria-posinset={(row + 1).to_string()}
            style={format!("inset-block-start: {}px", row as f64 * ROW_PX)}
            onclick={jump.reform(move |_: MouseEvent| row)}
        >
            <span class="stream__time">{ words::time(found.wall_us, zone::offset_minutes) }</span>
            <span class="lane-tag">{ letter(found.lane) }</span>
            <span class="stream__what">
                <span class="stream__label">
                    if let Some((severity, word)) = severity {
                        <span class={classes!("stream__severity", (severity == Severity::Severe).then_some("is-severe"))}>
                            <Icon name={IconName::Warning} />{ word }
                        </span>
                    }
                    { label }
                </span>
                <span class="stream__detail" title={detail.clone()}>{ detail }</span>
            </span>
        </div>
    }
}

fn row_id(row: usize) -> String {
    format!("stream-row-{row}")
}

/// Scrolls so that a row is seen.
fn show(node: &NodeRef, row: usize) {
    if let Some((top_px, height_px)) = scroll::seen(node)
        && let Some(to_px) = stream::scrolled(row, top_px, height_px, ROW_PX)
    {
        scroll::to(node, to_px);
    }
}
