//! The page.

use super::ways::Ways;
use crate::browser::zone;
use crate::client::accounts;
use crate::format::Zoned;
use crate::parts::{Button, Field, IconName, Message, Submit, ZoneChoice};
use crate::query::{Query, use_query};
use crate::session::{Session, use_session};
use api::{OpenSession, PasswordChange, ProfileChange};
use yew::platform::spawn_local;
use yew::prelude::*;

#[component]
pub(crate) fn ProfilePage() -> Html {
    let Some(session) = use_session() else { return Html::default() };
    html! {
        <div class="page page--text">
            <h1 class="page__title" tabindex="-1">{ "My profile" }</h1>
            <p>
                { "Signed in as " }<strong>{ &session.who.name }</strong>{ ", " }
                { session.who.role.map_or("without a role", api::Role::label) }{ ", by: " }
                { session.who.method.label() }{ "." }
            </p>
            if session.who.needs_totp {
                <Message icon={IconName::Warning} title="Add an authenticator app before anything else">
                    <p>{ "This gateway asks for a code beside the password. Until there is an app, you see this page only." }</p>
                </Message>
            }
            <p><Button label="Sign out" icon={IconName::SignOut} on_click={session.on_sign_out.reform(|_| ())} /></p>
            <About session={session.clone()} />
            <Password session={session.clone()} />
            <Ways session={session.clone()} />
            <Sessions />
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct PartProps {
    pub(super) session: Session,
}

#[component]
fn About(props: &PartProps) -> Html {
    let display_name = use_state(|| props.session.who.display_name.clone());
    let time_zone = use_state(|| props.session.who.time_zone.clone().unwrap_or_default());
    let said = use_state_eq(|| None::<Result<AttrValue, AttrValue>>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (display_name, time_zone) = (display_name.clone(), time_zone.clone());
        let (said, is_busy, on_change) = (said.clone(), is_busy.clone(), props.session.on_change.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            is_busy.set(true);
            let change = ProfileChange {
                display_name: Some((*display_name).clone()),
                time_zone: Some((*time_zone).clone()),
                language: None,
            };
            let (said, is_busy, on_change) = (said.clone(), is_busy.clone(), on_change.clone());
            spawn_local(async move {
                said.set(Some(match accounts::change_profile(&change).await {
                    Ok(now) => {
                        on_change.emit(now);
                        Ok("Saved.".into())
                    }
                    Err(error) => Err(error.advice().into()),
                }));
                is_busy.set(false);
            });
        })
    };
    html! {
        <section aria-labelledby="about-title">
            <h2 id="about-title">{ "About me" }</h2>
            <form class="form" {onsubmit}>
                <Field id="profile-name" label="What I am called" value={(*display_name).clone()} on_input={writes(&display_name)} />
                <ZoneChoice id="profile-zone" zone={(*time_zone).clone()} on_choose={writes(&time_zone)} />
                <p class="field__help">{ "Language: English is the only one so far." }</p>
                { outcome(&said) }
                <Submit label="Save" is_busy={*is_busy} />
            </form>
        </section>
    }
}

#[component]
fn Password(props: &PartProps) -> Html {
    let (current, new, again) = (use_state(String::new), use_state(String::new), use_state(String::new));
    let said = use_state_eq(|| None::<Result<AttrValue, AttrValue>>);
    let is_busy = use_state_eq(|| false);
    let has_password = props.session.who.has_password;
    let onsubmit = {
        let (current, new, again) = (current.clone(), new.clone(), again.clone());
        let (said, is_busy) = (said.clone(), is_busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *new != *again {
                said.set(Some(Err("The two new passwords differ. Type them again.".into())));
                return;
            }
            is_busy.set(true);
            let change =
                PasswordChange { current: has_password.then(|| (*current).clone()), new: (*new).clone() };
            let (said, is_busy) = (said.clone(), is_busy.clone());
            let fields = [current.setter(), new.setter(), again.setter()];
            spawn_local(async move {
                said.set(Some(match accounts::change_password(&change).await {
                    Ok(()) => {
                        fields.iter().for_each(|field| field.set(String::new()));
                        Ok("The password is changed; all other sessions of yours have ended.".into())
                    }
                    Err(error) => Err(error.advice().into()),
                }));
                is_busy.set(false);
            });
        })
    };
    html! {
        <section aria-labelledby="password-title">
            <h2 id="password-title">{ "Password" }</h2>
            <form class="form" {onsubmit}>
                if has_password {
                    <Field id="password-current" label="Password so far" kind="password" value={(*current).clone()} autocomplete="current-password" is_required=true on_input={writes(&current)} />
                }
                <Field id="password-new" label="New password" kind="password" help="Several rare words are easy to remember and hard to guess." value={(*new).clone()} autocomplete="new-password" is_required=true on_input={writes(&new)} />
                <Field id="password-again" label="New password again" kind="password" value={(*again).clone()} autocomplete="new-password" is_required=true on_input={writes(&again)} />
                { outcome(&said) }
                <Submit label="Change the password" is_busy={*is_busy} />
            </form>
        </section>
    }
}

#[component]
fn Sessions() -> Html {
    let round = use_state_eq(|| 0_u32);
    let found = use_query(*round, |_| accounts::own_sessions());
    let failure = use_state_eq(|| None::<AttrValue>);
    let end = {
        let (round, failure) = (round.clone(), failure.clone());
        Callback::from(move |id: Option<String>| {
            let (round, failure) = (round.clone(), failure.clone());
            spawn_local(async move {
                let ended = match id {
                    Some(id) => accounts::end_own_session(&id).await,
                    None => accounts::end_other_sessions().await,
                };
                failure.set(ended.err().map(|error| error.advice().into()));
                round.set(*round + 1);
            });
        })
    };
    html! {
        <section aria-labelledby="sessions-title">
            <h2 id="sessions-title">{ "Where I am signed in" }</h2>
            if let Some(failure) = &*failure {
                <p class="form__failure" role="alert">{ failure }</p>
            }
            { match &found {
                Query::Loading => html! { <p role="status">{ "Loading" }</p> },
                Query::Failed(error) => html! { <p class="form__failure" role="alert">{ error.advice() }</p> },
                Query::Ready(sessions) => html! {
                    <>
                        <ul class="sessions" role="list">{ for sessions.iter().map(|session| one(session, &end)) }</ul>
                        if sessions.len() > 1 {
                            <Button label="End all other sessions" on_click={end.reform(|_: MouseEvent| None)} />
                        }
                    </>
                },
            } }
        </section>
    }
}

fn one(session: &OpenSession, end: &Callback<Option<String>>) -> Html {
    let time =
        |at_ms| Zoned::new(at_ms, zone::offset_minutes(at_ms)).map(Zoned::date_time).unwrap_or_default();
    let id = session.id.clone();
    html! {
        <li key={session.id.clone()} class="sessions__one">
            <div class="sessions__text">
                <span class="sessions__browser">{ &session.browser }</span>
                <span class="sessions__facts">
                    { format!("{} from {}, signed in {}, seen {}", session.method.label(), session.address, time(session.signed_in_at_ms), time(session.seen_at_ms)) }
                </span>
            </div>
            if session.is_current {
                <span class="sessions__current">{ "This one" }</span>
            } else {
                <Button label="End" on_click={end.reform(move |_: MouseEvent| Some(id.clone()))} />
            }
        </li>
    }
}

pub(super) fn outcome(said: &Option<Result<AttrValue, AttrValue>>) -> Html {
    match said {
        None => Html::default(),
        Some(Ok(done)) => html! { <p class="page__saved" role="status">{ done }</p> },
        Some(Err(failure)) => html! { <p class="form__failure" role="alert">{ failure }</p> },
    }
}

pub(super) fn writes(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |text| setter.set(text))
}
