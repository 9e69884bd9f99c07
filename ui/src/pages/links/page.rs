//! The page.

use super::table::LinkTable;
use crate::browser::address;
use crate::client::{ClientError, links};
use crate::parts::{Button, ButtonKind, Confirm, Doing, IconName, Message, PageLink, Tone};
use crate::query::use_kept;
use crate::route::Route;
use api::{LinkPage, SharedLink};
use yew::platform::spawn_local;
use yew::prelude::*;

/// What came after the first page.
#[derive(Clone, Default, PartialEq)]
struct Further {
    items: Vec<SharedLink>,
    /// Of the next page, once there was a further one.
    cursor: Option<Option<String>>,
    failure: Option<ClientError>,
    is_busy: bool,
}

/// What is asked about before it is done.
#[derive(Clone, PartialEq)]
enum Asked {
    Revoke(SharedLink),
    Clear,
}

#[component]
pub(crate) fn LinksPage() -> Html {
    // Read once: another recording is another page.
    let recording = use_memo((), |()| address::query("recording"));
    let first = {
        let recording = recording.clone();
        use_kept(move || async move { links::list(recording.as_deref(), None).await })
    };
    let further = use_state(Further::default);
    let asked = use_state_eq(|| None::<Asked>);
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
        let (further, next, recording) = (further.clone(), next.clone(), recording.clone());
        Callback::from(move |_: MouseEvent| {
            if further.is_busy {
                return;
            }
            let before = Further { is_busy: true, failure: None, ..(*further).clone() };
            further.set(before.clone());
            let (setter, next, recording) = (further.setter(), next.clone(), recording.clone());
            spawn_local(async move {
                setter.set(match links::list(recording.as_deref(), next.as_deref()).await {
                    Ok(LinkPage { items, next_cursor }) => Further {
                        items: before.items.into_iter().chain(items).collect(),
                        cursor: Some(next_cursor),
                        ..Further::default()
                    },
                    Err(error) => Further { failure: Some(error), is_busy: false, ..before },
                });
            });
        })
    };
    let ask = |what: Option<Asked>| {
        let asked = asked.setter();
        Callback::from(move |_: MouseEvent| asked.set(what.clone()))
    };
    let on_revoke = {
        let asked = asked.setter();
        Callback::from(move |link| asked.set(Some(Asked::Revoke(link))))
    };
    let on_refresh = {
        let (again, notice) = (again.clone(), notice.setter());
        Callback::from(move |_: MouseEvent| {
            notice.set("");
            again.emit(());
        })
    };
    let back = match &*recording {
        Some(id) => Route::Playback { id: id.clone() },
        None => Route::Recordings,
    };
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ "Manage unrestricted links" }</h1>
            </header>
            <p>{ "With these links anybody who can sign in watches a recording. Open the details of a link to see who did." }</p>
            <div class="form__actions">
                <Button label="Refresh" icon={IconName::Refresh} on_click={on_refresh.clone()} />
                <Button label="Clear invalid links" on_click={ask(Some(Asked::Clear))} />
                <PageLink class="pf-v6-c-button pf-m-secondary button" to={back}>
                    <span class="pf-v6-c-button__text">{ "Done" }</span>
                </PageLink>
            </div>
            <p class="comments__notice" role="status">{ *notice }</p>
            {
                match (&first.shown, &first.failure) {
                    (_, Some(error)) => html! {
                        <Message icon={IconName::Warning} title="The links could not be loaded" tone={Tone::Failure}>
                            <p>{ error.advice() }</p>
                            <Button label="Try again" kind={ButtonKind::Primary} on_click={on_refresh} />
                        </Message>
                    },
                    (None, None) => html! {
                        <div aria-busy="true">
                            <p class="only-read" role="status">{ "Loading the links" }</p>
                            { for (0..4).map(|_| html! { <span class="table__bone" aria-hidden="true" /> }) }
                        </div>
                    },
                    (Some(page), None) if page.items.is_empty() => html! {
                        <Message icon={IconName::Share} title="There are no unrestricted links">
                            <p>{ "Play a recording and choose Share to make one." }</p>
                        </Message>
                    },
                    (Some(page), None) => {
                        let all = page.items.iter().chain(&further.items).cloned().collect::<Vec<_>>();
                        html! { <LinkTable links={all} {on_revoke} /> }
                    }
                }
            }
            if let Some(failure) = &further.failure {
                <p class="form__failure" role="alert">{ failure.advice() }</p>
            }
            if next.is_some() {
                <Button label="Show more" on_click={on_more} disabled={further.is_busy} />
            }
            { confirm(&asked, &notice, &again) }
        </div>
    }
}

fn confirm(
    asked: &UseStateHandle<Option<Asked>>,
    notice: &UseStateHandle<&'static str>,
    again: &Callback<()>,
) -> Html {
    let on_close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let on_done = |said: &'static str| {
        let (asked, notice, again) = (asked.setter(), notice.setter(), again.clone());
        Callback::from(move |()| {
            asked.set(None);
            notice.set(said);
            again.emit(());
        })
    };
    match &**asked {
        None => Html::default(),
        Some(Asked::Revoke(link)) => {
            let id = link.id.clone();
            let act = Callback::from(move |()| -> Doing {
                let id = id.clone();
                Box::pin(async move { links::revoke(&id).await })
            });
            html! {
                <Confirm title="Revoke this link?" action="Revoke link" {act} on_done={on_done("The link is revoked.")} {on_close} is_dangerous=true>
                    <p>{ "Whoever watches by it is cut off at once, and nobody can open it again." }</p>
                </Confirm>
            }
        }
        Some(Asked::Clear) => {
            let act = Callback::from(|()| -> Doing { Box::pin(async { links::clear().await.map(|_| ()) }) });
            html! {
                <Confirm title="Clear invalid links?" action="Clear invalid links" {act} on_done={on_done("Expired and revoked links are cleared.")} {on_close} is_dangerous=true>
                    <p>{ "All links that have expired or were revoked, of every recording, are taken out of this list with who opened them. The administrator log keeps both." }</p>
                </Confirm>
            }
        }
    }
}
