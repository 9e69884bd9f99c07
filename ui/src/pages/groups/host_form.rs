//! The form of a group of hosts.

use super::hosts::{self, HostList};
use crate::browser::document;
use crate::client::accounts;
use crate::parts::{Button, Dialog, Field, Lines, Submit, name_fault};
use api::{HostGroup, HostGroupContent};
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct HostGroupDialogProps {
    /// What is changed; a new group where there is none.
    pub(super) group: Option<HostGroup>,
    pub(super) on_done: Callback<String>,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn HostGroupDialog(props: &HostGroupDialogProps) -> Html {
    let name = use_state(|| props.group.as_ref().map(|group| group.name.clone()).unwrap_or_default());
    let text =
        use_state(|| props.group.as_ref().map(|group| hosts::written(&group.hosts)).unwrap_or_default());
    let list = HostList::read(&text);
    let (name_failure, failure) = (use_state_eq(|| None::<AttrValue>), use_state_eq(|| None::<AttrValue>));
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (name, list) = (name.clone(), list.clone());
        let (name_failure, failure, is_busy) = (name_failure.clone(), failure.clone(), is_busy.clone());
        let (id, on_done) = (props.group.as_ref().map(|group| group.id.clone()), props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            failure.set(None);
            name_failure.set(name_fault(&name).map(AttrValue::from));
            if name_fault(&name).is_some() {
                document::focus_id("host-group-name");
                return;
            }
            if list.fault.is_some() {
                document::focus_id("host-group-hosts");
                return;
            }
            is_busy.set(true);
            let content = HostGroupContent { name: name.trim().to_owned(), hosts: list.hosts.clone() };
            let (id, on_done) = (id.clone(), on_done.clone());
            let (name_failure, failure, is_busy) = (name_failure.clone(), failure.clone(), is_busy.clone());
            spawn_local(async move {
                match accounts::save_host_group(id.as_deref(), &content).await {
                    Ok(group) => {
                        on_done.emit(format!("The host group {} is saved.", group.name));
                        return;
                    }
                    Err(error) if error.is("name_taken") => {
                        name_failure.set(Some("Another host group has this name. Choose another.".into()));
                        document::focus_id("host-group-name");
                    }
                    Err(error) => failure.set(Some(error.advice().into())),
                }
                is_busy.set(false);
            });
        })
    };
    let written = |state: &UseStateHandle<String>| {
        let setter = state.setter();
        Callback::from(move |text: String| setter.set(text))
    };
    let is_new = props.group.is_none();
    let title = props
        .group
        .as_ref()
        .map_or_else(|| "New host group".to_owned(), |group| format!("Edit the host group {}", group.name));
    html! {
        <Dialog {title} on_close={props.on_close.clone()}>
            <form class="form" novalidate=true {onsubmit}>
                <Field
                    id="host-group-name"
                    label="Name"
                    value={(*name).clone()}
                    failure={(*name_failure).clone()}
                    is_required=true
                    is_first=true
                    on_input={written(&name)}
                />
                <Lines
                    id="host-group-hosts"
                    label="Hosts"
                    rows=10
                    help="One on each line, as recordings name them. Case does not count."
                    value={(*text).clone()}
                    failure={list.fault.clone().map(AttrValue::from)}
                    on_input={written(&text)}
                />
                <p class="members__note" role="status">{ list.count() }</p>
                if let Some(failure) = &*failure {
                    <p class="form__failure" role="alert">{ failure }</p>
                }
                <div class="form__actions">
                    <Submit label={if is_new { "Make the host group" } else { "Save the host group" }} is_busy={*is_busy} />
                    <Button label="Cancel" on_click={props.on_close.reform(|_| ())} />
                </div>
            </form>
        </Dialog>
    }
}
