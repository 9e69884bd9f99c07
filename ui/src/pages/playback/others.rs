//! Other recordings of the same minutes, to be opened together with the one that is played.

use super::logic;
use crate::browser::{document, zone};
use crate::client;
use crate::format;
use crate::parts::player::write_moment;
use crate::parts::room::{Choice, judge};
use crate::parts::{Button, ButtonKind, IconName, PageLink};
use crate::query::{Query, use_query};
use api::{Recording, RecordingPage};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct OthersProps {
    pub(super) recording: Rc<Recording>,
    /// The moment that is shown, in microseconds from its start: the others are opened there.
    pub(super) at_us: u64,
}

/// The button; the list is asked for when it is opened.
#[component]
pub(super) fn Others(props: &OthersProps) -> Html {
    let dialog = use_node_ref();
    let is_asked = use_state(|| false);
    let open = {
        let (dialog, is_asked) = (dialog.clone(), is_asked.setter());
        Callback::from(move |_: MouseEvent| {
            is_asked.set(true);
            document::show_dialog(&dialog);
        })
    };
    let close = use_callback(dialog.clone(), |_: MouseEvent, dialog| document::close_dialog(dialog));
    let has_time = logic::minutes(&props.recording).is_some();
    html! {
        <>
            <Button
                label="Others of these minutes"
                icon={IconName::Room}
                kind={ButtonKind::Plain}
                hides_label=true
                reason={(!has_time).then_some("the recording does not tell when it was made")}
                disabled={!has_time}
                on_click={open}
            />
            <dialog class="dialog" ref={dialog} aria-labelledby="others-title">
                <header class="dialog__header">
                    <h2 class="dialog__title" id="others-title">{ "Others of these minutes" }</h2>
                    <Button label="Close" icon={IconName::Close} kind={ButtonKind::Plain} hides_label=true on_click={close} />
                </header>
                if *is_asked {
                    <OthersList recording={props.recording.clone()} at_us={props.at_us} />
                }
            </dialog>
        </>
    }
}

/// The recordings that overlap, each to be chosen.
#[component]
fn OthersList(props: &OthersProps) -> Html {
    let page = use_query(logic::minutes(&props.recording), |minutes| async move {
        match minutes {
            Some((from_ms, until_ms)) => client::recordings_between(from_ms, until_ms).await,
            None => Ok(RecordingPage { items: Vec::new(), next_cursor: None }),
        }
    });
    let chosen = use_state(Vec::<String>::new);
    let page = match page {
        Query::Loading => return html! { <p role="status">{ "Looking for others" }</p> },
        Query::Failed(error) => return html! { <p role="alert">{ error.advice() }</p> },
        Query::Ready(page) => page,
    };
    let own = &props.recording;
    let others: Vec<&Recording> = page.items.iter().filter(|one| one.id != own.id).collect();
    if others.is_empty() {
        return html! { <p>{ "No other recording was made in these minutes." }</p> };
    }
    let picked = others.iter().copied().filter(|one| chosen.contains(&one.id));
    let wall_us = logic::wall_us(own, props.at_us);
    let at = wall_us.map(|wall_us| AttrValue::from(format!("at={}", write_moment(wall_us))));
    let choice = judge(std::iter::once(&**own).chain(picked));
    html! {
        <>
            <ul class="others" role="list">
                { for others.iter().map(|other| line(other, &chosen)) }
            </ul>
            if page.next_cursor.is_some() {
                <p>{ "There are more; these are the newest." }</p>
            }
            <footer class="others__foot">
                { match choice {
                    Choice::Room(route) => html! {
                        <PageLink class="pf-v6-c-button pf-m-primary button" to={route} query={at}>
                            <span class="pf-v6-c-button__text">{ format!("Open {} together", chosen.len() + 1) }</span>
                        </PageLink>
                    },
                    Choice::Not(_) if chosen.is_empty() => html! { <span>{ "Select what to see beside this one" }</span> },
                    Choice::Not(reason) => html! { <span role="status">{ reason }</span> },
                } }
            </footer>
        </>
    }
}

fn line(other: &Recording, chosen: &UseStateHandle<Vec<String>>) -> Html {
    let onchange = {
        let (chosen, id) = (chosen.clone(), other.id.clone());
        Callback::from(move |_: Event| {
            let mut now = (*chosen).clone();
            match now.iter().position(|one| *one == id) {
                Some(place) => {
                    now.remove(place);
                }
                None => now.push(id.clone()),
            }
            chosen.set(now);
        })
    };
    html! {
        <li>
            <label class="others__label">
                <input class="choice" type="checkbox" checked={chosen.contains(&other.id)} {onchange} />
                <span class="others__text">
                    <span class="others__name">{ logic::title(other) }</span>
                    <span class="others__when">
                        { logic::span(other, zone::offset_minutes).unwrap_or_else(|| format::clock(other.duration_us)) }
                    </span>
                </span>
            </label>
        </li>
    }
}
