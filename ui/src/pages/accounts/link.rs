//! A link that was made: it is told once.

use crate::browser::{address, clipboard, document, ticks, zone};
use crate::format::wall_moment;
use crate::parts::{Button, ButtonKind, Dialog};
use api::Invitation;
use yew::platform::spawn_local;
use yew::prelude::*;

/// A link with what is to be known of it. It is not written out where values are.
#[derive(PartialEq)]
pub(super) struct Told {
    who: String,
    link: String,
    expires_at_ms: i64,
}

impl Told {
    pub(super) fn of(invitation: Invitation) -> Self {
        let Invitation { account, link, expires_at_ms } = invitation;
        Self { who: account.display_name, link: address::origin() + &link, expires_at_ms }
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct LinkDialogProps {
    pub(super) told: std::rc::Rc<Told>,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn LinkDialog(props: &LinkDialogProps) -> Html {
    let is_copied = use_state_eq(|| None::<bool>);
    let field = use_node_ref();
    use_effect_with((), {
        let field = field.clone();
        move |()| ticks::soon(move || document::select_all(&field))
    });
    let copy = {
        let (link, is_copied, field) = (props.told.link.clone(), is_copied.setter(), field.clone());
        Callback::from(move |_: MouseEvent| {
            let (link, is_copied, field) = (link.clone(), is_copied.clone(), field.clone());
            spawn_local(async move {
                let is_there = clipboard::copy(link).await;
                if !is_there {
                    document::select_all(&field);
                }
                is_copied.set(Some(is_there));
            });
        })
    };
    let expires = u64::try_from(props.told.expires_at_ms).unwrap_or_default().saturating_mul(1_000);
    html! {
        <Dialog title={format!("Invitation link for {}", props.told.who)} on_close={props.on_close.clone()}>
            <p>
                { "Give this link to " }<strong>{ &props.told.who }</strong>
                { " over a channel that you trust. Whoever opens it sets the password and is signed in." }
            </p>
            <div class="field">
                <label class="field__label" for="told-link">{ "Link" }</label>
                <span class="told">
                    <input
                        class="field__input told__link"
                        id="told-link"
                        type="text"
                        readonly=true
                        value={props.told.link.clone()}
                        aria-describedby="told-notes"
                        ref={field}
                    />
                    <Button label="Copy link" kind={ButtonKind::Primary} on_click={copy} />
                </span>
            </div>
            <p class="told__state" role="status">
                { match *is_copied {
                    None => "",
                    Some(true) => "The link is in the clipboard.",
                    Some(false) => "The browser does not allow copying here. The link is selected: copy it with Ctrl+C or ⌘C.",
                } }
            </p>
            <ul class="told__notes" id="told-notes">
                <li>{ "It works once, until " }<strong>{ wall_moment(expires, zone::offset_minutes) }</strong>{ "." }</li>
                <li>{ "It is shown only now. If it is lost, make a new one from the account's menu." }</li>
            </ul>
            <div class="form__actions">
                <Button label="I have passed it on" on_click={props.on_close.reform(|_| ())} />
            </div>
        </Dialog>
    }
}
