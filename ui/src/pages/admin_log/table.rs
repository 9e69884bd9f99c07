//! The table of a log.

use super::logic;
use crate::browser::zone;
use crate::format::{self, Zoned};
use crate::parts::{Button, ButtonKind, IconName};
use api::{AdminLog, LogEntry};
use patternfly_yew::prelude::{Color, Label};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct LogTableProps {
    pub(super) log: AdminLog,
    pub(super) entries: Vec<LogEntry>,
    /// An entry is to be shown with all that is known of it.
    pub(super) on_open: Callback<LogEntry>,
}

#[component]
pub(super) fn LogTable(props: &LogTableProps) -> Html {
    let zone = format::zone(zone::offset_minutes(zone::now_ms()));
    let middle = match props.log {
        AdminLog::Configuration => "Category",
        AdminLog::RecordReason => "Applicable policy",
        AdminLog::Playback => "File ID",
    };
    html! {
        <div class="table log">
            <table class="table__grid">
                <caption class="only-read">{ props.log.label() }</caption>
                <thead>
                    <tr>
                        <th scope="col" class="log__id is-number">{ "ID" }</th>
                        <th scope="col" class="log__name">{ "Name" }</th>
                        <th scope="col" class="log__time">{ format!("Logging time ({zone})") }</th>
                        <th scope="col" class="log__middle">{ middle }</th>
                        <th scope="col" class="log__action">{ "Action" }</th>
                        <th scope="col" class="log__by">{ "Action taken by" }</th>
                        <th scope="col" class="log__authorized">{ "Authorized" }</th>
                        <th scope="col" class="table__actions"><span class="only-read">{ "Details" }</span></th>
                    </tr>
                </thead>
                <tbody>{ for props.entries.iter().map(|entry| row(entry, props)) }</tbody>
            </table>
        </div>
    }
}

fn row(entry: &LogEntry, props: &LogTableProps) -> Html {
    let at = Zoned::new(entry.at_ms, zone::offset_minutes(entry.at_ms));
    let time = at.map_or_else(|| "beyond the calendar".to_owned(), Zoned::date_time);
    let middle = match entry.log {
        AdminLog::Configuration => entry.category.label().to_owned(),
        AdminLog::RecordReason => String::new(),
        AdminLog::Playback => entry.subject_id.clone().unwrap_or_default(),
    };
    let on_click = {
        let entry = entry.clone();
        props.on_open.reform(move |_: MouseEvent| entry.clone())
    };
    html! {
        <tr key={entry.id} class="table__row" data-entry={entry.id.to_string()}>
            <td class="log__id is-number">{ entry.id }</td>
            <th scope="row" class="log__name">
                { or_dash(&entry.name) }
                // where there is no room for their columns
                <span class="log__also">
                    { &entry.action }
                    { format!(", by {}", entry.taken_by) }
                    { if entry.is_authorized { "" } else { ", not authorized" } }
                </span>
            </th>
            <td class="log__time">
                if let Some(at) = at {
                    <time datetime={at.machine()}>{ time }</time>
                } else {
                    { time }
                }
            </td>
            <td class="log__middle">{ or_dash(&middle) }</td>
            <td class="log__action">{ &entry.action }</td>
            <td class="log__by">{ &entry.taken_by }</td>
            <td class="log__authorized">{ authorized(entry) }</td>
            <td class="table__actions">
                <Button
                    label={format!("Details of entry {}", entry.id)}
                    icon={IconName::More}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    {on_click}
                />
            </td>
        </tr>
    }
}

/// In words, and by colour.
pub(super) fn authorized(entry: &LogEntry) -> Html {
    let color = if entry.is_authorized { Color::Green } else { Color::Red };
    html! { <Label label={logic::authorized(entry)} {color} compact=true /> }
}

fn or_dash(text: &str) -> Html {
    match text {
        "" => html! { <span class="table__unknown">{ "-" }</span> },
        text => html! { { text } },
    }
}

/// Rows that keep the place while a page loads.
pub(super) fn skeleton() -> Html {
    html! {
        <div class="table log">
            <p class="only-read" role="status">{ "Loading the log" }</p>
            <table class="table__grid" aria-hidden="true">
                <tbody>
                    { for (0..10).map(|_| html! {
                        <tr class="table__row is-skeleton">
                            { for ["id", "name", "time", "middle", "action", "by", "authorized"].map(|column| html! {
                                <td class={format!("log__{column}")}><span class="table__bone" /></td>
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
