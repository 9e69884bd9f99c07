//! One's own passkeys.

use super::page::{outcome, writes};
use super::totp::{MethodsProps, proof};
use crate::browser::passkey::{self, PasskeyError};
use crate::browser::zone;
use crate::client::accounts;
use crate::format::Zoned;
use crate::parts::{Button, Confirm, Field, Submit};
use api::{Passkey, PasskeyAnswer, Proof};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Lists, adds and removes them.
#[component]
pub(super) fn Passkeys(props: &MethodsProps) -> Html {
    let removing = use_state_eq(|| None::<Passkey>);
    let can_add = props.methods.can_add_passkeys && passkey::is_supported();
    let on_remove = {
        let removing = removing.clone();
        Callback::from(move |passkey: Passkey| removing.set(Some(passkey)))
    };
    let (close, done) = (removing.clone(), removing.clone());
    let on_done = props.on_change.reform(move |()| done.set(None));
    html! {
        <section aria-labelledby="passkeys-title">
            <h2 id="passkeys-title">{ "Passkeys" }</h2>
            <p class="page__lead">{ "A passkey signs in by the lock of a device, without name and password, and works at this address only." }</p>
            if props.methods.passkeys.is_empty() {
                <p>{ "There is none yet." }</p>
            } else {
                <ul class="sessions" role="list">
                    { for props.methods.passkeys.iter().map(|passkey| one(passkey, &on_remove)) }
                </ul>
            }
            if can_add {
                <Add has_password={props.has_password} on_done={props.on_change.clone()} />
            } else if props.methods.can_add_passkeys {
                <p>{ "This browser cannot make passkeys." }</p>
            } else {
                <p>{ "None can be added here: passkeys belong to a name, and the gateway was opened under another one than its own, or by a bare address." }</p>
            }
            if let Some(passkey) = &*removing {
                <Remove passkey={passkey.clone()} has_password={props.has_password} {on_done} on_close={move |()| close.set(None)} />
            }
        </section>
    }
}

fn one(passkey: &Passkey, on_remove: &Callback<Passkey>) -> Html {
    let time =
        |at_ms| Zoned::new(at_ms, zone::offset_minutes(at_ms)).map(Zoned::date_time).unwrap_or_default();
    let used = match passkey.used_at_ms {
        Some(at_ms) => format!("used {}", time(at_ms)),
        None => "not used yet".to_owned(),
    };
    let (label, this) = (format!("Remove {}", passkey.name), passkey.clone());
    html! {
        <li key={passkey.id.clone()} class="sessions__one">
            <div class="sessions__text">
                <span class="sessions__browser">{ &passkey.name }</span>
                <span class="sessions__facts">{ format!("added {}, {used}", time(passkey.added_at_ms)) }</span>
            </div>
            <Button {label} on_click={on_remove.reform(move |_: MouseEvent| this.clone())} />
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct AddProps {
    has_password: bool,
    on_done: Callback<()>,
}

#[component]
fn Add(props: &AddProps) -> Html {
    let (name, password) = (use_state(String::new), use_state(String::new));
    let said = use_state_eq(|| None::<Result<AttrValue, AttrValue>>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (name, password, said, is_busy) = (name.clone(), password.clone(), said.clone(), is_busy.clone());
        let (has_password, on_done) = (props.has_password, props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            is_busy.set(true);
            said.set(None);
            let (proof, wanted) = (proof(has_password, &password), (*name).clone());
            let (said, is_busy, on_done) = (said.clone(), is_busy.clone(), on_done.clone());
            let fields = [name.setter(), password.setter()];
            spawn_local(async move {
                match add(&proof, wanted).await {
                    Ok(()) => {
                        fields.iter().for_each(|field| field.set(String::new()));
                        said.set(Some(Ok("The passkey is added.".into())));
                        on_done.emit(());
                    }
                    Err(why) => said.set(Some(Err(why.into()))),
                }
                is_busy.set(false);
            });
        })
    };
    html! {
        <form class="form" {onsubmit} aria-label="Add a passkey">
            <Field id="passkey-name" label="What to call it" help="Such as the device that it is on." value={(*name).clone()} on_input={writes(&name)} />
            if props.has_password {
                <Field id="passkey-password" label="Password" kind="password" value={(*password).clone()} autocomplete="current-password" is_required=true on_input={writes(&password)} />
            }
            { outcome(&said) }
            <Submit label="Add a passkey" is_busy={*is_busy} />
        </form>
    }
}

async fn add(proof: &Proof, name: String) -> Result<(), String> {
    let begun = accounts::offer_passkey(proof).await.map_err(|error| error.advice())?;
    let credential = passkey::create(&begun.options).await.map_err(|error| told(error).to_owned())?;
    let answer = PasskeyAnswer { id: begun.id, name: Some(name), credential };
    accounts::add_passkey(&answer).await.map_err(|error| error.advice())
}

fn told(error: PasskeyError) -> &'static str {
    match error {
        PasskeyError::Unsupported => "This browser cannot make passkeys here.",
        PasskeyError::CalledOff => "No passkey was made. Try again when the device is at hand.",
        PasskeyError::Known => "This device has a passkey of this account already.",
    }
}

#[derive(PartialEq, Properties)]
struct RemoveProps {
    passkey: Passkey,
    has_password: bool,
    on_done: Callback<()>,
    on_close: Callback<()>,
}

#[component]
fn Remove(props: &RemoveProps) -> Html {
    let password = use_state(String::new);
    let act = {
        let (password, has_password, id) = (password.clone(), props.has_password, props.passkey.id.clone());
        Callback::from(move |()| {
            let (proof, id) = (proof(has_password, &password), id.clone());
            Box::pin(async move { accounts::remove_passkey(&id, &proof).await }) as crate::parts::Doing
        })
    };
    html! {
        <Confirm
            title={format!("Remove the passkey {}", props.passkey.name)}
            action="Remove the passkey"
            {act}
            on_done={props.on_done.clone()}
            on_close={props.on_close.clone()}
        >
            <p>{ "It signs nobody in any longer. On the device it stays until it is removed there." }</p>
            if props.has_password {
                <Field id="passkey-remove-password" label="Password" kind="password" value={(*password).clone()} autocomplete="current-password" is_required=true on_input={writes(&password)} />
            }
        </Confirm>
    }
}
