//! The page: one's own comments, newest first, each with the way to its moment.

use crate::client::{ClientError, comments};
use crate::format;
use crate::parts::comments::{DeleteComment, heading};
use crate::parts::player::write_moment;
use crate::parts::{Button, ButtonKind, IconName, Message, PageLink, Tone};
use crate::query::use_kept;
use crate::route::Route;
use api::{Comment, CommentPage};
use yew::platform::spawn_local;
use yew::prelude::*;

/// What came after the first page.
#[derive(Clone, Default, PartialEq)]
struct Further {
    items: Vec<Comment>,
    /// Of the next page, once there was a further one.
    cursor: Option<Option<String>>,
    failure: Option<ClientError>,
    is_busy: bool,
}

#[component]
pub(crate) fn CommentsPage() -> Html {
    let first = use_kept(|| comments::own(None));
    let further = use_state(Further::default);
    let deleting = use_state_eq(|| None::<Comment>);
    let notice = use_state_eq(|| "");
    let again = {
        let (again, further) = (first.again.clone(), further.setter());
        Callback::from(move |()| {
            further.set(Further::default());
            again.emit(());
        })
    };
    let next = match (&further.cursor, first.shown.as_deref()) {
        (Some(cursor), _) => cursor.clone(),
        (None, Some(page)) => page.next_cursor.clone(),
        (None, None) => None,
    };
    let on_more = {
        let (further, next) = (further.clone(), next.clone());
        Callback::from(move |_: MouseEvent| {
            if further.is_busy {
                return;
            }
            let before = Further { is_busy: true, failure: None, ..(*further).clone() };
            further.set(before.clone());
            let (setter, next) = (further.setter(), next.clone());
            spawn_local(async move {
                setter.set(match comments::own(next.as_deref()).await {
                    Ok(CommentPage { items, next_cursor }) => Further {
                        items: before.items.into_iter().chain(items).collect(),
                        cursor: Some(next_cursor),
                        ..Further::default()
                    },
                    Err(error) => Further { failure: Some(error), is_busy: false, ..before },
                });
            });
        })
    };
    let keep = {
        let deleting = deleting.setter();
        Callback::from(move |()| deleting.set(None))
    };
    let on_deleted = {
        let (deleting, notice, again) = (deleting.setter(), notice.setter(), again.clone());
        Callback::from(move |()| {
            deleting.set(None);
            notice.set("The comment is deleted.");
            again.emit(());
        })
    };
    let try_again = again.reform(|_: MouseEvent| ());
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ "My comments" }</h1>
            </header>
            <p class="comments__notice" role="status">{ *notice }</p>
            {
                match (&first.shown, &first.failure) {
                    (None, Some(error)) => html! {
                        <Message icon={IconName::Warning} title="Your comments could not be loaded" tone={Tone::Failure}>
                            <p>{ error.advice() }</p>
                            <Button label="Try again" kind={ButtonKind::Primary} on_click={try_again} />
                        </Message>
                    },
                    (None, None) => html! {
                        <div class="comments" aria-busy="true">
                            <p class="only-read" role="status">{ "Loading your comments" }</p>
                            { for (0..4).map(|_| html! { <span class="table__bone" aria-hidden="true" /> }) }
                        </div>
                    },
                    (Some(page), _) if page.items.is_empty() => html! {
                        <Message icon={IconName::Comment} title="You have not commented on anything yet">
                            <p>{ "Play a recording, choose Comments beside the picture, and comment on the moment that is shown." }</p>
                            <PageLink class="pf-v6-c-button pf-m-primary button" to={Route::Recordings}>
                                <span class="pf-v6-c-button__text">{ "Go to the recordings" }</span>
                            </PageLink>
                        </Message>
                    },
                    (Some(page), _) => html! {
                        <ol class="comments__list comments__list--own" role="list">
                            { for page.items.iter().chain(&further.items).map(|comment| one(comment, &deleting)) }
                        </ol>
                    },
                }
            }
            if let Some(failure) = &further.failure {
                <p class="form__failure" role="alert">{ failure.advice() }</p>
            }
            if next.is_some() {
                <Button label="Show more" on_click={on_more} disabled={further.is_busy} />
            }
            if let Some(comment) = &*deleting {
                <DeleteComment comment={comment.clone()} on_done={on_deleted} on_close={keep} />
            }
        </div>
    }
}

fn one(comment: &Comment, deleting: &UseStateHandle<Option<Comment>>) -> Html {
    let on_delete = {
        let (deleting, comment) = (deleting.setter(), comment.clone());
        Callback::from(move |_: MouseEvent| deleting.set(Some(comment.clone())))
    };
    let href = format!("/recordings/{}?t={}", comment.recording_id, write_moment(comment.at_us));
    html! {
        <li class="comment" key={comment.id.clone()} data-comment={comment.id.clone()}>
            <div class="comment__body">
                { heading(comment) }
                <p class="comment__text" dir="auto">{ &comment.text }</p>
                <p class="comment__place">
                    <a {href}>{ format!("{} at {}", comment.recording, format::clock(comment.at_us)) }</a>
                </p>
                <Button label="Delete" kind={ButtonKind::Plain} on_click={on_delete} />
            </div>
        </li>
    }
}
