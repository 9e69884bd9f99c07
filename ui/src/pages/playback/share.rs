//! Sharing the recording by a link to its moment: for those who may play it anyway, or for everybody who can sign in.

use crate::browser::{address, clipboard, document};
use crate::client::links;
use crate::format;
use crate::parts::player::write_moment;
use crate::parts::{Button, ButtonKind, Dialog, IconName, Lines, PageLink, Submit};
use crate::route::Route;
use api::{NewLink, Recording, paths};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// For how long a link can be valid, in hours.
const VALIDITIES: [(u32, &str); 6] = [
    (1, "1 hour"),
    (8, "8 hours"),
    (24, "1 day"),
    (7 * 24, "7 days"),
    (30 * 24, "30 days"),
    (NewLink::MOST_HOURS, "90 days"),
];
/// Which of them is chosen at first, in hours.
const USUAL_HOURS: u32 = 24;

#[derive(PartialEq, Properties)]
pub(super) struct ShareProps {
    pub(super) recording: Rc<Recording>,
    /// The moment that is shown, in microseconds.
    pub(super) at_us: u64,
}

/// The button and its dialog.
#[component]
pub(super) fn Share(props: &ShareProps) -> Html {
    // the moment stays while the dialog is open
    let open_at_us = use_state_eq(|| None::<u64>);
    let open = {
        let (open_at_us, at_us) = (open_at_us.setter(), props.at_us.min(props.recording.duration_us));
        Callback::from(move |_: MouseEvent| open_at_us.set(Some(at_us)))
    };
    let on_close = {
        let open_at_us = open_at_us.setter();
        Callback::from(move |()| open_at_us.set(None))
    };
    html! {
        <>
            <Button label="Share" icon={IconName::Share} kind={ButtonKind::Plain} hides_label=true on_click={open} />
            if let Some(at_us) = *open_at_us {
                <ShareDialog recording={props.recording.clone()} {at_us} {on_close} />
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct ShareDialogProps {
    recording: Rc<Recording>,
    at_us: u64,
    on_close: Callback<()>,
}

#[component]
fn ShareDialog(props: &ShareDialogProps) -> Html {
    let is_unrestricted = use_state_eq(|| false);
    let hours = use_state_eq(|| USUAL_HOURS);
    let why = use_state(String::new);
    // an unrestricted link that was made
    let made = use_state_eq(|| None::<AttrValue>);
    let failure = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let on_access = {
        let (is_unrestricted, made) = (is_unrestricted.setter(), made.setter());
        Callback::from(move |event: Event| {
            is_unrestricted.set(document::chosen(&event).as_deref() == Some("unrestricted"));
            made.set(None);
        })
    };
    let on_hours = {
        let hours = hours.setter();
        Callback::from(move |event: Event| {
            let chosen = document::chosen(&event).and_then(|text| text.parse().ok());
            hours.set(chosen.unwrap_or(USUAL_HOURS));
        })
    };
    let on_why = {
        let why = why.setter();
        Callback::from(move |text| why.set(text))
    };
    let onsubmit = {
        let (made, failure, is_busy) = (made.setter(), failure.setter(), is_busy.clone());
        let (id, at_us, hours, why) = (props.recording.id.clone(), props.at_us, *hours, (*why).clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            is_busy.set(true);
            failure.set(None);
            let text = Some(why.trim().to_owned()).filter(|text| !text.is_empty());
            let new = NewLink { at_us, valid_hours: hours, justification: text };
            let (made, failure, is_busy, id) = (made.clone(), failure.clone(), is_busy.setter(), id.clone());
            spawn_local(async move {
                match links::make(&id, &new).await {
                    Ok(link) => {
                        let page = paths::SHARED_PAGE;
                        made.set(Some(format!("{}{page}#{}", address::origin(), link.secret).into()));
                    }
                    Err(error) => failure.set(Some(error.advice().into())),
                }
                is_busy.set(false);
            });
        })
    };
    let moment = format::clock(props.at_us);
    html! {
        <Dialog title="Generate recording link" on_close={props.on_close.clone()}>
            <p>{ format!("The link opens this recording at {moment}.") }</p>
            <div class="field">
                <label class="field__label" for="share-access">{ "General access" }</label>
                <select class="field__input" id="share-access" onchange={on_access} aria-describedby="share-access-help">
                    <option value="restricted" selected={!*is_unrestricted}>{ "Restricted" }</option>
                    <option value="unrestricted" selected={*is_unrestricted}>{ "Unrestricted" }</option>
                </select>
                <p class="field__help" id="share-access-help">
                    { if *is_unrestricted {
                        "Anybody who can sign in here can watch this recording, and must say why."
                    } else {
                        "Only those who may play this recording anyway can open the link."
                    } }
                </p>
            </div>
            if !*is_unrestricted {
                <Told key="restricted" link={restricted(&props.recording.id, props.at_us)} />
            } else if let Some(link) = &*made {
                <Told key="unrestricted" link={link.clone()} />
                <p>{ "It is shown only now. If it is lost, revoke it and make another one." }</p>
            } else {
                <form class="form" {onsubmit}>
                    <div class="field">
                        <label class="field__label" for="share-hours">{ "Valid for" }</label>
                        <select class="field__input" id="share-hours" onchange={on_hours}>
                            { for VALIDITIES.into_iter().map(|(of, label)| html! {
                                <option value={of.to_string()} selected={*hours == of}>{ label }</option>
                            }) }
                        </select>
                    </div>
                    <Lines id="share-why" label="Justification (optional)" rows={2} value={(*why).clone()} failure={(*failure).clone()} on_input={on_why} />
                    <div class="form__actions"><Submit label="Generate link" is_busy={*is_busy} /></div>
                </form>
            }
            <div class="form__actions">
                <PageLink to={Route::Links} query={AttrValue::from(format!("recording={}", props.recording.id))}>
                    { "Manage Links" }
                </PageLink>
            </div>
        </Dialog>
    }
}

/// The page of the recording with its moment.
fn restricted(id: &str, at_us: u64) -> AttrValue {
    format!("{}/recordings/{id}?t={}", address::origin(), write_moment(at_us)).into()
}

#[derive(PartialEq, Properties)]
struct ToldProps {
    link: AttrValue,
}

/// The link with the button that copies it.
#[component]
fn Told(props: &ToldProps) -> Html {
    let is_copied = use_state_eq(|| None::<bool>);
    let field = use_node_ref();
    let copy = {
        let (link, is_copied, field) = (props.link.to_string(), is_copied.setter(), field.clone());
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
    html! {
        <>
            <div class="field">
                <label class="field__label" for="share-link">{ "Link" }</label>
                <span class="told">
                    <input class="field__input told__link" id="share-link" type="text" readonly=true value={props.link.clone()} ref={field} />
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
        </>
    }
}
