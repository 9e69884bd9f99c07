//! One's own authenticator app.

use super::page::{outcome, writes};
use crate::client::accounts;
use crate::parts::{Button, Confirm, Copy, Field, Submit};
use api::{OwnMethods, Proof, TotpOffer};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Light modules around a QR code that a reader needs.
const MARGIN: usize = 4;

#[derive(PartialEq, Properties)]
pub(super) struct MethodsProps {
    pub(super) methods: Rc<OwnMethods>,
    pub(super) has_password: bool,
    /// Something changed.
    pub(super) on_change: Callback<()>,
}

#[derive(Clone, PartialEq)]
enum Step {
    Rest,
    /// A secret was offered.
    Offered(Rc<TotpOffer>),
    /// Codes for when the app is lost.
    Told(Rc<[String]>),
}

/// Adds an app in two steps, tells the recovery codes once, and removes it.
#[component]
pub(super) fn Totp(props: &MethodsProps) -> Html {
    let step = use_state_eq(|| Step::Rest);
    let removing = use_state_eq(|| false);
    let body = match &*step {
        Step::Rest => {
            let on_offer = {
                let step = step.clone();
                Callback::from(move |offer| step.set(Step::Offered(Rc::new(offer))))
            };
            let (open, close) = (removing.clone(), removing.clone());
            let done = {
                let (removing, on_change) = (removing.clone(), props.on_change.clone());
                Callback::from(move |()| {
                    removing.set(false);
                    on_change.emit(());
                })
            };
            html! {
                <>
                    if props.methods.totp {
                        <p class="page__lead">
                            { "A code of your app is asked for after the password. " }
                            { left(props.methods.recovery_codes) }
                        </p>
                    } else {
                        <p class="page__lead">{ "With an app on your phone, the password alone lets nobody in: a code that changes every half minute is asked for after it." }</p>
                    }
                    <Begin has_password={props.has_password} is_another={props.methods.totp} {on_offer} />
                    if props.methods.totp {
                        <p><Button label="Remove the authenticator app" on_click={move |_: MouseEvent| open.set(true)} /></p>
                    }
                    if *removing {
                        <Remove has_password={props.has_password} on_done={done} on_close={move |()| close.set(false)} />
                    }
                </>
            }
        }
        Step::Offered(offer) => {
            let on_codes = {
                let step = step.clone();
                Callback::from(move |codes: Vec<String>| step.set(Step::Told(codes.into())))
            };
            let back = step.clone();
            html! { <Offered offer={offer.clone()} {on_codes} on_cancel={move |()| back.set(Step::Rest)} /> }
        }
        Step::Told(codes) => {
            let done = {
                let (step, on_change) = (step.clone(), props.on_change.clone());
                Callback::from(move |_: MouseEvent| {
                    step.set(Step::Rest);
                    on_change.emit(());
                })
            };
            let text = codes.join("\n");
            html! {
                <div class="form" role="status">
                    <p><strong>{ "The app is added. " }</strong>{ "Keep these codes where the phone is not: each lets you in once in place of the app. They are not shown again." }</p>
                    <ul class="codes" role="list">{ for codes.iter().map(|code| html! { <li><code>{ code }</code></li> }) }</ul>
                    <div class="form__actions">
                        <Copy label="Copy the codes" {text} />
                        <Button label="I have kept them" on_click={done} />
                    </div>
                </div>
            }
        }
    };
    html! {
        <section aria-labelledby="totp-title">
            <h2 id="totp-title">{ "Authenticator app" }</h2>
            { body }
        </section>
    }
}

fn left(codes: u32) -> String {
    match codes {
        0 => "No recovery code is left: add the app again to get new ones.".to_owned(),
        1 => "One recovery code is left.".to_owned(),
        codes => format!("{codes} recovery codes are left."),
    }
}

/// The password as proof, where there is one.
pub(super) fn proof(has_password: bool, password: &str) -> Proof {
    Proof { password: has_password.then(|| password.to_owned()) }
}

#[derive(PartialEq, Properties)]
struct BeginProps {
    has_password: bool,
    /// There is one already, which the new one takes the place of.
    is_another: bool,
    on_offer: Callback<TotpOffer>,
}

#[component]
fn Begin(props: &BeginProps) -> Html {
    let password = use_state(String::new);
    let failure = use_state_eq(|| None::<Result<AttrValue, AttrValue>>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (password, failure, is_busy) = (password.clone(), failure.clone(), is_busy.clone());
        let (has_password, on_offer) = (props.has_password, props.on_offer.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            is_busy.set(true);
            let proof = proof(has_password, &password);
            let (failure, is_busy, on_offer) = (failure.clone(), is_busy.clone(), on_offer.clone());
            spawn_local(async move {
                match accounts::offer_totp(&proof).await {
                    Ok(offer) => on_offer.emit(offer),
                    Err(error) => failure.set(Some(Err(error.advice().into()))),
                }
                is_busy.set(false);
            });
        })
    };
    let label = if props.is_another { "Add another app in its place" } else { "Add an authenticator app" };
    html! {
        <form class="form" {onsubmit} aria-label={label}>
            if props.has_password {
                <Field id="totp-password" label="Password" kind="password" value={(*password).clone()} autocomplete="current-password" is_required=true on_input={writes(&password)} />
            }
            { outcome(&failure) }
            <Submit {label} is_busy={*is_busy} />
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct OfferedProps {
    offer: Rc<TotpOffer>,
    on_codes: Callback<Vec<String>>,
    on_cancel: Callback<()>,
}

#[component]
fn Offered(props: &OfferedProps) -> Html {
    let code = use_state(String::new);
    let failure = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (code, failure, is_busy) = (code.clone(), failure.clone(), is_busy.clone());
        let on_codes = props.on_codes.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            is_busy.set(true);
            failure.set(None);
            let code = code.trim().to_owned();
            let (failure, is_busy, on_codes) = (failure.clone(), is_busy.clone(), on_codes.clone());
            spawn_local(async move {
                match accounts::confirm_totp(&code).await {
                    Ok(told) => on_codes.emit(told.codes),
                    Err(error) => failure.set(Some(error.advice().into())),
                }
                is_busy.set(false);
            });
        })
    };
    html! {
        <form class="form" {onsubmit} aria-label="Confirm the authenticator app">
            <p>{ "Scan this with the app, or type the secret into it. Then type the code that it shows." }</p>
            { picture(&props.offer.picture) }
            <p class="secret">
                <span class="field__label">{ "Secret" }</span>
                <code class="secret__text">{ in_fours(&props.offer.secret) }</code>
                <Copy label="Copy the secret" text={props.offer.secret.clone()} />
            </p>
            <Field id="totp-code" label="Code of the app" value={(*code).clone()} autocomplete="one-time-code" is_required=true failure={(*failure).clone()} on_input={writes(&code)} />
            <div class="form__actions">
                <Submit label="Confirm the app" is_busy={*is_busy} />
                <Button label="Cancel" on_click={props.on_cancel.reform(|_| ())} />
            </div>
        </form>
    }
}

/// A QR code, dark on light in every theme: readers expect it so.
fn picture(rows: &[Vec<bool>]) -> Html {
    let size = rows.len() + 2 * MARGIN;
    let path: String = rows
        .iter()
        .enumerate()
        .flat_map(|(y, row)| row.iter().enumerate().map(move |(x, is_dark)| (x, y, *is_dark)))
        .filter(|(.., is_dark)| *is_dark)
        .map(|(x, y, _)| format!("M{} {}h1v1h-1z", x + MARGIN, y + MARGIN))
        .collect();
    html! {
        <svg class="qr" viewBox={format!("0 0 {size} {size}")} role="img" aria-label="QR code of the secret below" shape-rendering="crispEdges">
            <rect width={size.to_string()} height={size.to_string()} fill="#ffffff" />
            <path d={path} fill="#000000" />
        </svg>
    }
}

/// A secret in groups of four letters.
fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[derive(PartialEq, Properties)]
struct RemoveProps {
    has_password: bool,
    on_done: Callback<()>,
    on_close: Callback<()>,
}

#[component]
fn Remove(props: &RemoveProps) -> Html {
    let password = use_state(String::new);
    let act = {
        let (password, has_password) = (password.clone(), props.has_password);
        Callback::from(move |()| {
            let proof = proof(has_password, &password);
            Box::pin(async move { accounts::remove_totp(&proof).await }) as crate::parts::Doing
        })
    };
    html! {
        <Confirm
            title="Remove the authenticator app"
            action="Remove the app"
            {act}
            on_done={props.on_done.clone()}
            on_close={props.on_close.clone()}
        >
            <p>{ "From then on the password alone signs in, and the recovery codes are worthless." }</p>
            if props.has_password {
                <Field id="totp-remove-password" label="Password" kind="password" value={(*password).clone()} autocomplete="current-password" is_required=true on_input={writes(&password)} />
            }
        </Confirm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_in_fours() {
        assert_eq!(in_fours("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(in_fours(""), "");
    }

    #[test]
    fn what_is_left_is_told() {
        assert!(left(0).contains("new ones"));
        assert_eq!(left(1), "One recovery code is left.");
        assert_eq!(left(9), "9 recovery codes are left.");
    }
}
