//! A notice that something was done, with the way to take it back where there is one. It is read out, and stays until
//! it is dismissed or another takes its place: nobody has to hurry.

use super::{Button, ButtonKind, IconName};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct NoticeProps {
    /// What was done; nothing is shown where it is empty.
    pub(crate) text: AttrValue,
    /// Takes it back.
    #[prop_or_default]
    pub(crate) on_undo: Option<Callback<MouseEvent>>,
    pub(crate) on_dismiss: Callback<()>,
}

#[component]
pub(crate) fn Notice(props: &NoticeProps) -> Html {
    // what is read out must be there before it says something
    html! {
        <div class="notice-place" role="status">
            if !props.text.is_empty() {
                <div class="notice">
                    <span class="notice__text">{ &props.text }</span>
                    if let Some(on_undo) = &props.on_undo {
                        <Button label="Undo" on_click={on_undo.clone()} />
                    }
                    <Button
                        label="Dismiss"
                        icon={IconName::Close}
                        kind={ButtonKind::Plain}
                        hides_label=true
                        on_click={props.on_dismiss.reform(|_: MouseEvent| ())}
                    />
                </div>
            }
        </div>
    }
}
