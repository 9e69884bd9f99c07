//! Dialogs: the browser keeps the focus inside, closes them on Escape and gives the focus back.

use super::{Button, ButtonKind, IconName, Submit};
use crate::browser::document;
use crate::client::ClientError;
use std::future::Future;
use std::pin::Pin;
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct DialogProps {
    pub(crate) title: AttrValue,
    /// It was closed.
    pub(crate) on_close: Callback<()>,
    pub(crate) children: Html,
}

/// Open for as long as it is drawn.
#[component]
pub(crate) fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            document::show_dialog(&node);
            // closed before it goes, so that the focus returns to what opened it
            move || document::close_dialog(&node)
        }
    });
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    html! {
        <dialog class="dialog" ref={node} aria-labelledby="dialog-title" {oncancel}>
            <header class="dialog__header">
                <h2 class="dialog__title" id="dialog-title">{ &props.title }</h2>
                <Button
                    label="Close"
                    icon={IconName::Close}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    on_click={props.on_close.reform(|_| ())}
                />
            </header>
            <div class="dialog__body">{ props.children.clone() }</div>
        </dialog>
    }
}

/// Something that the gateway is asked to do.
pub(crate) type Doing = Pin<Box<dyn Future<Output = Result<(), ClientError>>>>;

#[derive(PartialEq, Properties)]
pub(crate) struct ConfirmProps {
    pub(crate) title: AttrValue,
    /// What happens, as a verb with what it happens to.
    pub(crate) action: AttrValue,
    /// Does it.
    pub(crate) act: Callback<(), Doing>,
    /// It is done.
    pub(crate) on_done: Callback<()>,
    pub(crate) on_close: Callback<()>,
    /// It takes something away.
    #[prop_or_default]
    pub(crate) is_dangerous: bool,
    /// What will be.
    pub(crate) children: Html,
}

/// Asks before something is done that cannot be undone, does it, and says why not where it failed.
#[component]
pub(crate) fn Confirm(props: &ConfirmProps) -> Html {
    let failure = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (failure, is_busy) = (failure.clone(), is_busy.clone());
        let (act, on_done) = (props.act.clone(), props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            is_busy.set(true);
            let (doing, on_done) = (act.emit(()), on_done.clone());
            let (failure, is_busy) = (failure.clone(), is_busy.clone());
            spawn_local(async move {
                match doing.await {
                    Ok(()) => on_done.emit(()),
                    Err(error) => {
                        failure.set(Some(error.advice().into()));
                        is_busy.set(false);
                    }
                }
            });
        })
    };
    html! {
        <Dialog title={props.title.clone()} on_close={props.on_close.clone()}>
            <form class="form" {onsubmit}>
                { props.children.clone() }
                if let Some(failure) = &*failure {
                    <p class="form__failure" role="alert">{ failure }</p>
                }
                <div class="form__actions">
                    <Submit label={props.action.clone()} is_busy={*is_busy} is_dangerous={props.is_dangerous} />
                    <Button label="Cancel" on_click={props.on_close.reform(|_| ())} />
                </div>
            </form>
        </Dialog>
    }
}
