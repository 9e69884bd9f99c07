//! All that is known of an entry.

use super::table::authorized;
use crate::browser::zone;
use crate::format::{self, Zoned};
use crate::parts::Dialog;
use api::LogEntry;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct DetailsProps {
    pub(super) entry: LogEntry,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn Details(props: &DetailsProps) -> Html {
    let entry = &props.entry;
    let offset = zone::offset_minutes(entry.at_ms);
    let time = Zoned::new(entry.at_ms, offset).map_or_else(
        || "beyond the calendar".to_owned(),
        |at| format!("{} {}", at.date_time(), format::zone(offset)),
    );
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let facts = [
        ("Action", entry.action.clone()),
        ("Name", entry.name.clone()),
        ("Id", known(&entry.subject_id)),
        ("Category", entry.category.label().to_owned()),
        ("Logging time", time),
        ("Action taken by", entry.taken_by.clone()),
        ("Account", known(&entry.taken_by_id)),
        ("Address", known(&entry.address)),
    ];
    html! {
        <Dialog title={format!("Entry {}", entry.id)} on_close={props.on_close.clone()}>
            <dl class="facts log__facts">
                { for facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| html! {
                    <div class="log__fact"><dt>{ name }</dt><dd>{ value }</dd></div>
                }) }
                <div class="log__fact"><dt>{ "Authorized" }</dt><dd>{ authorized(entry) }</dd></div>
                <div class="log__fact"><dt>{ "Hash" }</dt><dd class="log__hash">{ &entry.hash }</dd></div>
            </dl>
            if entry.details.is_empty() {
                <p class="entrance__text">{ "Nothing else was noted." }</p>
            } else {
                <table class="log__changes">
                    <caption class="only-read">{ "What changed" }</caption>
                    <thead>
                        <tr>
                            <th scope="col">{ "What" }</th>
                            <th scope="col">{ "Before" }</th>
                            <th scope="col">{ "After" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        { for entry.details.iter().map(|detail| html! {
                            <tr>
                                <th scope="row">{ &detail.name }</th>
                                <td>{ detail.before.as_deref().unwrap_or("-") }</td>
                                <td>{ detail.after.as_deref().unwrap_or("-") }</td>
                            </tr>
                        }) }
                    </tbody>
                </table>
            }
        </Dialog>
    }
}
