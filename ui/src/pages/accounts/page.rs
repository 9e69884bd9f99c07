//! The page: loads the accounts and puts table and dialogs together.

use super::forms::{EditDialog, InviteDialog};
use super::link::{LinkDialog, Told};
use super::logic::{self, Act, Column, Order};
use super::sessions::SessionsDialog;
use super::table::{AccountTable, Wanted, skeleton};
use crate::browser::address;
use crate::client::accounts;
use crate::parts::{Button, ButtonKind, Confirm, Doing, Field, IconName, Message, Tone};
use crate::query::use_kept;
use crate::session::use_session;
use api::{Account, AccountChange, Invitation};
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// The dialog that is open.
#[derive(Clone, PartialEq)]
enum Open {
    Invite,
    Link(Rc<Told>),
    Of(Account, Wanted),
}

#[component]
pub(crate) fn AccountsPage() -> Html {
    let session = use_session();
    let own_id = session.map(|session| session.who.account_id.clone()).unwrap_or_default();
    let found = use_kept(|| async { Ok((accounts::accounts().await?, accounts::groups().await?)) });
    let words = use_state(|| address::query("find").unwrap_or_default());
    let order = use_state_eq(|| Order::of_text(address::query("sort").as_deref()));
    let open = use_state_eq(|| None::<Open>);
    // what was done last; read out
    let notice = use_state_eq(String::new);
    let on_input = {
        let words = words.setter();
        Callback::from(move |text: String| {
            address::replace_query("find", Some(text.as_str()).filter(|text| !text.is_empty()));
            words.set(text);
        })
    };
    let on_sort = {
        let order = order.clone();
        Callback::from(move |column: Column| {
            let wanted = order.after(column);
            address::replace_query("sort", wanted.text().as_deref());
            order.set(wanted);
        })
    };
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
    let on_link = {
        let (open, notice, again) = (open.setter(), notice.setter(), found.again.clone());
        Callback::from(move |invitation: Invitation| {
            notice.set(logic::done(Act::Link, &invitation.account));
            open.set(Some(Open::Link(Rc::new(Told::of(invitation)))));
            again.emit(());
        })
    };
    let try_again = found.again.reform(|_: MouseEvent| ());
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ "Accounts" }</h1>
                <Button
                    label="Invite somebody"
                    kind={ButtonKind::Primary}
                    on_click={on_open.reform(|_: MouseEvent| Open::Invite)}
                />
            </header>
            <div class="people__filter">
                <Field
                    id="accounts-find"
                    label="Filter"
                    kind="search"
                    value={(*words).clone()}
                    {on_input}
                />
                <p class="people__notice" role="status">{ &*notice }</p>
            </div>
            if let (Some(error), Some(_)) = (&found.failure, &found.shown) {
                <p class="form__failure" role="alert">
                    { format!("What is shown may be out of date. {}", error.advice()) }
                </p>
            }
            {
                match (&found.shown, &found.failure) {
                    (Some(shown), _) => html! {
                        <AccountTable
                            accounts={shown.0.clone()}
                            groups={shown.1.clone()}
                            own_id={own_id.clone()}
                            words={(*words).clone()}
                            order={*order}
                            {on_sort}
                            on_choose={on_open.reform(|(account, wanted)| Open::Of(account, wanted))}
                        />
                    },
                    (None, Some(error)) => html! {
                        <Message icon={IconName::Warning} title="The accounts could not be loaded" tone={Tone::Failure}>
                            <p>{ error.advice() }</p>
                            <Button label="Try again" kind={ButtonKind::Primary} on_click={try_again} />
                        </Message>
                    },
                    (None, None) => skeleton(),
                }
            }
            {
                match &*open {
                    None => Html::default(),
                    Some(Open::Invite) => html! { <InviteDialog on_done={on_link} {on_close} /> },
                    Some(Open::Link(told)) => html! { <LinkDialog told={told.clone()} {on_close} /> },
                    Some(Open::Of(account, Wanted::Edit)) => html! {
                        <EditDialog
                            account={account.clone()}
                            on_done={on_done.reform(|account: Account| format!("{} is saved.", account.display_name))}
                            {on_close}
                        />
                    },
                    Some(Open::Of(account, Wanted::Sessions)) => {
                        let done = format!("All sessions of {} have ended.", account.display_name);
                        html! {
                            <SessionsDialog
                                account={account.clone()}
                                is_own={account.id == own_id}
                                on_done={on_done.reform(move |()| done.clone())}
                                {on_close}
                            />
                        }
                    }
                    Some(Open::Of(account, Wanted::Ask(act))) => {
                        confirm(*act, account, account.id == own_id, &on_done, &on_link, on_close)
                    }
                }
            }
        </div>
    }
}

/// Asks, and does it.
fn confirm(
    act: Act,
    account: &Account,
    is_own: bool,
    on_done: &Callback<String>,
    on_link: &Callback<Invitation>,
    on_close: Callback<()>,
) -> Html {
    let logic::Question { title, sentences, action } = logic::question(act, account, is_own);
    // a link comes with the answer, and is told once it is there
    let made = Rc::new(RefCell::new(None));
    let doing = {
        let (id, made) = (account.id.clone(), made.clone());
        Callback::from(move |()| -> Doing {
            let (id, made) = (id.clone(), made.clone());
            Box::pin(async move {
                match act {
                    Act::Disable | Act::Enable => {
                        let is_disabled = Some(act == Act::Disable);
                        let change = AccountChange { is_disabled, ..AccountChange::default() };
                        accounts::change_account(&id, &change).await?;
                    }
                    Act::Link => {
                        *made.borrow_mut() = Some(accounts::invite_again(&id).await?);
                    }
                    Act::RemoveMethods => accounts::remove_methods(&id).await?,
                    Act::Delete => accounts::remove_account(&id).await?,
                }
                Ok(())
            })
        })
    };
    let on_done = {
        let (on_done, on_link, done) = (on_done.clone(), on_link.clone(), logic::done(act, account));
        Callback::from(move |()| match made.borrow_mut().take() {
            Some(invitation) => on_link.emit(invitation),
            None => on_done.emit(done.clone()),
        })
    };
    html! {
        <Confirm {title} {action} act={doing} is_dangerous={act.is_dangerous()} {on_done} {on_close}>
            { for sentences.into_iter().map(|sentence| html! { <p>{ sentence }</p> }) }
        </Confirm>
    }
}
