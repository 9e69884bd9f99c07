//! Asks why recordings are watched, where the gateway wants to know, before anything of them is fetched.

use super::{Confirm, Doing, Lines, Message, PageLink, Tone};
use crate::browser::address;
use crate::client::{ClientError, admin_log};
use crate::parts::IconName;
use crate::query::{Query, use_query};
use crate::route::Route;
use crate::session::use_session;
use api::Problem;
use yew::prelude::*;

/// How long a justification may be, in characters.
const LONGEST: usize = 1_000;

#[derive(PartialEq, Properties)]
pub(crate) struct JustifiedProps {
    /// The recordings' UUIDs, as the address has them.
    pub(crate) ids: Vec<String>,
    /// What shows them.
    pub(crate) children: Html,
}

/// Shows its children at once, or as soon as it was said why.
#[component]
pub(crate) fn Justified(props: &JustifiedProps) -> Html {
    let is_asked = use_session().is_some_and(|session| session.who.asks_justification);
    let round = use_state(|| 0_u32);
    let text = use_state(String::new);
    let lacking = use_query((props.ids.clone(), is_asked, *round), |(ids, is_asked, _)| async move {
        let mut lacking = Vec::new();
        for id in ids.into_iter().filter(|_| is_asked) {
            match admin_log::playback_state(&id).await {
                Ok(state) if state.needs_justification => lacking.push(id),
                Ok(_) => {}
                // the page tells of one that is not there
                Err(ClientError::Refused(Problem { status: 400 | 404, .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(lacking)
    });
    if !is_asked {
        return props.children.clone();
    }
    let lacking = match &lacking {
        Query::Loading => return html! { <p class="only-read" role="status">{ "Loading" }</p> },
        Query::Failed(error) => {
            return html! {
                <div class="page">
                    <h1 class="page__title" tabindex="-1">{ "Recording" }</h1>
                    <Message icon={IconName::Warning} title="It is not known whether a justification is needed" tone={Tone::Failure}>
                        <p>{ error.advice() }</p>
                    </Message>
                </div>
            };
        }
        Query::Ready(lacking) if lacking.is_empty() => return props.children.clone(),
        Query::Ready(lacking) => lacking.clone(),
    };
    let act = {
        let text = text.clone();
        Callback::from(move |()| -> Doing {
            let (lacking, text) = (lacking.clone(), text.trim().to_owned());
            Box::pin(async move {
                for id in lacking.iter() {
                    admin_log::justify(id, &text).await?;
                }
                Ok(())
            })
        })
    };
    let on_done = {
        let round = round.clone();
        Callback::from(move |()| round.set(round.wrapping_add(1)))
    };
    let on_close = Callback::from(|()| address::go("/recordings"));
    let on_input = {
        let text = text.setter();
        Callback::from(move |written: String| text.set(written))
    };
    let left = LONGEST.saturating_sub(text.chars().count());
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ "Recording" }</h1>
            <PageLink to={Route::Recordings}>{ "Back to the recordings" }</PageLink>
            <Confirm title="Why do you watch this?" action="Watch" {act} {on_done} {on_close}>
                <p>{ "What you write is kept in the playback log with your name, for as long as the log is kept." }</p>
                <Lines
                    id="justification"
                    label="Justification"
                    value={(*text).clone()}
                    is_first=true
                    help={format!("For example the number of a ticket. {left} characters left.")}
                    {on_input}
                />
            </Confirm>
        </div>
    }
}
