//! The forms: inviting somebody, and changing an account.

use super::logic::{Faults, role_name};
use crate::browser::document;
use crate::client::accounts;
use crate::parts::{Button, Dialog, Field, RoleChoice, Submit};
use api::{Account, AccountChange, Invitation, NewAccount, Role};
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct InviteDialogProps {
    pub(super) on_done: Callback<Invitation>,
    pub(super) on_close: Callback<()>,
}

/// Asks who is invited, as what.
#[component]
pub(super) fn InviteDialog(props: &InviteDialogProps) -> Html {
    let (name, display_name) = (use_state(String::new), use_state(String::new));
    let role = use_state_eq(|| Some(Role::ReadOnlyAdmin));
    let (faults, is_busy) = (use_state_eq(Faults::default), use_state_eq(|| false));
    let onsubmit = {
        let (name, display_name, role) = (name.clone(), display_name.clone(), role.clone());
        let (faults, is_busy, on_done) = (faults.clone(), is_busy.clone(), props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            if let Some(seen) = Faults::seen(&name, &display_name) {
                focus_fault(&seen, "invite-name", "invite-display-name");
                faults.set(seen);
                return;
            }
            is_busy.set(true);
            let new =
                NewAccount { name: (*name).clone(), display_name: (*display_name).clone(), role: *role };
            let (faults, is_busy, on_done) = (faults.clone(), is_busy.clone(), on_done.clone());
            spawn_local(async move {
                match accounts::invite(&new).await {
                    Ok(invitation) => on_done.emit(invitation),
                    Err(error) => {
                        let told = Faults::told(&error);
                        focus_fault(&told, "invite-name", "invite-display-name");
                        faults.set(told);
                        is_busy.set(false);
                    }
                }
            });
        })
    };
    html! {
        <Dialog title="Invite somebody" on_close={props.on_close.clone()}>
            <form class="form" novalidate=true {onsubmit}>
                <Field
                    id="invite-name"
                    label="Name to sign in with"
                    help="Case does not count."
                    value={(*name).clone()}
                    failure={text(&faults.name)}
                    is_required=true
                    is_first=true
                    on_input={written(&name)}
                />
                <Field
                    id="invite-display-name"
                    label="Display name"
                    help="What the person is called; the name above where it is left empty."
                    value={(*display_name).clone()}
                    failure={text(&faults.display_name)}
                    on_input={written(&display_name)}
                />
                <RoleChoice id="invite-role" role={*role} on_choose={chosen(&role)} />
                { failure(&faults) }
                <div class="form__actions">
                    <Submit label="Make the account and its link" is_busy={*is_busy} />
                    <Button label="Cancel" on_click={props.on_close.reform(|_| ())} />
                </div>
            </form>
        </Dialog>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct EditDialogProps {
    pub(super) account: Account,
    pub(super) on_done: Callback<Account>,
    pub(super) on_close: Callback<()>,
}

/// Changes what somebody is called, and the account's own role.
#[component]
pub(super) fn EditDialog(props: &EditDialogProps) -> Html {
    let account = &props.account;
    let display_name = use_state(|| account.display_name.clone());
    let role = use_state_eq(|| account.role);
    let (faults, is_busy) = (use_state_eq(Faults::default), use_state_eq(|| false));
    let onsubmit = {
        let (before, display_name, role) = (account.clone(), display_name.clone(), role.clone());
        let (faults, is_busy, on_done) = (faults.clone(), is_busy.clone(), props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            if let Some(seen) = Faults::seen(&before.name, &display_name) {
                focus_fault(&seen, "", "edit-display-name");
                faults.set(seen);
                return;
            }
            is_busy.set(true);
            // an empty one becomes the name, as when somebody is invited
            let wanted = display_name.trim();
            let wanted = if wanted.is_empty() { &before.name } else { wanted };
            let change = AccountChange {
                display_name: (wanted != before.display_name).then(|| wanted.to_owned()),
                role: (*role != before.role).then_some(*role),
                is_disabled: None,
            };
            let (id, on_done) = (before.id.clone(), on_done.clone());
            let (faults, is_busy) = (faults.clone(), is_busy.clone());
            spawn_local(async move {
                match accounts::change_account(&id, &change).await {
                    Ok(account) => on_done.emit(account),
                    Err(error) => {
                        faults.set(Faults { form: Some(error.advice()), ..Faults::default() });
                        is_busy.set(false);
                    }
                }
            });
        })
    };
    let is_from_group = account.effective_role.is_some() && account.effective_role != account.role;
    let help = if is_from_group {
        format!(
            "Its own role. Its groups make it {} all the same; a change holds at once.",
            role_name(account.effective_role)
        )
    } else {
        "A change holds at once, for pages that are open too.".to_owned()
    };
    html! {
        <Dialog title={format!("Edit {}", account.name)} on_close={props.on_close.clone()}>
            <form class="form" novalidate=true {onsubmit}>
                <Field
                    id="edit-display-name"
                    label="Display name"
                    value={(*display_name).clone()}
                    failure={text(&faults.display_name)}
                    is_first=true
                    on_input={written(&display_name)}
                />
                <RoleChoice id="edit-role" role={*role} {help} on_choose={chosen(&role)} />
                { failure(&faults) }
                <div class="form__actions">
                    <Submit label="Save the account" is_busy={*is_busy} />
                    <Button label="Cancel" on_click={props.on_close.reform(|_| ())} />
                </div>
            </form>
        </Dialog>
    }
}

fn focus_fault(faults: &Faults, name: &str, display_name: &str) {
    if faults.name.is_some() {
        document::focus_id(name);
    } else if faults.display_name.is_some() {
        document::focus_id(display_name);
    }
}

fn failure(faults: &Faults) -> Html {
    match &faults.form {
        Some(failure) => html! { <p class="form__failure" role="alert">{ failure }</p> },
        None => Html::default(),
    }
}

fn text(fault: &Option<String>) -> Option<AttrValue> {
    fault.clone().map(AttrValue::from)
}

fn written(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |text| setter.set(text))
}

fn chosen(state: &UseStateHandle<Option<Role>>) -> Callback<Option<Role>> {
    let setter = state.setter();
    Callback::from(move |role| setter.set(role))
}
