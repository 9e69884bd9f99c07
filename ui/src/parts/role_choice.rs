//! The choice of a role.

use crate::browser::document;
use api::Role;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct RoleChoiceProps {
    pub(crate) id: AttrValue,
    pub(crate) role: Option<Role>,
    /// What no role means here.
    #[prop_or(AttrValue::Static("No role: sees nothing"))]
    pub(crate) without: AttrValue,
    /// What to know before one chooses.
    #[prop_or_default]
    pub(crate) help: Option<AttrValue>,
    pub(crate) on_choose: Callback<Option<Role>>,
}

/// One of the three roles, or none.
#[component]
pub(crate) fn RoleChoice(props: &RoleChoiceProps) -> Html {
    let onchange =
        props.on_choose.reform(|event: Event| document::chosen(&event).and_then(|word| Role::of_word(&word)));
    let help_id = AttrValue::from(format!("{}-help", props.id));
    html! {
        <div class="field">
            <label class="field__label" for={props.id.clone()}>{ "Role" }</label>
            <select
                class="field__input"
                id={props.id.clone()}
                aria-describedby={props.help.is_some().then(|| help_id.clone())}
                {onchange}
            >
                <option value="" selected={props.role.is_none()}>{ &props.without }</option>
                { for Role::ALL.into_iter().rev().map(|role| html! {
                    <option value={role.word()} selected={props.role == Some(role)}>{ role.label() }</option>
                }) }
            </select>
            if let Some(help) = &props.help {
                <p class="field__help" id={help_id}>{ help }</p>
            }
        </div>
    }
}
