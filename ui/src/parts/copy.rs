//! The button that copies a text.

use super::Button;
use crate::browser::clipboard;
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct CopyProps {
    /// What is copied, as a verb with its object.
    pub(crate) label: AttrValue,
    pub(crate) text: AttrValue,
}

/// Copies, and says whether the browser allowed it.
#[component]
pub(crate) fn Copy(props: &CopyProps) -> Html {
    let is_copied = use_state_eq(|| None::<bool>);
    let copy = {
        let (text, is_copied) = (props.text.to_string(), is_copied.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, is_copied) = (text.clone(), is_copied.clone());
            spawn_local(async move { is_copied.set(Some(clipboard::copy(text).await)) });
        })
    };
    html! {
        <>
            <Button label={props.label.clone()} on_click={copy} />
            <span role="status">
                { match *is_copied {
                    None => "",
                    Some(true) => "Copied.",
                    Some(false) => "The browser does not allow copying here: select it by hand.",
                } }
            </span>
        </>
    }
}
