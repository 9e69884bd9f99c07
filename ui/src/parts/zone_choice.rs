//! The choice of a time zone.

use crate::browser::{document, zone};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ZoneChoiceProps {
    pub(crate) id: AttrValue,
    /// The name of the zone; empty for the browser's own.
    pub(crate) zone: AttrValue,
    pub(crate) on_choose: Callback<String>,
}

/// One of the zones that the browser knows, or its own, whichever that is.
#[component]
pub(crate) fn ZoneChoice(props: &ZoneChoiceProps) -> Html {
    let names = use_memo((), |()| zone::names());
    let own = use_memo((), |()| match zone::own_name() {
        Some(name) => format!("As the browser has it ({name})"),
        None => "As the browser has it".to_owned(),
    });
    // one that this browser does not know must not be lost
    let is_unknown = !props.zone.is_empty() && !names.iter().any(|name| **name == *props.zone);
    let onchange = props.on_choose.reform(|event: Event| document::chosen(&event).unwrap_or_default());
    html! {
        <div class="field">
            <label class="field__label" for={props.id.clone()}>{ "Time zone" }</label>
            <select class="field__input" id={props.id.clone()} aria-describedby={format!("{}-help", props.id)} {onchange}>
                <option value="" selected={props.zone.is_empty()}>{ &*own }</option>
                if is_unknown {
                    <option value={props.zone.clone()} selected=true>{ format!("{} (not known to this browser)", props.zone) }</option>
                }
                { for names.iter().map(|name| html! {
                    <option value={name.clone()} selected={**name == *props.zone}>{ name }</option>
                }) }
            </select>
            <p class="field__help" id={format!("{}-help", props.id)}>{ "All times in the console are shown in it." }</p>
        </div>
    }
}
