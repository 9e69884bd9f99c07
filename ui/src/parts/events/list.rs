//! The list: however many events there are, only the rows in view are drawn.

use super::layout::{self, Layout, ROW_PX};
use super::listed::Listed;
use super::row::Row;
use crate::browser::width::use_height;
use crate::browser::{document, scroll};
use crate::parts::key_map::{KeyLine, Stroke};
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct EventListProps {
    /// What is listed, by rising time.
    pub(crate) rows: Rc<[Listed]>,
    /// The row of the moment that is shown; it is kept in view until one scrolls elsewhere.
    #[prop_or_default]
    pub(crate) current: Option<usize>,
    /// Where to go, by the clock of the rows.
    pub(crate) on_jump: Callback<u64>,
    /// What the list is of, for those who do not see it.
    pub(crate) label: AttrValue,
}

#[component]
pub(crate) fn EventList(props: &EventListProps) -> Html {
    let EventListProps { rows, current, on_jump, label } = props;
    let node = use_node_ref();
    let height_px = use_height(&node);
    let scrolled_px = use_state_eq(|| 0.0_f64);
    let is_following = use_state_eq(|| true);
    let roving = use_state_eq(|| 0_usize);
    let open = use_state(|| None::<Rc<Event>>);
    let open_px = use_state_eq(|| 0.0_f64);
    // Where the list was scrolled to by itself: what differs from it is somebody's doing.
    let expected_px = use_mut_ref(|| 0.0_f64);
    let wants_focus = use_mut_ref(|| false);
    // After a jump the list follows once the moment is there. Before, it would turn back to where one came from.
    let follows_next = use_mut_ref(|| false);
    let now_us = use_mut_ref(|| None::<u64>);
    now_us.replace(current.and_then(|row| rows.get(row)).map(Listed::at_us));

    let open_row = open.as_ref().and_then(|open| rows.iter().position(|row| Rc::ptr_eq(&row.event, open)));
    let layout = Layout { count: rows.len(), open: open_row.map(|row| (row, *open_px)) };
    let last = rows.len().saturating_sub(1);
    let roving_row = (*roving).min(last);
    let page = layout::page(height_px);

    let show = {
        let (node, expected_px, scrolled_px) = (node.clone(), expected_px.clone(), scrolled_px.setter());
        move |row: usize| {
            let Some((top_px, seen_px)) = scroll::seen(&node) else { return };
            if let Some(to_px) = layout.to_show(row, top_px, seen_px) {
                scroll::to(&node, to_px);
                let (now_px, _) = scroll::seen(&node).unwrap_or_default();
                expected_px.replace(now_px);
                scrolled_px.set(now_px);
            }
        }
    };
    // Other rows: the browser keeps the list within them, which is nobody's doing. It follows anew.
    use_effect_with(rows.clone(), {
        let (node, expected_px, is_following, scrolled_px) =
            (node.clone(), expected_px.clone(), is_following.setter(), scrolled_px.setter());
        move |_| {
            let (now_px, _) = scroll::seen(&node).unwrap_or_default();
            expected_px.replace(now_px);
            scrolled_px.set(now_px);
            is_following.set(true);
        }
    });
    use_effect_with(*current, {
        let (follows_next, is_following) = (follows_next.clone(), is_following.setter());
        move |_| {
            if follows_next.replace(false) {
                is_following.set(true);
            }
        }
    });
    use_effect_with((*current, *is_following, rows.clone(), height_px > 0.0), {
        let (show, roving) = (show.clone(), roving.setter());
        move |(current, is_following, ..)| {
            if let Some(row) = current.filter(|_| *is_following) {
                roving.set(row);
                show(row);
            }
        }
    });
    // Without dependencies: the row that is to have the focus may only now be drawn.
    use_effect({
        let (node, wants_focus) = (node.clone(), wants_focus.clone());
        move || {
            if wants_focus.replace(false) {
                document::focus_child(&node, &format!("[data-row='{roving_row}']"), 0);
            }
        }
    });

    let onscroll = {
        let (node, scrolled_px, is_following) = (node.clone(), scrolled_px.setter(), is_following.setter());
        let follows_next = follows_next.clone();
        Callback::from(move |_: DomEvent| {
            let Some((top_px, _)) = scroll::seen(&node) else { return };
            if (top_px - *expected_px.borrow()).abs() > 2.0 {
                is_following.set(false);
                follows_next.replace(false);
            }
            expected_px.replace(top_px);
            scrolled_px.set(top_px);
        })
    };
    let onkeydown = {
        let (roving, is_following, show) = (roving.setter(), is_following.setter(), show.clone());
        Callback::from(move |event: KeyboardEvent| {
            let row = match event.key().as_str() {
                "ArrowDown" => roving_row.saturating_add(1).min(last),
                "ArrowUp" => roving_row.saturating_sub(1),
                "PageDown" => roving_row.saturating_add(page).min(last),
                "PageUp" => roving_row.saturating_sub(page),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            is_following.set(false);
            wants_focus.replace(true);
            roving.set(row);
            show(row);
        })
    };
    let jump = use_callback((rows.clone(), on_jump.clone()), {
        let (roving, is_following) = (roving.setter(), is_following.setter());
        move |row: usize, (rows, on_jump)| {
            if let Some(listed) = rows.get(row) {
                roving.set(row);
                if *now_us.borrow() == Some(listed.at_us()) {
                    is_following.set(true);
                } else {
                    follows_next.replace(true);
                }
                on_jump.emit(listed.at_us());
            }
        }
    });
    let toggle = use_callback((rows.clone(), open_row), {
        let (open, open_px, roving) = (open.setter(), open_px.setter(), roving.setter());
        move |row: usize, (rows, open_row)| {
            open_px.set(0.0);
            roving.set(row);
            open.set(rows.get(row).filter(|_| *open_row != Some(row)).map(|listed| listed.event.clone()));
        }
    });
    let on_height = use_callback(open_px.setter(), |px: f64, open_px| open_px.set(px));
    let follow = {
        let is_following = is_following.setter();
        Callback::from(move |_: MouseEvent| is_following.set(true))
    };

    // The row that the keyboard comes to is always there, or the focus would be lost with it.
    let mut drawn: Vec<usize> = layout.drawn(*scrolled_px, height_px).collect();
    if !rows.is_empty() && !drawn.contains(&roving_row) {
        drawn.push(roving_row);
        drawn.sort_unstable();
    }
    html! {
        <div class="events__frame">
            <div class="events__scroller" ref={node} {onscroll} {onkeydown}>
                <ol
                    class="events__list"
                    role="list"
                    aria-label={label.clone()}
                    style={format!("block-size: {}px; --row: {ROW_PX}px", layout.total_px())}
                >
                    { for drawn.into_iter().filter_map(|row| Some((row, rows.get(row)?))).map(|(row, listed)| html! {
                        <Row
                            key={row}
                            listed={listed.clone()}
                            place={(row, rows.len())}
                            top_px={layout.top_px(row)}
                            is_current={*current == Some(row)}
                            is_open={open_row == Some(row)}
                            is_roving={row == roving_row}
                            on_jump={jump.clone()}
                            on_open={toggle.clone()}
                            on_height={on_height.clone()}
                        />
                    }) }
                </ol>
            </div>
            if current.is_some() && !*is_following {
                <button type="button" class="events__follow" onclick={follow}>{ "Back to the current event" }</button>
            }
        </div>
    }
}

/// The keys of the list: their title and lines.
pub(crate) fn list_keys() -> (&'static str, Vec<KeyLine>) {
    let line = |keys: &[Stroke], deed| (keys.iter().map(|key| key.shown()).collect(), deed);
    let lines = vec![
        line(&[Stroke::alone("ArrowUp"), Stroke::alone("ArrowDown")], "To the row above or below"),
        line(&[Stroke::alone("PageUp"), Stroke::alone("PageDown")], "A page up or down"),
        line(&[Stroke::alone("Home"), Stroke::alone("End")], "To the first or the last row"),
        line(&[Stroke::alone("Enter")], "Go to the event of the row"),
    ];
    ("In the list of events", lines)
}

/// What the browser tells; the other kind of event is what this lists.
type DomEvent = yew::Event;
