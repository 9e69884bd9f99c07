//! The dialog with the keys of a page.

use crate::browser::document;
use crate::parts::{Button, ButtonKind, IconName};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct KeyDialogProps {
    /// The dialog, for the one who opens it.
    pub(crate) node: NodeRef,
    pub(crate) title: AttrValue,
    /// The tables.
    pub(crate) children: Html,
}

/// Closed until it is opened as a modal dialog: the browser then keeps the focus inside and gives it back.
#[component]
pub(crate) fn KeyDialog(props: &KeyDialogProps) -> Html {
    let close = use_callback(props.node.clone(), |_: MouseEvent, node| document::close_dialog(node));
    html! {
        <dialog class="dialog is-wide" ref={props.node.clone()} aria-labelledby="keys-title">
            <header class="dialog__header">
                <h2 class="dialog__title" id="keys-title">{ &props.title }</h2>
                <Button
                    label="Close"
                    icon={IconName::Close}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    on_click={close}
                />
            </header>
            { props.children.clone() }
        </dialog>
    }
}
