//! The page: filters, table and pages of one log. The address says all of it.

use super::details::Details;
use super::logic::{Period, Wanted};
use super::pages::Pages;
use super::table::{LogTable, skeleton};
use crate::browser::{address, document, zone};
use crate::client::admin_log;
use crate::parts::{Button, ButtonKind, Field, IconName, Message, Tone};
use crate::query::{Query, use_query};
use api::{AdminLog, LogCategory, LogEntry, LogPage};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct AdminLogPageProps {
    pub(crate) log: AdminLog,
}

#[component]
pub(crate) fn AdminLogPage(props: &AdminLogPageProps) -> Html {
    let log = props.log;
    let wanted = use_state_eq(|| Wanted::of_query(address::query));
    let round = use_state(|| 0_u32);
    let found = use_query(((*wanted).clone(), log, *round), |(wanted, log, _)| async move {
        let now_ms = zone::now_ms();
        admin_log::page(&wanted.asked(log, now_ms, zone::offset_minutes(now_ms))).await
    });
    // what was there stays until the next page is
    let last = use_mut_ref(|| None::<Rc<LogPage>>);
    if let Some(page) = found.ready() {
        *last.borrow_mut() = Some(page.clone());
    }
    let open = use_state_eq(|| None::<LogEntry>);
    let on_wanted = {
        let setter = wanted.setter();
        Callback::from(move |wanted: Wanted| {
            let query = wanted.query();
            let values: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_deref())).collect();
            address::replace_queries(&values);
            setter.set(wanted);
        })
    };
    // a filter that changes begins at the first page
    let change = {
        let (wanted, on_wanted) = (wanted.clone(), on_wanted.clone());
        move |change: fn(&mut Wanted, String)| {
            let (wanted, on_wanted) = (wanted.clone(), on_wanted.clone());
            Callback::from(move |text: String| {
                let mut next = Wanted { page: 1, ..(*wanted).clone() };
                change(&mut next, text);
                on_wanted.emit(next);
            })
        }
    };
    let chosen = |callback: Callback<String>| {
        Callback::from(move |event: Event| {
            if let Some(text) = document::chosen(&event) {
                callback.emit(text);
            }
        })
    };
    let on_period = chosen(change(|wanted, text| wanted.period = Period::of_word(&text).unwrap_or_default()));
    let on_category = chosen(change(|wanted, text| wanted.category = text));
    let on_action = chosen(change(|wanted, text| wanted.action = text));
    let on_taken_by = change(|wanted, text| wanted.taken_by = text);
    let on_page = {
        let (wanted, on_wanted) = (wanted.clone(), on_wanted.clone());
        Callback::from(move |page: u32| on_wanted.emit(Wanted { page, ..(*wanted).clone() }))
    };
    let on_size = {
        let (wanted, on_wanted) = (wanted.clone(), on_wanted.clone());
        Callback::from(move |size: u32| on_wanted.emit(Wanted { page: 1, size, ..(*wanted).clone() }))
    };
    let on_clear = {
        let (size, on_wanted) = (wanted.size, on_wanted.clone());
        Callback::from(move |_: MouseEvent| on_wanted.emit(Wanted { size, ..Wanted::default() }))
    };
    let again = {
        let round = round.clone();
        Callback::from(move |_: MouseEvent| round.set(round.wrapping_add(1)))
    };
    let on_open = {
        let open = open.setter();
        Callback::from(move |entry: LogEntry| open.set(Some(entry)))
    };
    let on_close = {
        let open = open.setter();
        Callback::from(move |()| open.set(None))
    };
    let shown = last.borrow().clone();
    let actions = shown.as_ref().map(|page| page.actions.clone()).unwrap_or_default();
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ log.label() }</h1>
                <Button label="Refresh" icon={IconName::Refresh} on_click={again.clone()} />
            </header>
            <p class="log__about">{ about(log) }</p>
            <div class="log__filters" role="search" aria-label="Filters">
                <div class="field">
                    <label class="field__label" for="log-time">{ "Logging time" }</label>
                    <select class="field__input" id="log-time" onchange={on_period}>
                        { for Period::ALL.into_iter().rev().map(|period| html! {
                            <option value={period.word()} selected={wanted.period == period}>{ period.label() }</option>
                        }) }
                    </select>
                </div>
                if log == AdminLog::Configuration {
                    <div class="field">
                        <label class="field__label" for="log-category">{ "Category" }</label>
                        <select class="field__input" id="log-category" onchange={on_category}>
                            <option value="" selected={wanted.category.is_empty()}>{ "All" }</option>
                            { for LogCategory::ALL.into_iter().filter(|category| *category != LogCategory::Playback).map(|category| html! {
                                <option value={category.word()} selected={wanted.category == category.word()}>{ category.label() }</option>
                            }) }
                        </select>
                    </div>
                }
                <div class="field">
                    <label class="field__label" for="log-action">{ "Action" }</label>
                    <select class="field__input" id="log-action" onchange={on_action}>
                        <option value="" selected={wanted.action.is_empty()}>{ "All" }</option>
                        { for with(&actions, &wanted.action).into_iter().map(|action| html! {
                            <option value={action.clone()} selected={wanted.action == action}>{ &action }</option>
                        }) }
                    </select>
                </div>
                <Field id="log-by" label="Action taken by" kind="search" value={wanted.taken_by.clone()} on_input={on_taken_by} />
                if wanted.is_narrowed() {
                    <Button label="Clear filters" on_click={on_clear} />
                }
            </div>
            {
                match (&found, &shown) {
                    (Query::Failed(error), _) => html! {
                        <Message icon={IconName::Warning} title="The log could not be loaded" tone={Tone::Failure}>
                            <p>{ error.advice() }</p>
                            <Button label="Try again" kind={ButtonKind::Primary} on_click={again} />
                        </Message>
                    },
                    (_, None) => skeleton(),
                    (_, Some(page)) if page.items.is_empty() => html! {
                        <Message icon={IconName::Events} title="No data available">
                            <p>{ empty(log, wanted.is_narrowed() || wanted.page > 1) }</p>
                        </Message>
                    },
                    (_, Some(page)) => html! {
                        <LogTable {log} entries={page.items.clone()} {on_open} />
                    },
                }
            }
            if let Some(page) = &shown {
                <Pages
                    page={wanted.page}
                    size={wanted.size}
                    shown={page.items.len()}
                    total={page.total}
                    {on_page}
                    {on_size}
                />
            }
            if let Some(entry) = &*open {
                <Details entry={entry.clone()} {on_close} />
            }
        </div>
    }
}

/// The actions, with the one that is chosen where the log has none of it.
fn with(actions: &[String], chosen: &str) -> Vec<String> {
    let mut all = actions.to_vec();
    if !chosen.is_empty() && !all.iter().any(|action| action == chosen) {
        all.push(chosen.to_owned());
    }
    all
}

const fn about(log: AdminLog) -> &'static str {
    match log {
        AdminLog::Configuration => {
            "Who changed accounts, groups, roles and permissions, who was refused, and who read the logs."
        }
        AdminLog::RecordReason => "Why sessions were recorded: the policies that asked for it.",
        AdminLog::Playback => {
            "Who opened which recording, and why. An entry is written before the first picture is shown."
        }
    }
}

const fn empty(log: AdminLog, is_narrowed: bool) -> &'static str {
    match (log, is_narrowed) {
        (_, true) => "No entry fulfils all of the filters.",
        (AdminLog::RecordReason, false) => {
            "There are no recording policies yet: every recording was imported."
        }
        (_, false) => "Nothing was done yet that belongs here.",
    }
}
