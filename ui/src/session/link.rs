//! The page that a one-time link opens.

use super::page::Entrance;
use crate::browser::{address, document, ticks};
use crate::client::{ClientError, session};
use crate::parts::{Field, IconName, Message, Submit, Tone};
use api::{LinkFacts, LinkPurpose, LinkUse, SignInSession};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct LinkPageProps {
    pub(crate) on_signed_in: Callback<SignInSession>,
}

#[derive(Clone, PartialEq)]
enum State {
    Looking,
    Failed(ClientError),
    Asking(Rc<LinkFacts>),
}

/// What of the form something is wrong with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    Password,
    Again,
    Whole,
}

impl Part {
    fn of(error: &ClientError) -> Self {
        if error.is("password_weak") {
            return Self::Password;
        }
        match error.is("name_taken") || error.is("name_not_valid") {
            true => Self::Name,
            false => Self::Whole,
        }
    }
}

/// Looks what the link is good for, asks for what it needs, and signs in. The secret leaves the address at once.
#[component]
pub(crate) fn LinkPage(props: &LinkPageProps) -> Html {
    let secret = use_memo((), |()| address::take_fragment().unwrap_or_default());
    let state = use_state_eq(|| State::Looking);
    let failure = use_state_eq(|| None::<(Part, AttrValue)>);
    let is_busy = use_state_eq(|| false);
    let (name, password, again) = (use_state(String::new), use_state(String::new), use_state(String::new));
    let first = use_node_ref();
    use_effect_with(matches!(&*state, State::Asking(_)), {
        let first = first.clone();
        move |asks| {
            if *asks {
                ticks::soon(move || document::focus(&first));
            }
        }
    });
    let redeem = {
        let (secret, state, failure, is_busy) =
            (secret.clone(), state.clone(), failure.clone(), is_busy.clone());
        let on_signed_in = props.on_signed_in.clone();
        Callback::from(move |(name, password): (Option<String>, Option<String>)| {
            is_busy.set(true);
            failure.set(None);
            let wanted = LinkUse { secret: (*secret).clone(), name, password };
            let (state, failure, is_busy) = (state.clone(), failure.clone(), is_busy.clone());
            let on_signed_in = on_signed_in.clone();
            spawn_local(async move {
                match session::redeem(&wanted).await {
                    Ok(session) => on_signed_in.emit(session),
                    Err(error) if error.is("link_not_valid") => state.set(State::Failed(error)),
                    Err(error) => failure.set(Some((Part::of(&error), error.advice().into()))),
                }
                is_busy.set(false);
            });
        })
    };
    use_effect_with((), {
        let (secret, state, redeem) = (secret.clone(), state.setter(), redeem.clone());
        move |()| {
            document::set_title("One-time link - Afterimage");
            spawn_local(async move {
                match session::link_facts((*secret).clone()).await {
                    Ok(facts) if facts.purpose == LinkPurpose::SignIn => redeem.emit((None, None)),
                    Ok(facts) => state.set(State::Asking(Rc::new(facts))),
                    Err(error) => state.set(State::Failed(error)),
                }
            });
        }
    });
    let facts = match &*state {
        State::Looking => {
            return html! {
                <Entrance title="One-time link"><p class="entrance__text" role="status">{ "Looking at the link" }</p></Entrance>
            };
        }
        State::Failed(error) => {
            return html! {
                <Entrance title="One-time link">
                    <Message icon={IconName::Warning} title="This link cannot be used" tone={Tone::Failure}>
                        if error.is("link_not_valid") {
                            <p>{ "It was used already, has expired, or is cut off. Ask whoever gave it to you, or any full admin, for a new one." }</p>
                        } else {
                            <p>{ error.advice() }</p>
                            <p>{ "Open the link again once that is mended: it is not used up." }</p>
                        }
                        <a class="pf-v6-c-button pf-m-primary button" href="/">
                            <span class="pf-v6-c-button__text">{ "Go to the sign-in page" }</span>
                        </a>
                    </Message>
                </Entrance>
            };
        }
        State::Asking(facts) => facts.clone(),
    };
    let is_first = facts.purpose == LinkPurpose::FirstAdmin;
    let title = if is_first { "Make the first full admin" } else { "Set your password" };
    let known_name = facts.name.clone().unwrap_or_default();
    let onsubmit = {
        let (name, password, again, failure) =
            (name.clone(), password.clone(), again.clone(), failure.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *password != *again {
                failure.set(Some((Part::Again, "The two passwords differ. Type them again.".into())));
                return;
            }
            failure.set(None);
            redeem.emit((is_first.then(|| (*name).clone()), Some((*password).clone())));
        })
    };
    let failure_of = |part| failure.as_ref().filter(|(at, _)| *at == part).map(|(_, text)| text.clone());
    let set = |state: &UseStateHandle<String>| {
        let setter = state.setter();
        Callback::from(move |text: String| setter.set(text))
    };
    html! {
        <Entrance {title}>
            if is_first {
                <p class="entrance__text">
                    { "This account may do everything, and invite others. Choose a name to sign in with and a password." }
                </p>
            } else {
                <p class="entrance__text">
                    { "You were invited as " }<strong>{ &known_name }</strong>
                    { ". Choose a password; with it and this name you sign in from now on." }
                </p>
            }
            <form class="form" {onsubmit} aria-label={title}>
                if is_first {
                    <Field id="link-name" label="Name" value={(*name).clone()} autocomplete="username" is_required=true failure={failure_of(Part::Name)} node={first.clone()} on_input={set(&name)} />
                } else {
                    <input type="hidden" autocomplete="username" value={known_name} />
                }
                <Field
                    id="link-password"
                    label="Password"
                    kind="password"
                    help="Several rare words are easy to remember and hard to guess."
                    value={(*password).clone()}
                    autocomplete="new-password"
                    is_required=true
                    failure={failure_of(Part::Password)}
                    node={if is_first { NodeRef::default() } else { first }}
                    on_input={set(&password)}
                />
                <Field id="link-again" label="Password again" kind="password" value={(*again).clone()} autocomplete="new-password" is_required=true failure={failure_of(Part::Again)} on_input={set(&again)} />
                if let Some(failure) = failure_of(Part::Whole) {
                    <p class="form__failure" role="alert">{ failure }</p>
                }
                <Submit label={if is_first { "Make the account and sign in" } else { "Set the password and sign in" }} is_busy={*is_busy} />
            </form>
        </Entrance>
    }
}
