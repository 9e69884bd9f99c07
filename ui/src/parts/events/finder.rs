//! The list of events with what narrows it: search, filters and the labels of those in force.

use super::choice::{Choice, Facet, count};
use super::list::EventList;
use super::listed::{Listed, current};
use super::row;
use crate::browser::document;
use crate::parts::{Icon, IconName};
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct EventFinderProps {
    /// All there are to choose from.
    pub(crate) all: Rc<[Rc<Event>]>,
    /// What of it is listed, by rising time.
    pub(crate) rows: Rc<[Listed]>,
    /// The moment that is shown, by the clock of the rows; `None` before the first event.
    pub(crate) at_us: Option<u64>,
    pub(crate) choice: Choice,
    pub(crate) on_choice: Callback<Choice>,
    /// Where to go, by the clock of the rows.
    pub(crate) on_jump: Callback<u64>,
    /// What the list is of, for those who do not see it.
    pub(crate) label: AttrValue,
    /// What is to be said behind the number of events.
    #[prop_or_default]
    pub(crate) note: AttrValue,
    /// Whether the search is to have the focus.
    #[prop_or_default]
    pub(crate) wants_search: bool,
    /// It has it.
    #[prop_or_default]
    pub(crate) on_search: Callback<()>,
}

#[component]
pub(crate) fn EventFinder(props: &EventFinderProps) -> Html {
    let EventFinderProps { all, rows, choice, on_choice, on_jump, label, note, .. } = props;
    let has_filters = use_state_eq(|| false);
    let field = use_node_ref();
    use_effect_with(props.wants_search, {
        let (field, on_search) = (field.clone(), props.on_search.clone());
        move |wants_search| {
            if *wants_search {
                document::focus(&field);
                on_search.emit(());
            }
        }
    });
    let current = current(rows, props.at_us);
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
                    ref={field}
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
                    aria-expanded={if *has_filters { "true" } else { "false" }}
                    aria-controls="events-filters"
                    onclick={show_filters}
                >
                    { "Filters" }
                </button>
            </div>
            <div class="events__filters" id="events-filters" hidden={!*has_filters}>
                if *has_filters {
                    { for Facet::found(all).into_iter().map(|(facet, count)| {
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
                <span role="status">{ count(rows.len(), all.len()) }{ note }</span>
                if is_narrowed {
                    <button type="button" class="events__clear" onclick={clear}>{ "Show all" }</button>
                }
            </p>
            if rows.is_empty() {
                <p class="events__said">{ "No event passes the search and the filters." }</p>
            } else {
                <EventList
                    rows={rows.clone()}
                    {current}
                    on_jump={on_jump.clone()}
                    label={label.clone()}
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
