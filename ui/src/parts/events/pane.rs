//! The events beside the picture: tabs, search, filters and the list.

use super::choice::{Choice, Facet, count, current};
use super::list::EventList;
use super::row;
use crate::browser::document;
use crate::format;
use crate::parts::player::Happened;
use crate::parts::{Icon, IconName};
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    All,
    Events,
    Comments,
}

impl Tab {
    const ALL: [Self; 3] = [Self::All, Self::Events, Self::Comments];

    const fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Events => "Events",
            Self::Comments => "Comments",
        }
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct EventsPaneProps {
    pub(crate) happened: Happened,
    /// What of it the list shows.
    pub(crate) listed: Rc<[Rc<Event>]>,
    /// When the last event happened that lies before the moment that is shown.
    pub(crate) passed_us: Option<u64>,
    pub(crate) choice: Choice,
    pub(crate) on_choice: Callback<Choice>,
    pub(crate) on_jump: Callback<u64>,
    /// Whether the search is to have the focus.
    pub(crate) wants_search: bool,
    /// It has it.
    pub(crate) on_search: Callback<()>,
}

#[component]
pub(crate) fn EventsPane(props: &EventsPaneProps) -> Html {
    let tab = use_state_eq(Tab::default);
    let has_filters = use_state_eq(|| false);
    let (tabs, field) = (use_node_ref(), use_node_ref());
    use_effect_with((props.wants_search, *tab), {
        let (field, tab, on_search) = (field.clone(), tab.setter(), props.on_search.clone());
        move |(wants_search, shown)| match (wants_search, shown) {
            (false, _) => {}
            (true, Tab::Comments) => tab.set(Tab::All),
            (true, Tab::All | Tab::Events) => {
                document::focus(&field);
                on_search.emit(());
            }
        }
    });
    let onkeydown = {
        let (tab, tabs) = (tab.clone(), tabs.clone());
        Callback::from(move |event: KeyboardEvent| {
            let place = Tab::ALL.iter().position(|one| *one == *tab).unwrap_or_default();
            let place = match event.key().as_str() {
                "ArrowRight" => (place + 1) % Tab::ALL.len(),
                "ArrowLeft" => (place + Tab::ALL.len() - 1) % Tab::ALL.len(),
                "Home" => 0,
                "End" => Tab::ALL.len() - 1,
                _ => return,
            };
            event.prevent_default();
            if let Some(one) = Tab::ALL.get(place) {
                tab.set(*one);
            }
            document::focus_child(&tabs, "[role=tab]", place);
        })
    };
    let body = match (*tab, &props.happened) {
        (Tab::Comments, _) => said("There are no comments yet."),
        (_, Happened::Loading) => html! {
            <div class="events__bones" aria-busy="true">
                <p class="only-read" role="status">{ "Loading the events" }</p>
                { for (0..6).map(|_| html! { <span class="table__bone" aria-hidden="true" /> }) }
            </div>
        },
        (_, Happened::Failed(message)) => html! {
            <p class="events__said is-failure" role="alert">
                { "The events cannot be shown. " }
                { format::sentence(&super::text::cut(message, 300)).unwrap_or_default() }
                { " Reload the page to try again." }
            </p>
        },
        (_, Happened::Ready(events)) if events.is_empty() => said("No events were recorded."),
        (_, Happened::Ready(events)) => listed(props, events, &field, &has_filters),
    };
    html! {
        <section class="events" aria-label="Events and comments">
            <div class="events__tabs" role="tablist" aria-label="What is listed" ref={tabs} {onkeydown}>
                { for Tab::ALL.into_iter().map(|one| {
                    let is_chosen = *tab == one;
                    let tab = tab.setter();
                    html! {
                        <button
                            type="button"
                            role="tab"
                            id={format!("events-tab-{}", one.label())}
                            class={classes!("events__tab", is_chosen.then_some("is-chosen"))}
                            aria-selected={if is_chosen { "true" } else { "false" }}
                            aria-controls="events-panel"
                            tabindex={if is_chosen { "0" } else { "-1" }}
                            onclick={Callback::from(move |_: MouseEvent| tab.set(one))}
                        >
                            { one.label() }
                        </button>
                    }
                }) }
            </div>
            <div
                class="events__panel"
                role="tabpanel"
                id="events-panel"
                aria-labelledby={format!("events-tab-{}", tab.label())}
            >
                { body }
            </div>
        </section>
    }
}

fn said(text: &'static str) -> Html {
    html! { <p class="events__said">{ text }</p> }
}

/// The search, the filters and the list.
fn listed(
    props: &EventsPaneProps,
    events: &Rc<[Rc<Event>]>,
    field: &NodeRef,
    has_filters: &UseStateHandle<bool>,
) -> Html {
    let EventsPaneProps { choice, on_choice, listed, .. } = props;
    let oninput = {
        let (choice, on_choice) = (choice.clone(), on_choice.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(text) = document::written(&event) {
                on_choice.emit(Choice { text: text.into(), ..choice.clone() });
            }
        })
    };
    let toggle = |facet: Facet| {
        let (choice, on_choice) = (choice.clone(), on_choice.clone());
        Callback::from(move |()| on_choice.emit(choice.clone().toggled(facet)))
    };
    let clear = on_choice.reform(|_: MouseEvent| Choice::default());
    let show_filters = {
        let has_filters = has_filters.clone();
        Callback::from(move |_: MouseEvent| has_filters.set(!*has_filters))
    };
    let is_narrowed = *choice != Choice::default();
    html! {
        <>
            <div class="events__tools">
                <input
                    class="search__field"
                    ref={field.clone()}
                    type="search"
                    aria-label="Search events"
                    placeholder="search events"
                    autocomplete="off"
                    spellcheck="false"
                    value={choice.text.clone()}
                    {oninput}
                />
                <button
                    type="button"
                    class="events__filters-button"
                    aria-expanded={if **has_filters { "true" } else { "false" }}
                    aria-controls="events-filters"
                    onclick={show_filters}
                >
                    { "Filters" }
                </button>
            </div>
            <div class="events__filters" id="events-filters" hidden={!**has_filters}>
                if **has_filters {
                    { for Facet::found(events).into_iter().map(|(facet, count)| {
                        let toggle = toggle(facet);
                        html! {
                            <label class="events__filter">
                                <input
                                    type="checkbox"
                                    checked={choice.has(facet)}
                                    onchange={toggle.reform(|_: yew::Event| ())}
                                />
                                { facet_sign(facet) }
                                <span class="events__filter-count">{ count }</span>
                            </label>
                        }
                    }) }
                }
            </div>
            if !choice.facets().is_empty() {
                <ul class="events__labels" aria-label="Filters in force">
                    { for choice.facets().into_iter().map(|facet| {
                        let toggle = toggle(facet);
                        html! {
                            <li>
                                <button
                                    type="button"
                                    class="events__label"
                                    aria-label={format!("Remove the filter {}", facet.label())}
                                    onclick={toggle.reform(|_: MouseEvent| ())}
                                >
                                    { facet.label() }
                                    <Icon name={IconName::Close} />
                                </button>
                            </li>
                        }
                    }) }
                </ul>
            }
            <p class="events__count">
                <span role="status">{ count(listed.len(), events.len()) }</span>
                if is_narrowed {
                    <button type="button" class="events__clear" onclick={clear}>{ "Show all" }</button>
                }
            </p>
            if listed.is_empty() {
                { said("No event passes the search and the filters.") }
            } else {
                <EventList
                    rows={listed.clone()}
                    current={current(listed, props.passed_us)}
                    on_jump={props.on_jump.clone()}
                    label="Events"
                />
            }
        </>
    }
}

/// A family with its icon, a severity with its shape.
fn facet_sign(facet: Facet) -> Html {
    match facet {
        Facet::Family(family) => html! { <>{ row::icon(family) }<span>{ family.label() }</span></> },
        Facet::Severity(severity) => row::severity(severity),
    }
}
