//! The page.

use crate::browser::player::Media;
use crate::browser::{document, zone};
use crate::client::{self, ClientError, links};
use crate::format::wall_moment;
use crate::parts::player::Player;
use crate::parts::{IconName, Lines, Message, Submit, Tone};
use crate::query::{Query, use_query};
use crate::session::{SharedSecret, use_shared_secret, use_watched};
use api::{LinkToOpen, NewLink, OpenedLink};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Asks why, opens the link, and plays.
#[component]
pub(crate) fn SharedPage() -> Html {
    match use_shared_secret() {
        Some(secret) => html! { <Asking key={secret.0.to_string()} secret={secret.clone()} /> },
        None => unavailable("Open the link again: it is kept neither in the address nor by the browser."),
    }
}

#[derive(PartialEq, Properties)]
struct AskingProps {
    secret: SharedSecret,
}

#[component]
fn Asking(props: &AskingProps) -> Html {
    let opened = use_state_eq(|| None::<Result<Rc<OpenedLink>, ClientError>>);
    let text = use_state(String::new);
    let failure = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (opened, text, failure, is_busy) =
            (opened.setter(), text.clone(), failure.setter(), is_busy.clone());
        let secret = props.secret.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let length = text.trim().chars().count();
            if length == 0 || length > NewLink::LONGEST {
                failure.set(Some("Say in at most 1,000 characters why you watch it.".into()));
                return;
            }
            if *is_busy {
                return;
            }
            is_busy.set(true);
            failure.set(None);
            let wanted = LinkToOpen { secret: secret.0.to_string(), justification: (*text).clone() };
            let (opened, failure, is_busy) = (opened.clone(), failure.clone(), is_busy.setter());
            spawn_local(async move {
                match links::open(&wanted).await {
                    Ok(link) => opened.set(Some(Ok(Rc::new(link)))),
                    Err(error) if error.is("link_not_valid") => opened.set(Some(Err(error))),
                    Err(error) => failure.set(Some(error.advice().into())),
                }
                is_busy.set(false);
            });
        })
    };
    let on_input = {
        let text = text.setter();
        Callback::from(move |written| text.set(written))
    };
    match &*opened {
        Some(Ok(link)) => return html! { <Playing link={link.clone()} /> },
        Some(Err(_)) => {
            return unavailable(
                "The link has expired, was revoked, or is cut off, or its recording can no longer be shared. Ask whoever gave it to you.",
            );
        }
        None => {}
    }
    html! {
        <div class="page shared">
            <h1 class="page__title" tabindex="-1">{ "Shared recording" }</h1>
            <p>{ "Somebody shared a recording with you. Say why you watch it: this is logged with your name, and those who manage links can read it." }</p>
            <form class="form" {onsubmit} aria-label="Why you watch it">
                <Lines id="shared-why" label="Justification" value={(*text).clone()} rows={3} failure={(*failure).clone()} is_first=true {on_input} />
                <div class="form__actions"><Submit label="Watch" is_busy={*is_busy} /></div>
            </form>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct PlayingProps {
    link: Rc<OpenedLink>,
}

#[component]
fn Playing(props: &PlayingProps) -> Html {
    let id = AttrValue::from(props.link.recording_id.clone());
    let recording = use_query(id.clone(), |id| async move { client::recording(&id).await });
    let is_hidden = use_watched(Some(&id));
    let title = match &recording {
        Query::Ready(recording) => AttrValue::from(recording.name.clone()),
        Query::Loading | Query::Failed(_) => AttrValue::Static("Shared recording"),
    };
    use_effect_with((title.clone(), is_hidden), |(title, is_hidden)| {
        if *is_hidden {
            document::set_title("Playback unavailable - Afterimage");
            document::focus_heading();
        } else {
            document::set_title(&format!("{title} - Afterimage"));
        }
    });
    if is_hidden {
        return unavailable("The link has expired or was revoked, or its recording can no longer be shared.");
    }
    let recording = match &recording {
        Query::Loading => return html! { <p class="only-read" role="status">{ "Loading the recording" }</p> },
        Query::Failed(error) => return unavailable(&error.advice()),
        Query::Ready(recording) => recording,
    };
    let expires_us = u64::try_from(props.link.expires_at_ms).unwrap_or_default().saturating_mul(1_000);
    html! {
        <div class="watch">
            <header class="watch__header">
                <h1 class="watch__title" tabindex="-1" title={title.clone()}>{ &title }</h1>
                <div class="watch__subtitle">
                    { format!("Shared until {}", wall_moment(expires_us, zone::offset_minutes)) }
                </div>
            </header>
            <div class="watch__player">
                <Player
                    media={Media::Address(client::content_address(&id).into())}
                    name={title}
                    started_at_ms={recording.started_at_ms}
                    begin_at_us={props.link.at_us}
                />
            </div>
        </div>
    }
}

fn unavailable(why: &str) -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ "Shared recording" }</h1>
            <Message icon={IconName::Warning} title="Playback unavailable" tone={Tone::Failure}>
                <p>{ why }</p>
            </Message>
        </div>
    }
}
