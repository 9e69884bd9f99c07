//! The page.

use super::edit::Edit;
use super::table::AdministratorTable;
use crate::browser::address;
use crate::client::accounts;
use crate::parts::{Button, ButtonKind, Field, IconName, Message, Tone};
use crate::query::use_kept;
use api::Administrator;
use yew::prelude::*;

#[component]
pub(crate) fn PermissionsPage() -> Html {
    let found = use_kept(|| async {
        let administrators = accounts::administrators().await?;
        Ok((administrators, accounts::groups().await?, accounts::host_groups().await?))
    });
    let words = use_state(|| address::query("find").unwrap_or_default());
    let edited = use_state_eq(|| None::<Administrator>);
    // what was done last; read out
    let notice = use_state_eq(String::new);
    let on_input = {
        let words = words.setter();
        Callback::from(move |text: String| {
            address::replace_query("find", Some(text.as_str()).filter(|text| !text.is_empty()));
            words.set(text);
        })
    };
    let on_close = {
        let edited = edited.setter();
        Callback::from(move |()| edited.set(None))
    };
    let on_done = {
        let (again, edited, notice) = (found.again.clone(), edited.clone(), notice.setter());
        Callback::from(move |()| {
            let name = edited.as_ref().map_or("", |administrator| administrator.name.as_str());
            notice.set(format!("{name}: Saved; it holds at once, for open recordings too."));
            edited.set(None);
            again.emit(());
        })
    };
    let on_edit = {
        let edited = edited.setter();
        Callback::from(move |administrator| edited.set(Some(administrator)))
    };
    html! {
        <div class="page">
            <header class="page__header">
                <h1 class="page__title" tabindex="-1">{ "Playback permissions" }</h1>
            </header>
            <p class="page__lead">
                { "What read-only admins may play. Restricted recordings stay hidden from them whatever their level. \
                   Full admins and privileged player admins play every recording by their role." }
            </p>
            <div class="people__filter">
                <Field id="permissions-find" label="Filter" kind="search" value={(*words).clone()} {on_input} />
                <p class="people__notice" role="status">{ &*notice }</p>
            </div>
            if let (Some(error), Some(_)) = (&found.failure, &found.shown) {
                <p class="form__failure" role="alert">
                    { format!("What is shown may be out of date. {}", error.advice()) }
                </p>
            }
            {
                match (&found.shown, &found.failure) {
                    (Some(shown), _) => html! {
                        <AdministratorTable administrators={shown.0.clone()} words={(*words).clone()} {on_edit} />
                    },
                    (None, Some(error)) => html! {
                        <Message icon={IconName::Warning} title="The permissions could not be loaded" tone={Tone::Failure}>
                            <p>{ error.advice() }</p>
                            <Button label="Try again" kind={ButtonKind::Primary} on_click={found.again.reform(|_| ())} />
                        </Message>
                    },
                    (None, None) => html! { <p role="status">{ "Loading the permissions" }</p> },
                }
            }
            if let (Some(administrator), Some(shown)) = (&*edited, &found.shown) {
                <Edit
                    administrator={administrator.clone()}
                    groups={shown.1.clone()}
                    host_groups={shown.2.clone()}
                    {on_done}
                    on_stale={found.again.clone()}
                    {on_close}
                />
            }
        </div>
    }
}
