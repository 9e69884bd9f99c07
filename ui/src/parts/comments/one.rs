//! One comment: what stands above its text, and the question whether it is to go.

use crate::browser::zone;
use crate::client::comments;
use crate::format::{self, Zoned};
use crate::parts::events::severity;
use crate::parts::{Confirm, Doing};
use api::Comment;
use yew::prelude::*;

/// How grave it is, who said it and when.
pub(crate) fn heading(comment: &Comment) -> Html {
    let offset = zone::offset_minutes(comment.made_at_ms);
    let at = Zoned::new(comment.made_at_ms, offset);
    html! {
        <p class="comment__heading">
            { severity(comment.severity) }
            <span class="comment__author">{ &comment.author }</span>
            if let Some(at) = at {
                <time class="comment__made" datetime={at.machine()}>
                    { format!("{} {}", at.date_time(), format::zone(offset)) }
                </time>
            }
        </p>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct DeleteCommentProps {
    pub(crate) comment: Comment,
    pub(crate) on_done: Callback<()>,
    pub(crate) on_close: Callback<()>,
}

/// Asks before one's own comment is deleted.
#[component]
pub(crate) fn DeleteComment(props: &DeleteCommentProps) -> Html {
    let act = {
        let id = props.comment.id.clone();
        Callback::from(move |()| -> Doing {
            let id = id.clone();
            Box::pin(async move { comments::remove(&id).await })
        })
    };
    html! {
        <Confirm
            title="Delete this comment?"
            action="Delete"
            {act}
            is_dangerous=true
            on_done={props.on_done.clone()}
            on_close={props.on_close.clone()}
        >
            <p>{ format!("Your comment at {} is deleted for everybody:", format::clock(props.comment.at_us)) }</p>
            <blockquote class="comment__text">{ &props.comment.text }</blockquote>
            <p>{ "That it was there stays in the playback log." }</p>
        </Confirm>
    }
}
