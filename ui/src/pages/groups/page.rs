//! The page: loads the groups and puts sections and dialogs together.

use super::group_form::GroupDialog;
use super::host_form::HostGroupDialog;
use super::logic::{self, Question};
use super::sections::{self, Wanted};
use crate::client::accounts;
use crate::parts::{Button, ButtonKind, Confirm, Doing, IconName, Message, Tone};
use crate::query::use_kept;
use crate::session::use_session;
use api::{Account, Administrator, Group, HostGroup, Right};
use std::rc::Rc;
use yew::prelude::*;

/// What the page shows.
#[derive(PartialEq)]
struct Found {
    groups: Vec<Group>,
    host_groups: Vec<HostGroup>,
    accounts: Rc<Vec<Account>>,
    /// Who may play what, where it is for the one who is signed in to know.
    administrators: Option<Vec<Administrator>>,
}

/// The dialog that is open.
#[derive(Clone, PartialEq)]
enum Open {
    NewGroup,
    NewHostGroup,
    Group(Group, Wanted),
    HostGroup(HostGroup, Wanted),
}

#[component]
pub(crate) fn GroupsPage() -> Html {
    let may_see_permissions = use_session().is_some_and(|session| session.has(Right::ConfigurePlayback));
    let found = use_kept(move || async move {
        let administrators = if may_see_permissions { Some(accounts::administrators().await?) } else { None };
        Ok(Found {
            groups: accounts::groups().await?,
            host_groups: accounts::host_groups().await?,
            accounts: Rc::new(accounts::accounts().await?),
            administrators,
        })
    });
    let open = use_state_eq(|| None::<Open>);
    // what was done last; read out
    let notice = use_state_eq(String::new);
    let on_open = {
        let open = open.setter();
        Callback::from(move |wanted: Open| open.set(Some(wanted)))
    };
    let on_close = {
        let open = open.setter();
        Callback::from(move |()| open.set(None))
    };
    let on_done = {
        let (open, notice, again) = (open.setter(), notice.setter(), found.again.clone());
        Callback::from(move |done: String| {
            open.set(None);
            notice.set(done);
            again.emit(());
        })
    };
    let try_again = found.again.reform(|_: MouseEvent| ());
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ "Groups" }</h1>
            </header>
            <p class="people__notice" role="status">{ &*notice }</p>
            if let (Some(error), Some(_)) = (&found.failure, &found.shown) {
                <p class="form__failure" role="alert">
                    { format!("What is shown may be out of date. {}", error.advice()) }
                </p>
            }
            {
                match (&found.shown, &found.failure) {
                    (Some(shown), _) => html! {
                        <>
                            { sections::groups(
                                &shown.groups,
                                &shown.accounts,
                                on_open.reform(|_: MouseEvent| Open::NewGroup),
                                &on_open.reform(|(group, wanted)| Open::Group(group, wanted)),
                            ) }
                            { sections::host_groups(
                                &shown.host_groups,
                                on_open.reform(|_: MouseEvent| Open::NewHostGroup),
                                &on_open.reform(|(group, wanted)| Open::HostGroup(group, wanted)),
                            ) }
                            { (*open).as_ref().map_or_else(Html::default, |open| dialog(open, shown, on_done, on_close)) }
                        </>
                    },
                    (None, Some(error)) => html! {
                        <Message icon={IconName::Warning} title="The groups could not be loaded" tone={Tone::Failure}>
                            <p>{ error.advice() }</p>
                            <Button label="Try again" kind={ButtonKind::Primary} on_click={try_again} />
                        </Message>
                    },
                    (None, None) => html! { <p role="status">{ "Loading the groups" }</p> },
                }
            }
        </div>
    }
}

fn dialog(open: &Open, shown: &Found, on_done: Callback<String>, on_close: Callback<()>) -> Html {
    let accounts = shown.accounts.clone();
    match open {
        Open::NewGroup => html! { <GroupDialog group={None::<Group>} {accounts} {on_done} {on_close} /> },
        Open::Group(group, Wanted::Edit) => {
            html! { <GroupDialog group={Some(group.clone())} {accounts} {on_done} {on_close} /> }
        }
        Open::NewHostGroup => html! { <HostGroupDialog group={None::<HostGroup>} {on_done} {on_close} /> },
        Open::HostGroup(group, Wanted::Edit) => {
            html! { <HostGroupDialog group={Some(group.clone())} {on_done} {on_close} /> }
        }
        Open::Group(group, Wanted::Delete) => {
            let asked =
                logic::deletion(group, &shown.groups, &shown.accounts, shown.administrators.as_deref());
            let id = group.id.clone();
            let act = Callback::from(move |()| -> Doing {
                let id = id.clone();
                Box::pin(async move { accounts::remove_group(&id).await })
            });
            confirm(asked, act, format!("The group {} is deleted.", group.name), &on_done, on_close)
        }
        Open::HostGroup(group, Wanted::Delete) => {
            let asked = logic::host_deletion(group, shown.administrators.as_deref());
            let id = group.id.clone();
            let act = Callback::from(move |()| -> Doing {
                let id = id.clone();
                Box::pin(async move { accounts::remove_host_group(&id).await })
            });
            confirm(asked, act, format!("The host group {} is deleted.", group.name), &on_done, on_close)
        }
    }
}

fn confirm(
    asked: Question,
    act: Callback<(), Doing>,
    done: String,
    on_done: &Callback<String>,
    on_close: Callback<()>,
) -> Html {
    let Question { title, sentences, action } = asked;
    let on_done = on_done.reform(move |()| done.clone());
    html! {
        <Confirm {title} {action} {act} is_dangerous=true {on_done} {on_close}>
            { for sentences.into_iter().map(|sentence| html! { <p>{ sentence }</p> }) }
        </Confirm>
    }
}
