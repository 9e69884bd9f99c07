//! Finds out who is signed in, and stands guard over the pages.

use super::came_from;
use super::context::Session;
use super::form::SignInForm;
use super::link::LinkPage;
use super::page::{Entrance, SignInPage};
use super::shared::{SharedSecret, use_taken_secret};
use super::watch::WatchProvider;
use super::ways::Ways;
use crate::browser::{address, document, ticks, visibility, zone};
use crate::client::{ClientError, request, session};
use crate::parts::{Button, ButtonKind, IconName, Message, Tone};
use crate::query::use_query;
use crate::route::Route;
use api::SignInSession;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_nested_router::prelude::use_router;

#[derive(PartialEq, Properties)]
pub(crate) struct SessionProviderProps {
    pub(crate) children: Html,
}

/// What is known of who is signed in.
#[derive(Clone, PartialEq)]
enum State {
    Looking,
    Unknown(ClientError),
    SignedOut,
    SignedIn {
        who: Rc<SignInSession>,
        epoch: u32,
    },
    /// The session ended while pages were open: they stay as they are behind a dialog.
    Ended {
        who: Rc<SignInSession>,
        epoch: u32,
    },
}

enum Action {
    Found(SignInSession),
    Failed(ClientError),
    Ended,
    SignedOut,
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(match (&*self, action) {
            // what another person left open is not for this one
            (Self::SignedIn { who, .. } | Self::Ended { who, .. }, Action::Found(now))
                if who.account_id != now.account_id =>
            {
                address::load("/");
                Self::Looking
            }
            (Self::SignedIn { epoch, .. }, Action::Found(now)) => {
                Self::SignedIn { who: Rc::new(now), epoch: *epoch }
            }
            (Self::Ended { epoch, .. }, Action::Found(now)) => {
                Self::SignedIn { who: Rc::new(now), epoch: epoch + 1 }
            }
            (_, Action::Found(now)) => Self::SignedIn { who: Rc::new(now), epoch: 0 },
            (Self::SignedIn { who, epoch }, Action::Ended) => Self::Ended { who: who.clone(), epoch: *epoch },
            (_, Action::Ended) => return self,
            (Self::Looking | Self::Unknown(_), Action::Failed(error)) => {
                match error.is(request::NOT_SIGNED_IN) {
                    true => Self::SignedOut,
                    false => Self::Unknown(error),
                }
            }
            (_, Action::Failed(_)) => return self,
            (_, Action::SignedOut) => Self::SignedOut,
        })
    }
}

/// How often a gateway that does not answer is asked again, in milliseconds.
const AGAIN_MS: u32 = 3_000;

impl State {
    /// Nobody is known to be signed in, but somebody may be by now: in another tab, or the gateway answers again.
    fn is_waiting(&self) -> bool {
        match self {
            Self::Unknown(_) | Self::SignedOut | Self::Ended { .. } => true,
            Self::Looking | Self::SignedIn { .. } => false,
        }
    }
}

/// Shows its children to somebody who is signed in.
#[component]
pub(crate) fn SessionProvider(props: &SessionProviderProps) -> Html {
    let state = use_reducer_eq(|| State::Looking);
    let dispatcher = state.dispatcher();
    let route = use_router::<Route>().and_then(|router| router.active().clone());
    let shared = use_taken_secret(route.as_ref());
    let look = {
        let dispatcher = dispatcher.clone();
        use_callback((), move |(), ()| {
            let dispatcher = dispatcher.clone();
            spawn_local(async move {
                dispatcher.dispatch(session::session().await.map_or_else(Action::Failed, Action::Found));
            });
        })
    };
    use_effect_with((), {
        let (look, dispatcher) = (look.clone(), dispatcher.clone());
        move |()| {
            request::on_signed_out(move || dispatcher.dispatch(Action::Ended));
            look.emit(());
            // what somebody left who signed out since is not shown to the next
            let restored = visibility::on_restored(address::reload);
            move || drop(restored)
        }
    });
    use_effect_with((state.is_waiting(), matches!(&*state, State::Unknown(_))), {
        let look = look.clone();
        move |(is_waiting, is_unknown)| {
            let seen = is_waiting.then(|| {
                let look = look.clone();
                visibility::on_change(move || {
                    if visibility::is_seen() {
                        look.emit(());
                    }
                })
            });
            let again = is_unknown.then(|| ticks::every(AGAIN_MS, move || look.emit(())));
            move || drop((seen, again))
        }
    });
    let is_signed_in = matches!(&*state, State::SignedIn { .. });
    use_effect_with(is_signed_in, |is_signed_in| {
        if *is_signed_in {
            address::replace_query("error", None);
            came_from::go_back();
        }
    });
    let on_found = {
        let dispatcher = dispatcher.clone();
        use_callback((), move |who: SignInSession, ()| dispatcher.dispatch(Action::Found(who)))
    };
    let on_sign_out = {
        let dispatcher = dispatcher.clone();
        use_callback((), move |(), ()| {
            let dispatcher = dispatcher.clone();
            spawn_local(async move {
                // where it cannot be told the cookie is still there: the page says who is signed in
                if session::sign_out().await.is_ok() {
                    dispatcher.dispatch(Action::SignedOut);
                    address::load("/");
                }
            });
        })
    };
    if route == Some(Route::Link) {
        let on_signed_in = Callback::from(|_| address::load("/"));
        return html! { <LinkPage {on_signed_in} /> };
    }
    let (who, epoch, has_ended) = match &*state {
        State::Looking => return html! { <p class="only-read" role="status">{ "Loading" }</p> },
        State::Unknown(error) => {
            return html! {
                <Entrance title="The console cannot start">
                    <Message icon={IconName::Warning} title="It is not known who is signed in" tone={Tone::Failure}>
                        <p>{ error.advice() }</p>
                        <p>{ "It is asked again every few seconds." }</p>
                        <Button label="Try again now" kind={ButtonKind::Primary} icon={IconName::Refresh} on_click={look.reform(|_| ())} />
                    </Message>
                </Entrance>
            };
        }
        State::SignedOut => return html! { <SignInPage on_signed_in={on_found} /> },
        State::SignedIn { who, epoch } => (who.clone(), *epoch, false),
        State::Ended { who, epoch } => (who.clone(), *epoch, true),
    };
    // before anything is drawn that shows a time
    zone::choose(who.time_zone.as_deref());
    let name = AttrValue::from(who.name.clone());
    let session = Session { who, epoch, has_ended, on_change: on_found.clone(), on_sign_out };
    html! {
        <ContextProvider<Session> context={session}>
            <WatchProvider is_wanted={!has_ended} on_change={look}>
                <ContextProvider<Option<SharedSecret>> context={shared}>{ props.children.clone() }</ContextProvider<Option<SharedSecret>>>
                if has_ended {
                    <EndedDialog {name} on_signed_in={on_found} />
                }
            </WatchProvider>
        </ContextProvider<Session>>
    }
}

#[derive(PartialEq, Properties)]
struct EndedDialogProps {
    name: AttrValue,
    on_signed_in: Callback<SignInSession>,
}

/// Lies over the pages until somebody is signed in again. It cannot be closed: nothing behind it could be fetched.
#[component]
fn EndedDialog(props: &EndedDialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| document::show_dialog(&node)
    });
    // where they cannot be had there is still the password
    let methods = use_query((), |()| session::sign_in_methods());
    let oncancel = Callback::from(|event: Event| event.prevent_default());
    // browsers close a dialog that was not touched yet without asking
    let onclose = {
        let node = node.clone();
        Callback::from(move |_: Event| document::show_dialog(&node))
    };
    html! {
        <dialog class="dialog dialog--covers" ref={node} aria-labelledby="ended-title" closedby="none" {oncancel} {onclose}>
            <header class="dialog__header">
                <h2 class="dialog__title" id="ended-title">{ "Your session has ended" }</h2>
            </header>
            <p class="entrance__text">{ "Sign in again to go on where you were." }</p>
            <SignInForm name={props.name.clone()} on_signed_in={props.on_signed_in.clone()} />
            if let Some(methods) = methods.ready() {
                <Ways methods={methods.clone()} stays=true on_signed_in={props.on_signed_in.clone()} />
            }
        </dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{Problem, SignInMethod};

    fn who(account_id: &str) -> SignInSession {
        SignInSession {
            account_id: account_id.to_owned(),
            name: "ada".to_owned(),
            display_name: "Ada".to_owned(),
            role: None,
            rights: Vec::new(),
            time_zone: None,
            language: None,
            method: SignInMethod::Password,
            has_password: true,
            needs_totp: false,
            asks_justification: false,
            idle_s: 1,
            ends_in_s: 1,
        }
    }

    fn after(state: State, action: Action) -> State {
        (*Rc::new(state).reduce(action)).clone()
    }

    #[test]
    fn pages_stay_while_one_signs_in_again() {
        let state = after(State::Looking, Action::Found(who("1")));
        let state = after(state, Action::Ended);
        assert!(matches!(state, State::Ended { epoch: 0, .. }));
        let state = after(state, Action::Found(who("1")));
        assert!(matches!(state, State::SignedIn { epoch: 1, .. }));
    }

    #[test]
    fn nobody_and_nothing_known_are_told_apart() {
        let refused = ClientError::Refused(Problem::new(401, request::NOT_SIGNED_IN, "nobody"));
        assert!(matches!(after(State::Looking, Action::Failed(refused)), State::SignedOut));
        assert!(matches!(after(State::Looking, Action::Failed(ClientError::Unreachable)), State::Unknown(_)));
        let state = after(State::Looking, Action::Found(who("1")));
        assert!(matches!(after(state, Action::Failed(ClientError::Unreachable)), State::SignedIn { .. }));
        // the sign-in page itself is told that nobody is signed in, which it knows
        assert!(matches!(after(State::SignedOut, Action::Ended), State::SignedOut));
    }
}
