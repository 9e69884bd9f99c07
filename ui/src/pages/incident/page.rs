//! The page.

use super::logic;
use crate::browser::address;
use crate::client;
use crate::parts::events::use_choice;
use crate::parts::player::{parse_moment, write_moment};
use crate::parts::room::{Asked, MOST, Room, offsets_from_address, offsets_to_address};
use crate::parts::{IconName, Message, PageLink};
use crate::query::{Query, use_query};
use crate::route::Route;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct IncidentPageProps {
    /// The ids of the recordings with commas between them, as the address has them.
    pub(crate) ids: AttrValue,
}

#[component]
pub(crate) fn IncidentPage(props: &IncidentPageProps) -> Html {
    let (ids, left_out) = logic::ids(&props.ids);
    let answers = use_query(ids.clone(), |ids| async move {
        let mut asked = Vec::new();
        for id in &ids {
            asked.push(logic::asked(id, &client::recording(id).await));
        }
        Ok(asked)
    });
    // Read once: from then on the room leads and the address follows.
    let begin_us = use_memo((), |()| address::query("at").and_then(|text| parse_moment(&text)));
    let offsets_ms =
        use_memo(ids.len(), |count| offsets_from_address(address::query("offsets").as_deref(), *count));
    let (choice, on_choice) = use_choice();
    let on_moment = use_callback((), |wall_us: u64, ()| {
        address::replace_query("at", Some(&write_moment(wall_us)));
    });
    let on_offsets = use_callback((), |offsets_ms: Vec<i64>, ()| {
        address::replace_query("offsets", offsets_to_address(&offsets_ms).as_deref());
    });
    if ids.is_empty() {
        return empty();
    }
    let asked: Rc<Vec<Asked>> = match answers {
        Query::Ready(asked) => asked,
        Query::Loading => return loading(ids.len()),
        // What fails for one recording is said in its tile.
        Query::Failed(error) => Rc::new(ids.iter().map(|id| logic::asked(id, &Err(error.clone()))).collect()),
    };
    html! {
        <Room
            {asked}
            {left_out}
            begin_us={*begin_us}
            offsets_ms={(*offsets_ms).clone()}
            {choice}
            {on_choice}
            {on_moment}
            {on_offsets}
        />
    }
}

/// Keeps the place of the tiles while the recordings are asked for.
fn loading(count: usize) -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ "Incident room" }</h1>
            <div class={classes!("room__tiles", format!("is-{count}"))} aria-busy="true">
                { for (0..count).map(|_| html! { <div class="tile is-skeleton" aria-hidden="true" /> }) }
            </div>
        </div>
    }
}

/// No recording was chosen yet.
fn empty() -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ "Incident room" }</h1>
            <Message icon={IconName::Room} title="Choose the recordings of an incident">
                <p>
                    { format!("Several recordings of the same minutes play here side by side, up to {MOST}, on one wall \
                        clock and with one stream of events.") }
                </p>
                <p>
                    { "Select them in the list and choose \"Open together\", or play one and choose \"Others of these \
                       minutes\"." }
                </p>
                <PageLink class="pf-v6-c-button pf-m-primary button" to={Route::Recordings}>
                    <span class="pf-v6-c-button__text">{ "Go to the recordings" }</span>
                </PageLink>
            </Message>
        </div>
    }
}
