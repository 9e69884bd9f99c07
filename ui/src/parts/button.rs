//! A button in PatternFly's look. Unlike the library's it keeps the focus when it is clicked, so that one who works
//! by keyboard does not lose the place.

use super::{Icon, IconName};
use yew::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// One of several.
    #[default]
    Secondary,
    /// An icon or a word in a row of controls.
    Plain,
}

#[derive(PartialEq, Properties)]
pub(crate) struct ButtonProps {
    /// What happens, as a verb.
    pub(crate) label: AttrValue,
    #[prop_or_default]
    pub(crate) icon: Option<IconName>,
    #[prop_or_default]
    pub(crate) kind: ButtonKind,
    /// Whether the icon stands alone and the label is only read out and shown on hover.
    #[prop_or_default]
    pub(crate) hides_label: bool,
    /// The key that does the same, as the user would write it.
    #[prop_or_default]
    pub(crate) key_hint: Option<AttrValue>,
    /// Whether the button is a switch, and its state.
    #[prop_or_default]
    pub(crate) pressed: Option<bool>,
    /// Whether the button opens something below it, and whether that is open.
    #[prop_or_default]
    pub(crate) expanded: Option<bool>,
    #[prop_or_default]
    pub(crate) disabled: bool,
    /// Why it is of no use at the moment, shown on hover.
    #[prop_or_default]
    pub(crate) reason: Option<AttrValue>,
    pub(crate) on_click: Callback<MouseEvent>,
}

#[component]
pub(crate) fn Button(props: &ButtonProps) -> Html {
    let kind = match props.kind {
        ButtonKind::Primary => "pf-m-primary",
        ButtonKind::Secondary => "pf-m-secondary",
        ButtonKind::Plain => "pf-m-plain",
    };
    let is_on = props.pressed == Some(true);
    let class = classes!(
        "pf-v6-c-button",
        "button",
        kind,
        props.hides_label.then_some("is-icon"),
        is_on.then_some("is-on")
    );
    let title = match (&props.key_hint, props.hides_label) {
        _ if props.reason.is_some() => {
            props.reason.as_ref().map(|reason| format!("{}: {reason}", props.label).into())
        }
        (Some(key), _) => Some(AttrValue::from(format!("{} ({key})", props.label))),
        (None, true) => Some(props.label.clone()),
        (None, false) => None,
    };
    html! {
        <button
            type="button"
            {class}
            {title}
            disabled={props.disabled}
            aria-label={props.hides_label.then(|| props.label.clone())}
            aria-pressed={props.pressed.map(spelled)}
            aria-expanded={props.expanded.map(spelled)}
            onclick={props.on_click.clone()}
        >
            if let Some(name) = props.icon {
                <Icon {name} />
            }
            if !props.hides_label {
                <span class="pf-v6-c-button__text">{ &props.label }</span>
            }
        </button>
    }
}

fn spelled(state: bool) -> &'static str {
    if state { "true" } else { "false" }
}
