//! The page: loads a list, narrows it, and does what is asked with what is selected.

use super::chosen_bar::ChosenBar;
use super::column_choice::ColumnChoice;
use super::columns::Column;
use super::deed_dialog::DeedDialog;
use super::deeds::Deed;
use super::filter_bar::FilterBar;
use super::filters::Filters;
use super::state::{Action, Fetch, Listing, Phase};
use super::{logic, view};
use crate::browser::{address, kept, zone};
use crate::client;
use crate::format;
use crate::parts::{Button, ButtonKind, FileChoice, Icon, IconName, Message, Notice, Tone};
use crate::query::use_query;
use crate::session::use_session;
use api::{Changed, Chosen, Recording, RecordingList, Right};
use std::cell::Cell;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Recordings in one request.
const PAGE_SIZE: u32 = 50;

#[derive(PartialEq, Properties)]
pub(crate) struct RecordingsPageProps {
    pub(crate) list: RecordingList,
}

/// What was done last.
#[derive(Clone, Default, PartialEq)]
struct Done {
    text: AttrValue,
    /// What takes it back, and of which recordings.
    undo: Option<(Deed, Vec<String>)>,
}

#[component]
pub(crate) fn RecordingsPage(props: &RecordingsPageProps) -> Html {
    let list = props.list;
    let listing = use_reducer(Listing::default);
    let filters = use_state_eq(|| Filters::of_query(address::query));
    let columns = use_state_eq(|| kept_columns(list));
    let chosen = use_state_eq(Vec::<Rc<Recording>>::new);
    let deed = use_state_eq(|| None::<Deed>);
    let done = use_state_eq(Done::default);
    let is_choosing_columns = use_state_eq(|| false);
    let sites = use_query((), |()| client::sites());
    let session = use_session();
    // Each request has a number: an answer that is not the latest one's is dropped.
    let latest = use_mut_ref(|| Rc::new(Cell::new(0_u64)));
    let fetch = use_callback(
        (listing.dispatcher(), (*filters).clone(), list),
        move |fetch: Fetch, (dispatcher, filters, list)| {
            let latest = latest.borrow().clone();
            let number = latest.get() + 1;
            latest.set(number);
            let dispatcher = dispatcher.clone();
            dispatcher.dispatch(Action::Begin(fetch.clone()));
            let asked = filters.asked(*list, zone::now_ms(), zone::offset_minutes);
            spawn_local(async move {
                let cursor = match &fetch {
                    Fetch::First => None,
                    Fetch::More { cursor } => Some(cursor.as_str()),
                };
                let answer = client::recordings(PAGE_SIZE, cursor, &asked).await;
                if latest.get() == number {
                    dispatcher.dispatch(Action::Answered(fetch, answer));
                }
            });
        },
    );
    use_effect_with(fetch.clone(), |fetch| fetch.emit(Fetch::First));
    // back and forward in the history
    use_effect_with((), {
        let filters = filters.setter();
        move |()| {
            let travel = address::on_travel(move || filters.set(Filters::of_query(address::query)));
            move || drop(travel)
        }
    });
    // what was selected is as it is now
    use_effect_with(listing.items.clone(), {
        let chosen = chosen.clone();
        move |items| chosen.set(logic::still_chosen(&chosen, items))
    });

    let on_filters = {
        let filters = filters.setter();
        Callback::from(move |wanted: Filters| {
            let query = wanted.query();
            let values: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_deref())).collect();
            address::push_queries(&values);
            filters.set(wanted);
        })
    };
    let on_columns = {
        let columns = columns.setter();
        Callback::from(move |chosen: Vec<Column>| {
            // what the browser refuses to keep lasts as long as the page
            kept::set(&key_of(list), &Column::to_text(&chosen));
            columns.set(chosen);
        })
    };
    let on_follow_up = {
        let on_filters = on_filters.clone();
        let chosen = chosen.setter();
        Callback::from(move |session: String| {
            chosen.set(Vec::new());
            on_filters.emit(Filters { session, ..Filters::default() });
        })
    };
    let on_clear = {
        let chosen = chosen.setter();
        Callback::from(move |()| chosen.set(Vec::new()))
    };
    let on_deed = {
        let deed = deed.setter();
        Callback::from(move |one: Deed| deed.set(Some(one)))
    };
    let on_deed_close = {
        let deed = deed.setter();
        Callback::from(move |()| deed.set(None))
    };
    let on_done = {
        let (deed, chosen, done, fetch) = (deed.clone(), chosen.clone(), done.setter(), fetch.clone());
        Callback::from(move |changed: Changed| {
            let Some(one) = *deed else { return };
            let ids: Vec<String> = chosen.iter().map(|recording| recording.id.clone()).collect();
            let undo = one.undone_by().filter(|_| changed.sessions > 0).map(|undo| (undo, ids));
            done.set(Done { text: one.done(changed.sessions).into(), undo });
            deed.set(None);
            chosen.set(Vec::new());
            fetch.emit(Fetch::First);
        })
    };
    let may_undo = |undo: &Deed| session.as_ref().is_some_and(|session| session.has(undo.right()));
    let on_undo = done.undo.clone().filter(|(undo, _)| may_undo(undo)).map(|(undo, ids)| {
        let (done, fetch) = (done.setter(), fetch.clone());
        Callback::from(move |_: MouseEvent| {
            let (ids, done, fetch) = (ids.clone(), done.clone(), fetch.clone());
            spawn_local(async move {
                let chosen = Chosen { ids, ..Chosen::default() };
                let text = match client::take_care(undo.path(), &chosen).await {
                    Ok(changed) => undo.done(changed.sessions),
                    Err(error) => error.advice(),
                };
                done.set(Done { text: text.into(), undo: None });
                fetch.emit(Fetch::First);
            });
        })
    });
    let on_dismiss = {
        let done = done.setter();
        Callback::from(move |()| done.set(Done::default()))
    };
    let show_columns = {
        let is_choosing_columns = is_choosing_columns.setter();
        Callback::from(move |is_shown: bool| is_choosing_columns.set(is_shown))
    };

    let refresh = fetch.reform(|_: MouseEvent| Fetch::First);
    let is_busy = matches!(listing.phase, Phase::Loading | Phase::Fetching(_));
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ list.label() }</h1>
                <div class="page__tools">
                    <Button label="Columns to display" icon={IconName::Settings} on_click={show_columns.reform(|_: MouseEvent| true)} />
                    <Button
                        label="Refresh"
                        icon={IconName::Refresh}
                        disabled={is_busy}
                        on_click={refresh.clone()}
                    />
                </div>
            </header>
            if chosen.is_empty() {
                <FilterBar
                    filters={(*filters).clone()}
                    sites={sites.ready().map(|sites| (**sites).clone()).unwrap_or_default()}
                    on_change={on_filters}
                />
            } else {
                <ChosenBar {list} chosen={(*chosen).clone()} {on_deed} {on_follow_up} {on_clear} />
            }
            { content(&Shown { list, listing: &listing, columns: &columns, chosen: &chosen, is_narrowed: filters.is_narrowed() }, &fetch, refresh) }
            if list == RecordingList::All && !filters.is_narrowed() {
                { local_file() }
            }
            <Notice text={done.text.clone()} {on_undo} {on_dismiss} />
            if let Some(deed) = *deed {
                <DeedDialog
                    {deed}
                    chosen={(*chosen).clone()}
                    loses_sight={!session.as_ref().is_some_and(|session| session.has(Right::PlayAll))}
                    {on_done}
                    on_close={on_deed_close}
                />
            }
            if *is_choosing_columns {
                <ColumnChoice
                    columns={(*columns).clone()}
                    usual={Column::usual(list)}
                    on_change={on_columns}
                    on_close={show_columns.reform(|()| false)}
                />
            }
        </div>
    }
}

fn key_of(list: RecordingList) -> String {
    format!("afterimage.columns.{}", list.word())
}

fn kept_columns(list: RecordingList) -> Vec<Column> {
    kept::get(&key_of(list)).and_then(|text| Column::of_text(&text)).unwrap_or_else(|| Column::usual(list))
}

fn local_file() -> Html {
    html! {
        <section class="drop-strip" aria-label="Play a local file">
            <Icon name={IconName::File} />
            <p class="drop-strip__text">
                <strong>{ "Play a local file. " }</strong>
                { "Drop it anywhere on this window: it is played in the browser and nothing is uploaded." }
            </p>
            <FileChoice />
        </section>
    }
}

/// What the table is made of.
struct Shown<'a> {
    list: RecordingList,
    listing: &'a Listing,
    columns: &'a [Column],
    chosen: &'a UseStateHandle<Vec<Rc<Recording>>>,
    is_narrowed: bool,
}

fn content(shown: &Shown<'_>, fetch: &Callback<Fetch>, refresh: Callback<MouseEvent>) -> Html {
    let Shown { list, listing, columns, chosen, is_narrowed } = *shown;
    match &listing.phase {
        Phase::Failed(error) => html! {
            <Message icon={IconName::Warning} title="The recordings could not be loaded" tone={Tone::Failure}>
                <p>{ error.advice() }</p>
                <Button label="Try again" kind={ButtonKind::Primary} on_click={refresh} />
            </Message>
        },
        Phase::Loading => table(shown, view::skeleton(columns), "Loading the recordings"),
        Phase::Ready | Phase::FetchFailed(..) if listing.items.is_empty() => view::empty(list, is_narrowed),
        Phase::Fetching(_) if listing.items.is_empty() => {
            table(shown, view::skeleton(columns), "Loading the recordings")
        }
        Phase::Ready | Phase::Fetching(_) | Phase::FetchFailed(..) => {
            let column_offset = zone::offset_minutes(zone::now_ms());
            let rows = listing.items.iter().map(|recording| {
                let row = logic::row(recording, columns, list, column_offset, zone::offset_minutes);
                let is_chosen = chosen.iter().any(|one| one.id == recording.id);
                let on_choose = {
                    let (chosen, recording) = (chosen.clone(), recording.clone());
                    Callback::from(move |_: Event| chosen.set(logic::chosen_after(&chosen, &recording)))
                };
                view::row(&recording.id, &row, list, is_chosen, on_choose)
            });
            let count = logic::count(listing.items.len(), listing.next_cursor.is_some());
            html! {
                <>
                    { table(shown, html! { <tbody>{ for rows }</tbody> }, &count) }
                    { foot(listing, fetch, &count) }
                </>
            }
        }
    }
}

fn table(shown: &Shown<'_>, body: Html, caption: &str) -> Html {
    let zone = format::zone(zone::offset_minutes(zone::now_ms()));
    let items = &shown.listing.items;
    let is_chosen = |item: &Rc<Recording>| shown.chosen.iter().any(|one| one.id == item.id);
    let is_all_chosen = !items.is_empty() && items.iter().all(is_chosen);
    let on_choose_all = {
        let (chosen, items) = (shown.chosen.clone(), items.clone());
        Callback::from(move |_: Event| chosen.set(logic::all_chosen_after(&chosen, &items)))
    };
    html! {
        <div class="table">
            <table class="table__grid">
                <caption class="only-read" aria-live="polite">{ format!("Recordings, newest import first. {caption}") }</caption>
                { view::head(shown.columns, &zone, is_all_chosen, on_choose_all) }
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
