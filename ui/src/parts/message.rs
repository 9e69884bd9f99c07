//! What stands in place of content: why there is none, and what to do next.

use super::{Icon, IconName};
use yew::prelude::*;

/// Whether something went wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing is wrong.
    #[default]
    Calm,
    /// Something failed; it is read out at once.
    Failure,
}

#[derive(PartialEq, Properties)]
pub(crate) struct MessageProps {
    pub(crate) icon: IconName,
    pub(crate) title: AttrValue,
    #[prop_or_default]
    pub(crate) tone: Tone,
    /// What to know and to do, and the buttons that do it.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Message(props: &MessageProps) -> Html {
    let (class, role) = match props.tone {
        Tone::Calm => ("message", None),
        Tone::Failure => ("message is-failure", Some("alert")),
    };
    html! {
        <div {class} {role}>
            <span class="message__icon"><Icon name={props.icon} /></span>
            <p class="message__title">{ &props.title }</p>
            <div class="message__body">{ props.children.clone() }</div>
        </div>
    }
}
