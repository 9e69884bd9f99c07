//! The form with name, password and code.

use crate::browser::{document, ticks};
use crate::client::{ClientError, session};
use crate::parts::{Field, Submit};
use api::{PasswordSignIn, SignInSession};
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SignInFormProps {
    /// The name to begin with.
    #[prop_or_default]
    pub(crate) name: AttrValue,
    pub(crate) on_signed_in: Callback<SignInSession>,
}

/// Asks for name and password, and for a code where the account has a second factor.
#[component]
pub(crate) fn SignInForm(props: &SignInFormProps) -> Html {
    let name = use_state(|| props.name.to_string());
    let password = use_state(String::new);
    let code = use_state(String::new);
    let needs_code = use_state_eq(|| false);
    let is_busy = use_state_eq(|| false);
    let failure = use_state_eq(|| None::<AttrValue>);
    let (name_field, password_field) = (use_node_ref(), use_node_ref());
    use_effect_with((), {
        let first = if props.name.is_empty() { name_field.clone() } else { password_field.clone() };
        // after the dialog that it may stand in, which takes the focus itself
        move |()| ticks::soon(move || document::focus(&first))
    });
    let onsubmit = {
        let (name, password, code) = (name.clone(), password.clone(), code.clone());
        let (needs_code, is_busy, failure) = (needs_code.clone(), is_busy.clone(), failure.clone());
        let on_signed_in = props.on_signed_in.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            is_busy.set(true);
            let wanted = PasswordSignIn {
                name: (*name).clone(),
                password: (*password).clone(),
                code: needs_code.then(|| code.trim().to_owned()),
            };
            let (needs_code, is_busy, failure) = (needs_code.clone(), is_busy.clone(), failure.clone());
            let (password, on_signed_in) = (password.clone(), on_signed_in.clone());
            spawn_local(async move {
                match session::sign_in(&wanted).await {
                    Ok(session) => {
                        password.set(String::new());
                        on_signed_in.emit(session);
                    }
                    Err(error) if error.is("code_needed") => {
                        needs_code.set(true);
                        failure.set(None);
                    }
                    Err(error) => failure.set(Some(told(&error).into())),
                }
                is_busy.set(false);
            });
        })
    };
    // a field that comes is where to go on
    let code_field = use_node_ref();
    use_effect_with(*needs_code, {
        let code_field = code_field.clone();
        move |needs_code| {
            if *needs_code {
                ticks::soon(move || document::focus(&code_field));
            }
        }
    });
    let set = |state: &UseStateHandle<String>| {
        let setter = state.setter();
        Callback::from(move |text: String| setter.set(text))
    };
    html! {
        <form class="form" {onsubmit} aria-label="Sign in">
            <Field
                id="sign-in-name"
                label="Name"
                value={(*name).clone()}
                autocomplete="username"
                node={name_field}
                is_required=true
                on_input={set(&name)}
            />
            <Field
                id="sign-in-password"
                label="Password"
                kind="password"
                value={(*password).clone()}
                autocomplete="current-password"
                node={password_field}
                is_required=true
                on_input={set(&password)}
            />
            if *needs_code {
                <Field
                    id="sign-in-code"
                    label="Code"
                    help="Six digits of your authenticator app, or a recovery code."
                    value={(*code).clone()}
                    autocomplete="one-time-code"
                    node={code_field}
                    is_required=true
                    on_input={set(&code)}
                />
            }
            if let Some(failure) = &*failure {
                <p class="form__failure" role="alert">{ failure }</p>
            }
            <Submit label="Sign in" is_busy={*is_busy} />
        </form>
    }
}

/// What to tell somebody whom the gateway did not let in.
fn told(error: &ClientError) -> String {
    match error {
        ClientError::Refused(problem) => match problem.code.as_str() {
            "sign_in_failed" => "Name or password are wrong.".to_owned(),
            "code_wrong" => "This code is wrong, or was used already. Wait for the next one.".to_owned(),
            "too_many_attempts" => {
                let wait = problem.detail.as_deref().unwrap_or("wait a minute");
                format!("There were too many attempts from here: {wait}, then try again.")
            }
            _ => error.advice(),
        },
        _ => error.advice(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Problem;

    #[test]
    fn what_is_wrong_is_told_in_words() {
        let refused =
            |code: &str| ClientError::Refused(Problem::new(401, code, "title").with_detail("wait 7 s"));
        assert_eq!(told(&refused("sign_in_failed")), "Name or password are wrong.");
        assert_eq!(
            told(&refused("too_many_attempts")),
            "There were too many attempts from here: wait 7 s, then try again."
        );
        assert!(told(&ClientError::Unreachable).contains("did not answer"));
    }
}
