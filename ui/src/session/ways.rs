//! Ways to sign in other than by password: passkeys and providers.

use super::came_from;
use crate::browser::passkey::{self, PasskeyError};
use crate::client::session;
use crate::parts::Button;
use api::{PasskeyAnswer, SignInMethods, SignInSession, paths};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct WaysProps {
    pub(super) methods: Rc<SignInMethods>,
    /// A provider is gone to in another tab: this one has something open that would be lost.
    #[prop_or_default]
    pub(super) stays: bool,
    pub(super) on_signed_in: Callback<SignInSession>,
}

/// A button for passkeys and one for each provider; nothing where there are none.
#[component]
pub(super) fn Ways(props: &WaysProps) -> Html {
    let failure = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let has_passkeys = props.methods.passkeys && passkey::is_supported();
    if !has_passkeys && props.methods.providers.is_empty() {
        return Html::default();
    }
    let on_passkey = {
        let (failure, is_busy, on_signed_in) = (failure.clone(), is_busy.clone(), props.on_signed_in.clone());
        Callback::from(move |_: MouseEvent| {
            if *is_busy {
                return;
            }
            is_busy.set(true);
            failure.set(None);
            let (failure, is_busy, on_signed_in) = (failure.clone(), is_busy.clone(), on_signed_in.clone());
            spawn_local(async move {
                match by_passkey().await {
                    Ok(session) => on_signed_in.emit(session),
                    Err(why) => failure.set(Some(why.into())),
                }
                is_busy.set(false);
            });
        })
    };
    let (target, onclick) = if props.stays {
        (Some("_blank"), None)
    } else {
        (None, Some(Callback::from(|_: MouseEvent| came_from::keep())))
    };
    html! {
        <div class="entrance__ways">
            if let Some(failure) = &*failure {
                <p class="form__failure" role="alert">{ failure }</p>
            }
            <ul class="entrance__providers" role="list" aria-label="Other ways to sign in">
                if has_passkeys {
                    <li><Button label="Sign in with a passkey" on_click={on_passkey} /></li>
                }
                { for props.methods.providers.iter().map(|provider| html! {
                    <li>
                        <a
                            class="pf-v6-c-button pf-m-secondary button"
                            href={paths::provider(&provider.id)}
                            {target}
                            rel={target.map(|_| "noopener")}
                            onclick={onclick.clone()}
                        >
                            <span class="pf-v6-c-button__text">{ format!("Sign in with {}", provider.label) }</span>
                            if props.stays {
                                <span class="only-read">{ ", in another tab" }</span>
                            }
                        </a>
                    </li>
                }) }
            </ul>
        </div>
    }
}

async fn by_passkey() -> Result<SignInSession, String> {
    let begun = session::begin_passkey().await.map_err(|error| error.advice())?;
    let credential = passkey::get(&begun.options).await.map_err(|error| told(error).to_owned())?;
    let answer = PasskeyAnswer { id: begun.id, name: None, credential };
    session::sign_in_by_passkey(&answer).await.map_err(|error| error.advice())
}

fn told(error: PasskeyError) -> &'static str {
    match error {
        PasskeyError::Unsupported => "This browser cannot use passkeys here. Sign in another way.",
        PasskeyError::CalledOff | PasskeyError::Known => {
            "No passkey was used. Try again, or sign in another way."
        }
    }
}
