//! The ways to sign in beside the password: authenticator app and passkeys.

use super::page::PartProps;
use super::passkeys::Passkeys;
use super::totp::Totp;
use crate::client::{accounts, session};
use crate::parts::{Button, IconName};
use crate::query::{Query, use_query};
use api::OwnMethods;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Both, once it is known what there is.
#[component]
pub(super) fn Ways(props: &PartProps) -> Html {
    let round = use_state_eq(|| 0_u32);
    let found = use_query(*round, |_| accounts::own_methods());
    let again = {
        let round = round.clone();
        Callback::from(move |()| round.set(*round + 1))
    };
    // what the session may do can hang on it
    let on_change = {
        let (again, on_change) = (again.clone(), props.session.on_change.clone());
        Callback::from(move |()| {
            again.emit(());
            let on_change = on_change.clone();
            spawn_local(async move {
                // where it failed, the next request tells
                if let Ok(now) = session::session().await {
                    on_change.emit(now);
                }
            });
        })
    };
    let has_password = props.session.who.has_password;
    // what was there stays while it is looked up again: a form that just said what it did must not go
    let last = use_mut_ref(|| None::<Rc<OwnMethods>>);
    if let Query::Ready(methods) = &found {
        last.replace(Some(methods.clone()));
    }
    let shown = match (found, &*last.borrow()) {
        (Query::Loading, Some(methods)) => Query::Ready(methods.clone()),
        (found, _) => found,
    };
    match &shown {
        Query::Loading => html! { <p role="status">{ "Loading the ways to sign in" }</p> },
        Query::Failed(error) => html! {
            <section aria-label="Ways to sign in">
                <p class="form__failure" role="alert">{ error.advice() }</p>
                <Button label="Try again" icon={IconName::Refresh} on_click={again.reform(|_| ())} />
            </section>
        },
        Query::Ready(methods) => html! {
            <>
                <Totp methods={methods.clone()} {has_password} on_change={on_change.clone()} />
                <Passkeys methods={methods.clone()} {has_password} {on_change} />
            </>
        },
    }
}
