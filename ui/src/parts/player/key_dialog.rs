//! The dialog with the keys.

use super::keys::keys_tables;
use super::region::drawing_keys;
use crate::browser::document;
use crate::parts::{Button, ButtonKind, IconName};
use yew::prelude::*;

/// All keys of the player, as tables.
pub(crate) fn all_keys() -> Html {
    keys_tables(drawing_keys())
}

#[derive(PartialEq, Properties)]
pub(super) struct KeyDialogProps {
    /// The dialog, for the one who opens it.
    pub(super) node: NodeRef,
}

/// Closed until it is opened as a modal dialog: the browser then keeps the focus inside and gives it back.
#[component]
pub(super) fn KeyDialog(props: &KeyDialogProps) -> Html {
    let close = use_callback(props.node.clone(), |_: MouseEvent, node| document::close_dialog(node));
    html! {
        <dialog class="dialog is-wide" ref={props.node.clone()} aria-labelledby="keys-title">
            <header class="dialog__header">
                <h2 class="dialog__title" id="keys-title">{ "Keys while playing" }</h2>
                <Button
                    label="Close"
                    icon={IconName::Close}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    on_click={close}
                />
            </header>
            { all_keys() }
        </dialog>
    }
}
