//! The form for a new comment.

use crate::browser::document;
use crate::client::comments;
use crate::format;
use crate::parts::{Button, Lines, Submit};
use api::{NewComment, Severity};
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct AddCommentProps {
    pub(super) recording_id: AttrValue,
    /// The moment that is commented on.
    pub(super) at_us: u64,
    pub(super) on_done: Callback<()>,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn AddComment(props: &AddCommentProps) -> Html {
    let text = use_state(String::new);
    let severity = use_state_eq(|| Severity::Normal);
    let failure = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let onsubmit = {
        let (text, severity) = (text.clone(), severity.clone());
        let (failure, is_busy, on_done) = (failure.clone(), is_busy.clone(), props.on_done.clone());
        let (id, at_us) = (props.recording_id.clone(), props.at_us);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            if text.trim().is_empty() {
                failure.set(Some("Write what there is to say of this moment.".into()));
                return;
            }
            is_busy.set(true);
            let new = NewComment { at_us, severity: *severity, text: (*text).clone() };
            let (id, failure, is_busy, on_done) =
                (id.clone(), failure.clone(), is_busy.clone(), on_done.clone());
            spawn_local(async move {
                match comments::add(&id, &new).await {
                    Ok(_) => on_done.emit(()),
                    Err(error) => {
                        failure.set(Some(error.advice().into()));
                        is_busy.set(false);
                    }
                }
            });
        })
    };
    let onchange = {
        let severity = severity.setter();
        Callback::from(move |event: Event| {
            let word = document::chosen(&event).unwrap_or_default();
            if let Some(found) = Severity::ALL.into_iter().find(|one| one.label() == word) {
                severity.set(found);
            }
        })
    };
    let on_input = {
        let text = text.setter();
        Callback::from(move |written: String| text.set(written))
    };
    // the player's keys are for the player
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            if event.key() == "Escape" {
                on_close.emit(());
            }
        })
    };
    let left = NewComment::LONGEST.saturating_sub(text.trim().chars().count());
    html! {
        <form class="form comment__form" aria-label="New comment" {onsubmit} {onkeydown}>
            <p class="comment__at">{ format!("At {}", format::clock(props.at_us)) }</p>
            <div class="field">
                <label class="field__label" for="comment-severity">{ "Severity" }</label>
                <select class="field__input" id="comment-severity" {onchange}>
                    { for Severity::ALL.into_iter().map(|one| html! {
                        <option value={one.label()} selected={one == *severity}>{ one.label() }</option>
                    }) }
                </select>
            </div>
            <Lines
                id="comment-text"
                label="Comment"
                rows={3}
                value={(*text).clone()}
                help={(left < 200).then(|| AttrValue::from(format!("{left} characters left.")))}
                is_first=true
                {on_input}
            />
            if let Some(failure) = &*failure {
                <p class="form__failure" role="alert">{ failure }</p>
            }
            <div class="form__actions">
                <Submit label="Save comment" is_busy={*is_busy} />
                <Button label="Cancel" on_click={props.on_close.reform(|_| ())} />
            </div>
        </form>
    }
}
