//! The dialog with the permission of one administrator.

use super::draft::{Act, Draft, Failure, Kind};
use super::logic;
use crate::browser::document;
use crate::client::accounts;
use crate::parts::{Button, Dialog, Labels, Names, Submit};
use api::{Administrator, Group, HostGroup, PermissionLevel};
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct EditProps {
    pub(super) administrator: Administrator,
    pub(super) groups: Vec<Group>,
    pub(super) host_groups: Vec<HostGroup>,
    /// It is saved.
    pub(super) on_done: Callback<()>,
    /// What is shown is out of date.
    pub(super) on_stale: Callback<()>,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn Edit(props: &EditProps) -> Html {
    let draft = {
        let permission = props.administrator.permission.clone();
        use_reducer_eq(move || Draft::of(&permission))
    };
    let (failure, is_busy) = (use_state_eq(|| None::<Failure>), use_state_eq(|| false));
    let onsubmit = {
        let settled = (*draft).clone().settled();
        let wanted = settled.permission(&props.groups, &props.host_groups);
        let fault = settled.fault();
        let (kind, id) = (props.administrator.kind, props.administrator.id.clone());
        let (on_done, on_stale) = (props.on_done.clone(), props.on_stale.clone());
        let (failure, is_busy, dispatcher) = (failure.clone(), is_busy.clone(), draft.dispatcher());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_busy {
                return;
            }
            if let Some(kind) = fault {
                dispatcher.dispatch(Act::Settle);
                document::focus_id(field_id(kind));
                return;
            }
            is_busy.set(true);
            failure.set(None);
            let (id, wanted, on_done, on_stale) =
                (id.clone(), wanted.clone(), on_done.clone(), on_stale.clone());
            let (failure, is_busy) = (failure.clone(), is_busy.clone());
            spawn_local(async move {
                match accounts::permit(kind, &id, &wanted).await {
                    Ok(_) => on_done.emit(()),
                    Err(error) => {
                        let told = Failure::of(&error);
                        if told.is_stale {
                            on_stale.emit(());
                        }
                        failure.set(Some(told));
                        is_busy.set(false);
                    }
                }
            });
        })
    };
    let is_limited = draft.level == PermissionLevel::Limited;
    let failure_at = |is_scope: bool| {
        let told = failure.as_ref().filter(|failure| (failure.is_of_scope && is_limited) == is_scope);
        html! {
            if let Some(failure) = told {
                <p class="form__failure" role="alert">{ &failure.text }</p>
            }
        }
    };
    html! {
        <Dialog title={format!("Playback permission of {}", props.administrator.name)} on_close={props.on_close.clone()}>
            <form class="form" novalidate=true {onsubmit}>
                <fieldset class="choices">
                    <legend class="field__label">{ "May play" }</legend>
                    { for PermissionLevel::ALL.into_iter().map(|choice| {
                        let dispatcher = draft.dispatcher();
                        let onchange = Callback::from(move |_: Event| dispatcher.dispatch(Act::Level(choice)));
                        html! {
                            <label class="choices__one" key={choice.word()}>
                                <input type="radio" name="level" value={choice.word()} checked={draft.level == choice} {onchange} />
                                <span class="choices__text">
                                    { choice.label() }
                                    <span class="choices__help">{ logic::meaning(choice) }</span>
                                </span>
                            </label>
                        }
                    }) }
                </fieldset>
                if is_limited {
                    <Scope draft={(*draft).clone()} groups={props.groups.clone()} host_groups={props.host_groups.clone()} dispatcher={draft.dispatcher()}>
                        { failure_at(true) }
                    </Scope>
                } else if logic::summary(&props.administrator.permission.scope).is_some() {
                    <p class="field__help">{ "The scope is kept for when the permission is limited again." }</p>
                }
                { failure_at(false) }
                <div class="form__actions">
                    <Submit label="Save the permission" is_busy={*is_busy} />
                    <Button label="Cancel" on_click={props.on_close.reform(|_| ())} />
                </div>
            </form>
        </Dialog>
    }
}

#[derive(PartialEq, Properties)]
struct ScopeProps {
    draft: Draft,
    groups: Vec<Group>,
    host_groups: Vec<HostGroup>,
    dispatcher: UseReducerDispatcher<Draft>,
    /// What is wrong with it.
    children: Html,
}

/// What a limited permission names.
#[component]
fn Scope(props: &ScopeProps) -> Html {
    let draft = &props.draft;
    let labels = |kind: Kind, label: &'static str, help: Option<&'static str>, names: &Names| {
        let dispatcher = props.dispatcher.clone();
        let on_act = Callback::from(move |act| dispatcher.dispatch(Act::Names(kind, act)));
        html! {
            <Labels id={field_id(kind)} {label} help={help.map(AttrValue::Static)} names={names.clone()} {on_act} />
        }
    };
    let on_group = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |id| dispatcher.dispatch(Act::Group(id)))
    };
    let on_host_group = {
        let dispatcher = props.dispatcher.clone();
        Callback::from(move |id| dispatcher.dispatch(Act::HostGroup(id)))
    };
    let groups: Vec<_> = props.groups.iter().map(|group| (group.id.as_str(), group.name.as_str())).collect();
    let host_groups: Vec<_> =
        props.host_groups.iter().map(|group| (group.id.as_str(), group.name.as_str())).collect();
    let is_empty = logic::summary(&draft.permission(&props.groups, &props.host_groups).scope).is_none();
    html! {
        <section class="scope" aria-labelledby="scope-title">
            <h3 class="scope__title" id="scope-title">{ "Scope" }</h3>
            <p class="field__help">
                { "A recording may be played if any of these matches. Write a name and press Enter; upper and lower case \
                   count the same. Restricted recordings stay hidden." }
            </p>
            { props.children.clone() }
            if is_empty {
                <p class="scope__empty" role="status">{ "The scope names nothing yet: as it is, nothing can be played." }</p>
            }
            <div class="scope__part" role="group" aria-labelledby="scope-part-users">
                <h4 class="scope__part-title" id="scope-part-users">{ "Users and user groups" }</h4>
                { labels(Kind::Users, "Users", Some("As they are called in recordings, such as CORP\\ada."), &draft.users) }
                { checks("User groups", "recorded users with the names of their members", &groups, &draft.groups, &on_group) }
            </div>
            <div class="scope__part" role="group" aria-labelledby="scope-part-applications">
                <h4 class="scope__part-title" id="scope-part-applications">{ "Published applications and desktops" }</h4>
                { labels(Kind::Applications, "Applications and desktops", None, &draft.applications) }
            </div>
            <div class="scope__part" role="group" aria-labelledby="scope-part-hosts">
                <h4 class="scope__part-title" id="scope-part-hosts">{ "Delivery groups and VDA machines" }</h4>
                <p class="field__help">{ "They are called host groups and hosts here: a host is a machine that was recorded, a host group a list of hosts." }</p>
                { checks("Host groups", "all hosts that are in them", &host_groups, &draft.host_groups, &on_host_group) }
                { labels(Kind::Hosts, "Hosts", None, &draft.hosts) }
            </div>
        </section>
    }
}

const fn field_id(kind: Kind) -> &'static str {
    match kind {
        Kind::Users => "scope-users",
        Kind::Applications => "scope-applications",
        Kind::Hosts => "scope-hosts",
    }
}

fn checks(
    label: &'static str,
    help: &'static str,
    all: &[(&str, &str)],
    chosen: &[String],
    on_toggle: &Callback<String>,
) -> Html {
    if all.is_empty() {
        return html! { <p class="field__help">{ format!("{label}: there are none yet. They are made on the page Groups.") }</p> };
    }
    html! {
        <fieldset class="choices">
            <legend class="field__label">{ label }<span class="choices__help">{ format!(": {help}") }</span></legend>
            { for all.iter().map(|(id, name)| {
                let is_chosen = chosen.iter().any(|known| known == id);
                let onchange = {
                    let id = (*id).to_owned();
                    on_toggle.reform(move |_: Event| id.clone())
                };
                html! {
                    <label class="choices__one" key={(*id).to_owned()}>
                        <input type="checkbox" checked={is_chosen} {onchange} />
                        <span class="choices__text">{ *name }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}
