//! The open sign-in sessions of an account.

use super::logic;
use crate::browser::zone;
use crate::client::accounts;
use crate::format::{wall_moment, wall_time};
use crate::parts::{Button, Dialog, Submit};
use crate::query::{Query, use_query};
use api::{Account, OpenSession};
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct SessionsDialogProps {
    pub(super) account: Account,
    pub(super) is_own: bool,
    /// They have ended.
    pub(super) on_done: Callback<()>,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn SessionsDialog(props: &SessionsDialogProps) -> Html {
    let sessions = use_query(props.account.id.clone(), |id| async move { accounts::sessions_of(&id).await });
    let failure = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (id, on_done) = (props.account.id.clone(), props.on_done.clone());
        let (failure, is_busy) = (failure.clone(), is_busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            is_busy.set(true);
            let (id, on_done, failure, is_busy) =
                (id.clone(), on_done.clone(), failure.clone(), is_busy.clone());
            spawn_local(async move {
                match accounts::end_sessions_of(&id).await {
                    Ok(()) => on_done.emit(()),
                    Err(error) => {
                        failure.set(Some(error.advice().into()));
                        is_busy.set(false);
                    }
                }
            });
        })
    };
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <Dialog title={format!("Open sessions of {}", props.account.display_name)} on_close={props.on_close.clone()}>
            {
                match &sessions {
                    Query::Loading => html! { <p role="status">{ "Loading the sessions" }</p> },
                    Query::Failed(error) => html! { <p class="form__failure" role="alert">{ error.advice() }</p> },
                    Query::Ready(sessions) if sessions.is_empty() => html! {
                        <p>{ "Nobody is signed in with this account now." }</p>
                    },
                    Query::Ready(sessions) => html! {
                        <form class="form" {onsubmit}>
                            <ul class="sessions" role="list">{ for sessions.iter().map(session) }</ul>
                            <p>
                                { "Ended sessions are signed out at once, with what is playing there. Whoever can still \
                                   sign in can do so again; disable the account to prevent that." }
                                if props.is_own {
                                    { " This is your own account: you are signed out as well." }
                                }
                            </p>
                            if let Some(failure) = &*failure {
                                <p class="form__failure" role="alert">{ failure }</p>
                            }
                            <div class="form__actions">
                                <Submit
                                    label={format!("End {}", logic::sessions(sessions.len()))}
                                    is_busy={*is_busy}
                                    is_dangerous=true
                                />
                                <Button label="Cancel" on_click={close.clone()} />
                            </div>
                        </form>
                    },
                }
            }
        </Dialog>
    }
}

fn session(session: &OpenSession) -> Html {
    let wall_us = |at_ms: i64| u64::try_from(at_ms).unwrap_or_default().saturating_mul(1_000);
    let since = wall_moment(wall_us(session.signed_in_at_ms), zone::offset_minutes);
    let seen = wall_time(wall_us(session.seen_at_ms), zone::offset_minutes);
    html! {
        <li class="sessions__one" key={session.id.clone()}>
            <span class="sessions__text">
                <span class="sessions__browser" title={session.browser.clone()}>
                    { if session.browser.is_empty() { "A browser that does not say its name" } else { &session.browser } }
                </span>
                <span class="sessions__facts">
                    { format!("{} from {}, since {since}, last request {seen}", session.method.label(), session.address) }
                    if session.is_current {
                        { " (this one)" }
                    }
                </span>
            </span>
        </li>
    }
}
