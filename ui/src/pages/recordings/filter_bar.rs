//! The filters above the table: the most used in a line, the rest behind "More filters", and what is set as labels.

use super::filters::{FIELDS, FieldKind, Filters, KINDS, Period};
use crate::browser::document;
use crate::parts::{Button, Icon, IconName};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct FilterBarProps {
    pub(super) filters: Filters,
    /// The sites there are.
    pub(super) sites: Vec<String>,
    pub(super) on_change: Callback<Filters>,
}

#[component]
pub(super) fn FilterBar(props: &FilterBarProps) -> Html {
    let filters = &props.filters;
    let is_open = use_state_eq(|| filters.has_more());
    let with = |change: fn(&Filters, String) -> Filters| {
        let (filters, on_change) = (filters.clone(), props.on_change.clone());
        Callback::from(move |text: String| on_change.emit(change(&filters, text)))
    };
    let on_period = chosen(with(|filters, word| {
        let period = Period::of_word(&word).unwrap_or_default();
        Filters { period, ..filters.clone() }
    }));
    let on_site = chosen(with(|filters, site| Filters { site, ..filters.clone() }));
    let on_match = chosen(with(|filters, word| Filters { is_any: word == "any", ..filters.clone() }));
    let on_from = entered(with(|filters, day| {
        let [_, until] = filters.days.clone();
        Filters { days: [day, until], ..filters.clone() }
    }));
    let on_until = entered(with(|filters, day| {
        let [from, _] = filters.days.clone();
        Filters { days: [from, day], ..filters.clone() }
    }));
    let on_more = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let fields = |is_first: bool| {
        let of_place = FIELDS.iter().enumerate().filter(move |(_, field)| field.is_first == is_first);
        of_place.map(|(place, _)| view_field(place, filters, &props.on_change)).collect::<Html>()
    };
    let [from, until] = &filters.days;
    html! {
        <section class="filters" role="search" aria-label="Filters">
            <div class="filters__line">
                <div class="field">
                    <label class="field__label" for="filter-time">{ "Time" }</label>
                    <select class="field__input" id="filter-time" onchange={on_period}>
                        { for Period::ALL.into_iter().map(|period| html! {
                            <option value={period.word()} selected={filters.period == period}>{ period.label() }</option>
                        }) }
                    </select>
                </div>
                if filters.period == Period::Custom {
                    { day("filter-from", "First day", from, on_from) }
                    { day("filter-until", "Last day", until, on_until) }
                }
                if !props.sites.is_empty() || !filters.site.is_empty() {
                    <div class="field">
                        <label class="field__label" for="filter-site">{ "Site" }</label>
                        <select class="field__input" id="filter-site" onchange={on_site}>
                            <option value="" selected={filters.site.is_empty()}>{ "All sites" }</option>
                            { for with_chosen(&props.sites, &filters.site).into_iter().map(|site| html! {
                                <option value={site.clone()} selected={filters.site == site}>{ &site }</option>
                            }) }
                        </select>
                    </div>
                }
                { fields(true) }
                <Button label="More filters" expanded={*is_open} on_click={on_more} />
            </div>
            if *is_open {
                <div class="filters__more">
                    { fields(false) }
                    <div class="field">
                        <label class="field__label" for="filter-match">{ "Conditions" }</label>
                        <select class="field__input" id="filter-match" onchange={on_match}>
                            <option value="all" selected={!filters.is_any}>{ "All must hold (AND)" }</option>
                            <option value="any" selected={filters.is_any}>{ "Any is enough (OR)" }</option>
                        </select>
                    </div>
                    <p class="filters__help">
                        { "A name is found by any part of it. = before a text asks for the whole name, | stands between alternatives: =ada | bob." }
                    </p>
                </div>
            }
            { faults(filters) }
            { labels(filters, &props.on_change) }
        </section>
    }
}

fn chosen(callback: Callback<String>) -> Callback<Event> {
    Callback::from(move |event: Event| {
        if let Some(text) = document::chosen(&event) {
            callback.emit(text);
        }
    })
}

fn entered(callback: Callback<String>) -> Callback<Event> {
    Callback::from(move |event: Event| {
        if let Some(text) = document::entered(&event) {
            callback.emit(text);
        }
    })
}

fn day(id: &'static str, label: &'static str, day: &str, onchange: Callback<Event>) -> Html {
    html! {
        <div class="field">
            <label class="field__label" for={id}>{ label }</label>
            <input class="field__input" {id} type="date" value={day.to_owned()} {onchange} />
        </div>
    }
}

/// A field of the conditions. What is written counts once it is ended by Enter or by leaving the field.
fn view_field(place: usize, filters: &Filters, on_change: &Callback<Filters>) -> Html {
    let (Some(field), Some(value)) = (FIELDS.get(place), filters.values.get(place)) else {
        return Html::default();
    };
    let id = format!("filter-{}", field.name);
    let on_text = {
        let filters = filters.clone();
        on_change.reform(move |text: String| filters.with(place, &text))
    };
    let input = if field.kind == FieldKind::Kind {
        html! {
            <select class="field__input" id={id.clone()} onchange={chosen(on_text)}>
                <option value="" selected={value.is_empty()}>{ "All kinds" }</option>
                { for KINDS.iter().map(|(word, label)| html! {
                    <option value={*word} selected={value == word}>{ *label }</option>
                }) }
            </select>
        }
    } else {
        let inputmode = if field.kind == FieldKind::Text { "search" } else { "decimal" };
        html! {
            <input
                class="field__input"
                id={id.clone()}
                type="search"
                {inputmode}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                value={value.clone()}
                onchange={entered(on_text)}
            />
        }
    };
    html! {
        <div class="field">
            <label class="field__label" for={id}>{ field.label }</label>
            { input }
        </div>
    }
}

fn with_chosen(sites: &[String], chosen: &str) -> Vec<String> {
    let mut all = sites.to_vec();
    if !chosen.is_empty() && !all.iter().any(|site| site == chosen) {
        all.push(chosen.to_owned());
    }
    all
}

fn faults(filters: &Filters) -> Html {
    let faults = filters.faults();
    if faults.is_empty() {
        return Html::default();
    }
    html! {
        <p class="form__failure" role="alert">
            { format!("Not understood, and left out: {}. Write a number, or a text of at least one letter.", faults.join(", ")) }
        </p>
    }
}

/// What is set, each with a button that takes it away.
fn labels(filters: &Filters, on_change: &Callback<Filters>) -> Html {
    let labels = filters.labels();
    if labels.is_empty() {
        return Html::default();
    }
    let clear = on_change.reform(|_: MouseEvent| Filters::default());
    html! {
        <div class="filters__set">
            <ul class="labels" role="list" aria-label="Filters that are set">
                { for labels.into_iter().map(|(text, without)| {
                    let onclick = on_change.reform(move |_: MouseEvent| without.clone());
                    html! {
                        <li class="labels__one" key={text.clone()}>
                            <span class="labels__text">{ &text }</span>
                            <button type="button" class="labels__remove" aria-label={format!("Remove {text}")} {onclick}>
                                <Icon name={IconName::Close} />
                            </button>
                        </li>
                    }
                }) }
            </ul>
            <Button label="Clear all" on_click={clear} />
        </div>
    }
}
