//! The page: loads the list and puts it together.

use super::state::{Action, Fetch, Listing, Phase};
use super::{logic, view};
use crate::browser::zone;
use crate::client;
use crate::format;
use crate::parts::room::judge;
use crate::parts::{Button, ButtonKind, FileChoice, Icon, IconName, Message, Tone};
use std::cell::Cell;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Recordings in one request.
const PAGE_SIZE: u32 = 50;

#[component]
pub(crate) fn RecordingsPage() -> Html {
    let listing = use_reducer(Listing::default);
    // Each request has a number: an answer that is not the latest one's is dropped.
    let latest = use_mut_ref(|| Rc::new(Cell::new(0_u64)));
    let fetch = use_callback(listing.dispatcher(), move |fetch: Fetch, dispatcher| {
        let latest = latest.borrow().clone();
        let number = latest.get() + 1;
        latest.set(number);
        let dispatcher = dispatcher.clone();
        dispatcher.dispatch(Action::Begin(fetch.clone()));
        spawn_local(async move {
            let cursor = match &fetch {
                Fetch::First => None,
                Fetch::More { cursor } => Some(cursor.as_str()),
            };
            let answer = client::recordings(PAGE_SIZE, cursor).await;
            if latest.get() == number {
                dispatcher.dispatch(Action::Answered(fetch, answer));
            }
        });
    });
    use_effect_with(fetch.clone(), |fetch| fetch.emit(Fetch::First));

    let chosen = use_state(Vec::<String>::new);
    let on_choose = {
        let chosen = chosen.clone();
        Callback::from(move |id: String| chosen.set(logic::chosen_after(&chosen, &id)))
    };
    let on_clear = {
        let chosen = chosen.setter();
        Callback::from(move |_: MouseEvent| chosen.set(Vec::new()))
    };
    let refresh = fetch.reform(|_: MouseEvent| Fetch::First);
    let is_busy = matches!(listing.phase, Phase::Loading | Phase::Fetching(_));
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ "All recordings" }</h1>
                <Button
                    label="Refresh"
                    icon={IconName::Refresh}
                    kind={ButtonKind::Plain}
                    disabled={is_busy}
                    on_click={refresh.clone()}
                />
            </header>
            if chosen.is_empty() {
                <section class="drop-strip" aria-label="Play a local file">
                    <Icon name={IconName::File} />
                    <p class="drop-strip__text">
                        <strong>{ "Play a local file. " }</strong>
                        { "Drop it anywhere on this window: it is played in the browser and nothing is uploaded." }
                    </p>
                    <FileChoice />
                </section>
            } else {
                { view::chosen_strip(chosen.len(), &judge(logic::chosen(&listing.items, &chosen)), on_clear) }
            }
            { content(&listing, &fetch, refresh, &chosen, &on_choose) }
        </div>
    }
}

fn content(
    listing: &Listing,
    fetch: &Callback<Fetch>,
    refresh: Callback<MouseEvent>,
    chosen: &[String],
    on_choose: &Callback<String>,
) -> Html {
    match &listing.phase {
        Phase::Failed(error) => html! {
            <Message icon={IconName::Warning} title="The recordings could not be loaded" tone={Tone::Failure}>
                <p>{ error.advice() }</p>
                <Button label="Try again" kind={ButtonKind::Primary} on_click={refresh} />
            </Message>
        },
        Phase::Loading => table(view::skeleton(), "Loading the recordings"),
        Phase::Ready | Phase::Fetching(_) | Phase::FetchFailed(..) if listing.items.is_empty() => {
            view::empty()
        }
        Phase::Ready | Phase::Fetching(_) | Phase::FetchFailed(..) => {
            let column_offset = zone::offset_minutes(zone::now_ms());
            let rows = listing.items.iter().map(|recording| {
                let row = logic::row(recording, column_offset, zone::offset_minutes);
                view::row(&recording.id, &row, chosen.contains(&recording.id), on_choose)
            });
            let count = logic::count(listing.items.len(), listing.next_cursor.is_some());
            html! {
                <>
                    { table(html! { <tbody>{ for rows }</tbody> }, &count) }
                    { foot(listing, fetch, &count) }
                </>
            }
        }
    }
}

fn table(body: Html, caption: &str) -> Html {
    let zone = format::zone(zone::offset_minutes(zone::now_ms()));
    html! {
        <div class="table">
            <table class="table__grid">
                <caption class="only-read" aria-live="polite">{ format!("Recordings, newest import first. {caption}") }</caption>
                { view::head(&zone) }
                { body }
            </table>
        </div>
    }
}

fn foot(listing: &Listing, fetch: &Callback<Fetch>, count: &str) -> Html {
    let more = listing.next_cursor.clone().map(|cursor| Fetch::More { cursor });
    let failed = match &listing.phase {
        Phase::FetchFailed(failed, error) => Some((failed.clone(), error.advice())),
        Phase::Loading | Phase::Failed(_) | Phase::Ready | Phase::Fetching(_) => None,
    };
    let is_loading_more = matches!(listing.phase, Phase::Fetching(Fetch::More { .. }));
    html! {
        <footer class="table-foot">
            <p class="table-foot__count">{ count }</p>
            if let Some((failed, advice)) = failed {
                <p class="table-foot__failure" role="alert">{ advice }</p>
                <Button label="Try again" on_click={fetch.reform(move |_| failed.clone())} />
            } else if let Some(more) = more {
                <Button
                    label={if is_loading_more { "Loading more" } else { "Load more" }}
                    disabled={is_loading_more}
                    on_click={fetch.reform(move |_| more.clone())}
                />
            }
        </footer>
    }
}
