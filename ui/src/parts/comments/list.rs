//! The comments beside the picture.

use super::add::AddComment;
use super::one::{DeleteComment, heading};
use crate::client::ClientError;
use crate::format;
use crate::parts::player::Remote;
use crate::parts::{Button, ButtonKind};
use api::Comment;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct CommentListProps {
    pub(crate) recording_id: AttrValue,
    /// By rising time; none while they are asked for.
    pub(crate) comments: Option<Rc<Vec<Comment>>>,
    /// Why they could not be had the last time.
    pub(crate) failure: Option<ClientError>,
    /// Asks for them anew.
    pub(crate) again: Callback<()>,
    pub(crate) remote: Remote,
}

#[component]
pub(crate) fn CommentList(props: &CommentListProps) -> Html {
    let adding_at = use_state_eq(|| None::<u64>);
    let deleting = use_state_eq(|| None::<Comment>);
    let notice = use_state_eq(|| "");
    let on_add = {
        let (remote, adding_at, notice) = (props.remote.clone(), adding_at.setter(), notice.setter());
        Callback::from(move |_: MouseEvent| match remote.shown_us() {
            Some(at_us) => {
                notice.set("");
                adding_at.set(Some(at_us));
            }
            None => notice.set("There is nothing to comment on before the recording is open."),
        })
    };
    let close = {
        let adding_at = adding_at.setter();
        Callback::from(move |()| adding_at.set(None))
    };
    let on_added = {
        let (adding_at, notice, again) = (adding_at.setter(), notice.setter(), props.again.clone());
        Callback::from(move |()| {
            adding_at.set(None);
            notice.set("The comment is saved.");
            again.emit(());
        })
    };
    let keep = {
        let deleting = deleting.setter();
        Callback::from(move |()| deleting.set(None))
    };
    let on_deleted = {
        let (deleting, notice, again) = (deleting.setter(), notice.setter(), props.again.clone());
        Callback::from(move |()| {
            deleting.set(None);
            notice.set("The comment is deleted.");
            again.emit(());
        })
    };
    let jump = |at_us: u64| {
        let remote = props.remote.clone();
        Callback::from(move |_: MouseEvent| remote.go(at_us))
    };
    let ask = |comment: &Comment| {
        let (deleting, comment) = (deleting.setter(), comment.clone());
        Callback::from(move |_: MouseEvent| deleting.set(Some(comment.clone())))
    };
    html! {
        <div class="comments">
            {
                match *adding_at {
                    Some(at_us) => html! {
                        <AddComment recording_id={props.recording_id.clone()} {at_us} on_done={on_added} on_close={close} />
                    },
                    None => html! {
                        <Button label="Comment on this moment" kind={ButtonKind::Secondary} on_click={on_add} />
                    },
                }
            }
            <p class="comments__notice" role="status">{ *notice }</p>
            if let Some(failure) = &props.failure {
                <p class="form__failure" role="alert">
                    { format!("The comments cannot be shown. {}", failure.advice()) }
                </p>
                <Button label="Try again" on_click={props.again.reform(|_: MouseEvent| ())} />
            }
            {
                match props.comments.as_deref() {
                    None if props.failure.is_none() => html! {
                        <p class="only-read" role="status">{ "Loading the comments" }</p>
                    },
                    Some(comments) if comments.is_empty() => html! {
                        <p class="events__said">{ "There are no comments yet." }</p>
                    },
                    comments => html! {
                        <ol class="comments__list" role="list">
                            { for comments.into_iter().flatten().map(|comment| html! {
                                <li class="comment" key={comment.id.clone()} data-comment={comment.id.clone()}>
                                    <button
                                        type="button"
                                        class="comment__jump"
                                        aria-label={format!("Go to {}", format::clock(comment.at_us))}
                                        onclick={jump(comment.at_us)}
                                    >
                                        { format::clock(comment.at_us) }
                                    </button>
                                    <div class="comment__body">
                                        { heading(comment) }
                                        <p class="comment__text" dir="auto">{ &comment.text }</p>
                                        if comment.is_own {
                                            <Button label="Delete" kind={ButtonKind::Plain} on_click={ask(comment)} />
                                        }
                                    </div>
                                </li>
                            }) }
                        </ol>
                    },
                }
            }
            if let Some(comment) = &*deleting {
                <DeleteComment comment={comment.clone()} on_done={on_deleted} on_close={keep} />
            }
        </div>
    }
}
