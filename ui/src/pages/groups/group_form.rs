//! The form of a group of accounts.

use super::logic;
use crate::browser::document;
use crate::client::accounts;
use crate::parts::{Button, Dialog, Field, RoleChoice, Submit, name_fault};
use api::{Account, Group, GroupContent, Role};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct GroupDialogProps {
    /// What is changed; a new group where there is none.
    pub(super) group: Option<Group>,
    pub(super) accounts: Rc<Vec<Account>>,
    pub(super) on_done: Callback<String>,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn GroupDialog(props: &GroupDialogProps) -> Html {
    let before = props.group.clone().unwrap_or_else(|| Group {
        id: String::new(),
        name: String::new(),
        role: None,
        claim: None,
        members: Vec::new(),
        claimed_members: Vec::new(),
    });
    let name = use_state(|| before.name.clone());
    let role = use_state_eq(|| before.role);
    let claim = use_state(|| before.claim.clone().unwrap_or_default());
    let members = use_state(|| before.members.clone());
    let (name_failure, failure) = (use_state_eq(|| None::<AttrValue>), use_state_eq(|| None::<AttrValue>));
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (name, role, claim, members) = (name.clone(), role.clone(), claim.clone(), members.clone());
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
                document::focus_id("group-name");
                return;
            }
            is_busy.set(true);
            let content = GroupContent {
                name: name.trim().to_owned(),
                role: *role,
                claim: Some(claim.trim().to_owned()).filter(|claim| !claim.is_empty()),
                members: (*members).clone(),
            };
            let (id, on_done) = (id.clone(), on_done.clone());
            let (name_failure, failure, is_busy) = (name_failure.clone(), failure.clone(), is_busy.clone());
            spawn_local(async move {
                match accounts::save_group(id.as_deref(), &content).await {
                    Ok(group) => {
                        on_done.emit(format!("The group {} is saved.", group.name));
                        return;
                    }
                    Err(error) if error.is("name_taken") => {
                        name_failure.set(Some("Another group has this name. Choose another.".into()));
                        document::focus_id("group-name");
                    }
                    Err(error) => failure.set(Some(error.advice().into())),
                }
                is_busy.set(false);
            });
        })
    };
    let on_toggle = {
        let members = members.clone();
        Callback::from(move |id: String| members.set(logic::toggled(&members, &id)))
    };
    let is_new = props.group.is_none();
    let title = if is_new { "New group".to_owned() } else { format!("Edit the group {}", before.name) };
    html! {
        <Dialog {title} on_close={props.on_close.clone()}>
            <form class="form" novalidate=true {onsubmit}>
                <Field
                    id="group-name"
                    label="Name"
                    value={(*name).clone()}
                    failure={(*name_failure).clone()}
                    is_required=true
                    is_first=true
                    on_input={written(&name)}
                />
                <RoleChoice
                    id="group-role"
                    role={*role}
                    without="No role: no rights"
                    help={logic::role_help(*role)}
                    on_choose={chosen(&role)}
                />
                <Field
                    id="group-claim"
                    label="Group of a provider"
                    help="Its members are members here from their next sign-in on: the provider's id, a slash, and the group's name there, such as corp/auditors. Leave it empty where no provider decides."
                    value={(*claim).clone()}
                    on_input={written(&claim)}
                />
                <Members
                    accounts={props.accounts.clone()}
                    members={(*members).clone()}
                    before={before.members.clone()}
                    {on_toggle}
                />
                <Claimed names={claimed(&before, &props.accounts)} />
                if let Some(failure) = &*failure {
                    <p class="form__failure" role="alert">{ failure }</p>
                }
                <div class="form__actions">
                    <Submit label={if is_new { "Make the group" } else { "Save the group" }} is_busy={*is_busy} />
                    <Button label="Cancel" on_click={props.on_close.reform(|_| ())} />
                </div>
            </form>
        </Dialog>
    }
}

#[derive(PartialEq, Properties)]
struct MembersProps {
    accounts: Rc<Vec<Account>>,
    members: Vec<String>,
    /// Those that were members when the dialog was opened: they stand first, and stay there.
    before: Vec<String>,
    on_toggle: Callback<String>,
}

/// Who is put in by hand.
#[component]
fn Members(props: &MembersProps) -> Html {
    let words = use_state(String::new);
    let found = logic::found(&props.accounts, &words, &props.before);
    html! {
        <fieldset class="members">
            <legend class="members__title">{ format!("Members ({})", props.members.len()) }</legend>
            <Field
                id="group-find"
                label="Filter the accounts"
                kind="search"
                value={(*words).clone()}
                on_input={written(&words)}
            />
            if found.is_empty() {
                <p class="members__note" role="status">{ "No account matches." }</p>
            } else {
                <ul class="members__list">
                    { for found.into_iter().map(|account| {
                        let id = account.id.clone();
                        let onchange = props.on_toggle.reform(move |_: Event| id.clone());
                        html! {
                            <li key={account.id.clone()}>
                                <label class="members__one">
                                    <input
                                        type="checkbox"
                                        checked={props.members.contains(&account.id)}
                                        {onchange}
                                    />
                                    <span class="members__text">
                                        { &account.display_name }
                                        if account.display_name != account.name {
                                            <span class="members__note">{ format!(" {}", account.name) }</span>
                                        }
                                    </span>
                                </label>
                            </li>
                        }
                    }) }
                </ul>
            }
        </fieldset>
    }
}

#[derive(PartialEq, Properties)]
struct ClaimedProps {
    names: Vec<String>,
}

/// Who is a member because a provider said so.
#[component]
fn Claimed(props: &ClaimedProps) -> Html {
    if props.names.is_empty() {
        return Html::default();
    }
    html! {
        <section class="members" aria-labelledby="group-claimed">
            <h3 class="members__title" id="group-claimed">{ format!("Members by the provider ({})", props.names.len()) }</h3>
            <p>{ props.names.join(", ") }</p>
            <p class="members__note">
                { "A provider said so when they signed in last. It is changed there, and holds from their next signing in." }
            </p>
        </section>
    }
}

fn claimed(group: &Group, accounts: &[Account]) -> Vec<String> {
    let is_claimed = |account: &&Account| group.claimed_members.contains(&account.id);
    accounts.iter().filter(is_claimed).map(|account| account.display_name.clone()).collect()
}

fn written(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |text| setter.set(text))
}

fn chosen(state: &UseStateHandle<Option<Role>>) -> Callback<Option<Role>> {
    let setter = state.setter();
    Callback::from(move |role| setter.set(role))
}
