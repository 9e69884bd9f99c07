//! The page to sign in at.

use super::form::SignInForm;
use super::ways::Ways;
use crate::browser::{address, document};
use crate::client::session;
use crate::parts::{Button, IconName, Message, Tone};
use crate::query::{Query, use_query};
use api::SignInSession;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SignInPageProps {
    pub(crate) on_signed_in: Callback<SignInSession>,
}

/// Stands in place of any page while nobody is signed in. The address stays: afterwards the page that was asked for is
/// shown.
#[component]
pub(crate) fn SignInPage(props: &SignInPageProps) -> Html {
    use_effect_with((), |()| document::set_title("Sign in - Afterimage"));
    let round = use_state_eq(|| 0_u32);
    let methods = use_query(*round, |_| session::sign_in_methods());
    let again = {
        let round = round.clone();
        Callback::from(move |_: MouseEvent| round.set(*round + 1))
    };
    let failure = use_memo((), |()| address::query("sign_in").and_then(|code| told(&code)));
    html! {
        <Entrance title="Sign in">
            if let Some(failure) = &*failure {
                <p class="form__failure" role="alert">{ *failure }</p>
            }
            {
                match &methods {
                    Query::Loading => html! { <p class="entrance__text" role="status">{ "Loading" }</p> },
                    Query::Failed(error) => html! {
                        <Message icon={IconName::Warning} title="The ways to sign in cannot be shown" tone={Tone::Failure}>
                            <p>{ error.advice() }</p>
                            <Button label="Try again" icon={IconName::Refresh} on_click={again} />
                        </Message>
                    },
                    Query::Ready(methods) => html! {
                        <>
                            if methods.needs_first_admin {
                                <p class="entrance__text">
                                    { "Nobody has an account yet. When the gateway was started, it printed a link that makes the first full admin: open that link." }
                                </p>
                            } else {
                                <SignInForm on_signed_in={props.on_signed_in.clone()} />
                            }
                            <Ways methods={methods.clone()} on_signed_in={props.on_signed_in.clone()} />
                        </>
                    },
                }
            }
        </Entrance>
    }
}

/// What the gateway says in the address when a provider did not vouch for anybody.
fn told(code: &str) -> Option<&'static str> {
    Some(match code {
        "provider_refused" => "The provider did not sign you in. Try again, or sign in another way.",
        "provider_unavailable" => "The provider does not answer. Try again later, or sign in another way.",
        "account_disabled" => "Your account is disabled. A full admin can enable it.",
        // anybody can write an address: nothing of it is shown
        _ => return None,
    })
}

#[derive(PartialEq, Properties)]
pub(crate) struct EntranceProps {
    pub(crate) title: AttrValue,
    pub(crate) children: Html,
}

/// The frame of pages for those who are not signed in.
#[component]
pub(crate) fn Entrance(props: &EntranceProps) -> Html {
    html! {
        <main class="entrance" id="main">
            <div class="entrance__card">
                <p class="entrance__brand">{ "Afterimage" }</p>
                <h1 class="entrance__title" tabindex="-1">{ &props.title }</h1>
                { props.children.clone() }
            </div>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_that_are_known_are_told() {
        assert!(told("provider_refused").is_some());
        assert_eq!(told("<b>call this number</b>"), None);
    }
}
